CREATE TABLE "webhook_links" (
	"merchant_id" uuid NOT NULL,
	"endpoint" uuid NOT NULL,
	"business_location_id" text NOT NULL,
	"wanted" boolean DEFAULT true NOT NULL,
	"linked" boolean DEFAULT false NOT NULL,
	"warnings" jsonb DEFAULT '[]'::jsonb NOT NULL,
	"problem" text,
	"checked_at" timestamp with time zone,
	CONSTRAINT "webhook_links_pk" PRIMARY KEY("endpoint","business_location_id")
);
--> statement-breakpoint
ALTER TABLE "webhook_endpoints" ADD COLUMN "replaces" uuid;--> statement-breakpoint
ALTER TABLE "webhook_links" ADD CONSTRAINT "webhook_links_merchant_id_merchants_id_fk" FOREIGN KEY ("merchant_id") REFERENCES "public"."merchants"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "webhook_links" ADD CONSTRAINT "webhook_links_endpoint_webhook_endpoints_id_fk" FOREIGN KEY ("endpoint") REFERENCES "public"."webhook_endpoints"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "webhook_links_merchant_idx" ON "webhook_links" USING btree ("merchant_id");--> statement-breakpoint
CREATE UNIQUE INDEX "webhook_endpoints_active_uq" ON "webhook_endpoints" USING btree ("merchant_id") WHERE "webhook_endpoints"."status" <> 'removed' and "webhook_endpoints"."replaces" is null;--> statement-breakpoint
CREATE UNIQUE INDEX "webhook_endpoints_next_uq" ON "webhook_endpoints" USING btree ("merchant_id") WHERE "webhook_endpoints"."status" <> 'removed' and "webhook_endpoints"."replaces" is not null;--> statement-breakpoint
SELECT gate.protect('webhook_links');
--> statement-breakpoint
-- Merchants with an endpoint that stands at Lightspeed, for the regular look whether it still does.
CREATE FUNCTION gate.webhook_endpoint_owners(p_after uuid, p_limit integer) RETURNS TABLE (merchant_id uuid)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT w.merchant_id FROM webhook_endpoints w
  WHERE w.status IN ('registered', 'failed') AND w.replaces IS NULL AND w.merchant_id > p_after ORDER BY w.merchant_id LIMIT p_limit
$$;
--> statement-breakpoint
GRANT CREATE ON SCHEMA gate TO upvendo_gate;
--> statement-breakpoint
REVOKE EXECUTE ON FUNCTION gate.webhook_endpoint_owners(uuid, integer) FROM PUBLIC;
--> statement-breakpoint
GRANT EXECUTE ON FUNCTION gate.webhook_endpoint_owners(uuid, integer) TO upvendo_app, upvendo_gate;
--> statement-breakpoint
ALTER FUNCTION gate.webhook_endpoint_owners(uuid, integer) OWNER TO upvendo_gate;
--> statement-breakpoint
REVOKE CREATE ON SCHEMA gate FROM upvendo_gate;
