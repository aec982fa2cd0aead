CREATE TABLE "guest_turns" (
	"merchant_id" uuid NOT NULL,
	"subject" text NOT NULL,
	"slot" timestamp with time zone NOT NULL,
	"count" integer NOT NULL,
	CONSTRAINT "guest_turns_pk" PRIMARY KEY("merchant_id","subject","slot")
);
--> statement-breakpoint
CREATE TABLE "table_code_keys" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"merchant_id" uuid NOT NULL,
	"location_id" uuid NOT NULL,
	"version" integer NOT NULL,
	"secret" text NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"created_by" text
);
--> statement-breakpoint
ALTER TABLE "idempotency_keys" DROP CONSTRAINT "idempotency_keys_api_key_id_api_keys_id_fk";
--> statement-breakpoint
ALTER TABLE "guest_turns" ADD CONSTRAINT "guest_turns_merchant_id_merchants_id_fk" FOREIGN KEY ("merchant_id") REFERENCES "public"."merchants"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "table_code_keys" ADD CONSTRAINT "table_code_keys_merchant_id_merchants_id_fk" FOREIGN KEY ("merchant_id") REFERENCES "public"."merchants"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "table_code_keys" ADD CONSTRAINT "table_code_keys_location_id_locations_id_fk" FOREIGN KEY ("location_id") REFERENCES "public"."locations"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "table_code_keys_version_uq" ON "table_code_keys" USING btree ("location_id","version");--> statement-breakpoint
CREATE INDEX "table_code_keys_merchant_idx" ON "table_code_keys" USING btree ("merchant_id");
--> statement-breakpoint
SELECT gate.protect('guest_turns');
--> statement-breakpoint
SELECT gate.protect('table_code_keys');
--> statement-breakpoint
-- Another migration may have opened it before.
DO $$
BEGIN
  IF NOT EXISTS (SELECT FROM pg_policies WHERE tablename = 'locations' AND policyname = 'gate') THEN
    PERFORM gate.open_to_gate('locations', 'SELECT');
  END IF;
END $$;
--> statement-breakpoint
-- Whose location a guest has come to; nothing else of it.
CREATE FUNCTION gate.merchant_of_location(p_location uuid) RETURNS uuid
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT l.merchant_id FROM locations l WHERE l.id = p_location
$$;
--> statement-breakpoint
GRANT CREATE ON SCHEMA gate TO upvendo_gate;
--> statement-breakpoint
REVOKE EXECUTE ON FUNCTION gate.merchant_of_location(uuid) FROM PUBLIC;
--> statement-breakpoint
GRANT EXECUTE ON FUNCTION gate.merchant_of_location(uuid) TO upvendo_app, upvendo_gate;
--> statement-breakpoint
ALTER FUNCTION gate.merchant_of_location(uuid) OWNER TO upvendo_gate;
--> statement-breakpoint
REVOKE CREATE ON SCHEMA gate FROM upvendo_gate;
