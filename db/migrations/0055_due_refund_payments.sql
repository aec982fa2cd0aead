-- The sweep needs the payment, too, and asked for it refund by refund. What the version before asks for stays as it was.
GRANT CREATE ON SCHEMA gate TO upvendo_gate;
--> statement-breakpoint
SET ROLE upvendo_gate;
--> statement-breakpoint
DROP FUNCTION gate.due_refunds(timestamptz, integer);
--> statement-breakpoint
CREATE FUNCTION gate.due_refunds(p_now timestamptz, p_limit integer) RETURNS TABLE (merchant_id uuid, refund_id uuid, payment_id uuid)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT r.merchant_id, r.id, r.payment_id FROM refunds r WHERE r.due_at <= p_now ORDER BY r.due_at LIMIT p_limit
$$;
--> statement-breakpoint
REVOKE EXECUTE ON FUNCTION gate.due_refunds(timestamptz, integer) FROM PUBLIC;
--> statement-breakpoint
GRANT EXECUTE ON FUNCTION gate.due_refunds(timestamptz, integer) TO upvendo_app;
--> statement-breakpoint
RESET ROLE;
--> statement-breakpoint
REVOKE CREATE ON SCHEMA gate FROM upvendo_gate;
