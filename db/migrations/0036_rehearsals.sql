CREATE TABLE "certificates" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"merchant_id" uuid NOT NULL,
	"rehearsal_id" uuid NOT NULL,
	"environment" text NOT NULL,
	"merchant_name" text NOT NULL,
	"location_name" text NOT NULL,
	"order_number" text NOT NULL,
	"hops" jsonb NOT NULL,
	"issued_for" text NOT NULL,
	"issued_at" timestamp with time zone NOT NULL,
	"software_version" text NOT NULL,
	"hash" text NOT NULL
);
--> statement-breakpoint
CREATE TABLE "rehearsals" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"merchant_id" uuid NOT NULL,
	"environment" text NOT NULL,
	"location_id" uuid NOT NULL,
	"order_id" uuid NOT NULL,
	"before" jsonb NOT NULL,
	"started_by_name" text NOT NULL,
	"started_at" timestamp with time zone NOT NULL,
	"void_asked_at" timestamp with time zone,
	"void_words" text,
	"looked_at" timestamp with time zone,
	"seen" text,
	"sale_seen_at" timestamp with time zone,
	"voided_at" timestamp with time zone,
	"void_proof" text
);
--> statement-breakpoint
ALTER TABLE "certificates" ADD CONSTRAINT "certificates_merchant_id_merchants_id_fk" FOREIGN KEY ("merchant_id") REFERENCES "public"."merchants"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "certificates" ADD CONSTRAINT "certificates_rehearsal_id_rehearsals_id_fk" FOREIGN KEY ("rehearsal_id") REFERENCES "public"."rehearsals"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "rehearsals" ADD CONSTRAINT "rehearsals_merchant_id_merchants_id_fk" FOREIGN KEY ("merchant_id") REFERENCES "public"."merchants"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "rehearsals" ADD CONSTRAINT "rehearsals_location_id_locations_id_fk" FOREIGN KEY ("location_id") REFERENCES "public"."locations"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "rehearsals" ADD CONSTRAINT "rehearsals_order_id_orders_id_fk" FOREIGN KEY ("order_id") REFERENCES "public"."orders"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "certificates_rehearsal_uq" ON "certificates" USING btree ("rehearsal_id");--> statement-breakpoint
CREATE INDEX "certificates_merchant_idx" ON "certificates" USING btree ("merchant_id");--> statement-breakpoint
CREATE UNIQUE INDEX "rehearsals_order_uq" ON "rehearsals" USING btree ("order_id");--> statement-breakpoint
CREATE INDEX "rehearsals_newest_idx" ON "rehearsals" USING btree ("merchant_id","location_id","started_at" DESC NULLS LAST);--> statement-breakpoint
SELECT gate.protect('rehearsals');--> statement-breakpoint
SELECT gate.protect('certificates', 'merchant_id', 'SELECT, INSERT');
