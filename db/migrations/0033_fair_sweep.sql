CREATE INDEX "orders_due_idx" ON "orders" USING btree ("merchant_id","deadline_at") WHERE "orders"."deadline_at" is not null;--> statement-breakpoint
GRANT CREATE ON SCHEMA gate TO upvendo_gate;
--> statement-breakpoint
SET ROLE upvendo_gate;
--> statement-breakpoint
-- Orders whose time to be looked at has come: the longest waiting of each merchant first, then the second of each, so that nobody's backlog hides
-- another's order. Merchants are found by jumping through the index.
CREATE OR REPLACE FUNCTION gate.due_orders(p_now timestamptz, p_limit integer, p_per_merchant integer) RETURNS TABLE (merchant_id uuid, order_id uuid)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  WITH RECURSIVE waiting AS (
    (SELECT o.merchant_id AS id FROM orders o WHERE o.deadline_at IS NOT NULL ORDER BY o.merchant_id LIMIT 1)
    UNION ALL
    SELECT (SELECT o.merchant_id FROM orders o WHERE o.deadline_at IS NOT NULL AND o.merchant_id > w.id ORDER BY o.merchant_id LIMIT 1)
    FROM waiting w WHERE w.id IS NOT NULL
  )
  SELECT d.merchant_id, d.id FROM waiting w CROSS JOIN LATERAL (
    SELECT o.merchant_id, o.id, o.deadline_at, row_number() OVER (ORDER BY o.deadline_at) AS place
    FROM orders o WHERE o.merchant_id = w.id AND o.deadline_at <= p_now ORDER BY o.deadline_at LIMIT p_per_merchant
  ) d ORDER BY d.place, d.deadline_at LIMIT p_limit
$$;
--> statement-breakpoint
RESET ROLE;
--> statement-breakpoint
REVOKE CREATE ON SCHEMA gate FROM upvendo_gate;
