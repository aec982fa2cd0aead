ALTER TABLE "payment_profiles" ADD COLUMN "check_due_at" timestamp with time zone DEFAULT now() NOT NULL;--> statement-breakpoint
CREATE INDEX "payment_profiles_check_due_idx" ON "payment_profiles" USING btree ("check_due_at") WHERE "payment_profiles"."removed_at" is null;--> statement-breakpoint
-- Spread over a day what is there already, so that the providers do not hear of all of it at once.
UPDATE "payment_profiles" SET "check_due_at" = now() + random() * interval '24 hours';
--> statement-breakpoint
GRANT CREATE ON SCHEMA gate TO upvendo_gate;
--> statement-breakpoint
SET ROLE upvendo_gate;
--> statement-breakpoint
-- Whose keys are to be checked at the provider, the longest due first.
CREATE FUNCTION gate.due_profile_checks(p_now timestamptz, p_limit integer) RETURNS TABLE (merchant_id uuid, profile_id uuid)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT p.merchant_id, p.id FROM payment_profiles p
  WHERE p.removed_at IS NULL AND p.check_due_at <= p_now ORDER BY p.check_due_at LIMIT p_limit
$$;
--> statement-breakpoint
REVOKE EXECUTE ON FUNCTION gate.due_profile_checks(timestamptz, integer) FROM PUBLIC;
--> statement-breakpoint
GRANT EXECUTE ON FUNCTION gate.due_profile_checks(timestamptz, integer) TO upvendo_app;
--> statement-breakpoint
RESET ROLE;
--> statement-breakpoint
REVOKE CREATE ON SCHEMA gate FROM upvendo_gate;
