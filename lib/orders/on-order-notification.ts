import { type TenantTransaction, withTenant } from "@/db/client";
import { findReference, holdOrder, listOrdersOnCheck, patchOrder, type ReferencedOrder } from "@/db/queries/orders";
import type { Order } from "@/db/schema";
import type {
  HandlerOutcome,
  NotificationHandler,
  StoredNotification,
} from "@/lib/lightspeed/webhooks/notification-handler";
import type { Services } from "@/lib/services";
import { abandonedByTill, cancelledOnTill } from "./answer-by-refund";
import { contradiction, REPEATED } from "./contradiction";
import { eraseDeliveries } from "./erase-traces";
import { flagOrder } from "./flag-order";
import { landOrder, type SeenCheck } from "./land-order";
import { isSecondCheck, tellSecondCheck } from "./late-word";
import { moveOrder } from "./move-order";
import { onPaymentNotification } from "./on-payment-notification";
import { after, patience } from "./patience";
import { readSnapshot } from "./read-snapshot";
import { recordTimeline } from "./record-timeline";
import { enqueueForOrder, readCheckTask, reconcileOrderTask } from "./tasks";
import { tellOrder } from "./tell";

/** What Lightspeed says of an order or its check. Any order of arrival, any number of times: each fact takes effect once. */
export const onOrderNotification: NotificationHandler = async (services, notification) => {
  const { merchantId, reference } = notification;
  const found = await withTenant(services.db, merchantId, (tx) => findSubject(tx, notification));
  if (found === "another") return { result: "ignored", what: "About an order that did not come from Upvendo" };
  if (found === "early") return { result: "parked", what: `No order has the reference ${reference} yet` };
  // Failures come without a type, so that a payment's may arrive here.
  if (found.step === "payment") return onPaymentNotification(services, notification);
  const said = found.certain ? notification : { ...notification, verified: false };
  return withTenant(services.db, merchantId, async (tx) => {
    const outcomes: HandlerOutcome[] = [];
    for (const orderId of found.orderIds) {
      const order = await holdOrder(tx, orderId);
      if (!order) continue;
      outcomes.push(await apply(services, tx, order, said));
      // What the till says of it later may name the guest again.
      if (order.guestErasedAt) await eraseDeliveries(tx, order, []);
      await tellOrder(tx, order.id);
    }
    const [first, ...more] = outcomes;
    if (!first) return { result: "ignored", what: "The order is gone" };
    return more.length === 0 ? first : { result: "processed", what: outcomes.map(({ what }) => what).join("; ") };
  });
};

/** `certain`: no other place's check can be meant. */
type Subject = { orderIds: string[]; step: "order" | "payment"; certain: boolean };

async function findSubject(
  tx: TenantTransaction,
  notification: StoredNotification,
): Promise<Subject | "early" | "another"> {
  const { reference, accountIdentifier, businessLocationId, environment } = notification;
  if (reference !== null) {
    const known = await findReference(tx, reference);
    if (known) return { ...known, orderIds: await withCompanions(tx, known, notification), certain: true };
    return /^UPV-\d+-/.test(reference) ? "early" : "another";
  }
  if (accountIdentifier === null) return "another";
  // What becomes of a check becomes of all that was added to it.
  const onCheck = await listOrdersOnCheck(tx, { environment, businessLocationId, accountIdentifier });
  if (onCheck.length === 0) return "another";
  const places = new Set(onCheck.map((one) => one.businessLocationId));
  return { orderIds: onCheck.map(({ order }) => order.id), step: "order", certain: places.size === 1 };
}

/** Who calls a check off names the order that opened it, and what was added to it goes with it. In the order in which they are to be held. */
async function withCompanions(
  tx: TenantTransaction,
  { orderId, step }: ReferencedOrder,
  { status, accountIdentifier, businessLocationId, environment }: StoredNotification,
): Promise<string[]> {
  if (step !== "order" || accountIdentifier === null || !isVoid.includes(status ?? "")) return [orderId];
  const onCheck = await listOrdersOnCheck(tx, { environment, businessLocationId, accountIdentifier });
  // Another place counts its checks by itself: where none is named, the order's own is meant.
  const place = businessLocationId ?? onCheck.find(({ order }) => order.id === orderId)?.businessLocationId;
  const companions = onCheck.filter((one) => one.businessLocationId === place).map(({ order }) => order.id);
  return [...new Set([orderId, ...companions])].sort();
}

