import type { Order } from "@/db/schema";
import type { MoneyPlaces } from "./ledger";
import { nextPosition, type OrderEvent } from "./order-transitions";
import type { OrderActions } from "./order-view";

type Facts = Pick<
  Order,
  | "status"
  | "step"
  | "refundDecidedAt"
  | "deliverableUntil"
  | "failureCode"
  | "submittedAt"
  | "onPosAt"
  | "posStage"
  | "resubmissions"
  | "totalMinor"
>;

/**
 * Nothing is given back while the till may still print the order: it was never sent, the till refused it, or the last moment at which
 * it could be printed is past. On the till, or called off there, a person decides.
 */
export function refundAllowedFrom(order: Facts): Date {
  const { deliverableUntil, onPosAt, status, failureCode } = order;
  if (deliverableUntil === null || onPosAt !== null || order.posStage === "cancelled") return new Date(0);
  if (status === "failed" && failureCode !== null && failureCode.startsWith("till:")) return new Date(0);
  if (status === "cancelled" && failureCode === "till:refused") return new Date(0);
  return deliverableUntil;
}

/**
 * It left once, and the till has not refused it by its own word: the till is looked at once more before its money goes back by itself. Where a person
 * sent it again, that word is about the newest try alone.
 */
export const needsLook = ({ deliverableUntil, onPosAt, failureCode, resubmissions }: Facts): boolean =>
  deliverableUntil !== null && onPosAt === null && (failureCode !== "till:refused" || resubmissions > 0);

/** Where money may be given back: what did not fit an unpaid order, too. What was given back already may have come back from the guest's bank. */
export const refundable: readonly Order["status"][] = [
  ...(["draft", "awaiting_payment"] as const),
  ...(["failed", "cancelled", "completed", "on_pos", "unconfirmed", "refunded"] as const),
];

export function actionsFor(order: Facts, money: MoneyPlaces, now: Date): OrderActions {
  const may = (event: OrderEvent) =>
    nextPosition({ status: order.status, step: order.step, refundDecided: order.refundDecidedAt !== null }, event) !==
    null;
  const from = refundAllowedFrom(order);
  const left = money.heldMinor + money.tillMinor;
  const hasLeft = refundable.includes(order.status) && left > 0;
  const allowed = hasLeft && from <= now;
  return {
    // Of which a part was given back, it would be cooked whole.
    retryOrder: may("repair") && money.heldMinor >= order.totalMinor,
    retryPayment: may("repayment"),
    cancel: may("withdrawal") || may("cancellation"),
    resolve: may("resolution"),
    refundableMinor: allowed ? left : null,
    refundAfter: hasLeft && !allowed ? from.toISOString() : null,
  };
}
