import type { TenantTransaction } from "@/db/client";
import type { Order } from "@/db/schema";
import { moveOrder } from "./move-order";
import { endGivenBack, keptOf } from "./refund-order";

/** Certainly nothing of it is at Lightspeed, by any try under its present reference. The till's word may come before the answer of the call. */
export const neverLeft = ({
  inDoubt,
  submittedAt,
  onPosAt,
}: Pick<Order, "inDoubt" | "submittedAt" | "onPosAt">): boolean => !inDoubt && submittedAt === null && onPosAt === null;

/** At the provider, say, while nobody could stop the order any more: to send it would be to cook it for nothing. */
export const isAllBack = async (tx: TenantTransaction, order: Order): Promise<boolean> =>
  order.paidAt !== null && (await keptOf(tx, order)) <= 0;

/** Ends an order whose money is back, and which the till neither has nor can print: never sent, or past its time. */
export async function recallOrder(tx: TenantTransaction, order: Order, now: Date): Promise<void> {
  await moveOrder(tx, order.id, "recall", {
    now,
    set: { refundDecidedAt: order.refundDecidedAt ?? now, refundDueAt: null, inDoubt: false },
    line: { message: "All that was paid is back, and the till does not have it: it is not sent any more" },
  });
  await endGivenBack(tx, order, now);
}
