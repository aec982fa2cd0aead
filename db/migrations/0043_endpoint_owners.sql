GRANT CREATE ON SCHEMA gate TO upvendo_gate;
--> statement-breakpoint
SET ROLE upvendo_gate;
--> statement-breakpoint
-- Who is connected should have an endpoint, also where none was registered so far.
CREATE OR REPLACE FUNCTION gate.webhook_endpoint_owners(p_after uuid, p_limit integer) RETURNS TABLE (merchant_id uuid)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT c.merchant_id FROM connections c
  WHERE c.status IN ('connected', 'degraded') AND c.merchant_id > p_after ORDER BY c.merchant_id LIMIT p_limit
$$;
--> statement-breakpoint
RESET ROLE;
--> statement-breakpoint
REVOKE CREATE ON SCHEMA gate FROM upvendo_gate;
