GRANT CREATE ON SCHEMA gate TO upvendo_gate;
--> statement-breakpoint
SET ROLE upvendo_gate;
--> statement-breakpoint
DROP FUNCTION gate.claim_webhook_events(uuid, integer, integer, boolean);
--> statement-breakpoint
DROP FUNCTION gate.read_webhook_standing(uuid, text, text, text);
--> statement-breakpoint
-- Leases due events to a worker, the longest due first, and says of each whose it is by what it says and how that merchant's connection
-- stands. `p_suspect`: those that a worker ended over, which are taken one at a time. By a kept plan that goes by the indexes however many
-- deliveries there are. Not waited for on disk: a lease that a crash of the server forgets is taken again, and the handlers bear that.
CREATE FUNCTION gate.take_webhook_events(p_owner uuid, p_limit integer, p_lease_seconds integer, p_suspect boolean)
RETURNS TABLE (id uuid, received_key text, merchant_id uuid, environment text, verified boolean, type text, vendor_status text, reference text,
  business_location_id text, account_identifier text, idempotency_key text, body text, attempts integer, crashes integer, trigger text,
  history jsonb, replayed_by text, by_reference uuid, by_location uuid, connection_status text, connection_environment text)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
SET plan_cache_mode = force_generic_plan SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off AS $$
#variable_conflict use_column
BEGIN
  PERFORM set_config('synchronous_commit', 'off', true);
  RETURN QUERY
    WITH picked AS (
      SELECT e.id, e.received_at FROM webhook_events e
      WHERE e.due_at <= clock_timestamp() AND (e.lease_owner IS NOT NULL) = p_suspect
      ORDER BY e.due_at LIMIT p_limit FOR UPDATE SKIP LOCKED
    ), taken AS (
      UPDATE webhook_events e SET
        lease_owner = p_owner,
        due_at = clock_timestamp() + make_interval(secs => p_lease_seconds),
        started_at = clock_timestamp(),
        attempts = e.attempts + 1,
        crashes = e.crashes + (e.lease_owner IS NOT NULL)::integer
      FROM picked p WHERE e.id = p.id AND e.received_at = p.received_at
      RETURNING e.*
    )
    SELECT e.id, e.received_at::text, e.merchant_id, e.environment, e.verified, e.type, e.vendor_status, e.reference, e.business_location_id,
      e.account_identifier, e.idempotency_key, e.body, e.attempts, e.crashes, e.trigger, e.history, e.replayed_by,
      t.by_reference, t.by_location, c.status, c.environment
    FROM taken e
    CROSS JOIN LATERAL gate.find_webhook_tenants(e.environment, e.reference, e.business_location_id) t
    LEFT JOIN connections c ON c.merchant_id = coalesce(e.merchant_id, t.by_reference, t.by_location);
END $$;
--> statement-breakpoint
-- Writes down how an attempt ended and tells the merchant's open pages; false when the lease was lost to another worker meanwhile.
-- `p_again_seconds`: when to try again, null for never. Not waited for on disk: what a crash of the server forgets is done again.
CREATE OR REPLACE FUNCTION gate.finish_webhook_event(p_id uuid, p_received_at timestamptz, p_owner uuid, p_status text, p_outcome text, p_remedy text,
  p_again_seconds double precision, p_attempt jsonb, p_duration_ms integer, p_notice text) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp SET plan_cache_mode = force_generic_plan AS $$
BEGIN
  PERFORM set_config('synchronous_commit', 'off', true);
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
REVOKE EXECUTE ON FUNCTION gate.take_webhook_events(uuid, integer, integer, boolean) FROM PUBLIC;
--> statement-breakpoint
GRANT EXECUTE ON FUNCTION gate.take_webhook_events(uuid, integer, integer, boolean) TO upvendo_app;
--> statement-breakpoint
RESET ROLE;
--> statement-breakpoint
REVOKE CREATE ON SCHEMA gate FROM upvendo_gate;
