CREATE TABLE "kiosk_keys" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"merchant_id" uuid NOT NULL,
	"location_id" uuid NOT NULL,
	"version" integer NOT NULL,
	"secret" text NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"created_by" text NOT NULL
);
--> statement-breakpoint
ALTER TABLE "kiosk_keys" ADD CONSTRAINT "kiosk_keys_merchant_id_merchants_id_fk" FOREIGN KEY ("merchant_id") REFERENCES "public"."merchants"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "kiosk_keys" ADD CONSTRAINT "kiosk_keys_location_id_locations_id_fk" FOREIGN KEY ("location_id") REFERENCES "public"."locations"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "kiosk_keys_version_uq" ON "kiosk_keys" USING btree ("location_id","version");--> statement-breakpoint
CREATE INDEX "kiosk_keys_merchant_idx" ON "kiosk_keys" USING btree ("merchant_id");--> statement-breakpoint
SELECT gate.protect('kiosk_keys');
