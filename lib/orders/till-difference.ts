import type { TenantTransaction } from "@/db/client";
import type { Order } from "@/db/schema";
import { formatMoney } from "@/lib/format";
import { regionOf } from "@/lib/locations/region-of";

type Priced = Pick<Order, "totalMinor" | "tipMinor" | "currency" | "addToCheck" | "locationId">;
type OnCheck = { totalMinor?: number | null | undefined; paidMinor?: number | null | undefined };

/** As they are written at the order's location. */
async function amountsOf(tx: TenantTransaction, { currency, locationId }: Priced, ...minors: number[]) {
  const region = await regionOf(tx, locationId);
  return minors.map((minor) => formatMoney(minor, currency, region));
}

const owedOf = ({ totalMinor, tipMinor }: Pick<Priced, "totalMinor" | "tipMinor">) => totalMinor - tipMinor;

/** In words; null where nothing differs. On a check of its own an order is all that is due; on one that was open before, others may owe the rest. */
export async function differenceDue(tx: TenantTransaction, order: Priced, dueMinor: number): Promise<string | null> {
  const owed = owedOf(order);
  const differs = order.addToCheck === null ? dueMinor !== owed : dueMinor < owed;
  if (!differs) return null;
  const [ordered, asked] = await amountsOf(tx, order, owed, dueMinor);
  return `The order is ${ordered}, the check asks for ${asked}.`;
}

export async function differenceTaken(
  tx: TenantTransaction,
  order: Priced,
  takenMinor: number,
): Promise<string | null> {
  const owed = owedOf(order);
  if (takenMinor === owed) return null;
  const [paid, taken] = await amountsOf(tx, order, owed, takenMinor);
  return `The guest paid ${paid} for the order, the check took ${taken}.`;
}

/** Of an order whose payment came along with it: what the check asked for before that payment. */
export async function differenceEmbedded(
  tx: TenantTransaction,
  order: Priced,
  { totalMinor, paidMinor }: OnCheck,
): Promise<string | null> {
  if (totalMinor === null || totalMinor === undefined) return null;
  const owed = owedOf(order);
  return differenceDue(tx, order, totalMinor - Math.max(0, (paidMinor ?? owed) - owed));
}

/** Whether a check has shown its total with that payment on it. */
export const showsPayment = (order: Priced, { totalMinor, paidMinor }: OnCheck): boolean =>
  typeof totalMinor === "number" && (paidMinor ?? owedOf(order)) >= owedOf(order);
