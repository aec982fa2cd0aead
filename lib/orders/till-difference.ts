import type { Order } from "@/db/schema";
import { formatMoney, nowhere } from "@/lib/format";

type Priced = Pick<Order, "totalMinor" | "tipMinor" | "currency" | "addToCheck">;
type OnCheck = { totalMinor?: number | null | undefined; paidMinor?: number | null | undefined };

const amount = ({ currency }: Pick<Priced, "currency">, minor: number) => formatMoney(minor, currency, nowhere);
const owedOf = ({ totalMinor, tipMinor }: Pick<Priced, "totalMinor" | "tipMinor">) => totalMinor - tipMinor;

/** In words; null where nothing differs. On a check of its own an order is all that is due; on one that was open before, others may owe the rest. */
export function differenceDue(order: Priced, dueMinor: number): string | null {
  const owed = owedOf(order);
  const differs = order.addToCheck === null ? dueMinor !== owed : dueMinor < owed;
  return differs ? `The order is ${amount(order, owed)}, the check asks for ${amount(order, dueMinor)}.` : null;
}

export function differenceTaken(order: Priced, takenMinor: number): string | null {
  const owed = owedOf(order);
  return takenMinor === owed
    ? null
    : `The guest paid ${amount(order, owed)} for the order, the check took ${amount(order, takenMinor)}.`;
}

/** Of an order whose payment came along with it: what the check asked for before that payment. */
export function differenceEmbedded(order: Priced, { totalMinor, paidMinor }: OnCheck): string | null {
  if (totalMinor === null || totalMinor === undefined) return null;
  const owed = owedOf(order);
  return differenceDue(order, totalMinor - Math.max(0, (paidMinor ?? owed) - owed));
}

/** Whether a check has shown its total with that payment on it. */
export const showsPayment = (order: Priced, { totalMinor, paidMinor }: OnCheck): boolean =>
  typeof totalMinor === "number" && (paidMinor ?? owedOf(order)) >= owedOf(order);
