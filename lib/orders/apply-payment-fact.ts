import { type TenantTransaction, withTenant } from "@/db/client";
import { sumLedger } from "@/db/queries/ledger";
import { holdOrder, patchOrder } from "@/db/queries/orders";
import type { Order } from "@/db/schema";
import { formatMoney } from "@/lib/format";
import { keepJob } from "@/lib/jobs/go-on";
import { regionOf } from "@/lib/locations/region-of";
import { log } from "@/lib/log";
import type { PaymentFact } from "@/lib/payments/payment-fact";
import type { Services } from "@/lib/services";
import { answerByRefund, refundedInFlight } from "./answer-by-refund";
import { flagOrder } from "./flag-order";
import { placesOf, postCaptured, postRefunded, postReturned } from "./ledger";
import { moveOrder } from "./move-order";
import { after, later, patience } from "./patience";
import { neverLeft, recallOrder } from "./recall-order";
import { recordTimeline } from "./record-timeline";
import { enqueueForOrder, jobOfOrder, submitOrderTask } from "./tasks";
import { tellOrder } from "./tell";

/**
 * What is proven about a payment, told once or many times, early or late. The first full payment of an order makes it paid and queues its
 * way to the kitchen, in one transaction; everything else about its money is written down and, where it does not fit, flagged. `workerId`: a worker
 * that goes on with it at once, whose the queued job is then.
 */
export async function applyPaymentFact(
  services: Pick<Services, "db" | "now">,
  fact: PaymentFact,
  inSame: (tx: TenantTransaction) => Promise<void> = async () => {},
  within?: TenantTransaction,
  { workerId = null }: { workerId?: string | null } = {},
): Promise<{ jobId: string | null }> {
  const applyIn = async (tx: TenantTransaction) => {
    const order = await holdOrder(tx, fact.orderId);
    if (!order) {
      log.error({ orderId: fact.orderId, paymentId: fact.paymentId }, "a payment names an order that does not exist");
      await inSame(tx);
      return { jobId: null };
    }
    const now = services.now();
    let isPaid = false;
    if (fact.status === "captured") isPaid = await applyCaptured(tx, order, fact, now);
    else if (fact.status === "refunded") await applyRefunded(tx, order, fact, now);
    else await applyFailure(tx, order, fact, now);
    await tellOrder(tx, order.id);
    const [jobId] = await Promise.all([isPaid ? sendToTill(tx, order.id, workerId) : null, inSame(tx)]);
    return { jobId };
  };
  return within ? applyIn(within) : withTenant(services.db, fact.merchantId, applyIn);
}

const sourceOf = ({ provider, providerPaymentId }: PaymentFact) => `${provider} payment ${providerPaymentId}`;

/** The job of its way to the kitchen, where the worker keeps that. */
async function sendToTill(tx: TenantTransaction, orderId: string, workerId: string | null): Promise<string | null> {
  const target = { merchantId: tx.merchantId, orderId };
  if (workerId !== null)
    return keepJob(tx, submitOrderTask, target, { options: jobOfOrder(submitOrderTask, target), workerId });
  await enqueueForOrder(tx, submitOrderTask, target);
  return null;
}

/** Whether it is this that has made the order paid. */
async function applyCaptured(tx: TenantTransaction, order: Order, fact: PaymentFact, now: Date): Promise<boolean> {
  const mismatch = await mismatchOf(tx, order, fact);
  // Money in another currency cannot stand in this order's books; it is flagged and nothing is made of it.
  const isNew =
    fact.currency === order.currency
      ? await postCaptured(tx, {
          ...{ orderId: order.id, currency: order.currency, at: fact.occurredAt, paymentId: fact.paymentId },
          ...{ amountMinor: fact.amountMinor, source: sourceOf(fact) },
        })
      : true;
  if (!isNew) return false;
  const note = (message: string) => noteFact(tx, order, fact, now, message);
  if (mismatch !== null) {
    await note(`A payment arrived that does not fit: ${mismatch}`);
    await flagOrder(tx, order, "payment_mismatch", `${mismatch} It is ${sourceOf(fact)}: give that one back.`);
    return false;
  }
  // One that did not fit is a matter of its own: it paid nothing.
  if (order.paidAt !== null) {
    await note("The order was paid a second time");
    const detail = `It was paid more than once: ${sourceOf(fact)} came on top. Give that one back.`;
    await flagOrder(tx, order, "paid_twice", detail);
    return false;
  }
  await note("The guest has paid");
  const promised = after(later(order.scheduledFor, now), patience.promise);
  const paid = await moveOrder(tx, order.id, "payment", {
    now,
    set: { paidAt: fact.occurredAt, promisedUntil: promised, deadlineAt: after(now, patience.pickUp) },
    line: { message: "Paid: on its way to Lightspeed" },
  });
  if (paid) return true;
  await patchOrder(tx, order.id, { paidAt: fact.occurredAt });
  if (order.status !== "cancelled" && order.status !== "refunded") {
    await flagOrder(tx, order, "paid_late", "A payment arrived that nobody expected.");
    return false;
  }
  // Over before it was paid (called off, expired, or ended by the way back of money that did not fit), so nothing was ever sent. Who had marked it as
  // resolved knew of no payment.
  await patchOrder(tx, order.id, { refundDueAt: now, resolvedAt: null, resolvedBy: null });
  await flagOrder(tx, order, "paid_after_cancel", "It was paid after it was over; the money goes back.");
  return false;
}

