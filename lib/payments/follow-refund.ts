import { log } from "@/lib/log";
import type { Services } from "@/lib/services";
import { issueRefund, paymentOfRefund, RefundPendingError } from "./issue-refund";
import type { ApplyPaymentFact } from "./payment-fact";
import { tellRefundOpen } from "./refund-issue";
import { tellOrder } from "./tell-order";

/** The job behind a refund: one step towards its proof, then the news for the order. What is still open is due again by its row. */
export async function followRefund(
  services: Services,
  { merchantId, refundId }: { merchantId: string; refundId: string },
  apply: ApplyPaymentFact<Services> | null,
): Promise<void> {
  try {
    await issueRefund(services, { merchantId, refundId });
  } catch (error) {
    if (!(error instanceof RefundPendingError)) throw error;
    log.info({ error, merchantId, refundId }, "a refund is not proven yet");
    await tellRefundOpen(services, { merchantId, refundId }, error.cause);
    return;
  }
  const payment = await paymentOfRefund(services, { merchantId, refundId });
  if (payment) await tellOrder(services, { merchantId, paymentId: payment.id }, apply);
}
