-- Everything that happened to one order from tap to till, in order, for who has nothing but the guest's order number. Runs with the caller's rights: the tenant must be set.
CREATE FUNCTION order_hops(p_number text)
RETURNS TABLE (at timestamptz, hop text, direction text, what text, outcome text, took_ms integer, correlation_id text, detail jsonb)
LANGUAGE sql STABLE AS $$
  WITH o AS (
    SELECT * FROM orders WHERE merchant_id = gate.current_merchant() AND number = upper(trim(p_number))
  ), refs AS (
    SELECT r.reference FROM order_references r JOIN o ON r.order_id = o.id
  ), hops AS (
    SELECT o.created_at AS at, 1 AS rank, 0::bigint AS seq, 'order' AS hop, 'in' AS direction, 'placed' AS what, o.status AS outcome,
           NULL::integer AS took_ms, NULL::text AS correlation_id,
           jsonb_build_object('id', o.id, 'channel', o.channel, 'placedBy', o.api_key_id, 'reference', o.reference) AS detail
      FROM o
    UNION ALL
    SELECT p.created_at, 2, 0, 'payment', 'out', p.provider || ' payment started', p.status, NULL, p.id::text,
           jsonb_build_object('checkout', p.checkout_id, 'amountMinor', p.amount_minor, 'currency', p.currency)
      FROM payments p JOIN o ON p.order_id = o.id WHERE p.merchant_id = o.merchant_id
    UNION ALL
    SELECT e.received_at, 3, 0, 'payment notice', 'in', e.provider || ' ' || e.type, e.status, (1000 * extract(epoch FROM e.processed_at - e.received_at))::integer, e.id::text,
           jsonb_build_object('payment', e.payment_id, 'verified', e.verified, 'what', e.what, 'attempts', e.attempts)
      FROM payments p JOIN o ON p.order_id = o.id JOIN payment_events e ON e.payment_id = p.id WHERE p.merchant_id = o.merchant_id
    UNION ALL
    SELECT p.occurred_at, 4, 0, 'payment', 'in', p.provider || ' says ' || p.status, p.problem, NULL, p.id::text,
           jsonb_build_object('providerPayment', p.provider_payment_id, 'capturedMinor', p.captured_minor, 'toldAt', p.told_at)
      FROM payments p JOIN o ON p.order_id = o.id WHERE p.merchant_id = o.merchant_id AND p.occurred_at IS NOT NULL
    UNION ALL
    SELECT w.received_at, 5, 0, 'till notice', 'in', concat_ws(' ', w.type, w.vendor_status), w.status, w.duration_ms, w.id::text,
           jsonb_build_object('reference', w.reference, 'check', w.account_identifier, 'verified', w.verified, 'what', w.outcome, 'attempts', w.attempts)
      FROM webhook_events w JOIN refs USING (reference) WHERE w.merchant_id = gate.current_merchant()
    UNION ALL
    SELECT t.at, 6, t.id, 'timeline', t.direction, t.kind, coalesce(t.from_status || ' → ' || t.to_status, t.http_status::text), t.duration_ms, t.correlation_id,
           jsonb_build_object('message', t.message, 'actor', t.actor, 'attempt', t.attempt)
      FROM order_timeline t JOIN o ON t.order_id = o.id
    UNION ALL
    SELECT min(l.at), 7, 0, 'books', 'here', l.posting, NULL, NULL, NULL, jsonb_object_agg(l.account, l.amount_minor)
      FROM (SELECT l.at, l.posting, l.account, sum(l.amount_minor) AS amount_minor FROM ledger_entries l JOIN o ON l.order_id = o.id GROUP BY 1, 2, 3) l GROUP BY l.posting
    UNION ALL
    SELECT coalesce(s.left_at, s.updated_at), 8, 0, 'kitchen slip', 'out', s.kind, s.state, NULL, NULL, jsonb_build_object('message', s.message, 'reason', s.reason, 'attempts', s.attempts)
      FROM kitchen_slips s JOIN o ON s.order_id = o.id
    UNION ALL
    SELECT coalesce(r.attempted_at, r.created_at), 9, 0, 'refund', 'out', r.reason, r.status, (1000 * extract(epoch FROM r.settled_at - r.attempted_at))::integer, r.id::text,
           jsonb_build_object('amountMinor', r.amount_minor, 'by', r.requested_by_name, 'providerRefund', r.provider_refund_id, 'problem', r.problem)
      FROM refunds r JOIN o ON r.order_id = o.id WHERE r.merchant_id = o.merchant_id
  )
  SELECT at, hop, direction, what, outcome, took_ms, correlation_id, detail FROM hops ORDER BY at, rank, seq
$$;
--> statement-breakpoint
REVOKE EXECUTE ON FUNCTION order_hops(text) FROM PUBLIC;
--> statement-breakpoint
GRANT EXECUTE ON FUNCTION order_hops(text) TO upvendo_app;
