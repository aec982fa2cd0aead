CREATE TABLE "location_outages" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"merchant_id" uuid NOT NULL,
	"location_id" uuid NOT NULL,
	"cause" text NOT NULL,
	"started_at" timestamp with time zone NOT NULL,
	"ended_at" timestamp with time zone,
	CONSTRAINT "location_outages_cause_ck" CHECK ("location_outages"."cause" in ('connection_lost', 'no_answer', 'till_not_ready')),
	CONSTRAINT "location_outages_order_ck" CHECK ("location_outages"."ended_at" >= "location_outages"."started_at")
);
--> statement-breakpoint
ALTER TABLE "location_outages" ADD CONSTRAINT "location_outages_merchant_id_merchants_id_fk" FOREIGN KEY ("merchant_id") REFERENCES "public"."merchants"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "location_outages" ADD CONSTRAINT "location_outages_location_id_locations_id_fk" FOREIGN KEY ("location_id") REFERENCES "public"."locations"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "location_outages_open_uq" ON "location_outages" USING btree ("location_id","cause") WHERE "location_outages"."ended_at" is null;--> statement-breakpoint
CREATE INDEX "location_outages_ended_idx" ON "location_outages" USING btree ("merchant_id","ended_at");--> statement-breakpoint
SELECT gate.protect('location_outages');
