CREATE TABLE "sales_days" (
	"merchant_id" uuid NOT NULL,
	"place_id" text NOT NULL,
	"day" date NOT NULL,
	"currency" text NOT NULL,
	"totals" json NOT NULL,
	"complete" boolean NOT NULL,
	"next_start" timestamp with time zone,
	"read_at" timestamp with time zone NOT NULL,
	CONSTRAINT "sales_days_pk" PRIMARY KEY("merchant_id","place_id","day")
);
--> statement-breakpoint
CREATE TABLE "sales_loads" (
	"merchant_id" uuid NOT NULL,
	"place_id" text NOT NULL,
	"state" text NOT NULL,
	"from_day" date NOT NULL,
	"to_day" date NOT NULL,
	"current" boolean NOT NULL,
	"total" integer DEFAULT 0 NOT NULL,
	"done" integer DEFAULT 0 NOT NULL,
	"failures" integer DEFAULT 0 NOT NULL,
	"problem" json,
	"next_at" timestamp with time zone,
	"started_at" timestamp with time zone NOT NULL,
	"started_by_name" text,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "sales_loads_pk" PRIMARY KEY("merchant_id","place_id"),
	CONSTRAINT "sales_loads_state" CHECK ("sales_loads"."state" in ('running', 'done', 'cancelled', 'failed'))
);
--> statement-breakpoint
ALTER TABLE "sales_days" ADD CONSTRAINT "sales_days_merchant_id_merchants_id_fk" FOREIGN KEY ("merchant_id") REFERENCES "public"."merchants"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "sales_loads" ADD CONSTRAINT "sales_loads_merchant_id_merchants_id_fk" FOREIGN KEY ("merchant_id") REFERENCES "public"."merchants"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "sales_loads_running_idx" ON "sales_loads" USING btree ("updated_at") WHERE "sales_loads"."state" = 'running';--> statement-breakpoint
SELECT gate.protect('sales_days');
--> statement-breakpoint
SELECT gate.protect('sales_loads');
--> statement-breakpoint
SELECT gate.open_to_gate('sales_loads', 'SELECT');
--> statement-breakpoint
-- Readings of sales that say they run, and that nobody has carried on: their job was lost with its worker.
CREATE FUNCTION gate.stalled_sales_loads(p_before timestamptz, p_limit integer)
RETURNS TABLE (merchant_id uuid, place_id text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT l.merchant_id, l.place_id FROM sales_loads l
  WHERE l.state = 'running' AND l.updated_at < p_before AND (l.next_at IS NULL OR l.next_at < p_before)
  ORDER BY l.updated_at LIMIT p_limit
$$;
--> statement-breakpoint
REVOKE EXECUTE ON FUNCTION gate.stalled_sales_loads(timestamptz, integer) FROM PUBLIC;
--> statement-breakpoint
GRANT EXECUTE ON FUNCTION gate.stalled_sales_loads(timestamptz, integer) TO upvendo_app;
--> statement-breakpoint
GRANT CREATE ON SCHEMA gate TO upvendo_gate;
--> statement-breakpoint
ALTER FUNCTION gate.stalled_sales_loads(timestamptz, integer) OWNER TO upvendo_gate;
--> statement-breakpoint
REVOKE CREATE ON SCHEMA gate FROM upvendo_gate;
