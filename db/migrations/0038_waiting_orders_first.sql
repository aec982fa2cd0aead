GRANT CREATE ON SCHEMA gate TO upvendo_gate;
--> statement-breakpoint
SET ROLE upvendo_gate;
--> statement-breakpoint
-- Merchants whose tokens are due for a refresh: those with orders on their way first (an order that is not over has a deadline), then the longest due.
CREATE OR REPLACE FUNCTION gate.due_refreshes(p_now timestamptz, p_limit integer) RETURNS TABLE (merchant_id uuid)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT c.merchant_id FROM connections c WHERE c.refresh_due_at <= p_now
  ORDER BY NOT EXISTS (SELECT 1 FROM orders o WHERE o.merchant_id = c.merchant_id AND o.deadline_at IS NOT NULL), c.refresh_due_at
  LIMIT p_limit
$$;
--> statement-breakpoint
RESET ROLE;
--> statement-breakpoint
REVOKE CREATE ON SCHEMA gate FROM upvendo_gate;
