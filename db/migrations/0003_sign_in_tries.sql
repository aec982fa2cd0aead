-- Counting a try and asking whether it is allowed must be one step: a thousand guesses sent at once would all be answered "not blocked yet" otherwise.
DROP FUNCTION gate.sign_in_blocked_until(text[]);
--> statement-breakpoint
DROP FUNCTION gate.note_sign_in_failure(text, integer, integer);
--> statement-breakpoint
DROP FUNCTION gate.clear_sign_in_failures(text[]);
--> statement-breakpoint
-- Counts a try under every key before the password is looked at, and returns null; or counts nothing and returns until when one of the keys is blocked.
-- Free tries first, then a delay that doubles up to the key's cap; forgotten after a quiet day.
CREATE FUNCTION gate.claim_sign_in_try(p_keys text[], p_free integer[], p_cap_seconds integer[], p_now timestamptz) RETURNS timestamptz
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE blocked timestamptz;
BEGIN
  -- In the order of the keys, so that two tries that share keys cannot lock each other out.
  INSERT INTO sign_in_throttles (key, failures, last_failure_at, blocked_until)
    SELECT k, 0, p_now, p_now FROM unnest(p_keys) AS k ORDER BY k ON CONFLICT (key) DO NOTHING;
  PERFORM 1 FROM sign_in_throttles t WHERE t.key = ANY (p_keys) ORDER BY t.key FOR UPDATE;
  SELECT max(t.blocked_until) INTO blocked FROM sign_in_throttles t WHERE t.key = ANY (p_keys) AND t.blocked_until > p_now;
  IF blocked IS NOT NULL THEN RETURN blocked; END IF;
  UPDATE sign_in_throttles t SET
    failures = n.failures,
    last_failure_at = p_now,
    blocked_until = CASE WHEN n.failures < n.free THEN p_now
      ELSE p_now + make_interval(secs => least(n.cap, power(2, least(n.failures - n.free, 20)))) END
  FROM (
    SELECT s.key, l.free, l.cap,
      CASE WHEN s.last_failure_at < p_now - interval '1 day' THEN 1 ELSE least(s.failures + 1, 1000) END AS failures
    FROM sign_in_throttles s JOIN unnest(p_keys, p_free, p_cap_seconds) AS l (key, free, cap) ON l.key = s.key
  ) n
  WHERE t.key = n.key;
  RETURN NULL;
END $$;
--> statement-breakpoint
-- After a success: forgets the account's failures, and takes this try back from the network's, whose other failures stay counted.
CREATE FUNCTION gate.settle_sign_in_try(p_forget text[], p_take_back text[], p_now timestamptz) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  DELETE FROM sign_in_throttles WHERE key = ANY (p_forget);
  UPDATE sign_in_throttles SET failures = greatest(failures - 1, 0), blocked_until = p_now WHERE key = ANY (p_take_back);
$$;
--> statement-breakpoint
-- Whoever changes a password or role, or disables a user, ends that user's sessions with the same statement.
CREATE FUNCTION gate.end_sessions_of_changed_user() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  UPDATE sessions SET revoked_at = now() WHERE user_id = NEW.id AND revoked_at IS NULL;
  RETURN NULL;
END $$;
--> statement-breakpoint
CREATE TRIGGER users_end_sessions AFTER UPDATE OF password_hash, role, disabled_at ON users FOR EACH ROW
  WHEN (OLD.password_hash IS DISTINCT FROM NEW.password_hash OR OLD.role <> NEW.role OR (OLD.disabled_at IS NULL AND NEW.disabled_at IS NOT NULL))
  EXECUTE FUNCTION gate.end_sessions_of_changed_user();
--> statement-breakpoint
GRANT USAGE ON SCHEMA drizzle TO upvendo_gate;
--> statement-breakpoint
GRANT SELECT ON drizzle.__drizzle_migrations TO upvendo_gate;
--> statement-breakpoint
-- When the newest applied migration was written (milliseconds); readiness compares it with the newest one that the build knows.
CREATE FUNCTION gate.newest_migration() RETURNS bigint
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_temp AS $$ SELECT max(created_at) FROM drizzle.__drizzle_migrations $$;
--> statement-breakpoint
GRANT CREATE ON SCHEMA gate TO upvendo_gate;
--> statement-breakpoint
DO $$
DECLARE f regprocedure;
BEGIN
  FOREACH f IN ARRAY ARRAY[
    'gate.claim_sign_in_try(text[], integer[], integer[], timestamptz)', 'gate.settle_sign_in_try(text[], text[], timestamptz)',
    'gate.end_sessions_of_changed_user()', 'gate.newest_migration()']::regprocedure[]
  LOOP
    EXECUTE format('REVOKE EXECUTE ON FUNCTION %s FROM PUBLIC', f);
    EXECUTE format('GRANT EXECUTE ON FUNCTION %s TO upvendo_app, upvendo_gate', f);
    EXECUTE format('ALTER FUNCTION %s OWNER TO upvendo_gate', f);
  END LOOP;
END $$;
--> statement-breakpoint
REVOKE CREATE ON SCHEMA gate FROM upvendo_gate;
