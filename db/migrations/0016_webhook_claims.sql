GRANT CREATE ON SCHEMA gate TO upvendo_gate;
--> statement-breakpoint
SET ROLE upvendo_gate;
--> statement-breakpoint
-- As before, with a plan that is kept and that goes by the indexes however many deliveries there are and whatever is known of them.
CREATE OR REPLACE FUNCTION gate.claim_webhook_events(p_owner uuid, p_limit integer, p_lease_seconds integer, p_suspect boolean) RETURNS SETOF webhook_events
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
SET plan_cache_mode = force_generic_plan SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off AS $$
BEGIN
  RETURN QUERY
    WITH picked AS (
      SELECT e.id, e.received_at FROM webhook_events e
      WHERE e.due_at <= clock_timestamp() AND (e.lease_owner IS NOT NULL) = p_suspect
      ORDER BY e.due_at LIMIT p_limit FOR UPDATE SKIP LOCKED
    )
    UPDATE webhook_events e SET
      lease_owner = p_owner,
      due_at = clock_timestamp() + make_interval(secs => p_lease_seconds),
      started_at = clock_timestamp(),
      attempts = e.attempts + 1,
      crashes = e.crashes + (e.lease_owner IS NOT NULL)::integer
    FROM picked p WHERE e.id = p.id AND e.received_at = p.received_at
    RETURNING e.*;
END $$;
--> statement-breakpoint
-- Whose an event is by what it says, and how that merchant's connection stands, in one question.
CREATE FUNCTION gate.read_webhook_standing(p_merchant_id uuid, p_environment text, p_reference text, p_business_location_id text)
RETURNS TABLE (by_reference uuid, by_location uuid, connection_status text, connection_environment text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT t.by_reference, t.by_location, c.status, c.environment
  FROM gate.find_webhook_tenants(p_environment, p_reference, p_business_location_id) t
  LEFT JOIN connections c ON c.merchant_id = coalesce(p_merchant_id, t.by_reference, t.by_location)
$$;
--> statement-breakpoint
DROP FUNCTION gate.finish_webhook_event(uuid, timestamptz, uuid, text, text, text, double precision, jsonb, integer);
--> statement-breakpoint
-- Writes down how an attempt ended and tells the merchant's open pages; false when the lease was lost to another worker meanwhile.
-- `p_again_seconds`: when to try again, null for never.
CREATE FUNCTION gate.finish_webhook_event(p_id uuid, p_received_at timestamptz, p_owner uuid, p_status text, p_outcome text, p_remedy text,
  p_again_seconds double precision, p_attempt jsonb, p_duration_ms integer, p_notice text) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp SET plan_cache_mode = force_generic_plan AS $$
BEGIN
  UPDATE webhook_events e SET
    status = p_status,
    outcome = p_outcome,
    remedy = p_remedy,
    lease_owner = NULL,
    due_at = clock_timestamp() + make_interval(secs => p_again_seconds),
    trigger = 'retry',
    finished_at = clock_timestamp(),
    duration_ms = p_duration_ms,
    history = (CASE WHEN jsonb_array_length(e.history) >= 20 THEN e.history - 0 ELSE e.history END) || jsonb_build_array(p_attempt)
  WHERE e.id = p_id AND e.received_at = p_received_at AND e.lease_owner = p_owner;
  IF NOT FOUND THEN RETURN false; END IF;
  IF p_notice IS NOT NULL THEN PERFORM pg_notify('live', p_notice); END IF;
  RETURN true;
END $$;
--> statement-breakpoint
REVOKE EXECUTE ON FUNCTION gate.read_webhook_standing(uuid, text, text, text),
  gate.finish_webhook_event(uuid, timestamptz, uuid, text, text, text, double precision, jsonb, integer, text) FROM PUBLIC;
--> statement-breakpoint
GRANT EXECUTE ON FUNCTION gate.read_webhook_standing(uuid, text, text, text),
  gate.finish_webhook_event(uuid, timestamptz, uuid, text, text, text, double precision, jsonb, integer, text) TO upvendo_app;
--> statement-breakpoint
RESET ROLE;
--> statement-breakpoint
REVOKE CREATE ON SCHEMA gate FROM upvendo_gate;
