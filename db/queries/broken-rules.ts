import { sql } from "drizzle-orm";
import type { TenantTransaction } from "../client";

export const ruleIds = ["notOnTill", "bookedTwice", "overpaid", "unconfirmed"] as const;
export type RuleId = (typeof ruleIds)[number];

/** An order that breaks a rule. With a day it is the comparison of that day that says so. */
export type Breach = { orderId: string; number: string; finding: { locationId: string; day: string } | null };

export type BrokenRuleRow = { rule: RuleId; count: number; newest: Breach[] };

type Row = {
  rule: RuleId;
  count: number;
  newest: { id: string; number: string; location: string | null; day: string | null }[];
};

/**
 * What must never be: counted over what happened to the orders, not over what somebody noticed, each order once a rule. A rule that
 * nothing breaks has no row. An order was sent twice where Lightspeed took it, or its payment, again without its having failed in between:
 * what failed for certain is sent again by a person, and that is no second one. A second check is known by the words of `late-word`.
 */
export async function listBrokenRules(tx: TenantTransaction, now: Date, atMost: number): Promise<BrokenRuleRow[]> {
  const at = now.toISOString();
  const rows = await tx.execute<Row>(sql`
    with open as (
      select o.id, o.number, o.created_at, o.status, o.step, o.flag, o.flag_detail, o.paid_at, o.scheduled_for, o.total_minor, o.pos_paid_minor, o.pos_total_minor,
             o.created_at >= ${at}::timestamptz - interval '7 days' as recent
        from orders o
       where o.merchant_id = ${tx.merchantId} and o.resolved_at is null
         and (o.created_at >= ${at}::timestamptz - interval '7 days' or o.status in ('paid', 'submitting', 'submitted', 'failed', 'unconfirmed'))
    ), taken as (
      select t.id, t.order_id, t.kind = 'payments.apply' as payment
        from order_timeline t
       where t.merchant_id = ${tx.merchantId} and t.at >= ${at}::timestamptz - interval '7 days'
         and t.direction = 'out' and t.detail ->> 'outcome' = 'accepted'
         and t.kind in ('orders.submitLocal', 'orders.submitToGo', 'payments.apply') and t.http_status between 200 and 299
    ), again as (
      select order_id, payment from taken group by order_id, payment having count(*) > 1
    ), sent_twice as (
      select taken.order_id
        from again join taken on taken.order_id = again.order_id and taken.payment = again.payment
        cross join lateral (
          select count(*) as failures from order_timeline f
           where f.order_id = taken.order_id and f.merchant_id = ${tx.merchantId} and f.to_status = 'failed' and f.id < taken.id
        ) before
       group by taken.order_id, taken.payment, before.failures having count(*) > 1
    ), kept as (
      select l.order_id, sum(l.amount_minor) as minor
        from ledger_entries l
       where l.merchant_id = ${tx.merchantId} and l.at >= ${at}::timestamptz - interval '7 days' and l.posting <> 'placed'
         and l.account in ('held', 'till', 'till_tip')
       group by l.order_id
    ), findings as (
      select (d.one -> 'order' ->> 'id')::uuid as id, d.one -> 'order' ->> 'number' as number, r.location_id as location, r.day,
             d.one ->> 'kind' as kind, (d.one ->> 'oursMinor')::bigint as ours, (d.one ->> 'theirsMinor')::bigint as theirs
        from reconciliations r cross join lateral jsonb_array_elements(r.differences) as d(one)
       where r.merchant_id = ${tx.merchantId} and d.one ->> 'kind' in ('sale_twice', 'till_amount_differs')
         and d.one -> 'order' ->> 'id' is not null
    ), found as (
      select 'notOnTill' as rule, id, number, null::uuid as location, null::date as day from open
       where status in ('paid', 'submitting', 'submitted', 'failed', 'unconfirmed') and step = 'order'
         and paid_at < ${at}::timestamptz - interval '60 seconds'
         and (scheduled_for is null or scheduled_for < ${at}::timestamptz - interval '60 seconds')
      union all select 'unconfirmed', id, number, null, null from open where status = 'unconfirmed'
      union all select 'bookedTwice', id, number, null, null from open
       where recent and (flag = 'printed_twice' or flag_detail like '%It is on check % and on check %' or (id in (select order_id from sent_twice) and not ${seenTo(tx)}))
      union all select 'bookedTwice', id, number, location, day from findings
       where kind = 'sale_twice' or (ours > 0 and theirs >= 2 * ours)
      union all select 'overpaid', open.id, number, null, null from open left join kept on kept.order_id = open.id
       where recent and (flag = 'paid_twice' or ((pos_paid_minor > pos_total_minor or kept.minor > total_minor) and (flag is not null or not ${seenTo(tx)})))
      union all select 'overpaid', id, number, location, day from findings where kind = 'till_amount_differs' and theirs > ours
    ), each as (
      select distinct on (rule, id) rule, id, number, location, day from found order by rule, id, day desc nulls last
    )
    select rule, count(*)::int as count,
           to_jsonb((array_agg(jsonb_build_object('id', id, 'number', number, 'location', location, 'day', day)
                               order by length(number) desc, number desc))[1:${atMost}::int]) as newest
      from each group by rule`);
  return [...rows].map(({ rule, count, newest }) => ({ rule, count, newest: newest.map(toBreach) }));
}

/** Somebody saw to a matter of this order while it went on. With its limit it is looked up order by order, never by a scan of the whole timeline. */
const seenTo = (tx: TenantTransaction) => sql`coalesce((
  select true from order_timeline s where s.order_id = open.id and s.merchant_id = ${tx.merchantId} and s.kind = 'resolution' limit 1), false)`;

const toBreach = ({ id, number, location, day }: Row["newest"][number]): Breach => ({
  ...{ orderId: id, number, finding: location && day ? { locationId: location, day } : null },
});
