ALTER TABLE "orders" ADD COLUMN "business_location_id" text;--> statement-breakpoint
ALTER TABLE "rehearsals" ADD COLUMN "receipt_missing_since" timestamp with time zone;