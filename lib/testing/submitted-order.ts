import { randomUUID } from "node:crypto";
import type postgres from "postgres";
import type { EndpointOwner } from "./webhook-stage";

export type SubmittedOrder = { id: string; reference: string; paymentReference: string };

/** An order that was sent to the till and whose answer was "queued", straight in the tables. */
export async function insertSubmittedOrder(
  owner: postgres.Sql,
  { merchantId, locationId }: EndpointOwner,
  n: number,
): Promise<SubmittedOrder> {
  const order = { id: randomUUID(), reference: `UPV-${n}-r${n}`, paymentReference: `UPV-${n}-P${n}` };
  await owner`
    insert into orders (id, merchant_id, location_id, environment, sequence, number, reference, payment_reference, channel, kind, status,
      currency, subtotal_minor, discount_minor, service_charge_minor, tip_minor, total_minor, lines, payment_mode, deadline_at, paid_at)
    values (${order.id}, ${merchantId}, ${locationId}, 'sandbox', ${n}, ${`UPV-${n}`}, ${order.reference},
      ${order.paymentReference}, 'kiosk', 'local', 'submitted', 'EUR', 1000, 0, 0, 0, 1000, '[]', 'separate', now() + interval '1 hour', now())`;
  for (const [reference, step] of [
    [order.reference, "order"],
    [order.paymentReference, "payment"],
  ] as const) {
    await owner`insert into order_references (reference, merchant_id, order_id, step)
      values (${reference}, ${merchantId}, ${order.id}, ${step})`;
  }
  return order;
}
