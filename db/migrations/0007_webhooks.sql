CREATE TABLE "webhook_endpoints" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"merchant_id" uuid NOT NULL,
	"environment" text NOT NULL,
	"endpoint_id" text NOT NULL,
	"url" text NOT NULL,
	"with_basic_auth" boolean DEFAULT false NOT NULL,
	"provide_account" boolean DEFAULT false NOT NULL,
	"expand_transactions" boolean DEFAULT false NOT NULL,
	"expand_payments" boolean DEFAULT false NOT NULL,
	"subscriptions" jsonb DEFAULT '[]'::jsonb NOT NULL,
	"status" text DEFAULT 'pending' NOT NULL,
	"problem" text,
	"registered_at" timestamp with time zone,
	"last_read_at" timestamp with time zone,
	"drift" jsonb,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL,
	"retired_at" timestamp with time zone,
	CONSTRAINT "webhook_endpoints_status_ck" CHECK ("webhook_endpoints"."status" in ('pending', 'registered', 'failed', 'removed'))
);
--> statement-breakpoint
CREATE TABLE "webhook_events" (
	"id" uuid NOT NULL,
	"received_at" timestamp with time zone DEFAULT now() NOT NULL,
	"merchant_id" uuid,
	"environment" text NOT NULL,
	"endpoint_id" text,
	"verified" boolean NOT NULL,
	"type" text,
	"vendor_status" text,
	"reference" text,
	"business_location_id" text,
	"account_identifier" text,
	"idempotency_key" text,
	"headers" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"body" text NOT NULL,
	"status" text DEFAULT 'received' NOT NULL,
	"attempts" integer DEFAULT 0 NOT NULL,
	"crashes" integer DEFAULT 0 NOT NULL,
	"due_at" timestamp with time zone DEFAULT now(),
	"lease_owner" uuid,
	"trigger" text DEFAULT 'delivery' NOT NULL,
	"started_at" timestamp with time zone,
	"finished_at" timestamp with time zone,
	"duration_ms" integer,
	"outcome" text,
	"remedy" text,
	"history" jsonb DEFAULT '[]'::jsonb NOT NULL,
	"correlation_id" uuid NOT NULL,
	"replayed_by" text,
	"replay_id" uuid,
	CONSTRAINT "webhook_events_pk" PRIMARY KEY("id","received_at"),
	CONSTRAINT "webhook_events_status_ck" CHECK ("webhook_events"."status" in ('received', 'processed', 'parked', 'ignored', 'dead'))
) PARTITION BY RANGE ("received_at");
--> statement-breakpoint
CREATE TABLE "webhook_idempotency_keys" (
	"merchant_id" uuid NOT NULL,
	"key" text NOT NULL,
	"event_id" uuid NOT NULL,
	"digest" text NOT NULL,
	"claimed_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "webhook_idempotency_keys_pk" PRIMARY KEY("merchant_id","key")
);
--> statement-breakpoint
CREATE TABLE "webhook_refusals" (
	"hour" timestamp with time zone NOT NULL,
	"reason" text NOT NULL,
	"count" bigint NOT NULL,
	"last_at" timestamp with time zone NOT NULL,
	CONSTRAINT "webhook_refusals_pk" PRIMARY KEY("hour","reason")
);
--> statement-breakpoint
CREATE TABLE "webhook_replays" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"merchant_id" uuid NOT NULL,
	"filter" jsonb NOT NULL,
	"total" integer NOT NULL,
	"done" integer DEFAULT 0 NOT NULL,
	"status" text DEFAULT 'running' NOT NULL,
	"cursor_at" timestamp with time zone,
	"cursor_id" uuid,
	"until" timestamp with time zone NOT NULL,
	"by_name" text NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
