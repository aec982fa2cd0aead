import { withTenant } from "@/db/client";
import { holdOrder, patchOrder } from "@/db/queries/orders";
import { type Actor, can } from "@/lib/auth/roles";
import { AppError } from "@/lib/errors";
import type { Services } from "@/lib/services";
import { auditOrder } from "./audit-order";
import { settleSlipIssue } from "./kitchen-slips";
import { moveOrder } from "./move-order";
import { isOver } from "./order-transitions";
import { recordTimeline } from "./record-timeline";
import { tellOrder } from "./tell";
import { settleMoneyIssue } from "./weigh-order";

/**
 * A person saw to it by hand: nothing is sent, booked or given back by itself any more, and no one is asked about it again. Where the order still has
 * a way to go, or its money back, only the flag beside it was seen to.
 */
export async function resolveOrder(
  { db, now }: Pick<Services, "db" | "now">,
  actor: Actor,
  { orderId, note }: { orderId: string; note?: string },
): Promise<void> {
  if (!can(actor, "orders.manage")) throw new AppError("forbidden", "Only owners and managers can resolve orders.");
  await withTenant(db, actor.merchantId, async (tx) => {
    const order = await holdOrder(tx, orderId);
    if (!order) throw new AppError("not_found", "This order does not exist.");
    const at = now();
    const message = `Marked as resolved by ${actor.userName}${note ? `: ${note}` : ""}`;
    const seenTo = { flag: null, flagDetail: null };
    const facts = { ...seenTo, resolvedAt: at, resolvedBy: actor.userName, refundDueAt: null };
    const line = { message, actor: actor.userName, detail: { flagDetail: order.flagDetail } };
    const moved = await moveOrder(tx, orderId, "resolution", { now: at, set: facts, line });
    if (!moved) {
      if (order.flag === null) throw new AppError("conflict", "There is nothing to resolve about this order.");
      const ended = isOver(order.status) && order.refundDueAt === null;
      await patchOrder(tx, orderId, ended ? facts : seenTo);
      await recordTimeline(tx, orderId, { at, direction: "here", kind: "resolution", ...line });
    }
    await settleMoneyIssue(tx, orderId, message, at);
    await settleSlipIssue(tx, orderId, message, at);
    await auditOrder(tx, actor, "order.resolved", order);
    await tellOrder(tx, orderId);
  });
}
