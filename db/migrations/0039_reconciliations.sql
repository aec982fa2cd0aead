CREATE TABLE "reconciliations" (
	"merchant_id" uuid NOT NULL,
	"location_id" uuid NOT NULL,
	"day" date NOT NULL,
	"state" text NOT NULL,
	"differences" jsonb DEFAULT '[]'::jsonb NOT NULL,
	"counts" jsonb,
	"problem" jsonb,
	"currency" text NOT NULL,
	"attempts" integer DEFAULT 0 NOT NULL,
	"due_at" timestamp with time zone,
	"compared_at" timestamp with time zone,
	"tried_at" timestamp with time zone,
	"by_name" text,
	CONSTRAINT "reconciliations_pk" PRIMARY KEY("merchant_id","location_id","day"),
	CONSTRAINT "reconciliations_state_ck" CHECK ("reconciliations"."state" in ('waiting', 'even', 'differs', 'unreadable'))
);
--> statement-breakpoint
ALTER TABLE "reconciliations" ADD CONSTRAINT "reconciliations_merchant_id_merchants_id_fk" FOREIGN KEY ("merchant_id") REFERENCES "public"."merchants"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "reconciliations" ADD CONSTRAINT "reconciliations_location_id_locations_id_fk" FOREIGN KEY ("location_id") REFERENCES "public"."locations"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "reconciliations_newest_idx" ON "reconciliations" USING btree ("merchant_id","day" DESC NULLS LAST);--> statement-breakpoint
CREATE INDEX "reconciliations_location_idx" ON "reconciliations" USING btree ("location_id");--> statement-breakpoint
CREATE INDEX "reconciliations_due_idx" ON "reconciliations" USING btree ("due_at") WHERE "reconciliations"."due_at" is not null;--> statement-breakpoint
CREATE INDEX "ledger_entries_day_idx" ON "ledger_entries" USING btree ("merchant_id","at") WHERE "ledger_entries"."posting" <> 'placed';--> statement-breakpoint
SELECT gate.protect('reconciliations');
--> statement-breakpoint
SELECT gate.open_to_gate('reconciliations', 'SELECT');
--> statement-breakpoint
GRANT CREATE ON SCHEMA gate TO upvendo_gate;
--> statement-breakpoint
SET ROLE upvendo_gate;
--> statement-breakpoint
-- Linked locations with a business day to compare: one whose time has come, or none that is waited for at all.
CREATE FUNCTION gate.due_reconciliations(p_now timestamptz, p_limit integer)
RETURNS TABLE (merchant_id uuid, location_id uuid, business_location_id text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT l.merchant_id, l.location_id, l.business_location_id
  FROM location_links l JOIN connections c ON c.merchant_id = l.merchant_id
    LEFT JOIN LATERAL (
      SELECT min(r.due_at) AS due_at FROM reconciliations r WHERE r.location_id = l.location_id AND r.due_at IS NOT NULL
    ) next ON true
  WHERE l.active AND c.status IN ('connected', 'degraded') AND coalesce(next.due_at, '-infinity') <= p_now
  ORDER BY coalesce(next.due_at, '-infinity'), l.location_id LIMIT p_limit
$$;
--> statement-breakpoint
REVOKE EXECUTE ON FUNCTION gate.due_reconciliations(timestamptz, integer) FROM PUBLIC;
--> statement-breakpoint
GRANT EXECUTE ON FUNCTION gate.due_reconciliations(timestamptz, integer) TO upvendo_app;
--> statement-breakpoint
RESET ROLE;
--> statement-breakpoint
REVOKE CREATE ON SCHEMA gate FROM upvendo_gate;
