GRANT CREATE ON SCHEMA gate TO upvendo_gate;
--> statement-breakpoint
SET ROLE upvendo_gate;
--> statement-breakpoint
DROP FUNCTION gate.due_refreshes(timestamptz, integer);
--> statement-breakpoint
DROP FUNCTION gate.take_expired_choices(timestamptz);
--> statement-breakpoint
-- Merchants whose tokens of this environment are due for a refresh: those with orders on their way first (an order that is not over has a
-- deadline), then the longest due.
CREATE FUNCTION gate.due_refreshes(p_now timestamptz, p_environment text, p_limit integer) RETURNS TABLE (merchant_id uuid)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT c.merchant_id FROM connections c WHERE c.refresh_due_at <= p_now AND c.environment = p_environment
  ORDER BY NOT EXISTS (SELECT 1 FROM orders o WHERE o.merchant_id = c.merchant_id AND o.deadline_at IS NOT NULL), c.refresh_due_at
  LIMIT p_limit
$$;
--> statement-breakpoint
-- Takes out every choice between two Lightspeed businesses that was not made in time, with the sealed permission that nobody took.
CREATE FUNCTION gate.take_expired_choices(p_now timestamptz)
RETURNS TABLE (id uuid, merchant_id uuid, environment text, refresh_token text)
LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  DELETE FROM pending_authorizations p WHERE p.expires_at < p_now
  RETURNING p.id, p.merchant_id, p.environment, p.refresh_token
$$;
--> statement-breakpoint
REVOKE EXECUTE ON FUNCTION gate.due_refreshes(timestamptz, text, integer), gate.take_expired_choices(timestamptz) FROM PUBLIC;
--> statement-breakpoint
GRANT EXECUTE ON FUNCTION gate.due_refreshes(timestamptz, text, integer), gate.take_expired_choices(timestamptz) TO upvendo_app;
--> statement-breakpoint
RESET ROLE;
--> statement-breakpoint
REVOKE CREATE ON SCHEMA gate FROM upvendo_gate;