ALTER TABLE "webhook_endpoints" ADD CONSTRAINT "webhook_endpoints_merchant_id_merchants_id_fk" FOREIGN KEY ("merchant_id") REFERENCES "public"."merchants"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "webhook_events" ADD CONSTRAINT "webhook_events_merchant_id_merchants_id_fk" FOREIGN KEY ("merchant_id") REFERENCES "public"."merchants"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "webhook_idempotency_keys" ADD CONSTRAINT "webhook_idempotency_keys_merchant_id_merchants_id_fk" FOREIGN KEY ("merchant_id") REFERENCES "public"."merchants"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "webhook_replays" ADD CONSTRAINT "webhook_replays_merchant_id_merchants_id_fk" FOREIGN KEY ("merchant_id") REFERENCES "public"."merchants"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "webhook_endpoints_endpoint_uq" ON "webhook_endpoints" USING btree ("endpoint_id");--> statement-breakpoint
CREATE INDEX "webhook_endpoints_merchant_idx" ON "webhook_endpoints" USING btree ("merchant_id","created_at");--> statement-breakpoint
CREATE INDEX "webhook_events_newest_idx" ON "webhook_events" USING btree ("merchant_id","received_at" DESC NULLS LAST,"id" DESC NULLS LAST);--> statement-breakpoint
CREATE INDEX "webhook_events_reference_idx" ON "webhook_events" USING btree ("merchant_id","reference") WHERE "webhook_events"."reference" is not null;--> statement-breakpoint
CREATE INDEX "webhook_events_due_idx" ON "webhook_events" USING btree ("due_at") WHERE "webhook_events"."due_at" is not null;--> statement-breakpoint
CREATE INDEX "webhook_events_open_idx" ON "webhook_events" USING btree ("merchant_id","received_at") WHERE "webhook_events"."status" in ('dead', 'parked');--> statement-breakpoint
CREATE INDEX "webhook_idempotency_keys_claimed_idx" ON "webhook_idempotency_keys" USING btree ("claimed_at");--> statement-breakpoint
CREATE INDEX "webhook_replays_merchant_idx" ON "webhook_replays" USING btree ("merchant_id","created_at");
--> statement-breakpoint
-- The days of the inbox lie in a schema of their own that no role of the app may enter: rows are reached through the parent and its policies only.
CREATE SCHEMA webhook_days;
--> statement-breakpoint
-- Whatever no day is there for, so that a delivery is never refused for it.
CREATE TABLE webhook_days.other PARTITION OF webhook_events DEFAULT;
--> statement-breakpoint
SELECT gate.protect('webhook_endpoints');
--> statement-breakpoint
SELECT gate.protect('webhook_events', 'merchant_id', 'SELECT, UPDATE');
--> statement-breakpoint
SELECT gate.protect('webhook_idempotency_keys');
--> statement-breakpoint
SELECT gate.protect('webhook_replays');
--> statement-breakpoint
SELECT gate.open_to_gate('webhook_endpoints', 'SELECT');
--> statement-breakpoint
SELECT gate.open_to_gate('webhook_events', 'SELECT, INSERT, UPDATE');
--> statement-breakpoint
SELECT gate.open_to_gate('webhook_idempotency_keys', 'SELECT, DELETE');
--> statement-breakpoint
SELECT gate.open_to_gate('webhook_refusals', 'SELECT, INSERT, UPDATE, DELETE');
--> statement-breakpoint
-- Makes the days to come and drops those past their time; returns how many were dropped. The one function that runs as the owner: only the owner
-- of a table may add or drop its parts. Takes no name and no statement from its caller, and never drops the newest week.
CREATE FUNCTION gate.keep_webhook_days(p_keep_days integer) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp SET lock_timeout = '2s' AS $$
DECLARE
  today date := (now() AT TIME ZONE 'UTC')::date;
  day date; part text; starts timestamptz; ends timestamptz; dropped integer := 0;