async function apply(
  services: Services,
  tx: TenantTransaction,
  order: Order,
  notification: StoredNotification,
): Promise<HandlerOutcome> {
  const status = notification.status ?? "";
  await note(tx, order, notification);
  if (!notification.verified) return lookInstead(tx, order, notification);
  if (isOver.includes(status) && (await endsAnotherTry(tx, order, notification)))
    return { result: "processed", what: `Another try of ${order.number} came to nothing; the order goes on` };
  const seen = seenIn(notification, order);
  switch (status) {
    case "SUCCESS":
      return land(services, tx, order, seen);
    case "FAILURE":
      return fail(services, tx, order, notification);
    case "CHECK_WAS_UPDATED":
    case "READY_FOR_PICKUP":
    case "IN_DELIVERY":
    case "CLOSED":
      return follow(services, tx, order, status, seen, notification);
    case "CANCELLED":
    case "ABANDONED":
      return cancel(services, tx, order, status);
    default:
      return { result: "ignored", what: `Status ${status || "(none)"} is not known here` };
  }
}

const isVoid = ["CANCELLED", "ABANDONED"];
const isOver = ["FAILURE", ...isVoid];

/** Of several tries, not the one that is under way, nor the one on whose check the order is. */
const isOfAnotherTry = (order: Order, { reference, accountIdentifier }: StoredNotification): boolean => {
  if (reference === null) return false;
  const isOnAnother =
    order.accountIdentifier !== null && accountIdentifier !== null && accountIdentifier !== order.accountIdentifier;
  if (reference === order.reference) return order.resubmissions > 0 && isOnAnother;
  return order.accountIdentifier === null || accountIdentifier !== order.accountIdentifier;
};

/**
 * A void names the reference that the check was opened with. Where that is the order's own, only a check that was told as its second is certainly not
 * the one that is cooked and paid: the staff may have put its check together with another.
 */
async function endsAnotherTry(tx: TenantTransaction, order: Order, notification: StoredNotification): Promise<boolean> {
  const { reference, accountIdentifier, status } = notification;
  if (reference === null || reference !== order.reference || !isVoid.includes(status ?? ""))
    return isOfAnotherTry(order, notification);
  return accountIdentifier !== null && (await isSecondCheck(tx, order, accountIdentifier));
}

async function note(tx: TenantTransaction, order: Order, notification: StoredNotification): Promise<void> {
  const { status, receivedAt, verified, body, eventId } = notification;
  await recordTimeline(tx, order.id, {
    at: receivedAt,
    direction: "in",
    kind: `ORDER ${status ?? ""}`.trim(),
    message: verified ? "Lightspeed told us" : "A message that nobody vouches for: the till is asked instead",
    correlationId: eventId,
    detail: { body },
  });
}

/** Only the endpoint's id speaks for it: it is a reason to look and nothing else. */
async function lookInstead(
  tx: TenantTransaction,
  order: Order,
  { accountIdentifier }: Pick<StoredNotification, "accountIdentifier">,
  what = `Not signed in: ${order.number} is read back from Lightspeed instead`,
): Promise<HandlerOutcome> {
  const { merchantId } = tx;
  const hint = accountIdentifier ?? "";
  if (order.onPosAt === null) await enqueueForOrder(tx, reconcileOrderTask, { merchantId, orderId: order.id, hint });
  else await enqueueForOrder(tx, readCheckTask, { merchantId, orderId: order.id });
  return { result: "processed", what };
}

function seenIn(
  { accountIdentifier, businessLocationId, reference, body }: StoredNotification,
  order: Order,
): SeenCheck | null {
  if (accountIdentifier === null) return null;
  return { accountIdentifier, businessLocationId, reference, ...readSnapshot(body, order.currency) };
}

async function land(
  services: Services,
  tx: TenantTransaction,
  order: Order,
  seen: SeenCheck | null,
): Promise<HandlerOutcome> {
  // Nothing can be paid on a check that has no name; the open checks have it.
  if (seen === null) return lookInstead(tx, order, { accountIdentifier: null });
  const landed = await landOrder(tx, order.id, services.now(), seen, "The till has the order");
  return { result: "processed", what: landed ? `${order.number} is on the till` : `${order.number}: known already` };
}

