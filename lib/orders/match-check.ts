import type { Order, OrderSubItem } from "@/db/schema";
import type { Check, CheckLine } from "@/lib/k-series";
import { customerInfo } from "./order-body";

/** Clocks of the till and ours may differ by so much. */
const SKEW_MS = 120_000;

type Known = Pick<
  Order,
  "customer" | "number" | "channel" | "tableNumber" | "lines" | "scheduledFor" | "paidAt" | "createdAt" | "addToCheck"
>;
type Named = Known & Pick<Order, "reference" | "paymentReference">;

/** The checks that could be this order's: the same name, table and lines, opened since it was paid. */
export function checksLike(order: Known, checks: readonly Check[]): Check[] {
  // Lines that were added to somebody's check cannot be told from the rest of it (`holdsLines`).
  if (order.addToCheck !== null) return [];
  const name = nameOf(order);
  const since = sinceOf(order);
  const wanted = countOf(order.lines.flatMap(flatten));
  const tops = [...countOf(order.lines).keys()];
  return checks.filter((check) => {
    const openedAt = check.openedAt ? Date.parse(check.openedAt) : Number.NaN;
    const table = check.tableNumber === null || check.tableNumber === undefined ? null : String(check.tableNumber);
    return (
      plain(check.name ?? "") === name &&
      openedAt >= since &&
      (order.tableNumber === null || table === String(Number(order.tableNumber))) &&
      sameCounts(wanted, tops, countOf((check.lines ?? []).flatMap(flattenCheck)))
    );
  });
}

/** The checks with the guest's name, the order's number or a reference of ours, whatever else the staff have made of them. */
export function checksNamed(order: Named, checks: readonly Check[]): Check[] {
  const name = nameOf(order);
  const [number, reference] = [plain(order.number), plain(order.reference)];
  return checks.filter((check) => {
    const called = plain(check.name ?? "");
    if (called.split(/[^a-z0-9-]+/).some((word) => word === number || word === reference)) return true;
    const external = (check.payments ?? []).map(({ externalReference }) => externalReference ?? "");
    if (external.some((one) => one === order.paymentReference || one.includes(order.reference))) return true;
    // A name alone may be an earlier visit's.
    return called === name && !(check.openedAt && Date.parse(check.openedAt) < sinceOf(order));
  });
}

/** Whether any of what was ordered came onto a check since it was paid, even where the staff changed how much of it. */
export function holdsSome(order: Known, check: Check): boolean {
  const ours = new Set(order.lines.map(({ sku }) => sku));
  const since = sinceOf(order);
  return (check.lines ?? []).some(({ sku, soldAt }) => sku && ours.has(sku) && !(soldAt && Date.parse(soldAt) < since));
}

/** Whether all that was ordered is on a check, whoever ordered it, beside what is known to be there of other orders. */
export function holdsLines(
  { lines }: Pick<Order, "lines">,
  check: Check,
  others: readonly Pick<Order, "lines">[] = [],
): boolean {
  const there = countOf((check.lines ?? []).flatMap(flattenCheck));
  const theirs = countOf(others.flatMap((other) => other.lines));
  return [...countOf(lines)].every(([sku, quantity]) => (there.get(sku) ?? 0) - (theirs.get(sku) ?? 0) >= quantity);
}

function nameOf(order: Known): string {
  const { firstName, lastName } = customerInfo(order);
  return plain(`${firstName} ${lastName}`);
}

const sinceOf = ({ paidAt, createdAt }: Known) => (paidAt ?? createdAt).getTime() - SKEW_MS;

const plain = (text: string) => text.trim().replace(/\s+/g, " ").toLowerCase();

type Counted = { sku: string; quantity: number };

const flatten = (line: OrderSubItem): Counted[] => [
  { sku: line.sku, quantity: line.quantity },
  ...line.subItems.flatMap(flatten).map(({ sku, quantity }) => ({ sku, quantity: quantity * line.quantity })),
];

const flattenCheck = (line: CheckLine): Counted[] => [
  ...(line.sku && line.active !== false ? [{ sku: line.sku, quantity: Number(line.quantity ?? 0) }] : []),
  ...(line.subLines ?? []).flatMap(flattenCheck),
];

function countOf(lines: readonly Counted[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { sku, quantity } of lines) counts.set(sku, (counts.get(sku) ?? 0) + quantity);
  return counts;
}

/** A combo's group may be a level of its own on our side and not on theirs, so below the lines SKUs that only we have are let pass. */
function sameCounts(ours: Map<string, number>, tops: readonly string[], theirs: Map<string, number>): boolean {
  return tops.every((sku) => theirs.has(sku)) && [...theirs].every(([sku, quantity]) => ours.get(sku) === quantity);
}
