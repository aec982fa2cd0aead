import { type SQL, sql } from "drizzle-orm";
import type { TenantTransaction } from "../client";

/** Where a location's day began; its end is now. */
export type LocationDay = { locationId: string; from: Date };

/** Of `orders`: placed at one of these locations since its day began. */
export function placedSince(days: readonly LocationDay[]): SQL {
  if (days.length === 0) return sql`false`;
  const earliest = new Date(Math.min(...days.map(({ from }) => from.getTime())));
  const list = JSON.stringify(days.map(({ locationId, from }) => ({ id: locationId, since: from.toISOString() })));
  return sql`(orders.created_at >= ${earliest.toISOString()}::timestamptz and exists (
    select 1 from jsonb_to_recordset(${list}::jsonb) as day(id uuid, since timestamptz)
     where day.id = orders.location_id and orders.created_at >= day.since))`;
}

/** Of `orders`: what counts as sold. Home counts by it, and the list shows by it what Home counted. */
export const isSold = (): SQL => sql`(orders.paid_at is not null and orders.channel <> 'test')`;

export type LocationSum = {
  currency: string;
  locationId: string;
  orders: number;
  underWay: number;
  takingsMinor: number;
};

/** Orders placed today and what stays of their money by the books, per currency and location. Test orders are not counted. */
export async function sumToday(tx: TenantTransaction, days: readonly LocationDay[]): Promise<LocationSum[]> {
  if (days.length === 0) return [];
  const rows = await tx.execute<{
    currency: string;
    location: string;
    orders: number;
    under_way: number;
    takings: string;
  }>(sql`
    select orders.currency, orders.location_id as location, count(*)::int as orders,
           (count(*) filter (where orders.status in ('paid', 'submitting', 'submitted', 'on_pos', 'settling', 'unconfirmed')))::int as under_way,
           coalesce(sum(books.kept), 0)::text as takings
      from orders
      left join lateral (
        select sum(l.amount_minor) filter (where l.account in ('held', 'till', 'till_tip')) as kept
          from ledger_entries l where l.order_id = orders.id and l.merchant_id = orders.merchant_id and l.currency = orders.currency
      ) books on true
     where orders.merchant_id = ${tx.merchantId} and ${placedSince(days)} and ${isSold()}
     group by orders.currency, orders.location_id order by orders.currency`);
  return [...rows].map(({ location, under_way, takings, ...row }) => ({
    ...{ ...row, locationId: location, underWay: under_way, takingsMinor: Number(takings) },
  }));
}