async function fail(
  services: Services,
  tx: TenantTransaction,
  order: Order,
  { body }: StoredNotification,
): Promise<HandlerOutcome> {
  const now = services.now();
  const reason = reasonIn(body);
  // Taken earlier, whatever has not reached us yet: the till is asked.
  if (order.onPosAt === null && REPEATED.test(reason))
    return lookInstead(
      tx,
      order,
      { accountIdentifier: null },
      `${order.number} was taken earlier: looking for it on the till`,
    );
  const failed = await moveOrder(tx, order.id, "rejection", {
    now,
    set: {
      ...{ failureCode: "till:refused", failureDetail: reason, failureStep: "order", deadlineAt: null },
      ...{ inDoubt: false, refundDueAt: after(now, patience.refund) },
    },
    line: { message: `The till refused the order: ${reason}` },
  });
  if (failed) return { result: "processed", what: `${order.number} was refused: ${reason}` };
  if (order.status === "cancelled" && order.onPosAt === null && order.accountIdentifier === null)
    return refuseCancelled(tx, order, now, reason);
  return contradiction(tx, order, { proven: order.onPosAt !== null, what: "the order", reason });
}

/** Called off here, and the till does not have it by its own word: its money waits for nothing any more. */
async function refuseCancelled(
  tx: TenantTransaction,
  order: Order,
  now: Date,
  reason: string,
): Promise<HandlerOutcome> {
  await patchOrder(tx, order.id, {
    ...{ failureCode: "till:refused", failureDetail: reason, failureStep: "order" },
    ...(order.refundDueAt === null ? {} : { refundDueAt: now }),
  });
  const message = `The till refused the order: ${reason}`;
  await recordTimeline(tx, order.id, { at: now, direction: "here", kind: "rejection", message });
  return { result: "processed", what: `${order.number} was cancelled before, and was refused: ${reason}` };
}

export function reasonIn(body: unknown): string {
  const reason = typeof body === "object" && body !== null ? Reflect.get(body, "reason") : null;
  return typeof reason === "string" && reason !== "" ? reason.slice(0, 300) : "no reason given";
}

const stages = ["updated", "ready", "in_delivery", "closed", "cancelled"];
const stageOf = {
  CHECK_WAS_UPDATED: "updated",
  READY_FOR_PICKUP: "ready",
  IN_DELIVERY: "in_delivery",
  CLOSED: "closed",
} as const;

/** The stage only ever advances, so that any order of arrival ends in the same place. */
export const laterStage = (now: string | null, next: string): string =>
  now !== null && stages.indexOf(now) >= stages.indexOf(next) ? now : next;

async function follow(
  services: Services,
  tx: TenantTransaction,
  order: Order,
  status: keyof typeof stageOf,
  seen: SeenCheck | null,
  notification: StoredNotification,
): Promise<HandlerOutcome> {
  const { merchantId } = tx;
  if (order.onPosAt !== null && seen && isOfAnotherTry(order, notification)) {
    if (order.resolvedAt === null) await tellSecondCheck(tx, order, services.now(), seen.accountIdentifier);
    return { result: "processed", what: `${order.number}: about a second check of it` };
  }
  // Whatever happens to its check, the till has it.
  if (order.onPosAt === null && seen) await landOrder(tx, order.id, services.now(), seen, "The till has the order");
  await patchOrder(tx, order.id, { posStage: laterStage(order.posStage, stageOf[status]) });
  if (status === "CHECK_WAS_UPDATED" || status === "CLOSED")
    await enqueueForOrder(tx, readCheckTask, { merchantId, orderId: order.id });
  return { result: "processed", what: `${order.number}: ${status.toLowerCase().replaceAll("_", " ")}` };
}

async function cancel(
  services: Services,
  tx: TenantTransaction,
  order: Order,
  status: string,
): Promise<HandlerOutcome> {
  const isCancelled = status === "CANCELLED";
  const detail = isCancelled ? "The check was cancelled on the till." : "The till abandoned the order.";
  const asks = isCancelled ? cancelledOnTill : abandonedByTill;
  const cancelled = await moveOrder(tx, order.id, "voiding", {
    now: services.now(),
    set: {
      posStage: "cancelled",
      failureCode: isCancelled ? "till:cancelled" : "till:abandoned",
      failureDetail: detail,
      failureStep: "order",
      // From here on a person decides, also about the money of one that had failed.
      refundDueAt: null,
    },
    line: { message: detail },
  });
  if (cancelled) {
    await flagOrder(tx, cancelled, asks.flag, asks.flagDetail);
    return { result: "processed", what: `${order.number}: ${detail}` };
  }
  // Paid and settled before: the order stays what it was, and a person decides about the money. A test order is meant to be voided.
  if (order.status !== "completed" || order.channel === "test")
    return { result: "processed", what: "Changes nothing any more" };
  await patchOrder(tx, order.id, { posStage: laterStage(order.posStage, "cancelled") });
  await flagOrder(tx, order, asks.flag, asks.flagDetail);
  return { result: "processed", what: `${order.number}: ${detail} It was settled before: a person looks` };
}
