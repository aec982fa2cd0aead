CREATE TABLE "billing_profiles" (
	"merchant_id" uuid PRIMARY KEY NOT NULL,
	"legal_name" text NOT NULL,
	"street" text NOT NULL,
	"postal_code" text NOT NULL,
	"city" text NOT NULL,
	"country" text NOT NULL,
	"vat_number" text,
	"invoice_email" text NOT NULL,
	"updated_by_name" text NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "brand_logos" (
	"merchant_id" uuid PRIMARY KEY NOT NULL,
	"id" uuid NOT NULL,
	"webp" "bytea" NOT NULL,
	"width" integer NOT NULL,
	"height" integer NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "brand_logos_id_unique" UNIQUE("id")
);
--> statement-breakpoint
CREATE TABLE "brands" (
	"merchant_id" uuid PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"accent" text NOT NULL,
	"ground" text NOT NULL,
	"ink" text NOT NULL,
	"updated_by_name" text NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
ALTER TABLE "billing_profiles" ADD CONSTRAINT "billing_profiles_merchant_id_merchants_id_fk" FOREIGN KEY ("merchant_id") REFERENCES "public"."merchants"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "brand_logos" ADD CONSTRAINT "brand_logos_merchant_id_merchants_id_fk" FOREIGN KEY ("merchant_id") REFERENCES "public"."merchants"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "brands" ADD CONSTRAINT "brands_merchant_id_merchants_id_fk" FOREIGN KEY ("merchant_id") REFERENCES "public"."merchants"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
SELECT gate.protect('billing_profiles');
--> statement-breakpoint
SELECT gate.protect('brands');
--> statement-breakpoint
SELECT gate.protect('brand_logos');
--> statement-breakpoint
SELECT gate.open_to_gate('brand_logos', 'SELECT');
--> statement-breakpoint
-- A logo is for everybody who has its address; nothing of whose it is.
CREATE FUNCTION gate.find_brand_logo(p_id uuid) RETURNS TABLE (webp bytea)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT l.webp FROM brand_logos l WHERE l.id = p_id
$$;
--> statement-breakpoint
GRANT CREATE ON SCHEMA gate TO upvendo_gate;
--> statement-breakpoint
REVOKE EXECUTE ON FUNCTION gate.find_brand_logo(uuid) FROM PUBLIC;
--> statement-breakpoint
GRANT EXECUTE ON FUNCTION gate.find_brand_logo(uuid) TO upvendo_app, upvendo_gate;
--> statement-breakpoint
ALTER FUNCTION gate.find_brand_logo(uuid) OWNER TO upvendo_gate;
--> statement-breakpoint
REVOKE CREATE ON SCHEMA gate FROM upvendo_gate;
