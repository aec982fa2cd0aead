import { sql } from "drizzle-orm";
import type { TenantTransaction } from "../client";
import { itemReservations } from "../schema";
import type { Place } from "./availability";

type Kept = { businessLocationId: string; sku: string; quantity: number };

export async function insertReservations(tx: TenantTransaction, orderId: string, kept: readonly Kept[]): Promise<void> {
  if (kept.length === 0) return;
  await tx.insert(itemReservations).values(kept.map((one) => ({ ...one, orderId, merchantId: tx.merchantId })));
}

/**
 * How much of each SKU orders keep that the till's count does not know of yet: those that may still be paid or are on their way, and
 * those that landed after the count was read. An order that nobody pays in time keeps nothing.
 */
export async function listReserved(
  tx: TenantTransaction,
  { environment, businessLocationId }: Place,
  skus: readonly string[],
  now: Date,
): Promise<Map<string, number>> {
  if (skus.length === 0) return new Map();
  const rows = await tx.execute<{ sku: string; quantity: number }>(sql`
    select r.sku, sum(r.quantity)::int as quantity
      from item_reservations r
      join orders o on o.id = r.order_id
      left join item_availability a on a.merchant_id = r.merchant_id and a.environment = ${environment}
       and a.business_location_id = r.business_location_id and a.sku = r.sku
      left join availability_reads w on w.merchant_id = r.merchant_id and w.environment = ${environment}
       and w.business_location_id = r.business_location_id
     where r.merchant_id = ${tx.merchantId} and r.business_location_id = ${businessLocationId}
       and r.sku in (${sql.join(
         skus.map((sku) => sql`${sku}`),
         sql`, `,
       )})
       and (o.status in ('draft', 'awaiting_payment') and o.deadline_at > ${now.toISOString()}::timestamptz
         or o.status in ('paid', 'submitting', 'submitted', 'unconfirmed')
         or o.status in ('on_pos', 'settling', 'completed', 'failed')
            and o.on_pos_at > greatest(a.read_at, case when a.polled then w.read_at end))
     group by r.sku`);
  return new Map(rows.map(({ sku, quantity }) => [sku, quantity]));
}
