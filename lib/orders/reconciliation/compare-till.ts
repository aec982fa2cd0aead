import type { Difference } from "@/db/schema";
import type { DayBooks, OrderSide, Receipt, ReceiptPayment } from "./day-books";
import { differenceOf, isCompared } from "./difference";

/** Our orders and books against the till's receipts of the day. */
export function compareTill(books: DayBooks): Difference[] {
  const own = books.orders.filter((order) => isCompared(order) && !books.soldElsewhere.has(order.id));
  return [...own.flatMap((order) => ofOrder(order, books.receipts)), ...strangers(books)];
}

/** The form of our order references: other integrations put theirs into the same field. */
const ours = /^UPV-\d{3,}-[0-9A-HJKMNP-TV-Z]{16}$/;

function strangers({ receipts, knownReferences, currency }: DayBooks): Difference[] {
  const takenBack = new Set(receipts.map(({ corrects }) => corrects));
  return receipts
    .filter((receipt) => receipt.type === "SALE" && !receipt.cancelled && !takenBack.has(receipt.identifier))
    .flatMap((receipt) => {
      const unknown = receipt.references.find((one) => ours.test(one) && !knownReferences.has(one));
      if (unknown === undefined) return [];
      const theirsMinor = sum(receipt.payments.map(whole));
      return [
        {
          kind: "sale_without_order" as const,
          order: null,
          reference: unknown,
          oursMinor: null,
          theirsMinor,
          currency,
        },
      ];
    });
}

function ofOrder(order: OrderSide, receipts: readonly Receipt[]): Difference[] {
  const sales = receipts.filter((receipt) => receipt.type === "SALE" && isOf(order, receipt));
  const kept = order.capturedMinor - order.refundedMinor;
  if (sales.length === 0)
    return kept > 0 && !order.underWay
      ? [differenceOf(order, "paid_not_on_till", { oursMinor: kept, theirsMinor: 0 })]
      : [];
  const identifiers = new Set(sales.map(({ identifier }) => identifier));
  const corrections = receipts.filter(({ corrects, type }) => type !== "SALE" && identifiers.has(corrects ?? ""));
  const takenBack = new Set(corrections.filter(({ type }) => type !== "REFUND").map(({ corrects }) => corrects));
  const standing = sales.filter(({ cancelled, identifier }) => !cancelled && !takenBack.has(identifier));
  const paid = sales.flatMap(({ payments }) => payments.filter((payment) => isOurs(order, payment)));
  const all = differenceOf.bind(null, order);
  if (standing.length > 1)
    return [
      all("sale_twice", {
        reference: standing.map(({ identifier }) => identifier).join(", "),
        oursMinor: booked(order),
        theirsMinor: sum(standing.flatMap(({ payments }) => payments.map(whole))),
        ...{ ours: "1", theirs: String(standing.length) },
      }),
    ];
  const reference = (standing[0] ?? sales[0])?.identifier ?? null;
  const voidedMinor = -sum(
    corrections.flatMap(({ payments }) => payments.filter((one) => isBack(order, one)).map(whole)),
  );
  if (corrections.length > 0 || standing.length === 0) {
    if (order.refundedMinor < voidedMinor)
      return [all("voided_money_kept", { reference, oursMinor: order.refundedMinor, theirsMinor: voidedMinor })];
    if (order.refundedFromTillMinor > voidedMinor)
      return [all("refunded_still_sold", { reference, oursMinor: order.refundedMinor, theirsMinor: voidedMinor })];
    return [];
  }
  if (order.refundedFromTillMinor > 0)
    return [all("refunded_still_sold", { reference, oursMinor: order.refundedMinor, theirsMinor: 0 })];
  if (paid.length === 0)
    return kept > 0 ? [all("sale_without_payment", { reference, oursMinor: kept, theirsMinor: 0 })] : [];
  return ofAmounts(order, paid, reference);
}

function ofAmounts(order: OrderSide, paid: readonly ReceiptPayment[], reference: string | null): Difference[] {
  const [amount, tip] = [sum(paid.map(({ amountMinor }) => amountMinor)), sum(paid.map(({ tipMinor }) => tipMinor))];
  const found: Difference[] = [];
  if (amount !== (order.bookedMinor ?? 0))
    found.push(
      differenceOf(order, "till_amount_differs", { reference, oursMinor: order.bookedMinor ?? 0, theirsMinor: amount }),
    );
  if (tip !== order.bookedTipMinor)
    found.push(
      differenceOf(order, "till_tip_differs", { reference, oursMinor: order.bookedTipMinor, theirsMinor: tip }),
    );
  const other = paid.find(({ code }) => order.method !== null && code !== null && code !== order.method);
  if (other && order.method !== null && other.code !== null)
    found.push(
      differenceOf(order, "till_method_differs", {
        ...{ reference, oursMinor: null, theirsMinor: null },
        ...{ ours: order.method, theirs: other.code },
      }),
    );
  return found;
}

const isOf = ({ references, paymentReferences }: OrderSide, receipt: Receipt): boolean =>
  receipt.references.some((one) => references.includes(one)) ||
  receipt.payments.some(({ reference }) => reference !== null && paymentReferences.includes(reference));

function isOurs({ references, paymentReferences, embedded, method }: OrderSide, payment: ReceiptPayment): boolean {
  if (payment.reference !== null)
    return paymentReferences.includes(payment.reference) || references.includes(payment.reference);
  return embedded && (method === null || payment.code === method);
}

/** A correction of a part carries no reference of the payment that it gives back. */
const isBack = (order: OrderSide, payment: ReceiptPayment): boolean =>
  payment.reference === null || isOurs(order, payment);

const booked = ({ bookedMinor, bookedTipMinor }: OrderSide): number => (bookedMinor ?? 0) + bookedTipMinor;
const whole = ({ amountMinor, tipMinor }: ReceiptPayment): number => amountMinor + tipMinor;
const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
