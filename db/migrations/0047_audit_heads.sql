CREATE TABLE "audit_heads" (
	"merchant_id" uuid PRIMARY KEY NOT NULL,
	"seq" bigint NOT NULL,
	"hash" text NOT NULL
);
--> statement-breakpoint
ALTER TABLE "audit_heads" ADD CONSTRAINT "audit_heads_merchant_id_merchants_id_fk" FOREIGN KEY ("merchant_id") REFERENCES "public"."merchants"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
INSERT INTO audit_heads (merchant_id, seq, hash)
SELECT DISTINCT ON (merchant_id) merchant_id, seq, hash FROM audit_entries ORDER BY merchant_id, seq DESC;
--> statement-breakpoint
SELECT gate.protect('audit_heads', 'merchant_id', 'SELECT');
--> statement-breakpoint
SELECT gate.open_to_gate('audit_heads', 'SELECT, INSERT, UPDATE');
--> statement-breakpoint
GRANT CREATE ON SCHEMA gate TO upvendo_gate;
--> statement-breakpoint
SET ROLE upvendo_gate;
--> statement-breakpoint
CREATE OR REPLACE FUNCTION gate.append_audit(p_merchant_id uuid, p_actor_id uuid, p_actor_name text, p_action text, p_subject text, p_detail jsonb) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE previous audit_entries%ROWTYPE; next_seq bigint; next_hash text; moment timestamptz := clock_timestamp();
BEGIN
  PERFORM pg_advisory_xact_lock(hashtextextended('audit:' || p_merchant_id::text, 0));
  SELECT * INTO previous FROM audit_entries WHERE merchant_id = p_merchant_id ORDER BY seq DESC LIMIT 1;
  next_seq := coalesce(previous.seq, 0) + 1;
  next_hash := gate.audit_hash(coalesce(previous.hash, ''), p_merchant_id, next_seq, moment, p_actor_id, p_actor_name, p_action, p_subject, p_detail);
  INSERT INTO audit_entries (merchant_id, seq, at, actor_id, actor_name, action, subject, detail, hash)
  VALUES (p_merchant_id, next_seq, moment, p_actor_id, p_actor_name, p_action, p_subject, p_detail, next_hash);
  -- Where the trail was cut off the head stays where it was, or the next entry would hide the gap.
  INSERT INTO audit_heads AS h (merchant_id, seq, hash) VALUES (p_merchant_id, next_seq, next_hash)
  ON CONFLICT (merchant_id) DO UPDATE SET seq = excluded.seq, hash = excluded.hash
  WHERE EXISTS (SELECT FROM audit_entries e WHERE e.merchant_id = h.merchant_id AND e.seq = h.seq AND e.hash = h.hash);
  RETURN next_seq;
END $$;
--> statement-breakpoint
RESET ROLE;
--> statement-breakpoint
REVOKE CREATE ON SCHEMA gate FROM upvendo_gate;
--> statement-breakpoint
-- The first entry of the current tenant's trail whose hash does not follow from the one before, or that the trail once had and has no more; null when the chain holds.
CREATE OR REPLACE FUNCTION gate.first_broken_audit_entry() RETURNS bigint
LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
  WITH trail AS (
    SELECT a.*, coalesce(lag(a.hash) OVER w, '') AS previous, row_number() OVER w AS place FROM audit_entries a
    WHERE a.merchant_id = gate.current_merchant() WINDOW w AS (ORDER BY a.seq)
  )
  SELECT min(broken.seq) FROM (
    SELECT e.seq FROM trail e
    WHERE e.seq <> e.place OR e.hash <> gate.audit_hash(e.previous, e.merchant_id, e.seq, e.at, e.actor_id, e.actor_name, e.action, e.subject, e.detail)
    UNION ALL
    SELECT h.seq FROM audit_heads h LEFT JOIN trail e ON e.seq = h.seq
    WHERE h.merchant_id = gate.current_merchant() AND e.hash IS DISTINCT FROM h.hash
  ) broken
$$;
