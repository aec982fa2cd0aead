import { and, desc, eq, getTableColumns, sql } from "drizzle-orm";
import type { TenantTransaction } from "../client";
import { prepared } from "../prepared";
import { integrationLog, type LogEntry, type LogLevel, type LogStep } from "../schema";

/** As gate.append_log counts them. */
const SLOTS = 100;

export type NewLogEntry = {
  level: LogLevel;
  operation: string;
  message: string;
  fingerprint: string;
  steps: LogStep[];
  at: Date;
};

/** Into the merchant's ring of 100; an entry equal to the newest one (same fingerprint) counts up instead. */
export async function appendLogEntry(tx: TenantTransaction, entry: NewLogEntry): Promise<void> {
  await tx.execute(
    sql`select gate.append_log(${entry.level}, ${entry.operation}, ${entry.message}, ${entry.fingerprint}, ${JSON.stringify(entry.steps)}::jsonb, ${entry.at.toISOString()}::timestamptz)`,
  );
}

const { steps: _, ...columns } = getTableColumns(integrationLog);

const selectLog = prepared([], (db, { merchantId }) =>
  db
    .select(columns)
    .from(integrationLog)
    .where(eq(integrationLog.merchantId, merchantId))
    .orderBy(desc(integrationLog.seq)),
);

/** Newest first, at most 100, without their steps. `text` is found anywhere in the message or operation, whatever the case. */
export async function listLogEntries(
  tx: TenantTransaction,
  filter: { level?: LogLevel; text?: string },
): Promise<Omit<LogEntry, "steps">[]> {
  const { level, text } = filter;
  if (!level && !text) return selectLog(tx);
  return tx
    .select(columns)
    .from(integrationLog)
    .where(
      and(
        eq(integrationLog.merchantId, tx.merchantId),
        level ? eq(integrationLog.level, level) : undefined,
        text
          ? sql`position(lower(${text}) in lower(${integrationLog.message} || ' ' || ${integrationLog.operation})) > 0`
          : undefined,
      ),
    )
    .orderBy(desc(integrationLog.seq));
}

/** With its steps; null where it was overwritten or never was. */
export async function findLogEntry(tx: TenantTransaction, seq: number): Promise<LogEntry | null> {
  const { merchantId, slot } = integrationLog;
  const [entry] = await tx
    .select()
    .from(integrationLog)
    .where(and(eq(merchantId, tx.merchantId), eq(slot, seq % SLOTS), eq(integrationLog.seq, seq)));
  return entry ?? null;
}

export async function countLogEntries(tx: TenantTransaction): Promise<number> {
  const [row] = await tx
    .select({ count: sql<number>`count(*)::int` })
    .from(integrationLog)
    .where(eq(integrationLog.merchantId, tx.merchantId));
  return row?.count ?? 0;
}
