import { type TenantTransaction, withTenant } from "@/db/client";
import { holdOrder, isAccountTaken, listOrdersOnCheck, patchOrder } from "@/db/queries/orders";
import type { Order } from "@/db/schema";
import type { Services } from "@/lib/services";
import { expireUnpaid } from "./expire-order";
import { bookPayments, landOrder } from "./land-order";
import { isBlind, refundAfterLook } from "./last-look";
import { endUnclear, foundBefore, isUnclearForLong, nextLook } from "./long-unclear";
import { moveOrder } from "./move-order";
import { foundOf, noteUnclear, UNCLEAR } from "./note-unclear";
import { ourPayments } from "./our-payment";
import { after, patience } from "./patience";
import { findOnTill, type Look, readCheck, type TillView } from "./read-till";
import { isAllBack, neverLeft, recallOrder } from "./recall-order";
import { recordReads } from "./record-exchanges";
import { recordTimeline } from "./record-timeline";
import { enqueueForOrder, settleOrderTask, submitOrderTask } from "./tasks";
import { tellOrder } from "./tell";
import { type MissingSetup, readTillSetup } from "./till-setup";
import { raiseTrouble } from "./weigh-order";

type Target = { merchantId: string; orderId: string; hint?: string | undefined };

/**
 * Looks at an order whose time is up, and decides. What Lightspeed may have is read back before anything else; a try again uses the same
 * reference; an order counts as not delivered only once the till can print it no more.
 */
export async function reconcileOrder(services: Services, { merchantId, orderId, hint }: Target): Promise<void> {
  const open = await withTenant(services.db, merchantId, (tx) => openCase(services, tx, orderId, hint !== undefined));
  if (!open) return;
  if (open === "unpaid") return expireUnpaid(services, { merchantId, orderId });
  const { order, businessLocationId, missing } = open;
  const { view: seen, exchanges } = await lookUp(services, { merchantId, businessLocationId }, order, hint);
  await withTenant(services.db, merchantId, async (tx) => {
    const current = await holdOrder(tx, orderId);
    await recordReads(tx, orderId, services.now(), exchanges);
    // Something happened while we looked: that is newer than what we saw.
    if (!current || current.version !== order.version || current.status !== order.status) return;
    if (missing !== null && (await endDisconnected(tx, current, services.now(), missing))) return;
    if (current.step === "order") await decideOrder(services, tx, current, seen);
    else await decidePayment(services, tx, current, seen);
    await tellOrder(tx, orderId);
  });
}

type Case = {
  order: Order;
  /** Null: its place can be reached no more, so nothing can be read. */
  businessLocationId: string | null;
  /** Why not. */
  missing: MissingSetup | null;
};

/** Settles what needs no look at the till; otherwise the order to look for, marked as unconfirmed. */
async function openCase(
  services: Services,
  tx: TenantTransaction,
  orderId: string,
  hinted: boolean,
): Promise<Case | "unpaid" | null> {
  const order = await holdOrder(tx, orderId);
  if (!order) return null;
  const now = services.now();
  const due = order.deadlineAt !== null && order.deadlineAt <= now;
  if (!due && !hinted && order.posStage !== "closed") return null;
  switch (order.status) {
    case "draft":
    case "awaiting_payment":
      return due ? "unpaid" : null;
    case "paid":
      await again(tx, order, now, submitOrderTask);
      return null;
    case "on_pos":
      await again(tx, order, now, settleOrderTask);
      return null;
    case "submitting":
    case "submitted":
    case "settling": {
      // A word that nobody vouches for is a reason to look, not to doubt.
      const doubted = due ? await doubt(tx, order, now) : order;
      return doubted ? open(tx, doubted) : null;
    }
    case "unconfirmed":
      // Before the look: one whose look always breaks off must not stand in front of the merchant's others for ever.
      if (due) await patchOrder(tx, order.id, { deadlineAt: after(now, patience.nextLook) });
      return open(tx, order);
    case "failed":
    case "cancelled":
    case "refunded":
      // It may be there all the same, and then its money must not go back, or a person must know.
      return hinted ? open(tx, order) : null;
    case "completed":
      return hinted && order.resolvedAt !== null && order.onPosAt === null ? open(tx, order) : null;
    default:
      return null;
  }
}

async function open(tx: TenantTransaction, order: Order): Promise<Case> {
  const setup = await readTillSetup(tx, order);
  if (typeof setup === "string") return { order, businessLocationId: null, missing: setup };
  return { order, businessLocationId: setup.businessLocationId, missing: null };
}

