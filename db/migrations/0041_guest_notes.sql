DROP INDEX "orders_guest_idx";--> statement-breakpoint
CREATE INDEX "orders_guest_idx" ON "orders" USING btree ("created_at") WHERE "orders"."customer" is not null or "orders"."address" is not null or "orders"."note" is not null;--> statement-breakpoint
GRANT CREATE ON SCHEMA gate TO upvendo_gate;
--> statement-breakpoint
SET ROLE upvendo_gate;
--> statement-breakpoint
-- A guest at a table gives no name, and may write one into the note.
CREATE OR REPLACE FUNCTION gate.guests_to_erase(p_before timestamptz, p_limit integer) RETURNS TABLE (merchant_id uuid, order_id uuid)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT o.merchant_id, o.id FROM orders o
  WHERE (o.customer IS NOT NULL OR o.address IS NOT NULL OR o.note IS NOT NULL) AND o.created_at < p_before
  ORDER BY o.created_at LIMIT p_limit
$$;
--> statement-breakpoint
RESET ROLE;
--> statement-breakpoint
REVOKE CREATE ON SCHEMA gate FROM upvendo_gate;
