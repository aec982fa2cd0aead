CREATE TABLE "snapshots" (
	"merchant_id" uuid NOT NULL,
	"kind" text NOT NULL,
	"key" text NOT NULL,
	"data" json,
	"read_at" timestamp with time zone,
	"problem" json,
	"retry_at" timestamp with time zone,
	"tries" integer DEFAULT 0 NOT NULL,
	"lease_owner" uuid,
	"lease_until" timestamp with time zone,
	CONSTRAINT "snapshots_pk" PRIMARY KEY("merchant_id","kind","key")
);
--> statement-breakpoint
ALTER TABLE "snapshots" ADD CONSTRAINT "snapshots_merchant_id_merchants_id_fk" FOREIGN KEY ("merchant_id") REFERENCES "public"."merchants"("id") ON DELETE cascade ON UPDATE no action;
--> statement-breakpoint
SELECT gate.protect('snapshots');
