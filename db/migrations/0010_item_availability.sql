CREATE TABLE "availability_reads" (
	"merchant_id" uuid NOT NULL,
	"environment" text NOT NULL,
	"business_location_id" text NOT NULL,
	"read_at" timestamp with time zone,
	"tried_at" timestamp with time zone,
	"problem" text,
	"remedy" text,
	"warnings" jsonb DEFAULT '[]'::jsonb NOT NULL,
	"due_at" timestamp with time zone,
	"watched_until" timestamp with time zone,
	"last_event_at" timestamp with time zone,
	CONSTRAINT "availability_reads_pk" PRIMARY KEY("merchant_id","environment","business_location_id")
);
--> statement-breakpoint
CREATE TABLE "item_availability" (
	"merchant_id" uuid NOT NULL,
	"environment" text NOT NULL,
	"business_location_id" text NOT NULL,
	"sku" text NOT NULL,
	"count" integer,
	"count_updated_at" timestamp with time zone,
	"read_at" timestamp with time zone NOT NULL,
	"source" text NOT NULL,
	"polled" boolean DEFAULT false NOT NULL,
	"looked_up_at" timestamp with time zone,
	CONSTRAINT "item_availability_pk" PRIMARY KEY("merchant_id","environment","business_location_id","sku"),
	CONSTRAINT "item_availability_source_ck" CHECK ("item_availability"."source" in ('poll', 'webhook'))
);
--> statement-breakpoint
ALTER TABLE "availability_reads" ADD CONSTRAINT "availability_reads_merchant_id_merchants_id_fk" FOREIGN KEY ("merchant_id") REFERENCES "public"."merchants"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "item_availability" ADD CONSTRAINT "item_availability_merchant_id_merchants_id_fk" FOREIGN KEY ("merchant_id") REFERENCES "public"."merchants"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "availability_reads_due_idx" ON "availability_reads" USING btree ("due_at");--> statement-breakpoint
CREATE INDEX "item_availability_limited_idx" ON "item_availability" USING btree ("merchant_id","environment","business_location_id") WHERE "item_availability"."count" is not null;--> statement-breakpoint
SELECT gate.protect('item_availability');
--> statement-breakpoint
SELECT gate.protect('availability_reads');
--> statement-breakpoint
SELECT gate.open_to_gate('availability_reads', 'SELECT');
--> statement-breakpoint
-- Another migration may have opened it before.
DO $$
BEGIN
  IF NOT EXISTS (SELECT FROM pg_policies WHERE tablename = 'location_links' AND policyname = 'gate') THEN
    PERFORM gate.open_to_gate('location_links', 'SELECT');
  END IF;
END $$;
--> statement-breakpoint
-- Linked places whose counts nobody has a job waiting for: never read, or the job that was to read them is overdue.
GRANT CREATE ON SCHEMA gate TO upvendo_gate;
--> statement-breakpoint
CREATE FUNCTION gate.overdue_availability(p_now timestamptz, p_limit integer) RETURNS TABLE (merchant_id uuid, business_location_id text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT l.merchant_id, l.business_location_id
    FROM location_links l
    JOIN connections c ON c.merchant_id = l.merchant_id AND c.environment = l.environment AND c.status IN ('connected', 'degraded')
    LEFT JOIN availability_reads r
      ON r.merchant_id = l.merchant_id AND r.environment = l.environment AND r.business_location_id = l.business_location_id
   WHERE l.active AND (r.due_at IS NULL OR r.due_at < p_now - interval '30 seconds')
   ORDER BY r.due_at NULLS FIRST LIMIT p_limit
$$;
--> statement-breakpoint
REVOKE EXECUTE ON FUNCTION gate.overdue_availability(timestamptz, integer) FROM PUBLIC;
--> statement-breakpoint
GRANT EXECUTE ON FUNCTION gate.overdue_availability(timestamptz, integer) TO upvendo_app;
--> statement-breakpoint
ALTER FUNCTION gate.overdue_availability(timestamptz, integer) OWNER TO upvendo_gate;
--> statement-breakpoint
REVOKE CREATE ON SCHEMA gate FROM upvendo_gate;