/** Why this is not the money that was asked for; null when it is. */
async function mismatchOf(
  tx: TenantTransaction,
  order: Order,
  { currency, amountMinor, problem }: PaymentFact,
): Promise<string | null> {
  if (problem !== null) return problem;
  if (currency !== order.currency) return `Paid in ${currency}, asked for in ${order.currency}.`;
  if (amountMinor === order.totalMinor) return null;
  const region = await regionOf(tx, order.locationId);
  return `Paid ${formatMoney(amountMinor, currency, region)}, asked for ${formatMoney(order.totalMinor, currency, region)}.`;
}

async function applyRefunded(tx: TenantTransaction, order: Order, fact: PaymentFact, now: Date): Promise<void> {
  // As with the payment itself: these books know no other currency.
  if (fact.currency !== order.currency)
    return noteFact(tx, order, fact, now, "A payment that did not fit was given back");
  const key = fact.refund?.refundId ?? `${fact.paymentId}:${fact.occurredAt.toISOString()}`;
  const isNew = await postRefunded(tx, {
    ...{ orderId: order.id, currency: order.currency, at: fact.occurredAt, key, amountMinor: fact.amountMinor },
    ...{ sums: await sumLedger(tx, order.id), source: `Refund of ${sourceOf(fact)}` },
  });
  if (!isNew) return;
  await noteFact(tx, order, fact, now, "Money was given back to the guest");
  const places = placesOf(await sumLedger(tx, order.id));
  if (places.capturedMinor > places.refundedMinor || order.status === "refunded") return;
  // Given back elsewhere before it was sent: it is not sent any more. One that waits to be sent again may be on the till by an earlier try: that is
  // for whoever is about to send it, and then for a person.
  if (!order.inDoubt)
    await moveOrder(tx, order.id, "withdrawal", {
      now,
      set: { refundDecidedAt: now, refundDueAt: null },
      line: { message: "Given back before it was sent: it is not sent any more" },
    });
  const over = await moveOrder(tx, order.id, "reimbursement", {
    now,
    set: { refundDecidedAt: order.refundDecidedAt ?? now, refundDueAt: null },
    line: { message: "All that was paid has been given back" },
  });
  if (over) return answerByRefund(tx, order, now);
  if (neverLeft(order)) await recallOrder(tx, order, now);
  else await flagOrder(tx, order, refundedInFlight.flag, refundedInFlight.flagDetail);
}

async function applyFailure(tx: TenantTransaction, order: Order, fact: PaymentFact, now: Date): Promise<void> {
  if (fact.status === "refund_failed") {
    const why = fact.problem ?? "The payment provider refused.";
    // It had been proven before: the guest's bank has sent it back since.
    const cameBack =
      fact.refund !== null && (await postReturned(tx, { order, refundId: fact.refund.refundId, at: now }));
    await noteFact(tx, order, fact, now, `The money ${cameBack ? "came back" : "could not be given back"}: ${why}`);
    const which = fact.refund?.providerRefundId ?? fact.refund?.refundId ?? fact.paymentId;
    return flagOrder(tx, order, "refund_failed", `A refund (${which}) failed: ${why} Give it back another way.`);
  }
  // The guest may try again until the payment page closes.
  const left = fact.problem === null ? "The guest left without paying" : `No payment is known of. ${fact.problem}`;
  await noteFact(tx, order, fact, now, fact.status === "failed" ? "The payment failed" : left);
}

async function noteFact(
  tx: TenantTransaction,
  order: Order,
  { provider, providerPaymentId, paymentId, status, amountMinor, currency, problem, refund }: PaymentFact,
  now: Date,
  message: string,
): Promise<void> {
  await recordTimeline(tx, order.id, {
    ...{ at: now, direction: "in", kind: `payment ${status}`, message },
    detail: {
      provider,
      providerPaymentId,
      paymentId,
      amountMinor,
      currency,
      problem,
      refundId: refund?.refundId ?? null,
    },
  });
}
