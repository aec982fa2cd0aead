import { and, asc, eq, sql } from "drizzle-orm";
import type { TenantTransaction } from "../client";
import { prepared } from "../prepared";
import { type LedgerAccount, type LedgerEntry, ledgerEntries } from "../schema";

export type NewLedgerEntry = { account: LedgerAccount; amountMinor: number; source: string };

export type Posting = {
  orderId: string;
  /** What makes it single: a second one of this name changes nothing. */
  posting: string;
  currency: string;
  at: Date;
  entries: readonly NewLedgerEntry[];
};

/** False when this posting was there before. The database refuses one that does not add up to zero. */
export async function insertPosting(tx: TenantTransaction, posting: Posting): Promise<boolean> {
  const { entries, ...common } = posting;
  const rows = entries.map((entry, line) => ({ ...entry, ...common, line, merchantId: tx.merchantId }));
  if (rows.length === 0) return false;
  const [first, ...rest] = rows;
  if (!first) return false;
  const stored = await tx
    .insert(ledgerEntries)
    .values(first)
    .onConflictDoNothing()
    .returning({ line: ledgerEntries.line });
  if (stored.length === 0) return false;
  if (rest.length > 0) await tx.insert(ledgerEntries).values(rest);
  return true;
}

const selectLedgerEntries = prepared(["orderId"], (db, { merchantId, orderId }) =>
  db
    .select()
    .from(ledgerEntries)
    .where(and(eq(ledgerEntries.merchantId, merchantId), eq(ledgerEntries.orderId, orderId)))
    .orderBy(asc(ledgerEntries.at), asc(ledgerEntries.posting), asc(ledgerEntries.line)),
);

export async function listLedgerEntries(tx: TenantTransaction, orderId: string): Promise<LedgerEntry[]> {
  return selectLedgerEntries(tx, { orderId });
}

const selectLedger = prepared(["orderId"], (db, { merchantId, orderId }) =>
  db
    .select({ account: ledgerEntries.account, sum: sql<string>`sum(${ledgerEntries.amountMinor})` })
    .from(ledgerEntries)
    .where(and(eq(ledgerEntries.merchantId, merchantId), eq(ledgerEntries.orderId, orderId)))
    .groupBy(ledgerEntries.account),
);

/** What stands on each account of an order; an account without entries is left out. */
export async function sumLedger(
  tx: TenantTransaction,
  orderId: string,
): Promise<Partial<Record<LedgerAccount, number>>> {
  const rows = await selectLedger(tx, { orderId });
  return Object.fromEntries(rows.map(({ account, sum }) => [account, Number(sum)]));
}
