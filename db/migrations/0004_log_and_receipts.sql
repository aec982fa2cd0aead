-- Writers of several processes arrive in another order than their clocks say: the first time of an entry is the earliest, as the last one is the latest.
CREATE OR REPLACE FUNCTION gate.append_log(p_level text, p_operation text, p_message text, p_fingerprint text, p_steps jsonb, p_at timestamptz) RETURNS bigint
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE tenant uuid := gate.current_merchant(); head integration_log_heads%ROWTYPE;
BEGIN
  INSERT INTO integration_log_heads (merchant_id, seq, fingerprint) VALUES (tenant, 0, '') ON CONFLICT (merchant_id) DO NOTHING;
  SELECT * INTO head FROM integration_log_heads WHERE merchant_id = tenant FOR UPDATE;
  IF head.seq > 0 AND head.fingerprint = p_fingerprint THEN
    UPDATE integration_log SET count = count + 1, first_at = least(first_at, p_at), last_at = greatest(last_at, p_at), steps = p_steps
      WHERE merchant_id = tenant AND slot = head.seq % 100;
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
-- A receipt is a proof: who deleted what and when stays as it was written; only what became of the withdrawal at Lightspeed is added afterwards.
REVOKE UPDATE ON deletion_receipts FROM upvendo_app;
--> statement-breakpoint
GRANT UPDATE (removed, unreachable) ON deletion_receipts TO upvendo_app;