async function again(tx: TenantTransaction, order: Order, now: Date, task: typeof submitOrderTask): Promise<void> {
  await patchOrder(tx, order.id, { deadlineAt: after(now, patience.pickUp) });
  // It may only be waiting its turn in a long queue: then it keeps its place there.
  await enqueueForOrder(tx, task, { merchantId: tx.merchantId, orderId: order.id }, { keepPlace: true });
}

async function doubt(tx: TenantTransaction, order: Order, now: Date): Promise<Order | null> {
  return moveOrder(tx, order.id, "silence", {
    now,
    version: order.version,
    set: { deadlineAt: after(now, patience.nextLook) },
    line: {
      message:
        order.step === "order"
          ? "No word from the till in time: looking there"
          : "No word about the payment in time: looking at the check",
    },
  });
}

async function lookUp(
  services: Services,
  { merchantId, businessLocationId }: { merchantId: string; businessLocationId: string | null },
  order: Order,
  hint: string | undefined,
): Promise<Look> {
  const unasked = (view: TillView): Look => ({ view, exchanges: [] });
  // Once it was given up it is not in doubt any more, and may be there all the same.
  const untried = neverLeft(order) && order.deliverableUntil === null;
  if (order.step === "order" && untried) return unasked({ kind: "absent" });
  if (businessLocationId === null)
    return unasked({ kind: "unreadable", reason: "This location is not linked to Lightspeed." });
  const place = { merchantId, businessLocationId };
  if (order.step === "payment") return readCheck(services, place, order);
  const taken = (account: string) =>
    withTenant(services.db, merchantId, (tx) => isAccountTaken(tx, { ...order, businessLocationId }, account));
  const others = (accountIdentifier: string) =>
    withTenant(services.db, merchantId, (tx) =>
      listOrdersOnCheck(tx, { environment: order.environment, businessLocationId, accountIdentifier }),
    );
  return findOnTill(services, place, order, { hint, taken, others });
}

async function decideOrder(services: Services, tx: TenantTransaction, order: Order, seen: TillView): Promise<void> {
  const now = services.now();
  const target = { merchantId: tx.merchantId, orderId: order.id };
  if (seen.kind === "check" || seen.kind === "sale") {
    const accountIdentifier = (seen.kind === "check" ? seen.check : seen.sale).accountIdentifier;
    if (accountIdentifier) {
      const amounts =
        seen.kind === "check" ? { totalMinor: seen.check.totalMinor, paidMinor: seen.check.paidMinor } : {};
      await landOrder(tx, order.id, now, { accountIdentifier, ...amounts }, "Found on the till");
      return;
    }
  }
  await recordLook(tx, order, now, seen);
  // Only one that is in doubt is acted on; a look because of a hint that led nowhere moves nothing but the money that waited for it.
  if (order.status !== "unconfirmed") return refundAfterLook(tx, order, now, seen);
  const couldPrint = order.deliverableUntil !== null && order.deliverableUntil > now;
  const promised = order.promisedUntil === null || order.promisedUntil > now;
  const unsent = neverLeft(order);
  const allBack = await isAllBack(tx, order);
  if (unsent && allBack) return recallOrder(tx, order, now);
  if (unsent && !promised) return giveUp(tx, order, now, "too_late", "It could not be sent in time, and was not.");
  const mayBeThere = seen.kind === "ambiguous" || seen.kind === "check" || seen.kind === "sale";
  const mayBeMissing = !mayBeThere || (seen.kind === "ambiguous" && !seen.alike && order.failureCode !== UNCLEAR);
  // Nobody knows whether it arrived: sending the same reference again tells.
  const refusal = refusedLast(order);
  if (mayBeMissing && (unsent || (order.inDoubt && !refusal)) && promised && !allBack) {
    await patchOrder(tx, order.id, { deadlineAt: after(now, patience.nextLook) });
    await enqueueForOrder(tx, submitOrderTask, target);
    return;
  }
  const before = foundBefore(order);
  await noteUnclear(tx, order, now, { seen, before });
  const unclear = mayBeThere || before !== null;
  if (unclear && isUnclearForLong(order, now)) return endUnclear(tx, order, now);
  // What may be ours is there all the same, or was cooked when it was: it is not given up, and nothing is given back by itself.
  if (unclear || couldPrint || seen.kind === "unreadable") return wait(tx, order, now, seen);
  if (await isBlind(tx, order, now, seen)) return wait(tx, order, now, seen);
  if (allBack) return recallOrder(tx, order, now);
  await giveUp(
    tx,
    order,
    now,
    refusal?.code ?? "till:no_word",
    refusal?.detail ?? "The till never took it, and can take it no more: the time limit is over.",
  );
}

