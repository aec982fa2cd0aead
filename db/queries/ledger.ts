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
  const { orderId, posting: name, currency, at, entries } = posting;
  const lines = entries.map((entry, line) => ({ ...entry, line }));
  const [row] = await tx.execute<{ stored: boolean }>(sql`
    with given as (
      select ${tx.merchantId}::uuid, ${orderId}::uuid, ${name}::text, ${currency}::text, ${at.toISOString()}::timestamptz,
             line, account, "amountMinor", source
        from json_to_recordset(${JSON.stringify(lines)}::json) as entry (line int, account text, "amountMinor" bigint, source text)),
    first as (
      insert into ledger_entries (merchant_id, order_id, posting, currency, at, line, account, amount_minor, source)
      select * from given where line = 0 on conflict do nothing returning line),
    others as (
      insert into ledger_entries (merchant_id, order_id, posting, currency, at, line, account, amount_minor, source)
      select * from given where line > 0 and exists (select from first))
    select exists (select from first) as stored`);
  return row?.stored ?? false;
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
