-- Takes out every choice between two Lightspeed businesses that was not made in time, with the sealed permission that nobody took.
CREATE FUNCTION gate.take_expired_choices(p_now timestamptz) RETURNS TABLE (id uuid, merchant_id uuid, refresh_token text)
LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  DELETE FROM pending_authorizations p WHERE p.expires_at < p_now RETURNING p.id, p.merchant_id, p.refresh_token
$$;
--> statement-breakpoint
REVOKE EXECUTE ON FUNCTION gate.take_expired_choices(timestamptz) FROM PUBLIC;
--> statement-breakpoint
GRANT EXECUTE ON FUNCTION gate.take_expired_choices(timestamptz) TO upvendo_app;
--> statement-breakpoint
GRANT CREATE ON SCHEMA gate TO upvendo_gate;
--> statement-breakpoint
ALTER FUNCTION gate.take_expired_choices(timestamptz) OWNER TO upvendo_gate;
--> statement-breakpoint
REVOKE CREATE ON SCHEMA gate FROM upvendo_gate;