/** The last try was refused for certain, only an earlier one may have arrived: sending the same again would be refused again. */
function refusedLast({ failureCode, failureDetail }: Order): { code: string; detail: string } | null {
  if (failureCode === null || !/^(pay:)?(http:\d+|input)$/.test(failureCode)) return null;
  return { code: failureCode, detail: failureDetail ?? failureCode };
}

async function giveUp(tx: TenantTransaction, order: Order, now: Date, code: string, detail: string): Promise<void> {
  await moveOrder(tx, order.id, "giving_up", {
    now,
    version: order.version,
    set: {
      ...{ failureCode: code, failureDetail: detail, failureStep: "order", deadlineAt: null, inDoubt: false },
      refundDueAt: after(now, patience.refund),
    },
    line: { message: detail },
  });
}

async function decidePayment(services: Services, tx: TenantTransaction, order: Order, seen: TillView): Promise<void> {
  const now = services.now();
  const ours = ourPayments(order, seen);
  if (ours.length > 0) {
    await bookPayments(tx, order.id, now, ours, "The payment was found on the check");
    return;
  }
  await recordLook(tx, order, now, seen);
  if (order.status !== "unconfirmed") return;
  const closed = seen.kind === "sale" || (seen.kind === "check" && Boolean(seen.check.closedAt));
  const couldBook = order.payableUntil !== null && order.payableUntil > now;
  if (closed) return refuse(tx, order, now, "pay:closed", "The check was closed on the till without this payment.");
  const refusal = refusedLast(order);
  if (order.inDoubt && !refusal) {
    await patchOrder(tx, order.id, { deadlineAt: after(now, patience.nextLook) });
    await enqueueForOrder(tx, settleOrderTask, { merchantId: tx.merchantId, orderId: order.id });
    return;
  }
  if (couldBook || seen.kind === "unreadable") return wait(tx, order, now, seen);
  await refuse(
    tx,
    order,
    now,
    refusal?.code ?? "pay:no_word",
    refusal?.detail ?? "The till never booked the payment, and can book it no more: the time limit is over.",
  );
}

async function refuse(tx: TenantTransaction, order: Order, now: Date, code: string, detail: string): Promise<void> {
  await moveOrder(tx, order.id, "refusal", {
    now,
    version: order.version,
    set: { failureCode: code, failureDetail: detail, failureStep: "payment", deadlineAt: null, inDoubt: false },
    line: { message: detail },
  });
}

/**
 * Lightspeed was disconnected, or shows the place no more: what never left has no till to go to, which ends it. What did leave waits in sight with its reason, for
 * somebody who knows or for a new connection.
 */
async function endDisconnected(
  tx: TenantTransaction,
  order: Order,
  now: Date,
  missing: MissingSetup,
): Promise<boolean> {
  if (order.status !== "unconfirmed") return false;
  if (order.step === "order" && neverLeft(order)) {
    await giveUp(tx, order, now, "setup:not_linked", "This location is not linked to a Lightspeed location.");
    await tellOrder(tx, order.id);
    return true;
  }
  if (order.failureCode !== null) return false;
  const moved = missing === "place_gone";
  const what = order.step === "order" ? "this order" : "the payment";
  const failureDetail = `${moved ? "The location was linked to another place" : "Lightspeed was disconnected"} before the till had confirmed ${what}.`;
  const failureCode = `gone:${order.step}${moved ? "_place" : ""}`;
  const reason = { failureCode, failureDetail, failureStep: order.step };
  await patchOrder(tx, order.id, reason);
  await recordTimeline(tx, order.id, { at: now, direction: "here", kind: "disconnected", message: failureDetail });
  await raiseTrouble(tx, { ...order, ...reason }, now);
  return false;
}

async function wait(tx: TenantTransaction, order: Order, now: Date, seen: TillView): Promise<void> {
  await patchOrder(tx, order.id, { deadlineAt: nextLook(order, now, { unread: seen.kind === "unreadable" }) });
}

const looks = {
  check: "Looked at the check: the payment is not on it",
  sale: "Looked at the receipt: the payment is not on it",
  absent: "Looked on the till: it is not there",
  ambiguous: "Looked on the till: what is there could be this order, but nothing proves it",
  unreadable: "The till could not be asked",
} as const;

async function recordLook(tx: TenantTransaction, order: Order, now: Date, seen: TillView): Promise<void> {
  const reason = seen.kind === "unreadable" ? `: ${seen.reason}` : "";
  await recordTimeline(tx, order.id, {
    ...{ at: now, direction: "in", kind: "look", message: `${looks[seen.kind]}${reason}` },
    detail: { found: seen.kind, ...foundOf(seen) },
  });
}
