ALTER TABLE "payment_profiles" ADD COLUMN "handshake_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "payment_profiles" ADD COLUMN "webhook_problem" text;