import type { TenantTransaction } from "@/db/client";
import { sumLedger } from "@/db/queries/ledger";
import { isSeenTo } from "@/db/queries/order-timeline";
import { holdOrder, patchOrder } from "@/db/queries/orders";
import type { Order } from "@/db/schema";
import { formatMoney } from "@/lib/format";
import { regionOf } from "@/lib/locations/region-of";
import { amountOf } from "./amount-of";
import { flagOrder } from "./flag-order";
import { withdrawSlip } from "./kitchen-slips";
import { placesOf, postBooked } from "./ledger";
import { isOver } from "./order-transitions";
import { recordTimeline } from "./record-timeline";
import { tellOrder } from "./tell";

/** The till has an order that moves no more by it: on a second check, or although it was called off. Nobody may miss that. */
export async function tellLateLanding(
  tx: TenantTransaction,
  orderId: string,
  now: Date,
  accountIdentifier: string,
): Promise<false> {
  const order = await holdOrder(tx, orderId);
  if (!order) return false;
  if (order.onPosAt !== null) {
    await tellSecondCheck(tx, order, now, accountIdentifier);
    return false;
  }
  const atRisk = order.status === "cancelled" || order.status === "refunded" || order.refundDecidedAt !== null;
  if (order.step !== "order") return false;
  if (order.accountIdentifier === accountIdentifier) {
    // Nothing is to be looked for any more, and a person knows.
    if (order.refundDueAt !== null) await patchOrder(tx, orderId, { refundDueAt: null });
    return false;
  }
  if (!atRisk) return tellSeenTo(tx, order, now, accountIdentifier);
  const detail = "The till has this order, but it was called off or its money given back here.";
  await flagOrder(tx, order, "printed_after_end", detail);
  // Money went back by itself because the till did not have it. It has, so a person decides.
  await patchOrder(tx, orderId, { accountIdentifier, refundDueAt: null });
  const message = "The till reports this order although it was called off here. Talk to the kitchen.";
  await recordTimeline(tx, orderId, { at: now, direction: "in", kind: "contradiction", message });
  if (order.paymentMode === "embedded") await bookLate(tx, orderId, now, {});
  await tellOrder(tx, orderId);
  return false;
}

/**
 * The till has an order that a person had marked as resolved. Whoever did so may have served it from paper or settled it with the guest, so nothing is
 * booked or given back: the same order must not be prepared, nor asked to be paid, twice.
 */
async function tellSeenTo(tx: TenantTransaction, order: Order, now: Date, accountIdentifier: string): Promise<false> {
  if (order.status !== "completed" || order.resolvedAt === null) return false;
  const { capturedMinor, refundedMinor } = placesOf(await sumLedger(tx, order.id));
  const region = await regionOf(tx, order.locationId);
  const money = (minor: number) => formatMoney(minor, order.currency, region);
  const given = refundedMinor === 0 ? "nothing" : money(refundedMinor);
  const detail = `It is on check ${accountIdentifier}. Of the ${money(capturedMinor)} that the guest paid, ${given} was given back from here.`;
  await patchOrder(tx, order.id, { accountIdentifier });
  await flagOrder(tx, order, "printed_after_resolved", detail);
  const message = `The till has this order after all, on check ${accountIdentifier}, although it was marked as resolved here. Talk to the kitchen.`;
  await recordTimeline(tx, order.id, { at: now, direction: "in", kind: "contradiction", message });
  await withdrawSlip(tx, order.id, now);
  if (order.paymentMode === "embedded") await bookLate(tx, order.id, now, {});
  await tellOrder(tx, order.id);
  return false;
}

const onBoth = (first: string, second: string) => `It is on check ${first} and on check ${second}.`;

/** Whether a person was told of this check as the one too many, also where they have seen to it since. */
export async function isSecondCheck(tx: TenantTransaction, order: Order, accountIdentifier: string): Promise<boolean> {
  const { id, accountIdentifier: first, flagDetail } = order;
  if (first === null || first === accountIdentifier) return false;
  const words = onBoth(first, accountIdentifier);
  return flagDetail?.includes(words) || isSeenTo(tx, id, words);
}

/** An earlier try that landed after a newer one: the kitchen cooks it twice, and one check stays unpaid. */
export async function tellSecondCheck(
  tx: TenantTransaction,
  order: Order,
  now: Date,
  accountIdentifier: string,
): Promise<void> {
  const first = order.accountIdentifier;
  if (first === null || first === accountIdentifier) return;
  const paid = order.paymentMode === "embedded" ? "The guest's payment came along with both." : "Only one is paid.";
  const detail = `${onBoth(first, accountIdentifier)} ${paid}`;
  if (order.flagDetail?.includes(detail)) return;
  await flagOrder(tx, order, "printed_twice", detail);
  const message = `The till has this order twice: on check ${first} and on check ${accountIdentifier}. Talk to the kitchen.`;
  await recordTimeline(tx, order.id, { at: now, direction: "in", kind: "contradiction", message });
  await tellOrder(tx, order.id);
}

/**
 * The payment came onto the check after the order was over here: it stands in the books as it is, and a person is told. False when it did before,
 * and a person is told where it was another payment of the order's then.
 */
export async function bookLate(
  tx: TenantTransaction,
  orderId: string,
  now: Date,
  { amountMinor, reference }: { amountMinor?: number | undefined; reference?: string | undefined },
): Promise<boolean> {
  const order = await holdOrder(tx, orderId);
  if (!order) return false;
  if (order.settledAt !== null) await tellSecondPayment(tx, order, now, reference);
  if (!isOver(order.status) || order.settledAt !== null) return false;
  const amount = await amountOf(tx, order, { reference, amountMinor });
  const posted = await postBooked(tx, {
    ...{ orderId, currency: order.currency, at: now, amountMinor: amount, tipMinor: order.tipMinor },
    source: `Payment ${reference ?? order.paymentReference} on check ${order.accountIdentifier ?? ""}`,
  });
  if (!posted) return false;
  await patchOrder(tx, orderId, {
    ...{ settledAt: now, tillAmountMinor: amount, refundDueAt: null },
    ...(reference === undefined ? {} : { paymentReference: reference }),
  });
  const booked = formatMoney(amount, order.currency, await regionOf(tx, order.locationId));
  const detail = `The till booked ${booked} on check ${order.accountIdentifier ?? "without a number"} after that.`;
  await flagOrder(tx, order, "booked_after_end", detail);
  const message = "The payment is on the check, although the order was over here";
  await recordTimeline(tx, orderId, { at: now, direction: "in", kind: "contradiction", message });
  await tellOrder(tx, orderId);
  return true;
}

/** A payment that was thought lost, and the one that replaced it: the guest paid once, and the check is paid twice. */
async function tellSecondPayment(
  tx: TenantTransaction,
  order: Order,
  now: Date,
  reference: string | undefined,
): Promise<void> {
  if (reference === undefined || reference === order.paymentReference) return;
  const detail = `Both ${order.paymentReference} and ${reference} are booked on check ${order.accountIdentifier ?? "without a number"}.`;
  if (order.flagDetail?.includes(detail)) return;
  await flagOrder(tx, order, "paid_on_till_twice", detail);
  const message = `The till has booked a second payment of this order: ${reference}`;
  await recordTimeline(tx, order.id, { at: now, direction: "in", kind: "contradiction", message });
  await tellOrder(tx, order.id);
}
