-- Narrow functions for work before a tenant is known. Each runs as upvendo_gate, with a fixed search path, and answers one question.
CREATE FUNCTION gate.find_user_for_sign_in(p_email text)
RETURNS TABLE (id uuid, merchant_id uuid, name text, role text, password_hash text, disabled boolean)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT u.id, u.merchant_id, u.name, u.role, u.password_hash, u.disabled_at IS NOT NULL FROM users u WHERE u.email = lower(p_email)
$$;
--> statement-breakpoint
-- The session behind a cookie, if it still counts now: not revoked, not past its limits, user not disabled. Notes the visit at most once a minute.
CREATE FUNCTION gate.find_session(p_token_hash text, p_idle_seconds integer)
RETURNS TABLE (session_id uuid, merchant_id uuid, merchant_name text, user_id uuid, user_name text, email text, role text, created_at timestamptz, expires_at timestamptz)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
#variable_conflict use_column
BEGIN
  RETURN QUERY
    SELECT s.id, s.merchant_id, m.name, u.id, u.name, u.email, u.role, s.created_at, s.expires_at
    FROM sessions s JOIN users u ON u.id = s.user_id JOIN merchants m ON m.id = s.merchant_id
    WHERE s.token_hash = p_token_hash AND s.revoked_at IS NULL AND s.expires_at > now()
      AND s.last_seen_at > now() - make_interval(secs => p_idle_seconds) AND u.disabled_at IS NULL;
  IF FOUND THEN
    UPDATE sessions SET last_seen_at = now() WHERE token_hash = p_token_hash AND last_seen_at < now() - interval '1 minute';
  END IF;
END $$;
--> statement-breakpoint
CREATE FUNCTION gate.sign_in_blocked_until(p_keys text[]) RETURNS timestamptz
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT max(blocked_until) FROM sign_in_throttles WHERE key = ANY (p_keys) AND blocked_until > now()
$$;
--> statement-breakpoint
-- Counts a failure and returns until when the key is blocked. Free tries, then a delay that doubles up to a cap; forgotten after a quiet day.
CREATE FUNCTION gate.note_sign_in_failure(p_key text, p_free integer, p_cap_seconds integer) RETURNS timestamptz
LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  INSERT INTO sign_in_throttles AS t (key, failures, last_failure_at, blocked_until) VALUES (p_key, 1, now(), now())
  ON CONFLICT (key) DO UPDATE SET
    failures = CASE WHEN t.last_failure_at < now() - interval '1 day' THEN 1 ELSE least(t.failures + 1, 1000) END,
    last_failure_at = now(),
    blocked_until = CASE
      WHEN t.last_failure_at < now() - interval '1 day' OR t.failures + 1 < p_free THEN now()
      ELSE now() + make_interval(secs => least(p_cap_seconds, power(2, least(t.failures + 1 - p_free, 20))))
    END
  RETURNING blocked_until
$$;
--> statement-breakpoint
CREATE FUNCTION gate.clear_sign_in_failures(p_keys text[]) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  DELETE FROM sign_in_throttles WHERE key = ANY (p_keys)
$$;
--> statement-breakpoint
CREATE FUNCTION gate.sweep_sign_in_failures() RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  DELETE FROM sign_in_throttles WHERE last_failure_at < now() - interval '2 days'
$$;
--> statement-breakpoint
-- Spends a password-reset token: sets the password and ends every session of the user. Null when the token is unknown, spent or too old.
CREATE FUNCTION gate.spend_password_reset(p_token_hash text, p_password_hash text)
RETURNS TABLE (merchant_id uuid, user_id uuid)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
#variable_conflict use_column
DECLARE reset password_resets%ROWTYPE;
BEGIN
  UPDATE password_resets SET used_at = now() WHERE token_hash = p_token_hash AND used_at IS NULL AND expires_at > now() RETURNING * INTO reset;
  IF NOT FOUND THEN RETURN; END IF;
  UPDATE users SET password_hash = p_password_hash WHERE id = reset.user_id AND disabled_at IS NULL;
  IF NOT FOUND THEN RETURN; END IF;
  UPDATE sessions SET revoked_at = now() WHERE user_id = reset.user_id AND revoked_at IS NULL;
  UPDATE password_resets SET used_at = now() WHERE user_id = reset.user_id AND used_at IS NULL;
  RETURN QUERY SELECT reset.merchant_id, reset.user_id;
