-- Tries that arrive together come in another order than their clocks say, more so from several machines: the time of an earlier try is no block for
-- a later one. What is not blocked says so for every clock.
GRANT CREATE ON SCHEMA gate TO upvendo_gate;
--> statement-breakpoint
SET ROLE upvendo_gate;
--> statement-breakpoint
CREATE OR REPLACE FUNCTION gate.claim_sign_in_try(p_keys text[], p_free integer[], p_cap_seconds integer[], p_now timestamptz) RETURNS timestamptz
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE blocked timestamptz;
BEGIN
  -- In the order of the keys, so that two tries that share keys cannot lock each other out.
  INSERT INTO sign_in_throttles (key, failures, last_failure_at, blocked_until)
    SELECT k, 0, p_now, '-infinity' FROM unnest(p_keys) AS k ORDER BY k ON CONFLICT (key) DO NOTHING;
  PERFORM 1 FROM sign_in_throttles t WHERE t.key = ANY (p_keys) ORDER BY t.key FOR UPDATE;
  SELECT max(t.blocked_until) INTO blocked FROM sign_in_throttles t WHERE t.key = ANY (p_keys) AND t.blocked_until > p_now;
  IF blocked IS NOT NULL THEN RETURN blocked; END IF;
  UPDATE sign_in_throttles t SET
    failures = n.failures,
    last_failure_at = p_now,
    blocked_until = CASE WHEN n.failures < n.free THEN '-infinity'
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
CREATE OR REPLACE FUNCTION gate.settle_sign_in_try(p_forget text[], p_take_back text[], p_now timestamptz) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  DELETE FROM sign_in_throttles WHERE key = ANY (p_forget);
  UPDATE sign_in_throttles SET failures = greatest(failures - 1, 0), blocked_until = '-infinity' WHERE key = ANY (p_take_back);
$$;
--> statement-breakpoint
RESET ROLE;
--> statement-breakpoint
REVOKE CREATE ON SCHEMA gate FROM upvendo_gate;
--> statement-breakpoint
UPDATE sign_in_throttles SET blocked_until = '-infinity' WHERE blocked_until <= now();
