import { sql } from "drizzle-orm";
import type { TenantTransaction } from "../client";

/** Where a location's day began; its end is now. */
export type LocationDay = { locationId: string; from: Date };

export type CurrencyDay = { currency: string; orders: number; underWay: number; takingsMinor: number };

/** Orders placed today and what stays of their money by the books, per currency. Test orders are not counted. */
export async function sumToday(tx: TenantTransaction, days: readonly LocationDay[]): Promise<CurrencyDay[]> {
  if (days.length === 0) return [];
  const earliest = new Date(Math.min(...days.map(({ from }) => from.getTime())));
  const list = JSON.stringify(days.map(({ locationId, from }) => ({ id: locationId, since: from.toISOString() })));
  const rows = await tx.execute<{ currency: string; orders: number; under_way: number; takings: string }>(sql`
    select o.currency, count(*)::int as orders,
           (count(*) filter (where o.status in ('paid', 'submitting', 'submitted', 'on_pos', 'settling', 'unconfirmed')))::int as under_way,
           coalesce(sum(books.kept), 0)::text as takings
      from orders o
      join jsonb_to_recordset(${list}::jsonb) as day(id uuid, since timestamptz) on day.id = o.location_id
      left join lateral (
        select sum(l.amount_minor) filter (where l.account in ('held', 'till', 'till_tip')) as kept
          from ledger_entries l where l.order_id = o.id and l.merchant_id = o.merchant_id and l.currency = o.currency
      ) books on true
     where o.merchant_id = ${tx.merchantId} and o.created_at >= ${earliest.toISOString()}::timestamptz
       and o.created_at >= day.since and o.paid_at is not null and o.channel <> 'test'
     group by o.currency order by o.currency`);
  return [...rows].map(({ currency, orders, under_way, takings }) => ({
    ...{ currency, orders, underWay: under_way, takingsMinor: Number(takings) },
  }));
}

export type BrokenRules = { notOnTill: number; bookedTwice: number; overpaid: number; unconfirmed: number };

/** What must never be: counted over the orders themselves, not over what somebody noticed. */
export async function countBrokenRules(tx: TenantTransaction, now: Date): Promise<BrokenRules> {
  const at = now.toISOString();
  const [row] = await tx.execute<BrokenRules & Record<string, number>>(sql`
    with recent as (
      select o.id, o.merchant_id, o.flag, o.resolved_at, o.pos_paid_minor, o.pos_total_minor, books.bookings, books.booked, o.till_amount_minor
        from orders o
        left join lateral (
          select count(distinct l.posting) filter (where l.amount_minor > 0) as bookings, sum(l.amount_minor) filter (where l.amount_minor > 0) as booked
            from ledger_entries l where l.order_id = o.id and l.merchant_id = o.merchant_id and l.account = 'till'
        ) books on true
       where o.merchant_id = ${tx.merchantId} and o.created_at >= ${at}::timestamptz - interval '7 days' and o.resolved_at is null
    )
    select (select count(*) from orders o
             where o.merchant_id = ${tx.merchantId} and o.status in ('paid', 'submitting', 'submitted', 'failed', 'unconfirmed') and o.step = 'order'
               and o.resolved_at is null and o.paid_at < ${at}::timestamptz - interval '60 seconds'
               and (o.scheduled_for is null or o.scheduled_for < ${at}::timestamptz - interval '60 seconds'))::int as "notOnTill",
           (select count(*) from recent where bookings > 1)::int as "bookedTwice",
           (select count(*) from recent where flag = 'paid_twice' or booked > till_amount_minor or pos_paid_minor > pos_total_minor)::int as overpaid,
           (select count(*) from orders o
             where o.merchant_id = ${tx.merchantId} and o.status = 'unconfirmed' and o.resolved_at is null)::int as unconfirmed`);
  return row ?? { notOnTill: 0, bookedTwice: 0, overpaid: 0, unconfirmed: 0 };
}
