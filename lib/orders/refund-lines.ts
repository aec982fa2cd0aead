import type { OrderLine, Refund } from "@/db/schema";
import { lineTotal } from "./ledger";

/** A line as far as it was not given back; `index` is its place in the order. */
export type LineLeft = { index: number; name: string; quantity: number; amountMinor: number };

type Given = Pick<Refund, "line" | "amountMinor" | "status">;

const netOf = (line: OrderLine): number => lineTotal(line) - line.discountMinor;

/** What so many of a line cost, to the cent: all of its shares add up to the line. */
const shareOf = (line: OrderLine, quantity: number): number => Math.round((netOf(line) * quantity) / line.quantity);

/** Counted by what was given, so that what the provider refused can be given again. */
export function lineLeft(line: OrderLine, index: number, refunds: readonly Given[]): LineLeft {
  const given = refunds
    .filter((refund) => refund.line === index && refund.status !== "failed")
    .reduce((sum, refund) => sum + refund.amountMinor, 0);
  const amountMinor = Math.max(netOf(line) - given, 0);
  const quantity = amountMinor === 0 ? 0 : Math.max(line.quantity - goneOf(line, given), 1);
  return { index, name: line.name, quantity, amountMinor };
}

const goneOf = (line: OrderLine, given: number): number => Math.round((given * line.quantity) / netOf(line));

/** What so many of what is left are worth. */
export function worthOf(line: OrderLine, left: LineLeft, quantity: number): number {
  if (quantity >= left.quantity) return left.amountMinor;
  const gone = line.quantity - left.quantity;
  return Math.min(left.amountMinor, shareOf(line, gone + quantity) - shareOf(line, gone));
}