END $$;
--> statement-breakpoint
-- Appends to a merchant's hash-chained audit trail; the lock on the merchant's chain makes writers take turns.
CREATE FUNCTION gate.append_audit(p_merchant_id uuid, p_actor_id uuid, p_actor_name text, p_action text, p_subject text, p_detail jsonb) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE previous audit_entries%ROWTYPE; next_seq bigint; moment timestamptz := clock_timestamp();
BEGIN
  PERFORM pg_advisory_xact_lock(hashtextextended('audit:' || p_merchant_id::text, 0));
  SELECT * INTO previous FROM audit_entries WHERE merchant_id = p_merchant_id ORDER BY seq DESC LIMIT 1;
  next_seq := coalesce(previous.seq, 0) + 1;
  INSERT INTO audit_entries (merchant_id, seq, at, actor_id, actor_name, action, subject, detail, hash)
  VALUES (p_merchant_id, next_seq, moment, p_actor_id, p_actor_name, p_action, p_subject, p_detail,
          gate.audit_hash(coalesce(previous.hash, ''), p_merchant_id, next_seq, moment, p_actor_id, p_actor_name, p_action, p_subject, p_detail));
  RETURN next_seq;
END $$;
--> statement-breakpoint
CREATE FUNCTION gate.audit_hash(p_previous text, p_merchant_id uuid, p_seq bigint, p_at timestamptz, p_actor_id uuid, p_actor_name text, p_action text, p_subject text, p_detail jsonb) RETURNS text
LANGUAGE sql STABLE AS $$
  SELECT encode(sha256(convert_to(jsonb_build_array(p_previous, p_merchant_id, p_seq, extract(epoch FROM p_at), p_actor_id, p_actor_name, p_action, p_subject, p_detail)::text, 'UTF8')), 'hex')
$$;
--> statement-breakpoint
-- The first entry of the current tenant's trail whose hash does not follow from the one before; null when the chain holds.
CREATE FUNCTION gate.first_broken_audit_entry() RETURNS bigint
LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
  SELECT min(e.seq) FROM (
    SELECT a.*, coalesce(lag(a.hash) OVER w, '') AS previous, row_number() OVER w AS place FROM audit_entries a
    WHERE a.merchant_id = gate.current_merchant() WINDOW w AS (ORDER BY a.seq)
  ) e
  WHERE e.seq <> e.place OR e.hash <> gate.audit_hash(e.previous, e.merchant_id, e.seq, e.at, e.actor_id, e.actor_name, e.action, e.subject, e.detail)
$$;
--> statement-breakpoint
-- Takes an authorization request out of play, whoever asks: it can be consumed once. `outcome` says what it was before.
CREATE FUNCTION gate.consume_authorization_request(p_id uuid, p_now timestamptz)
RETURNS TABLE (outcome text, merchant_id uuid, user_id uuid, session_id uuid, environment text, code_verifier text, created_at timestamptz)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
#variable_conflict use_column
DECLARE taken authorization_requests%ROWTYPE;
BEGIN
  UPDATE authorization_requests SET consumed_at = p_now WHERE id = p_id AND consumed_at IS NULL AND replaced_at IS NULL RETURNING * INTO taken;
  IF FOUND THEN
    RETURN QUERY SELECT CASE WHEN taken.expires_at > p_now THEN 'consumed' ELSE 'expired' END, taken.merchant_id, taken.user_id, taken.session_id, taken.environment, taken.code_verifier, taken.created_at;
    RETURN;
  END IF;
  RETURN QUERY
    SELECT CASE WHEN r.consumed_at IS NOT NULL THEN 'already_used' ELSE 'replaced' END, r.merchant_id, r.user_id, r.session_id, r.environment, NULL::text, r.created_at
    FROM authorization_requests r WHERE r.id = p_id;
