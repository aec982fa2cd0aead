CREATE TABLE "payment_events" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"merchant_id" uuid NOT NULL,
	"profile_id" uuid NOT NULL,
	"provider" text NOT NULL,
	"verified" boolean NOT NULL,
	"provider_event_id" text,
	"type" text NOT NULL,
	"object_ids" text[] DEFAULT '{}' NOT NULL,
	"payment_id" uuid,
	"body_hash" text NOT NULL,
	"status" text DEFAULT 'received' NOT NULL,
	"what" text,
	"attempts" integer DEFAULT 0 NOT NULL,
	"received_at" timestamp with time zone DEFAULT now() NOT NULL,
	"processed_at" timestamp with time zone,
	CONSTRAINT "payment_events_status_ck" CHECK ("payment_events"."status" in ('received', 'processed', 'parked', 'ignored', 'dead'))
);
--> statement-breakpoint
CREATE TABLE "payment_profile_locations" (
	"merchant_id" uuid NOT NULL,
	"location_id" uuid NOT NULL,
	"profile_id" uuid NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "payment_profile_locations_pk" PRIMARY KEY("location_id")
);
--> statement-breakpoint
CREATE TABLE "payment_profiles" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"merchant_id" uuid NOT NULL,
	"name" text NOT NULL,
	"country" text NOT NULL,
	"provider" text NOT NULL,
	"test_mode" boolean NOT NULL,
	"account_id" text NOT NULL,
	"account_name" text,
	"credentials" text NOT NULL,
	"credentials_hint" text NOT NULL,
	"source_code" text,
	"webhook_endpoint_id" text,
	"last_event_at" timestamp with time zone,
	"checked_at" timestamp with time zone,
	"problem" text,
	"removed_at" timestamp with time zone,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "payment_profiles_provider_ck" CHECK ("payment_profiles"."provider" in ('stripe', 'viva'))
);
--> statement-breakpoint
CREATE TABLE "payment_webhook_secrets" (
	"id" uuid PRIMARY KEY NOT NULL,
	"merchant_id" uuid NOT NULL,
	"profile_id" uuid NOT NULL,
	"secret" text NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"expires_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "payments" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"merchant_id" uuid NOT NULL,
	"order_id" uuid NOT NULL,
	"location_id" uuid NOT NULL,
	"profile_id" uuid,
	"provider" text NOT NULL,
	"test_mode" boolean NOT NULL,
	"status" text DEFAULT 'starting' NOT NULL,
	"amount_minor" bigint NOT NULL,
	"currency" text NOT NULL,
	"description" text NOT NULL,
	"return_url" text NOT NULL,
	"checkout_id" text,
	"redirect_url" text,
	"expires_at" timestamp with time zone,
	"provider_payment_id" text,
	"captured_minor" bigint,
	"captured_currency" text,
	"refunded_minor" bigint DEFAULT 0 NOT NULL,
	"problem" text,
	"occurred_at" timestamp with time zone,
	"told_at" timestamp with time zone,
	"changed_at" timestamp with time zone,
	"read_due_at" timestamp with time zone,
	"reads" integer DEFAULT 0 NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "payments_amount_ck" CHECK ("payments"."amount_minor" > 0),
	CONSTRAINT "payments_provider_ck" CHECK ("payments"."provider" = 'test' or "payments"."profile_id" is not null),
	CONSTRAINT "payments_status_ck" CHECK ("payments"."status" in ('starting', 'open', 'captured', 'failed', 'cancelled'))
);
--> statement-breakpoint
CREATE TABLE "refunds" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"merchant_id" uuid NOT NULL,
	"payment_id" uuid NOT NULL,
	"order_id" uuid NOT NULL,
	"amount_minor" bigint NOT NULL,
	"currency" text NOT NULL,
	"reason" text NOT NULL,
	"origin" text DEFAULT 'upvendo' NOT NULL,
	"requested_by_id" uuid,
	"requested_by_name" text,
	"status" text DEFAULT 'requested' NOT NULL,
	"provider_refund_id" text,
	"problem" text,
	"attempts" integer DEFAULT 0 NOT NULL,
	"attempted_at" timestamp with time zone,
	"lease_until" timestamp with time zone,
	"due_at" timestamp with time zone,
	"settled_at" timestamp with time zone,
	"told_at" timestamp with time zone,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "refunds_amount_ck" CHECK ("refunds"."amount_minor" > 0),
	CONSTRAINT "refunds_status_ck" CHECK ("refunds"."status" in ('requested', 'issued', 'succeeded', 'failed'))
);
--> statement-breakpoint
ALTER TABLE "payment_events" ADD CONSTRAINT "payment_events_merchant_id_merchants_id_fk" FOREIGN KEY ("merchant_id") REFERENCES "public"."merchants"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "payment_events" ADD CONSTRAINT "payment_events_profile_id_payment_profiles_id_fk" FOREIGN KEY ("profile_id") REFERENCES "public"."payment_profiles"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "payment_events" ADD CONSTRAINT "payment_events_payment_id_payments_id_fk" FOREIGN KEY ("payment_id") REFERENCES "public"."payments"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "payment_profile_locations" ADD CONSTRAINT "payment_profile_locations_merchant_id_merchants_id_fk" FOREIGN KEY ("merchant_id") REFERENCES "public"."merchants"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "payment_profile_locations" ADD CONSTRAINT "payment_profile_locations_location_id_locations_id_fk" FOREIGN KEY ("location_id") REFERENCES "public"."locations"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "payment_profile_locations" ADD CONSTRAINT "payment_profile_locations_profile_id_payment_profiles_id_fk" FOREIGN KEY ("profile_id") REFERENCES "public"."payment_profiles"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "payment_profiles" ADD CONSTRAINT "payment_profiles_merchant_id_merchants_id_fk" FOREIGN KEY ("merchant_id") REFERENCES "public"."merchants"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "payment_webhook_secrets" ADD CONSTRAINT "payment_webhook_secrets_merchant_id_merchants_id_fk" FOREIGN KEY ("merchant_id") REFERENCES "public"."merchants"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "payment_webhook_secrets" ADD CONSTRAINT "payment_webhook_secrets_profile_id_payment_profiles_id_fk" FOREIGN KEY ("profile_id") REFERENCES "public"."payment_profiles"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "payments" ADD CONSTRAINT "payments_merchant_id_merchants_id_fk" FOREIGN KEY ("merchant_id") REFERENCES "public"."merchants"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "payments" ADD CONSTRAINT "payments_profile_id_payment_profiles_id_fk" FOREIGN KEY ("profile_id") REFERENCES "public"."payment_profiles"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "refunds" ADD CONSTRAINT "refunds_merchant_id_merchants_id_fk" FOREIGN KEY ("merchant_id") REFERENCES "public"."merchants"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "refunds" ADD CONSTRAINT "refunds_payment_id_payments_id_fk" FOREIGN KEY ("payment_id") REFERENCES "public"."payments"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "payment_events_provider_uq" ON "payment_events" USING btree ("profile_id","provider_event_id") WHERE "payment_events"."provider_event_id" is not null;--> statement-breakpoint
CREATE INDEX "payment_events_profile_idx" ON "payment_events" USING btree ("profile_id","received_at");--> statement-breakpoint
CREATE INDEX "payment_events_payment_idx" ON "payment_events" USING btree ("payment_id") WHERE "payment_events"."payment_id" is not null;--> statement-breakpoint
CREATE INDEX "payment_profile_locations_profile_idx" ON "payment_profile_locations" USING btree ("profile_id");--> statement-breakpoint
CREATE INDEX "payment_profile_locations_merchant_idx" ON "payment_profile_locations" USING btree ("merchant_id");--> statement-breakpoint
CREATE INDEX "payment_profiles_merchant_idx" ON "payment_profiles" USING btree ("merchant_id");--> statement-breakpoint
CREATE UNIQUE INDEX "payment_profiles_name_uq" ON "payment_profiles" USING btree ("merchant_id","name") WHERE "payment_profiles"."removed_at" is null;--> statement-breakpoint
CREATE INDEX "payment_webhook_secrets_profile_idx" ON "payment_webhook_secrets" USING btree ("profile_id");--> statement-breakpoint
CREATE INDEX "payments_order_idx" ON "payments" USING btree ("merchant_id","order_id");--> statement-breakpoint
CREATE INDEX "payments_created_idx" ON "payments" USING btree ("merchant_id","created_at");--> statement-breakpoint
CREATE UNIQUE INDEX "payments_checkout_uq" ON "payments" USING btree ("profile_id","checkout_id") WHERE "payments"."checkout_id" is not null;--> statement-breakpoint
CREATE UNIQUE INDEX "payments_provider_payment_uq" ON "payments" USING btree ("profile_id","provider_payment_id") WHERE "payments"."provider_payment_id" is not null;--> statement-breakpoint
CREATE INDEX "payments_read_due_idx" ON "payments" USING btree ("read_due_at") WHERE "payments"."read_due_at" is not null;--> statement-breakpoint
CREATE INDEX "payments_untold_idx" ON "payments" USING btree ("changed_at") WHERE "payments"."changed_at" is not null and ("payments"."told_at" is null or "payments"."told_at" < "payments"."changed_at");--> statement-breakpoint
CREATE INDEX "refunds_payment_idx" ON "refunds" USING btree ("payment_id");--> statement-breakpoint
CREATE INDEX "refunds_order_idx" ON "refunds" USING btree ("merchant_id","order_id");--> statement-breakpoint
CREATE UNIQUE INDEX "refunds_provider_uq" ON "refunds" USING btree ("payment_id","provider_refund_id") WHERE "refunds"."provider_refund_id" is not null;--> statement-breakpoint
CREATE INDEX "refunds_due_idx" ON "refunds" USING btree ("due_at") WHERE "refunds"."due_at" is not null;--> statement-breakpoint
SELECT gate.protect('payment_profiles');
--> statement-breakpoint
SELECT gate.protect('payment_webhook_secrets');
--> statement-breakpoint
SELECT gate.protect('payment_profile_locations');
--> statement-breakpoint
-- Money is not forgotten: the app adds and moves on, and removes nothing.
SELECT gate.protect('payments', 'merchant_id', 'SELECT, INSERT, UPDATE');
--> statement-breakpoint
SELECT gate.protect('payment_events', 'merchant_id', 'SELECT, INSERT, UPDATE');
--> statement-breakpoint
SELECT gate.protect('refunds', 'merchant_id', 'SELECT, INSERT, UPDATE');
--> statement-breakpoint
SELECT gate.open_to_gate('payment_profiles', 'SELECT');
--> statement-breakpoint
SELECT gate.open_to_gate('payments', 'SELECT');
--> statement-breakpoint
SELECT gate.open_to_gate('refunds', 'SELECT');
--> statement-breakpoint
GRANT CREATE ON SCHEMA gate TO upvendo_gate;
--> statement-breakpoint
-- Whose profile a notification's address names.
CREATE FUNCTION gate.find_payment_profile(p_id uuid) RETURNS TABLE (merchant_id uuid)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT p.merchant_id FROM payment_profiles p WHERE p.id = p_id
$$;
--> statement-breakpoint
-- Payments whose provider is to be asked, and those whose order has not been told the newest yet; the longest due first.
CREATE FUNCTION gate.due_payments(p_now timestamptz, p_limit integer) RETURNS TABLE (merchant_id uuid, payment_id uuid)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  (SELECT p.merchant_id, p.id FROM payments p WHERE p.read_due_at <= p_now ORDER BY p.read_due_at LIMIT p_limit)
  UNION
  (SELECT p.merchant_id, p.id FROM payments p
    WHERE p.changed_at IS NOT NULL AND (p.told_at IS NULL OR p.told_at < p.changed_at) AND p.changed_at <= p_now - interval '1 minute'
    ORDER BY p.changed_at LIMIT p_limit)
$$;
--> statement-breakpoint
CREATE FUNCTION gate.due_refunds(p_now timestamptz, p_limit integer) RETURNS TABLE (merchant_id uuid, refund_id uuid)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT r.merchant_id, r.id FROM refunds r WHERE r.due_at <= p_now ORDER BY r.due_at LIMIT p_limit
$$;
--> statement-breakpoint
DO $$
DECLARE f regprocedure;
BEGIN
  FOREACH f IN ARRAY ARRAY['gate.find_payment_profile(uuid)', 'gate.due_payments(timestamptz, integer)', 'gate.due_refunds(timestamptz, integer)']::regprocedure[]
  LOOP
    EXECUTE format('REVOKE EXECUTE ON FUNCTION %s FROM PUBLIC', f);
    EXECUTE format('GRANT EXECUTE ON FUNCTION %s TO upvendo_app, upvendo_gate', f);
    EXECUTE format('ALTER FUNCTION %s OWNER TO upvendo_gate', f);
  END LOOP;
END $$;
--> statement-breakpoint
REVOKE CREATE ON SCHEMA gate FROM upvendo_gate;
