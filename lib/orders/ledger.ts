import type { TenantTransaction } from "@/db/client";
import { insertPosting, listLedgerEntries, type NewLedgerEntry } from "@/db/queries/ledger";
import type { LedgerAccount, LedgerEntry, Order } from "@/db/schema";

/**
 * `guest` owes (+), `cart` and `tip` are what was sold (-), `held` lies with the payment provider, `till` and `till_tip` are booked on the
 * check, `refunded` was given back. Every cent that was captured is in exactly one of held, till, till_tip and refunded.
 */
type Sums = Partial<Record<LedgerAccount, number>>;

type Priced = Pick<
  Order,
  "id" | "currency" | "lines" | "discountMinor" | "serviceChargeMinor" | "tipMinor" | "totalMinor"
>;

/** What was ordered, a line each, so that every cent of the total has a source. */
export async function postPlaced(tx: TenantTransaction, order: Priced, at: Date): Promise<void> {
  const entries: NewLedgerEntry[] = [
    { account: "guest", amountMinor: order.totalMinor, source: "Total of the order" },
    ...order.lines.map((line) => ({
      account: "cart" as const,
      amountMinor: -lineTotal(line),
      source: `${line.quantity} × ${line.name} (${line.sku})`,
    })),
    ...order.lines
      .filter(({ discountMinor }) => discountMinor !== 0)
      .map((line) => ({
        account: "cart" as const,
        amountMinor: line.discountMinor,
        source: `Discount ${line.discountCode ?? ""} on ${line.name} (${line.sku})`,
      })),
    { account: "cart", amountMinor: -order.serviceChargeMinor, source: "Service charge" },
    { account: "tip", amountMinor: -order.tipMinor, source: "Tip" },
  ];
  await insertPosting(tx, {
    ...{ orderId: order.id, posting: "placed", currency: order.currency, at },
    entries: entries.filter(({ amountMinor, account }) => amountMinor !== 0 || account === "guest"),
  });
}

/** A line with all that lies under it, before its discount. */
export function lineTotal(line: { unitPriceMinor: number; quantity: number; subItems: readonly SubPriced[] }): number {
  const under = line.subItems.reduce((sum, sub) => sum + lineTotal(sub), 0);
  return line.quantity * (line.unitPriceMinor + under);
}
type SubPriced = { unitPriceMinor: number; quantity: number; subItems: readonly SubPriced[] };

type Movement = { orderId: string; currency: string; at: Date };

/** False when this payment was posted before. */
export async function postCaptured(
  tx: TenantTransaction,
  { paymentId, amountMinor, source, ...order }: Movement & { paymentId: string; amountMinor: number; source: string },
): Promise<boolean> {
  return insertPosting(tx, {
    ...order,
    posting: `captured:${paymentId}`,
    entries: [
      { account: "held", amountMinor, source },
      { account: "guest", amountMinor: -amountMinor, source },
    ],
  });
}

/** The payment on the check. One posting per order: it is on the till once, however often and however late we hear of it. */
export async function postBooked(
  tx: TenantTransaction,
  { amountMinor, tipMinor, source, ...order }: Movement & { amountMinor: number; tipMinor: number; source: string },
): Promise<boolean> {
  const entries: NewLedgerEntry[] = [
    { account: "till", amountMinor, source },
    { account: "held", amountMinor: -(amountMinor + tipMinor), source },
  ];
  if (tipMinor !== 0) entries.push({ account: "till_tip", amountMinor: tipMinor, source: `${source}, tip` });
  return insertPosting(tx, { ...order, posting: "booked", entries });
}

/** Money given back: out of what is held, and only beyond that out of what is on the till. */
export async function postRefunded(
  tx: TenantTransaction,
  {
    key,
    amountMinor,
    sums,
    source,
    ...order
  }: Movement & { key: string; amountMinor: number; sums: Sums; source: string },
): Promise<boolean> {
  const fromHeld = Math.min(amountMinor, Math.max(sums.held ?? 0, 0));
  const fromTill = amountMinor - fromHeld;
  const entries: NewLedgerEntry[] = [{ account: "refunded", amountMinor, source }];
  if (fromHeld !== 0) entries.push({ account: "held", amountMinor: -fromHeld, source });
  if (fromTill !== 0) entries.push({ account: "till", amountMinor: -fromTill, source });
  return insertPosting(tx, { ...order, posting: `refunded:${key}`, entries });
}

/** What was given back has come back from the guest's bank: it lies again where it was taken from. False when it was never posted, or this was. */
export async function postReturned(
  tx: TenantTransaction,
  { order, refundId, at }: { order: Pick<Order, "id" | "currency">; refundId: string; at: Date },
): Promise<boolean> {
  const given = (await listLedgerEntries(tx, order.id)).filter(({ posting }) => posting === `refunded:${refundId}`);
  return insertPosting(tx, {
    ...{ orderId: order.id, posting: `returned:${refundId}`, currency: order.currency, at },
    entries: given.map(({ account, amountMinor, source }) => ({
      account,
      amountMinor: -amountMinor,
      source: `${source}, come back`,
    })),
  });
}

export const sumOf = (entries: readonly LedgerEntry[]): Sums => {
  const sums: Sums = {};
  for (const { account, amountMinor } of entries) sums[account] = (sums[account] ?? 0) + amountMinor;
  return sums;
};

export type MoneyPlaces = { capturedMinor: number; heldMinor: number; tillMinor: number; refundedMinor: number };

export function placesOf(sums: Sums): MoneyPlaces {
  const heldMinor = sums.held ?? 0;
  const tillMinor = (sums.till ?? 0) + (sums.till_tip ?? 0);
  const refundedMinor = sums.refunded ?? 0;
  return { heldMinor, tillMinor, refundedMinor, capturedMinor: heldMinor + tillMinor + refundedMinor };
}
