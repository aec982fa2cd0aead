import type { Difference, ReconciledCounts } from "@/db/schema";
import { compareBank } from "./compare-bank";
import { compareTill } from "./compare-till";
import type { BankLine, DayBooks } from "./day-books";
import { differenceOf, isCompared } from "./difference";

/** Holds the three books of a day against each other. Everything that is wrong is named once, by what explains it best. */
export function compareDay(books: DayBooks): Difference[] {
  const differences = [...compareTill(books), ...compareBank(books)];
  const named = new Set(differences.map(({ order }) => order?.id));
  // Money that is neither on the till nor given back: where nothing else says why.
  const left = books.orders.filter(
    (order) => isCompared(order) && !order.underWay && !books.soldElsewhere.has(order.id) && !named.has(order.id),
  );
  for (const order of left.filter(({ heldMinor, bookedMinor }) => bookedMinor !== null && heldMinor > 0))
    differences.push(
      differenceOf(order, "money_left_over", {
        oursMinor: order.capturedMinor - order.refundedMinor,
        theirsMinor: (order.bookedMinor ?? 0) + order.bookedTipMinor,
      }),
    );
  return differences.sort(byOrder);
}

const byOrder = (a: Difference, b: Difference) =>
  (a.order?.number ?? "~").localeCompare(b.order?.number ?? "~", "en", { numeric: true }) ||
  a.kind.localeCompare(b.kind) ||
  (a.reference ?? "").localeCompare(b.reference ?? "");

const inside = ({ from, to }: DayBooks["window"], at: Date) => at >= from && at < to;

/** What was compared, for the line of an even day. */
export function countDay({ window, orders, receipts, bank, payments }: DayBooks): ReconciledCounts {
  const own = orders.filter(isCompared);
  const references = new Set(own.flatMap((order) => [...order.references, ...order.paymentReferences]));
  const ofOurs = receipts.filter(
    (receipt) =>
      receipt.references.some((one) => references.has(one)) ||
      receipt.payments.some(({ reference }) => reference !== null && references.has(reference)),
  );
  const moved = own.flatMap(({ movements }) => movements).filter(({ at }) => inside(window, at));
  const ids = new Set(payments.map(({ id }) => id));
  const lines = bank.filter(({ at, paymentId }) => inside(window, at) && paymentId !== null && ids.has(paymentId));
  return {
    orders: own.length,
    receipts: ofOurs.length,
    captures: moved.filter(({ kind }) => kind === "capture").length,
    refunds: moved.filter(({ kind }) => kind === "refund").length,
    oursMinor: sum(moved.map(({ kind, amountMinor }) => (kind === "capture" ? amountMinor : -amountMinor))),
    tillMinor: sum(
      ofOurs.flatMap(({ payments: paid }) =>
        paid
          .filter(({ reference }) => reference !== null && references.has(reference))
          .map(({ amountMinor, tipMinor }) => amountMinor + tipMinor),
      ),
    ),
    providerMinor: sum(lines.map(signed)),
  };
}

const signed = ({ kind, amountMinor }: BankLine) => (kind === "capture" ? amountMinor : -amountMinor);
const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
