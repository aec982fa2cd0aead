CREATE UNLOGGED TABLE "job_turns" (
	"name" text PRIMARY KEY NOT NULL,
	"turn_id" uuid NOT NULL,
	"worker_id" text NOT NULL,
	"kept_until" timestamp with time zone NOT NULL
);
--> statement-breakpoint
SELECT gate.open_to_gate('job_turns', 'SELECT, INSERT, UPDATE, DELETE');
--> statement-breakpoint
GRANT CREATE ON SCHEMA gate TO upvendo_gate;
--> statement-breakpoint
SET ROLE upvendo_gate;
--> statement-breakpoint
-- False while somebody else's lasts.
CREATE FUNCTION gate.take_turn(p_name text, p_turn_id uuid, p_worker_id text, p_kept_ms integer) RETURNS boolean
LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  WITH taken AS (
    INSERT INTO job_turns AS t (name, turn_id, worker_id, kept_until)
    VALUES (p_name, p_turn_id, p_worker_id, clock_timestamp() + p_kept_ms * interval '1 millisecond')
    ON CONFLICT (name) DO UPDATE SET turn_id = excluded.turn_id, worker_id = excluded.worker_id, kept_until = excluded.kept_until
    WHERE t.kept_until < clock_timestamp()
    RETURNING 1
  )
  SELECT EXISTS (SELECT FROM taken)
$$;
--> statement-breakpoint
CREATE FUNCTION gate.end_turn(p_name text, p_turn_id uuid) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  DELETE FROM job_turns WHERE name = p_name AND turn_id = p_turn_id
$$;
--> statement-breakpoint
-- With each heartbeat; what nobody kept for a while is forgotten.
CREATE FUNCTION gate.keep_turns(p_turn_ids uuid[], p_kept_ms integer) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  DELETE FROM job_turns WHERE kept_until < clock_timestamp() - interval '1 minute';
  UPDATE job_turns SET kept_until = clock_timestamp() + p_kept_ms * interval '1 millisecond'
  WHERE turn_id = ANY (p_turn_ids) AND kept_until > clock_timestamp()
$$;
--> statement-breakpoint
REVOKE EXECUTE ON FUNCTION gate.take_turn(text, uuid, text, integer), gate.end_turn(text, uuid), gate.keep_turns(uuid[], integer) FROM PUBLIC;
--> statement-breakpoint
GRANT EXECUTE ON FUNCTION gate.take_turn(text, uuid, text, integer), gate.end_turn(text, uuid), gate.keep_turns(uuid[], integer) TO upvendo_app;
--> statement-breakpoint
RESET ROLE;
--> statement-breakpoint
REVOKE CREATE ON SCHEMA gate FROM upvendo_gate;
