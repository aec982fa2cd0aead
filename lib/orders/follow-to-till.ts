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
  await workOnPayment(services, payment, async (same, fact, inSame) => {
    const { merchantId, orderId } = fact;
    const keeper = signal.aborted ? null : workerId;
    const { jobId } = await applyPaymentFact(same, fact, inSame, { workerId: keeper }).catch(async (error: unknown) => {
      // Whether it was committed nobody knows: nobody goes on with it here.
      await leaveJob(services.db, orderJobKey(submitOrderTask, orderId), workerId);
      throw error;
    });
    if (jobId === null) return;
    onward = { jobId, ...shareOf({ merchantId, orderId }), work: () => submitOrder(services, { merchantId, orderId }) };
  });
  return onward;
}
