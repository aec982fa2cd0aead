import { withTenant } from "@/db/client";
import { holdOrder, patchOrder } from "@/db/queries/orders";
import { listPaymentsOfOrder } from "@/db/queries/payments";
import type { Order, Payment } from "@/db/schema";
import { followPayment } from "@/lib/payments/follow-payment";
import { ProviderError } from "@/lib/payments/provider-error";
import type { Services } from "@/lib/services";
import { applyPaymentFact } from "./apply-payment-fact";
import { findMisfit } from "./misfit-payment";
import { moveOrder } from "./move-order";
import { after, patience } from "./patience";
import { tellOrder } from "./tell";

type Target = { merchantId: string; orderId: string };

/**
 * Nobody paid in time, as far as we know. The provider is asked before the order is called off: its notice may have been lost. While it does
 * not answer, or lets the guest still pay, the order waits, but not for ever: what is paid after the end goes back by itself.
 */
export async function expireUnpaid(services: Services, { merchantId, orderId }: Target): Promise<void> {
  const decided = await askProvider(services, { merchantId, orderId }).catch(async (error: unknown) => {
    // One that always breaks off must not stand in front of the merchant's others for ever.
    await withTenant(services.db, merchantId, async (tx) => {
      const order = await holdOrder(tx, orderId);
      if (order && isUnpaid(order))
        await patchOrder(tx, orderId, { deadlineAt: after(services.now(), patience.provider) });
    });
    throw error;
  });
  await withTenant(services.db, merchantId, async (tx) => {
    const now = services.now();
    const order = await holdOrder(tx, orderId);
    if (!order || !isUnpaid(order) || order.deadlineAt === null || order.deadlineAt > now) return;
    const waitsAtMost = after(order.createdAt, patience.payment + patience.proof);
    if (!decided && now < waitsAtMost) return patchOrder(tx, orderId, { deadlineAt: after(now, patience.provider) });
    const message = decided
      ? "Nobody paid in time"
      : "Nobody paid in time, as far as the payment provider could be asked";
    const failureCode = (await findMisfit(tx, order)) ? "paid_otherwise" : "not_paid";
    await moveOrder(tx, orderId, "expiry", { now, set: { failureCode }, line: { message } });
    await tellOrder(tx, orderId);
  });
}

const isUnpaid = ({ status }: Order): boolean => status === "draft" || status === "awaiting_payment";

/** Whether every payment of the order is decided; what was found is told to the order. */
async function askProvider(services: Services, { merchantId, orderId }: Target): Promise<boolean> {
  const list = () => withTenant(services.db, merchantId, (tx) => listPaymentsOfOrder(tx, orderId));
  for (const { id: paymentId } of await list()) {
    try {
      await followPayment(services, { merchantId, paymentId }, applyPaymentFact);
    } catch (error) {
      if (error instanceof ProviderError) return false;
      throw error;
    }
  }
  return !(await list()).some((payment) => mayBePaid(payment, services.now()));
}

const mayBePaid = ({ status, expiresAt }: Payment, now: Date): boolean =>
  status === "open" && expiresAt !== null && expiresAt > now;
