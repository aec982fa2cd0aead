import { withTenant } from "@/db/client";
import { findPayment, noteTold } from "@/db/queries/payments";
import { listRefunds, noteRefundTold } from "@/db/queries/refunds";
import type { Services } from "@/lib/services";
import { type ApplyPaymentFact, factOfPayment, factOfRefund } from "./payment-fact";
import { tellRefundEnded } from "./refund-issue";

/**
 * Hands what is proven about a payment and its refunds to whoever keeps the orders, until that has succeeded once for each. A crash
 * in between tells it again, which the receiver makes harmless.
 */
export async function tellOrder<S extends Pick<Services, "db" | "now">>(
  services: S,
  { merchantId, paymentId }: { merchantId: string; paymentId: string },
  apply: ApplyPaymentFact<S> | null,
): Promise<void> {
  if (!apply) return;
  const { payment, refunds } = await withTenant(services.db, merchantId, async (tx) => ({
    payment: await findPayment(tx, paymentId),
    refunds: await listRefunds(tx, paymentId),
  }));
  if (!payment) return;
  const { changedAt, toldAt } = payment;
  const news = changedAt !== null && (toldAt === null || toldAt < changedAt);
  const fact = news ? factOfPayment(payment) : null;
  if (fact && changedAt) {
    await apply(services, fact);
    await withTenant(services.db, merchantId, (tx) => noteTold(tx, paymentId, changedAt));
  }
  for (const refund of refunds) {
    const refundFact = refund.toldAt === null ? factOfRefund(payment, refund) : null;
    if (!refundFact) continue;
    await apply(services, refundFact);
    await withTenant(services.db, merchantId, async (tx) => {
      await noteRefundTold(tx, refund.id, services.now());
      await tellRefundEnded(tx, refund, services.now());
    });
  }
}
