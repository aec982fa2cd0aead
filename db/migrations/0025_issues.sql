CREATE TABLE "attention_settings" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"merchant_id" uuid NOT NULL,
	"by_email" boolean DEFAULT true NOT NULL,
	"recipients" text[] DEFAULT '{}' NOT NULL,
	"webhook_url" text,
	"updated_at" timestamp with time zone NOT NULL,
	"updated_by" text NOT NULL
);
--> statement-breakpoint
CREATE TABLE "issues" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"merchant_id" uuid NOT NULL,
	"kind" text NOT NULL,
	"key" text NOT NULL,
	"location_id" uuid,
	"severity" text NOT NULL,
	"title" text NOT NULL,
	"body" text NOT NULL,
	"remedy" text NOT NULL,
	"href" text NOT NULL,
	"count" integer DEFAULT 1 NOT NULL,
	"reopened" integer DEFAULT 0 NOT NULL,
	"first_at" timestamp with time zone NOT NULL,
	"opened_at" timestamp with time zone NOT NULL,
	"last_at" timestamp with time zone NOT NULL,
	"resolved_at" timestamp with time zone,
	"proof" text,
	"announced_at" timestamp with time zone,
	"reminded_at" timestamp with time zone,
	"recovery_at" timestamp with time zone,
	CONSTRAINT "issues_severity_ck" CHECK ("issues"."severity" in ('critical', 'warning'))
);
--> statement-breakpoint
ALTER TABLE "attention_settings" ADD CONSTRAINT "attention_settings_merchant_id_merchants_id_fk" FOREIGN KEY ("merchant_id") REFERENCES "public"."merchants"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "issues" ADD CONSTRAINT "issues_merchant_id_merchants_id_fk" FOREIGN KEY ("merchant_id") REFERENCES "public"."merchants"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "issues" ADD CONSTRAINT "issues_location_id_locations_id_fk" FOREIGN KEY ("location_id") REFERENCES "public"."locations"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "attention_settings_merchant_uq" ON "attention_settings" USING btree ("merchant_id");--> statement-breakpoint
CREATE UNIQUE INDEX "issues_fingerprint_uq" ON "issues" USING btree ("merchant_id","kind","key");--> statement-breakpoint
CREATE INDEX "issues_open_idx" ON "issues" USING btree ("merchant_id","last_at" DESC NULLS LAST) WHERE "issues"."resolved_at" is null;--> statement-breakpoint
CREATE INDEX "issues_resolved_idx" ON "issues" USING btree ("merchant_id","resolved_at" DESC NULLS LAST) WHERE "issues"."resolved_at" is not null;--> statement-breakpoint
SELECT gate.protect('issues');
--> statement-breakpoint
SELECT gate.protect('attention_settings');
