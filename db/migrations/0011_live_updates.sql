-- Open pages are told by NOTIFY what may have changed; lib/live listens and passes it to the merchant's own people. Only the merchant and a topic are said.
-- TG_ARGV[0] is the topic. Equal notices of one transaction arrive once.
CREATE FUNCTION gate.announce() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  PERFORM pg_notify('live', json_build_object('m', NEW.merchant_id, 't', TG_ARGV[0])::text);
  RETURN NULL;
END $$;
--> statement-breakpoint
CREATE FUNCTION gate.announce_ended_session() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  PERFORM pg_notify('live', json_build_object('m', NEW.merchant_id, 'ended', NEW.id)::text);
  RETURN NULL;
END $$;
--> statement-breakpoint
-- What several verbs write announces itself, so that none can forget it. Leases and tokens are nobody's news.
CREATE TRIGGER connections_announce AFTER UPDATE ON connections FOR EACH ROW
  WHEN ((OLD.status, OLD.problem, OLD.problem_detail, OLD.business_id, OLD.businesses_read_at, OLD.refreshed_at, OLD.last_checked_at, OLD.connected_at)
    IS DISTINCT FROM
    (NEW.status, NEW.problem, NEW.problem_detail, NEW.business_id, NEW.businesses_read_at, NEW.refreshed_at, NEW.last_checked_at, NEW.connected_at))
  EXECUTE FUNCTION gate.announce('connection');
--> statement-breakpoint
CREATE TRIGGER connections_announce_first AFTER INSERT ON connections FOR EACH ROW EXECUTE FUNCTION gate.announce('connection');
--> statement-breakpoint
CREATE TRIGGER connection_tests_announce AFTER INSERT OR UPDATE ON connection_tests FOR EACH ROW EXECUTE FUNCTION gate.announce('connection');
--> statement-breakpoint
CREATE TRIGGER location_links_announce AFTER INSERT OR UPDATE ON location_links FOR EACH ROW EXECUTE FUNCTION gate.announce('connection');
--> statement-breakpoint
CREATE TRIGGER integration_log_announce AFTER INSERT OR UPDATE ON integration_log FOR EACH ROW EXECUTE FUNCTION gate.announce('log');
--> statement-breakpoint
CREATE TRIGGER sessions_announce_end AFTER UPDATE OF revoked_at ON sessions FOR EACH ROW
  WHEN (OLD.revoked_at IS NULL AND NEW.revoked_at IS NOT NULL)
  EXECUTE FUNCTION gate.announce_ended_session();
--> statement-breakpoint
-- Which of these sessions still count, without taking the question for a visit: a page that is only open must not keep its session alive.
CREATE FUNCTION gate.counting_sessions(p_ids uuid[], p_idle_seconds integer) RETURNS TABLE (session_id uuid)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT s.id FROM sessions s JOIN users u ON u.id = s.user_id
  WHERE s.id = ANY (p_ids) AND s.revoked_at IS NULL AND s.expires_at > now()
    AND s.last_seen_at > now() - make_interval(secs => p_idle_seconds) AND u.disabled_at IS NULL
$$;
--> statement-breakpoint
GRANT CREATE ON SCHEMA gate TO upvendo_gate;
--> statement-breakpoint
DO $$
BEGIN
  REVOKE EXECUTE ON FUNCTION gate.counting_sessions(uuid[], integer), gate.announce(), gate.announce_ended_session() FROM PUBLIC;
  GRANT EXECUTE ON FUNCTION gate.counting_sessions(uuid[], integer), gate.announce(), gate.announce_ended_session() TO upvendo_app, upvendo_gate;
  ALTER FUNCTION gate.counting_sessions(uuid[], integer) OWNER TO upvendo_gate;
END $$;
--> statement-breakpoint
REVOKE CREATE ON SCHEMA gate FROM upvendo_gate;
