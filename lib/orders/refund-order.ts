import { type TenantTransaction, withTenant } from "@/db/client";
import { sumLedger } from "@/db/queries/ledger";
import { holdOrder, patchOrder } from "@/db/queries/orders";
import { listPaymentsOfOrder } from "@/db/queries/payments";
import { listRefunds, listRefundsOfOrder } from "@/db/queries/refunds";
import type { Order, Refund } from "@/db/schema";
import { type Actor, can } from "@/lib/auth/roles";
import { AppError } from "@/lib/errors";
import { requestRefund } from "@/lib/payments/request-refund";
import type { Services } from "@/lib/services";
import { answerByRefund } from "./answer-by-refund";
import { auditOrder } from "./audit-order";
import { placesOf } from "./ledger";
import { moveOrder } from "./move-order";
import { needsLook, refundAllowedFrom, refundable } from "./order-actions";
import { recordTimeline } from "./record-timeline";
import { lineLeft, worthOf } from "./refund-lines";
import { enqueueForOrder, reconcileOrderTask } from "./tasks";
import { tellOrder } from "./tell";

type Needs = Pick<Services, "db" | "now">;

export type RefundInput = {
  orderId: string;
  /** Left out, and no `line` either: all that is left. */
  amountMinor?: number;
  /** What is left of a line, its discount taken off, or so many of it. */
  line?: number;
  quantity?: number;
  reason: string;
};

/** A person gives money back: all of it, or an amount (of a line, say). Refused while the till may still print the order. */
export async function refundOrder(
  { db, now }: Needs,
  actor: Actor,
  { orderId, amountMinor: amount, line, quantity, reason }: RefundInput,
): Promise<{ amountMinor: number }> {
  if (!can(actor, "orders.manage")) throw new AppError("forbidden", "Only owners and managers can give money back.");
  return withTenant(db, actor.merchantId, async (tx) => {
    const order = await holdOrder(tx, orderId);
    if (!order) throw new AppError("not_found", "This order does not exist.");
    const from = refundAllowedFrom(order);
    if (!refundable.includes(order.status))
      throw new AppError("conflict", "This order is on its way. Wait until it is on the till or has failed.");
    if (from > now())
      throw new AppError(
        "conflict",
        "The till may still print this order. Money can be given back as soon as that is over.",
      );
    const amountMinor = line === undefined ? amount : await lineAmount(tx, order, line, quantity);
    const { amountMinor: given, isAll } = await decide(tx, order, now(), {
      ...(amountMinor === undefined ? {} : { amountMinor }),
      ...{ line, reason, actor },
    });
    if (given === 0) throw new AppError("conflict", "There is nothing left to give back.");
    await auditOrder(tx, actor, "order.money_given_back", order, given);
    if (isAll && order.status === "unconfirmed") await giveUp(tx, order, now(), actor);
    return { amountMinor: given };
  });
}

/** Who gives all the money of an unconfirmed order back has stopped waiting for a word about it. */
async function giveUp(tx: TenantTransaction, order: Order, now: Date, { userName }: Actor): Promise<void> {
  const step = order.step;
  await moveOrder(tx, order.id, step === "order" ? "giving_up" : "refusal", {
    now,
    set: {
      // A payment of which no word came may still get on the check: it keeps its reference.
      ...{ deadlineAt: null, inDoubt: step === "payment", failureStep: step },
      failureCode: order.failureCode ?? (step === "order" ? "till:no_word" : "pay:no_word"),
    },
    line: { message: `Not waited for any longer: ${userName} gives the money back`, actor: userName },
  });
}

async function lineAmount(
  tx: TenantTransaction,
  { id, lines }: Order,
  index: number,
  quantity: number | undefined,
): Promise<number> {
  const line = lines[index];
  if (!line) throw new AppError("not_found", "The order has no such line.");
  const left = lineLeft(line, index, await listRefundsOfOrder(tx, id));
  if (left.amountMinor === 0) throw new AppError("conflict", `${line.quantity} × ${line.name} was given back already.`);
  const wanted = quantity ?? left.quantity;
  if (wanted > left.quantity)
    throw new AppError("conflict", `Only ${left.quantity} × ${line.name} is left to be given back.`);
  return worthOf(line, left, wanted);
}

/**
 * A failed order whose time for a repair is over, or one that was paid after it was called off, goes back by itself: exactly once, since the
 * same transaction takes it off the list; never while the till may still print it, and of what left once only after a last look (`refundAfterLook`).
 */
export async function refundIfDue(
  { db, now }: Needs,
  { merchantId, orderId }: { merchantId: string; orderId: string },
): Promise<void> {
  await withTenant(db, merchantId, async (tx) => {
    const order = await holdOrder(tx, orderId);
    if (!order || !(await isRefundDue(tx, order, now()))) return;
    if (!needsLook(order)) return refundDue(tx, order, now());
    await enqueueForOrder(tx, reconcileOrderTask, { merchantId, orderId, hint: "" }, { keepPlace: true });
  });
}

