CREATE TABLE "channels" (
	"merchant_id" uuid NOT NULL,
	"location_id" uuid NOT NULL,
	"channel" text NOT NULL,
	"on" boolean DEFAULT false NOT NULL,
	"pause_cause" text,
	"pause_reason" text,
	"paused_at" timestamp with time zone,
	"paused_until" timestamp with time zone,
	"paused_by_name" text,
	"pos_errors" integer DEFAULT 0 NOT NULL,
	"changed_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "channels_pk" PRIMARY KEY("location_id","channel")
);
--> statement-breakpoint
CREATE TABLE "item_reservations" (
	"merchant_id" uuid NOT NULL,
	"order_id" uuid NOT NULL,
	"business_location_id" text NOT NULL,
	"sku" text NOT NULL,
	"quantity" integer NOT NULL,
	CONSTRAINT "item_reservations_pk" PRIMARY KEY("order_id","sku")
);
--> statement-breakpoint
ALTER TABLE "channels" ADD CONSTRAINT "channels_merchant_id_merchants_id_fk" FOREIGN KEY ("merchant_id") REFERENCES "public"."merchants"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "channels" ADD CONSTRAINT "channels_location_id_locations_id_fk" FOREIGN KEY ("location_id") REFERENCES "public"."locations"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "item_reservations" ADD CONSTRAINT "item_reservations_merchant_id_merchants_id_fk" FOREIGN KEY ("merchant_id") REFERENCES "public"."merchants"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "item_reservations" ADD CONSTRAINT "item_reservations_order_id_orders_id_fk" FOREIGN KEY ("order_id") REFERENCES "public"."orders"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "channels_merchant_idx" ON "channels" USING btree ("merchant_id");--> statement-breakpoint
CREATE INDEX "item_reservations_item_idx" ON "item_reservations" USING btree ("merchant_id","business_location_id","sku");
--> statement-breakpoint
SELECT gate.protect('channels');
--> statement-breakpoint
SELECT gate.protect('item_reservations');
--> statement-breakpoint
SELECT gate.open_to_gate('channels', 'SELECT');
--> statement-breakpoint
GRANT CREATE ON SCHEMA gate TO upvendo_gate;
--> statement-breakpoint
-- Whose channels may have to be paused, or can sell again. A pause that a person made is nobody else's business.
CREATE FUNCTION gate.watched_channels() RETURNS TABLE (merchant_id uuid, location_id uuid)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT DISTINCT c.merchant_id, c.location_id FROM channels c WHERE c."on" AND c.pause_cause IS DISTINCT FROM 'person'
$$;
--> statement-breakpoint
REVOKE EXECUTE ON FUNCTION gate.watched_channels() FROM PUBLIC;
--> statement-breakpoint
GRANT EXECUTE ON FUNCTION gate.watched_channels() TO upvendo_app, upvendo_gate;
--> statement-breakpoint
ALTER FUNCTION gate.watched_channels() OWNER TO upvendo_gate;
--> statement-breakpoint
REVOKE CREATE ON SCHEMA gate FROM upvendo_gate;
