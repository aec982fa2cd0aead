CREATE TABLE "setup_answers" (
	"merchant_id" uuid NOT NULL,
	"question" text NOT NULL,
	"answer" text NOT NULL,
	"answered_by_name" text NOT NULL,
	"answered_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "setup_answers_merchant_id_question_pk" PRIMARY KEY("merchant_id","question")
);
--> statement-breakpoint
ALTER TABLE "setup_answers" ADD CONSTRAINT "setup_answers_merchant_id_merchants_id_fk" FOREIGN KEY ("merchant_id") REFERENCES "public"."merchants"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "orders_test_idx" ON "orders" USING btree ("merchant_id","created_at" DESC NULLS LAST) WHERE "orders"."channel" = 'test';--> statement-breakpoint
SELECT gate.protect('setup_answers');
