import { and, eq, gte, inArray, lt, or } from "drizzle-orm";
import type { TenantTransaction } from "../client";
import { type Order, orderReferences, type WebhookEvent, webhookEvents } from "../schema";

export type DeliveryText = Pick<WebhookEvent, "id" | "headers" | "body" | "history" | "outcome" | "remedy">;

/** Clocks differ, and a backup may have been older than what came. */
const EARLIER_MS = 86_400_000;
/** Checks have no index here, and tills count them anew: later than this the number is somebody else's, and no old day is looked through. */
const LATER_MS = 60 * 86_400_000;

/** The kept deliveries about an order or its check, held until the transaction ends. */
export async function holdDeliveriesOf(
  tx: TenantTransaction,
  { id, accountIdentifier, createdAt }: Pick<Order, "id" | "accountIdentifier" | "createdAt">,
): Promise<DeliveryText[]> {
  const { receivedAt, headers, body, history, outcome, remedy } = webhookEvents;
  const references = tx
    .select({ reference: orderReferences.reference })
    .from(orderReferences)
    .where(and(eq(orderReferences.merchantId, tx.merchantId), eq(orderReferences.orderId, id)));
  const ofCheck =
    accountIdentifier === null
      ? undefined
      : and(
          eq(webhookEvents.accountIdentifier, accountIdentifier),
          gte(receivedAt, new Date(createdAt.getTime() - EARLIER_MS)),
          lt(receivedAt, new Date(createdAt.getTime() + LATER_MS)),
        );
  return tx
    .select({ id: webhookEvents.id, headers, body, history, outcome, remedy })
    .from(webhookEvents)
    .where(and(eq(webhookEvents.merchantId, tx.merchantId), or(inArray(webhookEvents.reference, references), ofCheck)))
    .for("no key update");
}

export async function rewriteDelivery(tx: TenantTransaction, { id, ...texts }: DeliveryText): Promise<void> {
  await tx
    .update(webhookEvents)
    .set(texts)
    .where(and(eq(webhookEvents.merchantId, tx.merchantId), eq(webhookEvents.id, id)));
}
