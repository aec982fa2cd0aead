import { withTenant } from "@/db/client";
import { findPayment } from "@/db/queries/payments";
import { type GuestOrder, getGuestOrder } from "@/lib/orders/guest-status";
import { confirmReturn } from "@/lib/payments/confirm-return";
import type { Services } from "@/lib/services";
import { isUuid } from "@/lib/uuid";
import type { ChannelCaller } from "./find-channel-caller";

export type ReadGuestOrder = GuestOrder & {
  /** Why the last payment did not work, in the provider's words for guests. */
  paymentProblem: string | null;
};

/** How an order stands. `paymentId`: the guest has just come back from paying, so the provider is asked before anything is said. */
export async function readGuestOrder(
  services: Services,
  caller: ChannelCaller,
  { orderId, paymentId }: { orderId: string; paymentId: string | null },
): Promise<ReadGuestOrder | null> {
  const { merchantId, locationId } = caller;
  const question = { merchantId, locationId, orderId, placedBy: caller.visit ? caller.id : null };
  const order = await getGuestOrder(services, question);
  if (order?.status !== "awaiting_payment" || paymentId === null || !isUuid(paymentId))
    return order && { ...order, paymentProblem: null };
  const payment = await withTenant(services.db, merchantId, (tx) => findPayment(tx, paymentId));
  if (payment?.orderId !== orderId) return { ...order, paymentProblem: null };
  const outcome = await confirmReturn(services, { merchantId, paymentId });
  const after = (await getGuestOrder(services, question)) ?? order;
  return { ...after, paymentProblem: after.status === "awaiting_payment" ? (outcome?.problem ?? null) : null };
}