BEGIN
  IF p_keep_days < 7 THEN RAISE EXCEPTION 'at least seven days are kept'; END IF;
  PERFORM pg_advisory_xact_lock(hashtextextended('webhook_days', 0));
  FOR i IN -1..7 LOOP
    day := today + i;
    part := 'd' || to_char(day, 'YYYYMMDD');
    CONTINUE WHEN to_regclass('webhook_days.' || part) IS NOT NULL;
    starts := day::timestamp AT TIME ZONE 'UTC';
    ends := (day + 1)::timestamp AT TIME ZONE 'UTC';
    -- Attached, not created as a part: that would hold up every reader and writer.
    EXECUTE format('CREATE TABLE webhook_days.%I (LIKE webhook_events INCLUDING DEFAULTS INCLUDING CONSTRAINTS)', part);
    EXECUTE format('WITH moved AS (DELETE FROM webhook_days.other WHERE received_at >= %L AND received_at < %L RETURNING *) INSERT INTO webhook_days.%I SELECT * FROM moved', starts, ends, part);
    EXECUTE format('ALTER TABLE webhook_events ATTACH PARTITION webhook_days.%I FOR VALUES FROM (%L) TO (%L)', part, starts, ends);
  END LOOP;
  FOR part IN
    SELECT c.relname FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
    WHERE i.inhparent = 'webhook_events'::regclass AND c.relname ~ '^d[0-9]{8}$' AND to_date(substr(c.relname, 2), 'YYYYMMDD') < today - p_keep_days
  LOOP
    EXECUTE format('DROP TABLE webhook_days.%I', part);
    dropped := dropped + 1;
  END LOOP;
  DELETE FROM webhook_days.other WHERE received_at < (today - p_keep_days)::timestamp AT TIME ZONE 'UTC';
  RETURN dropped;
END $$;
--> statement-breakpoint
SELECT gate.keep_webhook_days(30);
--> statement-breakpoint
-- Takes deliveries into the inbox, many in one statement, and wakes the worker in the same transaction. Not stored: an endpoint id that nobody
-- has, or a retired one that no credentials speak for.
CREATE FUNCTION gate.store_webhook_events(p_events json, p_environment text) RETURNS TABLE (event_id uuid, stored boolean)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
#variable_conflict use_column
BEGIN
  RETURN QUERY
    WITH given AS (
      SELECT e.*, w.merchant_id, coalesce(w.environment, p_environment) AS environment,
        CASE WHEN e.endpoint_id IS NULL THEN e.verified ELSE w.id IS NOT NULL AND (e.verified OR w.retired_at IS NULL) END AS accepted
      FROM json_to_recordset(p_events) AS e (
        id uuid, endpoint_id text, verified boolean, type text, vendor_status text, reference text, business_location_id text,
        account_identifier text, idempotency_key text, headers jsonb, body text)
      LEFT JOIN webhook_endpoints w ON w.endpoint_id = e.endpoint_id
    ), kept AS (
      INSERT INTO webhook_events (id, merchant_id, environment, endpoint_id, verified, type, vendor_status, reference, business_location_id,
        account_identifier, idempotency_key, headers, body, correlation_id)
      SELECT g.id, g.merchant_id, g.environment, g.endpoint_id, g.verified, g.type, g.vendor_status, g.reference, g.business_location_id,
        g.account_identifier, g.idempotency_key, g.headers, g.body, g.id
      FROM given g WHERE g.accepted
    )
    SELECT g.id, g.accepted FROM given g;
  PERFORM pg_notify('webhook_inbox', '');
END $$;
--> statement-breakpoint
-- Leases due events to a worker, the longest due first. `p_suspect`: those that a worker ended over, which are taken one at a time.
CREATE FUNCTION gate.claim_webhook_events(p_owner uuid, p_limit integer, p_lease_seconds integer, p_suspect boolean) RETURNS SETOF webhook_events
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
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
-- Writes down how an attempt ended; false when the lease was lost to another worker meanwhile. `p_again_seconds`: when to try again, null for never.
CREATE FUNCTION gate.finish_webhook_event(p_id uuid, p_received_at timestamptz, p_owner uuid, p_status text, p_outcome text, p_remedy text,
  p_again_seconds double precision, p_attempt jsonb, p_duration_ms integer) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
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
  RETURN FOUND;
