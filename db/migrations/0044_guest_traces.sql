CREATE INDEX "orders_guest_email_idx" ON "orders" USING btree ("merchant_id",lower("customer" ->> 'email')) WHERE "orders"."customer" ->> 'email' is not null;--> statement-breakpoint
CREATE INDEX "orders_guest_phone_idx" ON "orders" USING btree ("merchant_id",("customer" ->> 'phone')) WHERE "orders"."customer" ->> 'phone' is not null;--> statement-breakpoint
SELECT gate.open_to_gate('order_timeline', 'SELECT, UPDATE');
--> statement-breakpoint
GRANT CREATE ON SCHEMA gate TO upvendo_gate;
--> statement-breakpoint
SET ROLE upvendo_gate;
--> statement-breakpoint
-- What an order that may still go to the till needs stays until it is over.
CREATE OR REPLACE FUNCTION gate.guests_to_erase(p_before timestamptz, p_limit integer) RETURNS TABLE (merchant_id uuid, order_id uuid)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT o.merchant_id, o.id FROM orders o
  WHERE (o.customer IS NOT NULL OR o.address IS NOT NULL OR o.note IS NOT NULL) AND o.created_at < p_before AND o.deadline_at IS NULL
  ORDER BY o.created_at LIMIT p_limit
$$;
--> statement-breakpoint
-- The timeline only grows. A guest's words alone are taken out of it: of an order of this tenant that was marked as erased, and nothing but its texts.
CREATE FUNCTION gate.erase_in_timeline(p_order_id uuid, p_texts jsonb) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  UPDATE order_timeline t SET message = e.message, detail = e.detail
  FROM jsonb_to_recordset(p_texts) AS e(id bigint, message text, detail jsonb), orders o
  WHERE t.id = e.id AND t.order_id = p_order_id AND o.id = t.order_id AND o.guest_erased_at IS NOT NULL
    AND t.merchant_id = gate.current_merchant() AND o.merchant_id = gate.current_merchant()
$$;
--> statement-breakpoint
REVOKE EXECUTE ON FUNCTION gate.erase_in_timeline(uuid, jsonb) FROM PUBLIC;
--> statement-breakpoint
GRANT EXECUTE ON FUNCTION gate.erase_in_timeline(uuid, jsonb) TO upvendo_app;
--> statement-breakpoint
RESET ROLE;
--> statement-breakpoint
REVOKE CREATE ON SCHEMA gate FROM upvendo_gate;
