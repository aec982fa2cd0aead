CREATE TABLE "floor_layouts" (
	"merchant_id" uuid NOT NULL,
	"location_id" uuid NOT NULL,
	"business_location_id" text NOT NULL,
	"floor_plan_id" text NOT NULL,
	"places" jsonb DEFAULT '[]'::jsonb NOT NULL,
	"version" integer DEFAULT 1 NOT NULL,
	"updated_by_name" text,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "floor_layouts_location_id_business_location_id_floor_plan_id_pk" PRIMARY KEY("location_id","business_location_id","floor_plan_id")
);
--> statement-breakpoint
CREATE TABLE "location_settings" (
	"merchant_id" uuid NOT NULL,
	"location_id" uuid NOT NULL,
	"business_location_id" text NOT NULL,
	"order_profile_dine_in" text,
	"order_profile_takeaway" text,
	"payment_method_code" text,
	"payment_method_name" text,
	"staff_id" text,
	"delivery_time_limit_ms" integer DEFAULT 600000 NOT NULL,
	"payment_mode" text DEFAULT 'separate' NOT NULL,
	"checked_at" timestamp with time zone,
	"check_tried_at" timestamp with time zone,
	"problems" jsonb DEFAULT '[]'::jsonb NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "location_settings_location_id_business_location_id_pk" PRIMARY KEY("location_id","business_location_id"),
	CONSTRAINT "location_settings_time_limit_ck" CHECK ("location_settings"."delivery_time_limit_ms" >= 60000),
	CONSTRAINT "location_settings_payment_mode_ck" CHECK ("location_settings"."payment_mode" in ('separate', 'embedded'))
);
--> statement-breakpoint
CREATE TABLE "pos_readiness" (
	"location_id" uuid PRIMARY KEY NOT NULL,
	"merchant_id" uuid NOT NULL,
	"business_location_id" text NOT NULL,
	"status" text,
	"api_enabled" boolean,
	"sales_period" text,
	"accepting_online_orders" boolean,
	"available_devices" boolean,
	"order_profile_id" text,
	"staff_id" text,
	"last_updated_at" timestamp with time zone,
	"version_at" timestamp with time zone,
	"read_at" timestamp with time zone,
	"source" text,
	"tried_at" timestamp with time zone,
	"problem" text
);
--> statement-breakpoint
ALTER TABLE "floor_layouts" ADD CONSTRAINT "floor_layouts_merchant_id_merchants_id_fk" FOREIGN KEY ("merchant_id") REFERENCES "public"."merchants"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "floor_layouts" ADD CONSTRAINT "floor_layouts_location_id_locations_id_fk" FOREIGN KEY ("location_id") REFERENCES "public"."locations"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "location_settings" ADD CONSTRAINT "location_settings_merchant_id_merchants_id_fk" FOREIGN KEY ("merchant_id") REFERENCES "public"."merchants"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "location_settings" ADD CONSTRAINT "location_settings_location_id_locations_id_fk" FOREIGN KEY ("location_id") REFERENCES "public"."locations"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "pos_readiness" ADD CONSTRAINT "pos_readiness_location_id_locations_id_fk" FOREIGN KEY ("location_id") REFERENCES "public"."locations"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "pos_readiness" ADD CONSTRAINT "pos_readiness_merchant_id_merchants_id_fk" FOREIGN KEY ("merchant_id") REFERENCES "public"."merchants"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "floor_layouts_merchant_idx" ON "floor_layouts" USING btree ("merchant_id");--> statement-breakpoint
CREATE INDEX "location_settings_merchant_idx" ON "location_settings" USING btree ("merchant_id");--> statement-breakpoint
CREATE INDEX "pos_readiness_merchant_idx" ON "pos_readiness" USING btree ("merchant_id");--> statement-breakpoint
SELECT gate.protect('location_settings');
--> statement-breakpoint
SELECT gate.protect('pos_readiness');
--> statement-breakpoint
SELECT gate.protect('floor_layouts');
--> statement-breakpoint
DO $$
BEGIN
  IF NOT EXISTS (SELECT FROM pg_policy WHERE polrelid = 'location_links'::regclass AND polname = 'gate') THEN
    PERFORM gate.open_to_gate('location_links', 'SELECT');
  END IF;
END $$;
--> statement-breakpoint
SELECT gate.open_to_gate('location_settings', 'SELECT');
--> statement-breakpoint
SELECT gate.open_to_gate('pos_readiness', 'SELECT');
--> statement-breakpoint
GRANT CREATE ON SCHEMA gate TO upvendo_gate;
--> statement-breakpoint
SET ROLE upvendo_gate;
--> statement-breakpoint
-- Linked places whose readiness was not asked for since `p_before`, the longest ago first.
CREATE FUNCTION gate.due_readiness(p_before timestamptz, p_limit integer)
RETURNS TABLE (merchant_id uuid, location_id uuid, business_location_id text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT l.merchant_id, l.location_id, l.business_location_id
  FROM location_links l JOIN connections c ON c.merchant_id = l.merchant_id
    LEFT JOIN pos_readiness r ON r.location_id = l.location_id AND r.business_location_id = l.business_location_id
  WHERE l.active AND c.status IN ('connected', 'degraded') AND coalesce(r.tried_at, '-infinity') < p_before
  ORDER BY coalesce(r.tried_at, '-infinity'), l.location_id LIMIT p_limit
$$;
--> statement-breakpoint
-- Linked places whose settings were not held against Lightspeed's lists since `p_before`, the longest ago first.
CREATE FUNCTION gate.due_settings_checks(p_before timestamptz, p_limit integer)
RETURNS TABLE (merchant_id uuid, location_id uuid, business_location_id text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT l.merchant_id, l.location_id, l.business_location_id
  FROM location_links l JOIN connections c ON c.merchant_id = l.merchant_id
    LEFT JOIN location_settings s ON s.location_id = l.location_id AND s.business_location_id = l.business_location_id
  WHERE l.active AND c.status IN ('connected', 'degraded') AND coalesce(s.check_tried_at, '-infinity') < p_before
  ORDER BY coalesce(s.check_tried_at, '-infinity'), l.location_id LIMIT p_limit
$$;
--> statement-breakpoint
REVOKE EXECUTE ON FUNCTION gate.due_readiness(timestamptz, integer), gate.due_settings_checks(timestamptz, integer) FROM PUBLIC;
--> statement-breakpoint
GRANT EXECUTE ON FUNCTION gate.due_readiness(timestamptz, integer), gate.due_settings_checks(timestamptz, integer) TO upvendo_app;
--> statement-breakpoint
RESET ROLE;
--> statement-breakpoint
REVOKE CREATE ON SCHEMA gate FROM upvendo_gate;
