DROP INDEX "orders_account_idx";--> statement-breakpoint
ALTER TABLE "payments" ADD COLUMN "unanswered" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "payments" ADD COLUMN "unanswered_since" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "payments" ADD COLUMN "unanswered_told_at" timestamp with time zone;--> statement-breakpoint
CREATE INDEX "payments_unanswered_idx" ON "payments" USING btree ("merchant_id","profile_id") WHERE "payments"."unanswered" > 0;--> statement-breakpoint
CREATE INDEX "orders_account_idx" ON "orders" USING btree ("merchant_id","account_identifier") WHERE "orders"."account_identifier" is not null;