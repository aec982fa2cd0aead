import type { TenantTransaction } from "@/db/client";
import { holdOrder, type MovedOrder, patchOrder } from "@/db/queries/orders";
import type { Order } from "@/db/schema";
import { formatMoney, nowhere } from "@/lib/format";
import { postBooked } from "./ledger";
import { moveOrder } from "./move-order";
import { after, patience } from "./patience";
import { recordTimeline } from "./record-timeline";
import { enqueueForOrder, settleOrderTask } from "./tasks";
import { tellOrder } from "./tell";
import { raiseMoneyIssue } from "./weigh-order";

/** The check as seen on the till, as far as it was told. */
export type SeenCheck = { accountIdentifier: string; totalMinor?: number | null; paidMinor?: number | null };

/** The till has the order: by its notification, or because we found it there. False when that was known, or came too late to count. */
export async function landOrder(
  tx: TenantTransaction,
  orderId: string,
  now: Date,
  seen: SeenCheck,
  message: string,
): Promise<boolean> {
  const landed = await moveOrder(tx, orderId, "landing", {
    now,
    set: {
      accountIdentifier: seen.accountIdentifier,
      ...{ onPosAt: now, attempts: 0, inDoubt: false, deadlineAt: after(now, patience.pickUp) },
      ...{ failureCode: null, failureDetail: null, failureStep: null, refundDueAt: null },
      ...seenAmounts(seen),
    },
    line: { message },
  });
  if (!landed) return flagContradiction(tx, orderId, now, seen);
  if (landed.paymentMode === "embedded") await bookEmbedded(tx, landed, now);
  else await enqueueForOrder(tx, settleOrderTask, { merchantId: tx.merchantId, orderId });
  await tellOrder(tx, orderId);
  return true;
}

export const seenAmounts = ({ totalMinor, paidMinor }: SeenCheck) => ({
  ...(totalMinor === null || totalMinor === undefined ? {} : { posTotalMinor: totalMinor }),
  ...(paidMinor === null || paidMinor === undefined ? {} : { posPaidMinor: paidMinor }),
});

/** The payment came with the order and was taken with it. */
async function bookEmbedded(tx: TenantTransaction, order: MovedOrder, now: Date): Promise<void> {
  await bookPayment(tx, order.id, now, {
    amountMinor: order.totalMinor - order.tipMinor,
    message: "The payment was booked with the order",
  });
}

/** The payment is on the check. False when that was known. The posting is single by its name, the move by its condition. */
export async function bookPayment(
  tx: TenantTransaction,
  orderId: string,
  now: Date,
  { amountMinor, message }: { amountMinor?: number; message: string },
): Promise<boolean> {
  const booked = await moveOrder(tx, orderId, "booking", {
    now,
    set: {
      ...{ settledAt: now, completedAt: now, inDoubt: false, refundDueAt: null },
      ...{ failureCode: null, failureDetail: null, failureStep: null },
    },
    line: { message },
  });
  if (!booked) return false;
  const amount = booked.tillAmountMinor ?? amountMinor ?? booked.totalMinor - booked.tipMinor;
  await postBooked(tx, {
    ...{ orderId, currency: booked.currency, at: now, amountMinor: amount, tipMinor: booked.tipMinor },
    source: `Payment ${booked.paymentReference} on check ${booked.accountIdentifier ?? ""}`,
  });
  const left = booked.totalMinor - booked.tipMinor - amount;
  if (left !== 0) {
    await patchOrder(tx, orderId, differs(booked, amount));
    await raiseMoneyIssue(tx, { ...booked, ...differs(booked, amount) });
  }
  await tellOrder(tx, orderId);
  return true;
}

const differs = (order: Order, amount: number) => ({
  flag: "till_total_differs",
  flagDetail: `The guest paid ${formatMoney(order.totalMinor - order.tipMinor, order.currency, nowhere)} for the order, the check took ${formatMoney(amount, order.currency, nowhere)}.`,
});

/** The till has an order whose money is being or was given back: nobody may miss that. */
async function flagContradiction(tx: TenantTransaction, orderId: string, now: Date, seen: SeenCheck): Promise<false> {
  const order = await holdOrder(tx, orderId);
  if (order?.step !== "order" || order.onPosAt !== null) return false;
  const atRisk = order.status === "cancelled" || order.status === "refunded" || order.refundDecidedAt !== null;
  if (!atRisk || order.flag === "printed_after_end") return false;
  const said = {
    flag: "printed_after_end",
    flagDetail: "The till has this order, but it was called off or its money given back here.",
  };
  await patchOrder(tx, orderId, { ...said, accountIdentifier: seen.accountIdentifier });
  await raiseMoneyIssue(tx, { ...order, ...said });
  const message = "The till reports this order although it was called off here. Talk to the kitchen.";
  await recordTimeline(tx, orderId, { at: now, direction: "in", kind: "contradiction", message });
  await tellOrder(tx, orderId);
  return false;
}
