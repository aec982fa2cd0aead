import type { TenantTransaction } from "@/db/client";
import { patchOrder } from "@/db/queries/orders";
import type { Order } from "@/db/schema";
import type { Check } from "@/lib/k-series";
import type { TillView } from "./read-till";
import { raiseTrouble, settleTroubles } from "./weigh-order";

export const UNCLEAR = "unclear:order";

/** Something on the till may be this order, or was there before, and nothing proves it: a person is told what was found. */
export async function noteUnclear(
  tx: TenantTransaction,
  order: Order,
  now: Date,
  { seen, before }: { seen: TillView; before: string | null },
): Promise<void> {
  if (seen.kind === "unreadable") return;
  const failureDetail = foundWords(order, seen) ?? before;
  if (failureDetail === null || (failureDetail === order.failureDetail && order.failureCode !== null)) return;
  const reason = { failureCode: UNCLEAR, failureDetail, failureStep: "order" } as const;
  await patchOrder(tx, order.id, reason);
  await raiseTrouble(tx, { ...order, ...reason }, now);
  await settleTroubles(tx, order, { proof: "looked again on the till", at: now });
}

/** For the timeline: which checks these are. No names: they are guests'. */
export const foundOf = (seen: TillView) =>
  seen.kind === "ambiguous"
    ? { checks: seen.found.map(({ accountIdentifier, tableNumber }) => ({ accountIdentifier, tableNumber })) }
    : {};

export function foundWords(order: Order, seen: TillView): string | null {
  if (seen.kind === "sale") return "Found: a receipt with the reference of this order, which names no check.";
  const checks = seen.kind === "ambiguous" ? seen.found : seen.kind === "check" ? [seen.check] : [];
  if (checks.length === 0) return null;
  const ordered = `${listOf(order.lines)}${at(order.tableNumber)}`;
  return `Found: ${checks.map(checkWords).join("; ")}. Ordered: ${ordered}.`.slice(0, 600);
}

const checkWords = ({ accountIdentifier, tableNumber, lines }: Check): string =>
  `check ${accountIdentifier ?? "without a number"}${at(tableNumber)} with ${listOf(linesOf(lines)) || "no items"}`;

const linesOf = (lines: Check["lines"]) =>
  (lines ?? []).flatMap(({ sku, quantity, active }) =>
    sku && active !== false ? [{ sku, quantity: Number(quantity ?? 0) }] : [],
  );

const listOf = (lines: readonly { sku: string; quantity: number }[]): string =>
  lines.map(({ sku, quantity }) => `${quantity} × ${sku}`).join(", ");

const at = (table: string | number | null | undefined): string =>
  table === null || table === undefined ? "" : ` at table ${table}`;
