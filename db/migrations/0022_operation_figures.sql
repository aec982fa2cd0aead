GRANT CREATE ON SCHEMA gate TO upvendo_gate;
--> statement-breakpoint
SET ROLE upvendo_gate;
--> statement-breakpoint
-- Sums over all merchants for whoever watches the machine: no name, no id, no row of anybody's. Each goes by an index of few rows.
CREATE FUNCTION gate.operation_figures() RETURNS TABLE (figure text, label text, value double precision)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT 'connections', c.status, count(*)::float8 FROM connections c GROUP BY c.status
  UNION ALL SELECT 'connections_overdue', '', count(*)::float8 FROM connections c WHERE c.refresh_due_at < now() - interval '5 minutes'
  UNION ALL SELECT 'deliveries_due', '', count(*)::float8 FROM webhook_events e WHERE e.due_at <= now()
  UNION ALL SELECT 'deliveries_due_age', '', coalesce(extract(epoch FROM now() - min(e.due_at)), 0)::float8 FROM webhook_events e WHERE e.due_at <= now()
  UNION ALL SELECT 'deliveries_open', e.status, count(*)::float8 FROM webhook_events e WHERE e.status IN ('dead', 'parked') GROUP BY e.status
  UNION ALL SELECT 'deliveries_refused', r.reason, sum(r.count)::float8 FROM webhook_refusals r WHERE r.hour >= now() - interval '2 hours' GROUP BY r.reason
  UNION ALL SELECT 'inbox_days_ahead', '', count(*)::float8 FROM pg_inherits i JOIN pg_class p ON p.oid = i.inhrelid
    WHERE i.inhparent = 'webhook_events'::regclass AND p.relname > 'd' || to_char(now() AT TIME ZONE 'UTC', 'YYYYMMDD') AND p.relname ~ '^d[0-9]{8}$'
  UNION ALL SELECT 'orders_under_way', o.status, count(*)::float8 FROM orders o WHERE o.deadline_at IS NOT NULL GROUP BY o.status
  UNION ALL SELECT 'orders_overdue', '', count(*)::float8 FROM orders o WHERE o.deadline_at < now() - interval '5 minutes'
  UNION ALL SELECT 'orders_attention', '', count(*)::float8 FROM orders o WHERE o.status IN ('failed', 'unconfirmed') OR o.flag IS NOT NULL
  UNION ALL SELECT 'refunds_open', f.status, count(*)::float8 FROM refunds f WHERE f.status IN ('requested', 'issued') GROUP BY f.status
  UNION ALL SELECT 'workers', '', count(*)::float8 FROM worker_heartbeats w WHERE w.beat_at > now() - interval '30 seconds'
$$;
--> statement-breakpoint
REVOKE EXECUTE ON FUNCTION gate.operation_figures() FROM PUBLIC;
--> statement-breakpoint
GRANT EXECUTE ON FUNCTION gate.operation_figures() TO upvendo_app;
--> statement-breakpoint
RESET ROLE;
--> statement-breakpoint
REVOKE CREATE ON SCHEMA gate FROM upvendo_gate;
