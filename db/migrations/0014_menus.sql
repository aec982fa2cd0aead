CREATE TABLE "allergen_mappings" (
	"merchant_id" uuid NOT NULL,
	"code" text NOT NULL,
	"field" text NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL,
	"updated_by_name" text,
	CONSTRAINT "allergen_mappings_pk" PRIMARY KEY("merchant_id","code")
);
--> statement-breakpoint
CREATE TABLE "menu_overrides" (
	"merchant_id" uuid NOT NULL,
	"sku" text NOT NULL,
	"field" text NOT NULL,
	"value" text NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL,
	"updated_by_name" text,
	CONSTRAINT "menu_overrides_pk" PRIMARY KEY("merchant_id","sku","field")
);
--> statement-breakpoint
CREATE TABLE "menu_syncs" (
	"merchant_id" uuid NOT NULL,
	"place_id" text NOT NULL,
	"state" text DEFAULT 'idle' NOT NULL,
	"scope" text DEFAULT 'all' NOT NULL,
	"started_at" timestamp with time zone,
	"started_by_name" text,
	"pending" json,
	"total" integer DEFAULT 0 NOT NULL,
	"done" integer DEFAULT 0 NOT NULL,
	"changed" integer DEFAULT 0 NOT NULL,
	"broken_rows" integer DEFAULT 0 NOT NULL,
	"failures" integer DEFAULT 0 NOT NULL,
	"problem" json,
	"finished_at" timestamp with time zone,
	"outcome" text,
	"lease_owner" uuid,
	"lease_until" timestamp with time zone,
	"due_at" timestamp with time zone DEFAULT now() NOT NULL,
	"full_at" timestamp with time zone,
	CONSTRAINT "menu_syncs_pk" PRIMARY KEY("merchant_id","place_id"),
	CONSTRAINT "menu_syncs_state_ck" CHECK ("menu_syncs"."state" in ('idle', 'running'))
);
--> statement-breakpoint
CREATE TABLE "menu_versions" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"merchant_id" uuid NOT NULL,
	"seq" bigserial NOT NULL,
	"place_id" text NOT NULL,
	"menu_id" text NOT NULL,
	"profile" text NOT NULL,
	"hash" text NOT NULL,
	"currency" text NOT NULL,
	"content" json,
	"form" integer NOT NULL,
	"item_count" integer NOT NULL,
	"broken" json DEFAULT '[]'::json NOT NULL,
	"changes" json DEFAULT '[]'::json NOT NULL,
	"change_count" integer DEFAULT 0 NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "menus" (
	"merchant_id" uuid NOT NULL,
	"place_id" text NOT NULL,
	"menu_id" text NOT NULL,
	"profile" text NOT NULL,
	"name" text NOT NULL,
	"position" integer DEFAULT 0 NOT NULL,
	"version_id" uuid,
	"read_at" timestamp with time zone,
	"rich_read_at" timestamp with time zone,
	"problem" json,
	"gone_at" timestamp with time zone,
	CONSTRAINT "menus_pk" PRIMARY KEY("merchant_id","place_id","menu_id","profile")
);
--> statement-breakpoint
ALTER TABLE "allergen_mappings" ADD CONSTRAINT "allergen_mappings_merchant_id_merchants_id_fk" FOREIGN KEY ("merchant_id") REFERENCES "public"."merchants"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "menu_overrides" ADD CONSTRAINT "menu_overrides_merchant_id_merchants_id_fk" FOREIGN KEY ("merchant_id") REFERENCES "public"."merchants"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "menu_syncs" ADD CONSTRAINT "menu_syncs_merchant_id_merchants_id_fk" FOREIGN KEY ("merchant_id") REFERENCES "public"."merchants"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "menu_versions" ADD CONSTRAINT "menu_versions_merchant_id_merchants_id_fk" FOREIGN KEY ("merchant_id") REFERENCES "public"."merchants"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "menus" ADD CONSTRAINT "menus_merchant_id_merchants_id_fk" FOREIGN KEY ("merchant_id") REFERENCES "public"."merchants"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "menus" ADD CONSTRAINT "menus_version_id_menu_versions_id_fk" FOREIGN KEY ("version_id") REFERENCES "public"."menu_versions"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "menu_syncs_due_idx" ON "menu_syncs" USING btree ("due_at");--> statement-breakpoint
CREATE INDEX "menu_versions_newest_idx" ON "menu_versions" USING btree ("merchant_id","place_id","menu_id","profile","seq" DESC NULLS LAST);--> statement-breakpoint
CREATE INDEX "menus_version_idx" ON "menus" USING btree ("version_id");
--> statement-breakpoint
SELECT gate.protect('menu_versions');
--> statement-breakpoint
SELECT gate.protect('menus');
--> statement-breakpoint
SELECT gate.protect('menu_syncs');
--> statement-breakpoint
SELECT gate.protect('allergen_mappings');
--> statement-breakpoint
SELECT gate.protect('menu_overrides');
--> statement-breakpoint
SELECT gate.open_to_gate('menu_syncs', 'SELECT');
--> statement-breakpoint
-- Linked places of connected merchants whose menus are to be read, the longest due first; one that was never read is due at once.
CREATE FUNCTION gate.due_menu_syncs(p_limit integer)
RETURNS TABLE (merchant_id uuid, place_id text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT l.merchant_id, l.business_location_id FROM location_links l
    JOIN connections c ON c.merchant_id = l.merchant_id AND c.status IN ('connected', 'degraded')
    LEFT JOIN menu_syncs s ON s.merchant_id = l.merchant_id AND s.place_id = l.business_location_id
  WHERE l.active AND coalesce(s.due_at, l.updated_at) <= now() AND (s.lease_until IS NULL OR s.lease_until < now())
  ORDER BY coalesce(s.due_at, l.updated_at) LIMIT p_limit
$$;
--> statement-breakpoint
GRANT USAGE ON SEQUENCE menu_versions_seq_seq TO upvendo_app;
--> statement-breakpoint
REVOKE EXECUTE ON FUNCTION gate.due_menu_syncs(integer) FROM PUBLIC;
--> statement-breakpoint
GRANT EXECUTE ON FUNCTION gate.due_menu_syncs(integer) TO upvendo_app;
--> statement-breakpoint
GRANT CREATE ON SCHEMA gate TO upvendo_gate;
--> statement-breakpoint
ALTER FUNCTION gate.due_menu_syncs(integer) OWNER TO upvendo_gate;
--> statement-breakpoint
REVOKE CREATE ON SCHEMA gate FROM upvendo_gate;
