import { withTenant } from "@/db/client";
import { holdOrder } from "@/db/queries/orders";
import { type Actor, can } from "@/lib/auth/roles";
import { AppError } from "@/lib/errors";
import type { Services } from "@/lib/services";
import { auditOrder } from "./audit-order";
import { tellOfCancellation } from "./kitchen-slips";
import { moveOrder } from "./move-order";
import { tellOrder } from "./tell";

/**
 * Calls an order off. Before it was sent, or where it failed, that is the end of it, and what was paid goes back as soon as the till can print it
 * no more. Afterwards Lightspeed offers no way to take it off the till: the kitchen is told by a printed message, and a person decides about the money.
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
    const paid = order.paidAt === null ? {} : { refundDueAt: at };
    const withdrawn = await moveOrder(tx, orderId, "withdrawal", { now: at, set: paid, line });
    if (withdrawn) {
      await auditOrder(tx, actor, "order.cancelled", order);
      await tellOrder(tx, orderId);
      return { printed: false };
    }
    // The till never got it: the money goes back without anybody's doing, once nothing can be printed any more.
    const failed = order.status === "failed" && order.step === "order";
    const set = failed ? paid : { refundDueAt: null };
    const cancelled = await moveOrder(tx, orderId, "cancellation", { now: at, set, line });
    if (!cancelled) throw new AppError("conflict", "This order cannot be cancelled any more.");
    await tellOfCancellation(tx, orderId, at);
    await auditOrder(tx, actor, "order.cancelled", order);
    await tellOrder(tx, orderId);
    return { printed: true };
  });
}