END $$;
--> statement-breakpoint
-- Which merchants the facts in an event point at. The caller compares them with the endpoint's.
CREATE FUNCTION gate.find_webhook_tenants(p_environment text, p_reference text, p_business_location_id text)
RETURNS TABLE (by_reference uuid, by_location uuid)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT NULL::uuid, (SELECT l.merchant_id FROM location_links l WHERE l.environment = p_environment AND l.business_location_id = p_business_location_id AND l.active)
$$;
--> statement-breakpoint
-- Gives an event that came without a merchant to the one that it names. Never takes one away.
CREATE FUNCTION gate.adopt_webhook_event(p_id uuid, p_received_at timestamptz, p_merchant_id uuid) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  UPDATE webhook_events SET merchant_id = p_merchant_id WHERE id = p_id AND received_at = p_received_at AND merchant_id IS NULL
$$;
--> statement-breakpoint
CREATE FUNCTION gate.count_webhook_refusals(p_counts jsonb) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  INSERT INTO webhook_refusals AS r (hour, reason, count, last_at)
  SELECT date_trunc('hour', now(), 'UTC'), c.key, c.value::bigint, now() FROM jsonb_each_text(p_counts) c ORDER BY c.key
  ON CONFLICT (hour, reason) DO UPDATE SET count = r.count + excluded.count, last_at = excluded.last_at
$$;
--> statement-breakpoint
CREATE FUNCTION gate.list_webhook_refusals(p_since timestamptz) RETURNS TABLE (reason text, count bigint, last_at timestamptz)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT r.reason, sum(r.count)::bigint, max(r.last_at) FROM webhook_refusals r WHERE r.hour >= date_trunc('hour', p_since, 'UTC') GROUP BY r.reason
$$;
--> statement-breakpoint
-- Idempotency keys and counts are small; they go by row, in pieces.
CREATE FUNCTION gate.sweep_webhook_leftovers(p_keep_days integer) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  DELETE FROM webhook_idempotency_keys WHERE (merchant_id, key) IN
    (SELECT k.merchant_id, k.key FROM webhook_idempotency_keys k WHERE k.claimed_at < now() - make_interval(days => p_keep_days) ORDER BY k.claimed_at LIMIT 5000);
  DELETE FROM webhook_refusals WHERE hour < now() - make_interval(days => p_keep_days)
$$;
--> statement-breakpoint
GRANT CREATE ON SCHEMA gate TO upvendo_gate;
--> statement-breakpoint
DO $$
DECLARE f regprocedure;
BEGIN
  FOREACH f IN ARRAY ARRAY[
    'gate.store_webhook_events(json, text)', 'gate.claim_webhook_events(uuid, integer, integer, boolean)',
    'gate.finish_webhook_event(uuid, timestamptz, uuid, text, text, text, double precision, jsonb, integer)',
    'gate.find_webhook_tenants(text, text, text)', 'gate.adopt_webhook_event(uuid, timestamptz, uuid)',
    'gate.count_webhook_refusals(jsonb)', 'gate.list_webhook_refusals(timestamptz)', 'gate.sweep_webhook_leftovers(integer)'
  ]::regprocedure[] LOOP
    EXECUTE format('REVOKE EXECUTE ON FUNCTION %s FROM PUBLIC', f);
    EXECUTE format('GRANT EXECUTE ON FUNCTION %s TO upvendo_app, upvendo_gate', f);
    EXECUTE format('ALTER FUNCTION %s OWNER TO upvendo_gate', f);
  END LOOP;
END $$;
--> statement-breakpoint
REVOKE EXECUTE ON FUNCTION gate.keep_webhook_days(integer) FROM PUBLIC;
--> statement-breakpoint
GRANT EXECUTE ON FUNCTION gate.keep_webhook_days(integer) TO upvendo_app;
--> statement-breakpoint
REVOKE CREATE ON SCHEMA gate FROM upvendo_gate;
