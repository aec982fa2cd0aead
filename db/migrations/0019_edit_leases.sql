CREATE TABLE "edit_leases" (
	"merchant_id" uuid NOT NULL,
	"subject" text NOT NULL,
	"owner" uuid NOT NULL,
	"until" timestamp with time zone NOT NULL,
	CONSTRAINT "edit_leases_pk" PRIMARY KEY("merchant_id","subject")
);
--> statement-breakpoint
ALTER TABLE "edit_leases" ADD CONSTRAINT "edit_leases_merchant_id_merchants_id_fk" FOREIGN KEY ("merchant_id") REFERENCES "public"."merchants"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
SELECT gate.protect('edit_leases');
