CREATE TABLE "kitchen_slips" (
	"merchant_id" uuid NOT NULL,
	"order_id" uuid NOT NULL,
	"kind" text NOT NULL,
	"state" text DEFAULT 'waiting' NOT NULL,
	"attempts" integer DEFAULT 0 NOT NULL,
	"left_at" timestamp with time zone,
	"message" text,
	"reason" text,
	"created_at" timestamp with time zone NOT NULL,
	"updated_at" timestamp with time zone NOT NULL,
	CONSTRAINT "kitchen_slips_pk" PRIMARY KEY("order_id","kind"),
	CONSTRAINT "kitchen_slips_kind_ck" CHECK ("kitchen_slips"."kind" in ('not_on_till', 'now_on_till', 'cancelled')),
	CONSTRAINT "kitchen_slips_state_ck" CHECK ("kitchen_slips"."state" in ('waiting', 'leaving', 'told', 'unsure', 'untold'))
);
--> statement-breakpoint
ALTER TABLE "kitchen_slips" ADD CONSTRAINT "kitchen_slips_merchant_id_merchants_id_fk" FOREIGN KEY ("merchant_id") REFERENCES "public"."merchants"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "kitchen_slips" ADD CONSTRAINT "kitchen_slips_order_id_orders_id_fk" FOREIGN KEY ("order_id") REFERENCES "public"."orders"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "kitchen_slips_merchant_idx" ON "kitchen_slips" USING btree ("merchant_id");--> statement-breakpoint
SELECT gate.protect('kitchen_slips');
