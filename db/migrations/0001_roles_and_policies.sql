-- Roles. `upvendo_app` is what the running app is granted (its login role is a member); it owns nothing and bypasses nothing.
-- `upvendo_gate` owns the few functions that work before a tenant is known; it cannot log in.
DO $$
BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'upvendo_app') THEN
    BEGIN CREATE ROLE upvendo_app NOLOGIN NOSUPERUSER NOBYPASSRLS; EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; END;
  END IF;
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'upvendo_gate') THEN
    BEGIN CREATE ROLE upvendo_gate NOLOGIN NOSUPERUSER NOBYPASSRLS; EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; END;
  END IF;
END $$;
--> statement-breakpoint
DO $$
BEGIN
  -- Needed to hand functions over; a superuser owner may do so anyway.
  IF NOT (SELECT rolsuper FROM pg_roles WHERE rolname = current_user) THEN
    EXECUTE format('GRANT upvendo_gate TO %I WITH SET TRUE, INHERIT FALSE', current_user);
  END IF;
END $$;
--> statement-breakpoint
REVOKE CREATE ON SCHEMA public FROM PUBLIC;
--> statement-breakpoint
CREATE SCHEMA gate;
--> statement-breakpoint
GRANT USAGE, CREATE ON SCHEMA gate TO upvendo_gate;
--> statement-breakpoint
GRANT USAGE ON SCHEMA gate, public TO upvendo_app;
--> statement-breakpoint
GRANT USAGE ON SCHEMA public TO upvendo_gate;
--> statement-breakpoint
ALTER DEFAULT PRIVILEGES IN SCHEMA gate REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC;
--> statement-breakpoint
CREATE FUNCTION gate.current_merchant() RETURNS uuid LANGUAGE sql STABLE PARALLEL SAFE
AS $$ SELECT nullif(current_setting('app.merchant_id', true), '')::uuid $$;
--> statement-breakpoint
GRANT EXECUTE ON FUNCTION gate.current_merchant() TO PUBLIC;
--> statement-breakpoint
-- Every later tenant table calls this once in its migration; a test reads the catalogue and fails on a table without it.
CREATE FUNCTION gate.protect(target regclass, key text DEFAULT 'merchant_id', privileges text DEFAULT 'SELECT, INSERT, UPDATE, DELETE')
RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY', target);
  EXECUTE format('ALTER TABLE %s FORCE ROW LEVEL SECURITY', target);
  EXECUTE format('CREATE POLICY tenant ON %s TO upvendo_app USING (%I = gate.current_merchant()) WITH CHECK (%I = gate.current_merchant())', target, key, key);
  EXECUTE format('GRANT %s ON %s TO upvendo_app', privileges, target);
END $$;
--> statement-breakpoint
-- Lets `gate` functions read or write a table over all tenants.
CREATE FUNCTION gate.open_to_gate(target regclass, privileges text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY', target);
  EXECUTE format('ALTER TABLE %s FORCE ROW LEVEL SECURITY', target);
  EXECUTE format('CREATE POLICY gate ON %s TO upvendo_gate USING (true) WITH CHECK (true)', target);
  EXECUTE format('GRANT %s ON %s TO upvendo_gate', privileges, target);
END $$;
--> statement-breakpoint
SELECT gate.protect('merchants', 'id', 'SELECT, INSERT, UPDATE');
--> statement-breakpoint
SELECT gate.protect('users');
--> statement-breakpoint
SELECT gate.protect('sessions');
--> statement-breakpoint
SELECT gate.protect('password_resets');
--> statement-breakpoint
SELECT gate.protect('audit_entries', 'merchant_id', 'SELECT');
--> statement-breakpoint
SELECT gate.protect('locations');
--> statement-breakpoint
SELECT gate.protect('connections');
--> statement-breakpoint
SELECT gate.protect('authorization_requests');
--> statement-breakpoint
SELECT gate.protect('pending_authorizations');
--> statement-breakpoint
SELECT gate.protect('location_links');
--> statement-breakpoint
SELECT gate.protect('in_house_channels');
--> statement-breakpoint
SELECT gate.protect('connection_tests');
--> statement-breakpoint
SELECT gate.protect('deletion_receipts', 'merchant_id', 'SELECT, INSERT, UPDATE');
--> statement-breakpoint
SELECT gate.protect('integration_log_heads');
--> statement-breakpoint
SELECT gate.protect('integration_log');
--> statement-breakpoint
SELECT gate.open_to_gate('merchants', 'SELECT');
--> statement-breakpoint
SELECT gate.open_to_gate('users', 'SELECT, UPDATE');
--> statement-breakpoint
SELECT gate.open_to_gate('sessions', 'SELECT, UPDATE');
--> statement-breakpoint
SELECT gate.open_to_gate('password_resets', 'SELECT, UPDATE');
--> statement-breakpoint
SELECT gate.open_to_gate('sign_in_throttles', 'SELECT, INSERT, UPDATE, DELETE');
--> statement-breakpoint
SELECT gate.open_to_gate('audit_entries', 'SELECT, INSERT');
--> statement-breakpoint
SELECT gate.open_to_gate('authorization_requests', 'SELECT, UPDATE, DELETE');
--> statement-breakpoint
SELECT gate.open_to_gate('pending_authorizations', 'SELECT, DELETE');
--> statement-breakpoint
SELECT gate.open_to_gate('connections', 'SELECT');
