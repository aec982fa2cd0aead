import type { TenantTransaction } from "@/db/client";
import { holdOrder, type MovedOrder, patchOrder } from "@/db/queries/orders";
import { amountOf } from "./amount-of";
import { flagOrder } from "./flag-order";
import { bookLate, tellLateLanding } from "./late-word";
import { postBooked } from "./ledger";
import { moveOrder } from "./move-order";
import type { OurPayment } from "./our-payment";
import { differenceGivenBack } from "./partly-given-back";
import { after, patience } from "./patience";
import { enqueueForOrder, readCheckTask, settleOrderTask } from "./tasks";
import { tellOrder } from "./tell";
import { differenceEmbedded, differenceTaken, showsPayment } from "./till-difference";

/** The check as seen on the till, as far as it was told. */
export type SeenCheck = {
  accountIdentifier: string;
  totalMinor?: number | null;
  paidMinor?: number | null;
  /** Where it stands, where Lightspeed says so: of two tries at two places, the one that arrived counts. */
  businessLocationId?: string | null;
  /** Under which of its references it got there, where that was said. */
  reference?: string | null;
};

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
      ...(seen.businessLocationId ? { businessLocationId: seen.businessLocationId } : {}),
      // Of several that were sent, the one that is on the till: a word about another is about another check.
      ...(seen.reference ? { reference: seen.reference } : {}),
    },
    line: { message },
  });
  if (!landed) return tellLateLanding(tx, orderId, now, seen.accountIdentifier);
  if (landed.paymentMode === "embedded") await bookEmbedded(tx, landed, now);
  else await enqueueForOrder(tx, settleOrderTask, { merchantId: tx.merchantId, orderId });
  await tellOrder(tx, orderId);
  return true;
}

export const seenAmounts = ({ totalMinor, paidMinor }: Pick<SeenCheck, "totalMinor" | "paidMinor">) => ({
  ...(totalMinor === null || totalMinor === undefined ? {} : { posTotalMinor: totalMinor }),
  ...(paidMinor === null || paidMinor === undefined ? {} : { posPaidMinor: paidMinor }),
});

/** The payment came with the order and was taken with it. What the check came to is seen only now. */
async function bookEmbedded(tx: TenantTransaction, order: MovedOrder, now: Date): Promise<void> {
  await bookPayment(tx, order.id, now, {
    amountMinor: order.totalMinor - order.tipMinor,
    message: "The payment was booked with the order",
  });
  const seen = { totalMinor: order.posTotalMinor, paidMinor: order.posPaidMinor };
  const difference = await differenceEmbedded(tx, order, seen);
  // As it is now: the booking may have told of something, too.
  const booked = difference ? await holdOrder(tx, order.id) : null;
  if (difference && booked) await flagOrder(tx, booked, "till_total_differs", difference);
  if (showsPayment(order, seen)) return;
  await enqueueForOrder(tx, readCheckTask, { merchantId: tx.merchantId, orderId: order.id });
}

/** The payment is on the check. False when that was known. The posting is single by its name, the move by its condition. */
export async function bookPayment(
  tx: TenantTransaction,
  orderId: string,
  now: Date,
  { amountMinor, reference, message }: Partial<OurPayment> & { message: string },
): Promise<boolean> {
  const booked = await moveOrder(tx, orderId, "booking", {
    now,
    set: {
      ...{ settledAt: now, completedAt: now, inDoubt: false, refundDueAt: null },
      ...{ failureCode: null, failureDetail: null, failureStep: null },
      // Of several that were sent, the one that the till took.
      ...(reference === undefined ? {} : { paymentReference: reference }),
    },
    line: { message },
  });
  if (!booked) return bookLate(tx, orderId, now, { amountMinor, reference });
  const amount = await amountOf(tx, booked, { reference, amountMinor });
  if (booked.tillAmountMinor !== null && booked.tillAmountMinor !== amount)
    await patchOrder(tx, orderId, { tillAmountMinor: amount });
  await postBooked(tx, {
    ...{ orderId, currency: booked.currency, at: now, amountMinor: amount, tipMinor: booked.tipMinor },
    source: `Payment ${booked.paymentReference} on check ${booked.accountIdentifier ?? ""}`,
  });
  const givenBack = await differenceGivenBack(tx, booked, amount);
  const difference = await differenceTaken(tx, booked, amount);
  if (givenBack) await flagOrder(tx, booked, "partly_given_back", givenBack);
  else if (difference) await flagOrder(tx, booked, "till_total_differs", difference);
  await tellOrder(tx, orderId);
  return true;
}

/** What was seen on the check: the first is the payment, and any more are told. */
export async function bookPayments(
  tx: TenantTransaction,
  orderId: string,
  now: Date,
  payments: readonly OurPayment[],
  message: string,
): Promise<void> {
  for (const payment of payments) await bookPayment(tx, orderId, now, { ...payment, message });
}
