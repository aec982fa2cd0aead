ALTER TABLE "attention_settings" ADD COLUMN "webhook_secret" text;--> statement-breakpoint
ALTER TABLE "attention_settings" ADD COLUMN "webhook_outcome" jsonb;--> statement-breakpoint
ALTER TABLE "attention_settings" ADD COLUMN "tested_at" timestamp with time zone;