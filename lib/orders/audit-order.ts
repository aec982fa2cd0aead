import type { TenantTransaction } from "@/db/client";
import { appendAudit } from "@/db/queries/audit";
import type { Order } from "@/db/schema";
import type { Actor } from "@/lib/auth/roles";
import { formatMoney } from "@/lib/format";
import { regionOf } from "@/lib/locations/region-of";

type OrderAction =
  | "order.cancelled"
  | "order.money_given_back"
  | "order.payment_sent_again"
  | "order.resolved"
  | "order.sent_again";

/** What a person did about an order, in the chained trail, which is never erased: no reason and no name of a guest. */
export async function auditOrder(
  tx: TenantTransaction,
  actor: Actor,
  action: OrderAction,
  { id, number, currency, locationId }: Order,
  amountMinor?: number,
): Promise<void> {
  const amount =
    amountMinor === undefined ? {} : { amount: formatMoney(amountMinor, currency, await regionOf(tx, locationId)) };
  const detail = { order: number, ...amount };
  await appendAudit(tx, { merchantId: tx.merchantId, actor, action, subject: id, detail });
}
