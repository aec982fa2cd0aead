import { withTenant } from "@/db/client";
import { holdOrder } from "@/db/queries/orders";
import type { Order } from "@/db/schema";
import { type Actor, can } from "@/lib/auth/roles";
import { AppError } from "@/lib/errors";
import type { Services } from "@/lib/services";
import { cancelledHere } from "./answer-by-refund";
import { auditOrder } from "./audit-order";
import { flagOrder } from "./flag-order";
import { tellOfCancellation } from "./kitchen-slips";
import { foundBefore } from "./long-unclear";
import { moveOrder } from "./move-order";
import { refundAllowedFrom } from "./order-actions";
import { later } from "./patience";
import { keptOf } from "./refund-order";
import { tellOrder } from "./tell";
import { isUnclear } from "./weigh-order";

/**
 * Calls an order off. Where the till does not have it, what was paid goes back by itself as soon as the till can print it no more. Lightspeed offers
 * no way to take it off the till: the kitchen is told by a printed message, and where the till has it, or nobody knows, a person is asked about the money.
 */
export async function cancelOrder(
  { db, now }: Pick<Services, "db" | "now">,
  actor: Actor,
  { orderId }: { orderId: string },
): Promise<{ printed: boolean }> {
  if (!can(actor, "orders.manage")) throw new AppError("forbidden", "Only owners and managers can cancel orders.");
  return withTenant(db, actor.merchantId, async (tx) => {
    const order = await holdOrder(tx, orderId);
    if (!order) throw new AppError("not_found", "This order does not exist.");
    const at = now();
    const line = { message: `Cancelled by ${actor.userName}`, actor: actor.userName };
    const paid = order.paidAt === null ? {} : { refundDueAt: later(refundAllowedFrom(order), at) };
    // What a person sent again may be on the till by an earlier try.
    const withdrawn = order.inDoubt ? null : await moveOrder(tx, orderId, "withdrawal", { now: at, set: paid, line });
    if (withdrawn) {
      await auditOrder(tx, actor, "order.cancelled", order);
      await tellOrder(tx, orderId);
      return { printed: false };
    }
    const asks = mayBeThere(order) && (await keptOf(tx, order)) > 0;
    const set = asks ? { refundDueAt: null } : paid;
    const cancelled = await moveOrder(tx, orderId, "cancellation", { now: at, set, line });
    if (!cancelled) throw new AppError("conflict", "This order cannot be cancelled any more.");
    if (asks) await flagOrder(tx, order, cancelledHere.flag, cancelledHere.flagDetail);
    await tellOfCancellation(tx, orderId, at);
    await auditOrder(tx, actor, "order.cancelled", order);
    await tellOrder(tx, orderId);
    return { printed: true };
  });
}

/** On a check, also by a word that came late, or on one that may be its: that a later look finds nothing proves nothing then. */
const mayBeThere = ({ onPosAt, accountIdentifier, status, failureCode, failureDetail, inDoubt }: Order): boolean =>
  onPosAt !== null ||
  accountIdentifier !== null ||
  status === "unconfirmed" ||
  isUnclear(failureCode) ||
  foundBefore({ failureCode, failureDetail }) !== null ||
  (status === "paid" && inDoubt);
