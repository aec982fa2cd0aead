CREATE INDEX "location_outages_old_idx" ON "location_outages" USING btree ("ended_at") WHERE "location_outages"."ended_at" is not null;--> statement-breakpoint
SELECT gate.open_to_gate('location_outages', 'SELECT, DELETE');
--> statement-breakpoint
GRANT CREATE ON SCHEMA gate TO upvendo_gate;
--> statement-breakpoint
SET ROLE upvendo_gate;
--> statement-breakpoint
-- Outages that ended long ago; one that lasts is never removed.
CREATE FUNCTION gate.sweep_outages(p_before timestamptz) RETURNS void
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  DELETE FROM location_outages WHERE ended_at < p_before
$$;
--> statement-breakpoint
REVOKE EXECUTE ON FUNCTION gate.sweep_outages(timestamptz) FROM PUBLIC;
--> statement-breakpoint
GRANT EXECUTE ON FUNCTION gate.sweep_outages(timestamptz) TO upvendo_app;
--> statement-breakpoint
RESET ROLE;
--> statement-breakpoint
REVOKE CREATE ON SCHEMA gate FROM upvendo_gate;