/** Takes off the list, or puts off, what does not go back now. */
export async function isRefundDue(tx: TenantTransaction, order: Order, now: Date): Promise<boolean> {
  if (!order.refundDueAt || order.refundDueAt > now) return false;
  const isOver = order.status === "cancelled" || order.status === "refunded";
  const isFor = isOver || (order.status === "failed" && order.step === "order");
  const refundDueAt = isFor && order.resolvedAt === null ? refundAllowedFrom(order) : null;
  if (refundDueAt !== null && refundDueAt <= now) return true;
  await patchOrder(tx, order.id, { refundDueAt });
  return false;
}

export async function refundDue(tx: TenantTransaction, order: Order, now: Date): Promise<void> {
  const reason = order.failureDetail ?? "The order could not be delivered.";
  const { amountMinor } = await decide(tx, order, now, { reason, actor: null });
  if (amountMinor === 0) await endGivenBack(tx, order, now);
}

/** It went back at the provider while the order was on its way: nothing is left to give, and nothing to wait for. */
export async function endGivenBack(tx: TenantTransaction, order: Order, now: Date): Promise<void> {
  const { capturedMinor, refundedMinor } = placesOf(await sumLedger(tx, order.id));
  if (capturedMinor === 0 || capturedMinor > refundedMinor) return;
  await moveOrder(tx, order.id, "reimbursement", {
    now,
    set: { refundDecidedAt: order.refundDecidedAt ?? now, refundDueAt: null },
    line: { message: "All that was paid had been given back before" },
  });
  await answerByRefund(tx, order, now);
  await tellOrder(tx, order.id);
}

type Decision = { amountMinor?: number; line?: number | undefined; reason: string; actor: Actor | null };

/** From the ledger: what is held or on the till, less what was promised back already. Returns what is given, and whether nothing is left then. */
async function decide(
  tx: TenantTransaction,
  order: Order,
  now: Date,
  decision: Decision,
): Promise<{ amountMinor: number; isAll: boolean }> {
  const { heldMinor, tillMinor } = placesOf(await sumLedger(tx, order.id));
  const sources = await listSources(tx, order);
  const open = sources.reduce((sum, { leftMinor }) => sum + leftMinor, 0);
  const possible = Math.min(heldMinor + tillMinor, open);
  const wanted = decision.amountMinor ?? possible;
  if (!Number.isSafeInteger(wanted) || wanted < 0 || wanted > possible)
    throw new AppError("conflict", "No more can be given back than is left of what was paid.");
  let rest = wanted;
  for (const { paymentId, leftMinor } of sources) {
    const part = Math.min(rest, leftMinor);
    if (part <= 0) continue;
    const { line, reason, actor } = decision;
    await requestRefund(tx, now, { paymentId, amountMinor: part, line, reason, actor });
    rest -= part;
  }
  // A part, or a payment too many, stops nothing: not the order, and not the rest where that goes back by itself. Nor does what did not fit one
  // that is not paid.
  const isAll = wanted === possible;
  const ends = isAll && wanted > 0 && order.step === "order" && order.paidAt !== null;
  if (isAll) await patchOrder(tx, order.id, { refundDueAt: null, ...(ends ? { refundDecidedAt: now } : {}) });
  if (wanted > 0) {
    await recordTimeline(tx, order.id, {
      ...{ at: now, direction: "here", kind: "refund decided", actor: decision.actor?.userName ?? null },
      message: `Giving money back: ${decision.reason}`,
      detail: { amountMinor: wanted, currency: order.currency },
    });
  }
  await tellOrder(tx, order.id);
  return { amountMinor: wanted, isAll };
}

/** What is held of what was paid, without what was promised back and does not stand in the books yet. */
export async function keptOf(tx: TenantTransaction, { id, currency }: Pick<Order, "id" | "currency">): Promise<number> {
  const [sums, refunds] = await Promise.all([sumLedger(tx, id), listRefundsOfOrder(tx, id)]);
  return placesOf(sums).heldMinor - promisedOf(refunds, { currency });
}

/** What was promised back and does not stand in the order's books yet. */
export const promisedOf = (refunds: readonly Refund[], { currency }: Pick<Order, "currency">): number =>
  refunds
    .filter((refund) => refund.status !== "failed" && !refund.toldAt && refund.currency === currency)
    .reduce((sum, { amountMinor }) => sum + amountMinor, 0);

/** Whether less of what was paid is left than the order costs. */
export const isGivenBack = async (tx: TenantTransaction, order: Order): Promise<boolean> =>
  (await keptOf(tx, order)) < order.totalMinor;

/**
 * What did not fit first, then the newest, so that a payment too many goes back before the one that counts. One in another currency stands
 * in no book of this order: an amount of the order says nothing about it.
 */
async function listSources(tx: TenantTransaction, { id, currency }: Pick<Order, "id" | "currency">) {
  const sources: { paymentId: string; leftMinor: number }[] = [];
  const payments = await listPaymentsOfOrder(tx, id);
  for (const payment of [...payments].sort((a, b) => Number(b.problem !== null) - Number(a.problem !== null))) {
    if (payment.status !== "captured" || (payment.capturedCurrency ?? payment.currency) !== currency) continue;
    const promised = (await listRefunds(tx, payment.id))
      .filter(({ status }) => status !== "failed")
      .reduce((sum, refund) => sum + refund.amountMinor, 0);
    const leftMinor = (payment.capturedMinor ?? payment.amountMinor) - promised;
    if (leftMinor > 0) sources.push({ paymentId: payment.id, leftMinor });
  }
  return sources;
}