END $$;
--> statement-breakpoint
-- Removes verifiers and pending tokens that nobody can use any more. Returns how many rows went.
CREATE FUNCTION gate.sweep_authorizations(p_now timestamptz) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE requests integer; pending integer;
BEGIN
  DELETE FROM authorization_requests WHERE expires_at < p_now - interval '1 day'; GET DIAGNOSTICS requests = ROW_COUNT;
  DELETE FROM pending_authorizations WHERE expires_at < p_now; GET DIAGNOSTICS pending = ROW_COUNT;
  UPDATE authorization_requests SET code_verifier = NULL WHERE code_verifier IS NOT NULL AND (expires_at < p_now OR consumed_at IS NOT NULL OR replaced_at IS NOT NULL);
  RETURN requests + pending;
END $$;
--> statement-breakpoint
-- Merchants whose tokens are due for a refresh, the longest due first.
CREATE FUNCTION gate.due_refreshes(p_now timestamptz, p_limit integer) RETURNS TABLE (merchant_id uuid)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT c.merchant_id FROM connections c WHERE c.refresh_due_at <= p_now ORDER BY c.refresh_due_at LIMIT p_limit
$$;
--> statement-breakpoint
-- Every merchant, for work that visits each tenant in turn (key rotation).
CREATE FUNCTION gate.merchants_after(p_after uuid, p_limit integer) RETURNS TABLE (merchant_id uuid)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT m.id FROM merchants m WHERE m.id > p_after ORDER BY m.id LIMIT p_limit
$$;
--> statement-breakpoint
-- One log line into the current tenant's ring of 100; an entry equal to the newest one counts up instead.
CREATE FUNCTION gate.append_log(p_level text, p_operation text, p_message text, p_fingerprint text, p_steps jsonb, p_at timestamptz) RETURNS bigint
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE tenant uuid := gate.current_merchant(); head integration_log_heads%ROWTYPE;
BEGIN
  INSERT INTO integration_log_heads (merchant_id, seq, fingerprint) VALUES (tenant, 0, '') ON CONFLICT (merchant_id) DO NOTHING;
  SELECT * INTO head FROM integration_log_heads WHERE merchant_id = tenant FOR UPDATE;
  IF head.seq > 0 AND head.fingerprint = p_fingerprint THEN
    UPDATE integration_log SET count = count + 1, last_at = greatest(last_at, p_at), steps = p_steps WHERE merchant_id = tenant AND slot = head.seq % 100;
    RETURN head.seq;
  END IF;
  UPDATE integration_log_heads SET seq = head.seq + 1, fingerprint = p_fingerprint WHERE merchant_id = tenant;
  INSERT INTO integration_log (merchant_id, slot, seq, level, operation, message, count, first_at, last_at, steps)
  VALUES (tenant, (head.seq + 1) % 100, head.seq + 1, p_level, p_operation, p_message, 1, p_at, p_at, p_steps)
  ON CONFLICT (merchant_id, slot) DO UPDATE SET seq = excluded.seq, level = excluded.level, operation = excluded.operation, message = excluded.message,
    count = 1, first_at = excluded.first_at, last_at = excluded.last_at, steps = excluded.steps;
  RETURN head.seq + 1;
END $$;
--> statement-breakpoint
DO $$
DECLARE f regprocedure;
BEGIN
  FOR f IN SELECT p.oid::regprocedure FROM pg_proc p WHERE p.pronamespace = 'gate'::regnamespace
  LOOP
    EXECUTE format('REVOKE EXECUTE ON FUNCTION %s FROM PUBLIC', f);
    IF f::text NOT LIKE 'gate.protect(%' AND f::text NOT LIKE 'gate.open_to_gate(%' THEN
      EXECUTE format('GRANT EXECUTE ON FUNCTION %s TO upvendo_app, upvendo_gate', f);
    END IF;
    -- Last: once it is handed over, an owner who is no superuser may grant nothing on it any more.
    IF (SELECT prosecdef FROM pg_proc WHERE oid = f) THEN EXECUTE format('ALTER FUNCTION %s OWNER TO upvendo_gate', f); END IF;
  END LOOP;
END $$;
--> statement-breakpoint
GRANT EXECUTE ON FUNCTION gate.current_merchant() TO PUBLIC;
--> statement-breakpoint
REVOKE CREATE ON SCHEMA gate FROM upvendo_gate;
