import { type TenantTransaction, withTenant } from "@/db/client";
import { holdOrder, insertReference } from "@/db/queries/orders";
import type { Order } from "@/db/schema";
import { type Actor, can } from "@/lib/auth/roles";
import { AppError } from "@/lib/errors";
import { wakeParked } from "@/lib/lightspeed/webhooks/wake-parked";
import type { Services } from "@/lib/services";
import { auditOrder } from "./audit-order";
import { moveOrder } from "./move-order";
import { orderReference, paymentReference } from "./order-number";
import { after, later, patience } from "./patience";
import { isGivenBack } from "./refund-order";
import { enqueueForOrder, settleOrderTask, submitOrderTask } from "./tasks";
import { tellOrder } from "./tell";
import { isUnclear } from "./weigh-order";

/**
 * A person tries the failed step again, and only that. What failed for certain gets a new reference: the vendor may refuse the old one
 * for good, and that answer means "taken earlier". What may have arrived keeps its own.
 */
export async function retryOrder(
  { db, now }: Pick<Services, "db" | "now">,
  actor: Actor,
  { orderId }: { orderId: string },
): Promise<void> {
  if (!can(actor, "orders.manage")) throw new AppError("forbidden", "Only owners and managers can send orders again.");
  await withTenant(db, actor.merchantId, async (tx) => {
    const order = await holdOrder(tx, orderId);
    if (!order) throw new AppError("not_found", "This order does not exist.");
    const done = order.step === "order" ? await resend(tx, order, now(), actor) : await repay(tx, order, now(), actor);
    if (!done) throw new AppError("conflict", "This order has not failed, or its money is going back already.");
    await auditOrder(tx, actor, order.step === "order" ? "order.sent_again" : "order.payment_sent_again", order);
    await tellOrder(tx, orderId);
  });
}

const cleared = { failureCode: null, failureDetail: null, failureStep: null, attempts: 0, inDoubt: false } as const;

async function resend(tx: TenantTransaction, order: Order, now: Date, actor: Actor): Promise<boolean> {
  // At the provider, say, while nobody could stop the order any more: it would be cooked for nothing.
  if (order.status === "failed" && (await isGivenBack(tx, order)))
    throw new AppError(
      "conflict",
      "Money of this order was given back, so it is not sent again: the kitchen would cook all of it. Give back the rest, or mark it as resolved.",
    );
  const resubmissions = order.resubmissions + 1;
  const mayBeThere = isUnclear(order.failureCode);
  // What was never sent keeps its reference, since nobody knows it yet; and what may be there, since nobody may cook it twice.
  const isKept = mayBeThere || (order.deliverableUntil === null && order.submittedAt === null);
  const reference = isKept ? order.reference : orderReference({ ...order, resubmissions });
  const moved = await moveOrder(tx, order.id, "repair", {
    now,
    set: {
      ...cleared,
      ...{ reference, resubmissions, refundDueAt: null },
      // What was found stays, for the case that it does not get away.
      ...(mayBeThere ? { inDoubt: true, failureDetail: order.failureDetail } : { submittedAt: null }),
      // To the till that the location is linked to now; but a check that was chosen is at the place where it was.
      ...(mayBeThere || order.addToCheck !== null ? {} : { businessLocationId: null }),
      ...{
        promisedUntil: after(later(order.scheduledFor, now), patience.promise),
        deadlineAt: after(now, patience.pickUp),
      },
    },
    line: { message: `Sent again by ${actor.userName}`, actor: actor.userName },
  });
  if (!moved) return false;
  if (reference !== order.reference) {
    await insertReference(tx, { reference, orderId: order.id, step: "order" });
    await wakeParked(tx, tx.merchantId, reference);
  }
  await enqueueForOrder(tx, submitOrderTask, { merchantId: tx.merchantId, orderId: order.id });
  return true;
}

async function repay(tx: TenantTransaction, order: Order, now: Date, actor: Actor): Promise<boolean> {
  // Another reference only after a definite failure: one that may have arrived would be booked twice.
  const repayments = order.inDoubt ? order.repayments : order.repayments + 1;
  const reference = order.inDoubt ? order.paymentReference : paymentReference({ ...order, repayments });
  const booking = order.inDoubt ? { inDoubt: true } : { tillAmountMinor: null, payableUntil: null };
  const moved = await moveOrder(tx, order.id, "repayment", {
    now,
    set: {
      ...cleared,
      ...{ paymentReference: reference, repayments, ...booking },
      deadlineAt: after(now, patience.pickUp),
    },
    line: { message: `Payment sent again by ${actor.userName}`, actor: actor.userName },
  });
  if (!moved) return false;
  if (reference !== order.paymentReference)
    await insertReference(tx, { reference, orderId: order.id, step: "payment" });
  await enqueueForOrder(tx, settleOrderTask, { merchantId: tx.merchantId, orderId: order.id });
  return true;
}
