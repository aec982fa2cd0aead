GRANT CREATE ON SCHEMA gate TO upvendo_gate;
--> statement-breakpoint
SET ROLE upvendo_gate;
--> statement-breakpoint
-- As before, but two minutes after the link: who has just linked a location may still be choosing another.
CREATE OR REPLACE FUNCTION gate.due_menu_syncs(p_limit integer)
RETURNS TABLE (merchant_id uuid, place_id text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT l.merchant_id, l.business_location_id FROM location_links l
    JOIN connections c ON c.merchant_id = l.merchant_id AND c.status IN ('connected', 'degraded')
    LEFT JOIN menu_syncs s ON s.merchant_id = l.merchant_id AND s.place_id = l.business_location_id
  WHERE l.active AND coalesce(s.due_at, l.updated_at + interval '2 minutes') <= now() AND (s.lease_until IS NULL OR s.lease_until < now())
  ORDER BY coalesce(s.due_at, l.updated_at) LIMIT p_limit
$$;
--> statement-breakpoint
RESET ROLE;
--> statement-breakpoint
REVOKE CREATE ON SCHEMA gate FROM upvendo_gate;
