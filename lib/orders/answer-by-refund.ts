import type { TenantTransaction } from "@/db/client";
import { patchOrder } from "@/db/queries/orders";
import type { Order } from "@/db/schema";
import { recordTimeline } from "./record-timeline";
import { settleMoneyIssue } from "./weigh-order";

/** Called off by the staff there or here: the guest has paid, and a person decides whether that goes back. */
export const cancelledOnTill = {
  flag: "cancelled_on_till",
  flagDetail:
    "The staff cancelled this order on the till. The guest has paid: give the money back, or mark it as resolved.",
};
export const abandonedByTill = {
  flag: "abandoned_by_till",
  flagDetail: "The till abandoned this order. The guest has paid: give the money back, or mark it as resolved.",
};
export const cancelledHere = {
  flag: "cancelled_here",
  flagDetail: "It had been sent to the till. The guest has paid: give the money back, or mark it as resolved.",
};

export const refundedInFlight = {
  flag: "refunded_in_flight",
  flagDetail: "The money was given back although the kitchen has the order, or is about to.",
};

const asked = [cancelledOnTill, abandonedByTill, cancelledHere];

/** All the money is back, and the order at its end: that answers what asked about nothing else. Anything told beside it still waits for a person. */
export async function answerByRefund(tx: TenantTransaction, order: Order, at: Date): Promise<void> {
  const { id, flag, flagDetail, onPosAt } = order;
  // The kitchen never had it.
  const answered = onPosAt === null ? [...asked, refundedInFlight] : asked;
  if (!answered.some((one) => one.flag === flag && one.flagDetail === flagDetail)) return;
  const message = "All that was paid has been given back: nothing is left to decide";
  await patchOrder(tx, id, { flag: null, flagDetail: null });
  await recordTimeline(tx, id, { at, direction: "here", kind: "answer", message });
  await settleMoneyIssue(tx, id, message, at);
}
