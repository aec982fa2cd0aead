import { leaveJob, type Onward } from "@/lib/jobs/go-on";
import { workOnPayment } from "@/lib/payments/follow-payment";
import type { Services } from "@/lib/services";
import { applyPaymentFact } from "./apply-payment-fact";
import { submitOrder } from "./submit-order";
import { orderJobKey, shareOf, submitOrderTask } from "./tasks";

/**
 * The worker's job behind a payment's notice. An order that has just become paid is not left to the next look for a job: the worker that has proven it keeps
 * the job of it and goes on. `signal`: one that is about to stop leaves it to others.
 */
export async function followToTill(
  services: Services,
  payment: { merchantId: string; paymentId: string },
  { signal, workerId }: { signal: AbortSignal; workerId: string },
): Promise<Onward | undefined> {
  let onward: Onward | undefined;
  const { merchantId } = payment;
  /** The order whose job is this worker's, or may be. */
  let kept: string | null = null;
  try {
    await workOnPayment(services, payment, async (same, fact, inSame, within) => {
      const { orderId } = fact;
      const keeper = signal.aborted ? null : workerId;
      kept ??= orderId;
      const { jobId } = await applyPaymentFact(same, fact, inSame, within, { workerId: keeper });
      if (jobId === null) {
        if (onward === undefined) kept = null;
        return;
      }
      onward = {
        jobId,
        ...shareOf({ merchantId, orderId }),
        work: () => submitOrder(services, { merchantId, orderId }),
      };
    });
  } catch (error) {
    // This job comes again, and it is not the order that waits for it.
    if (kept !== null) await leaveJob(services.db, orderJobKey(submitOrderTask, kept), workerId);
    throw error;
  }
  return onward;
}
