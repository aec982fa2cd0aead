import { createHash } from "node:crypto";
import { type TenantTransaction, withTenant } from "@/db/client";
import { appendLogEntry, countLogEntries, findLogEntry, listLogEntries } from "@/db/queries/integration-log";
import type { LogLevel, LogStep } from "@/db/schema";
import type { Services } from "@/lib/services";
import { storableText } from "@/lib/storable-text";
import type { LogDetailView, LogEntryView } from "./connection-view-types";

export type LogFilter = { level?: LogLevel; text?: string };

export type LogView = { entries: LogEntryView[]; total: number };

export type LogLine = { level: LogLevel; operation: string; message: string; steps?: LogStep[] };

/** Into the merchant's integration log, in the caller's transaction. `message` is for the merchant: plain words, no secret. */
export async function writeLog(
  tx: TenantTransaction,
  now: Date,
  { level, operation, message: given, steps: givenSteps = [] }: LogLine,
): Promise<void> {
  const message = storableText(given);
  const steps = givenSteps.map((step) => (step.note ? { ...step, note: storableText(step.note) } : step));
  const fingerprint = createHash("sha256")
    .update(JSON.stringify([level, operation, message]))
    .digest("hex");
  await appendLogEntry(tx, { level, operation, message, fingerprint, steps, at: now });
}

export async function logFor(
  { db, now }: Pick<Services, "db" | "now">,
  merchantId: string,
  line: LogLine,
): Promise<void> {
  await withTenant(db, merchantId, (tx) => writeLog(tx, now(), line));
}

/** Newest first; `total` counts without the filter. */
export async function getIntegrationLog(
  { db }: Pick<Services, "db">,
  merchantId: string,
  filter: LogFilter = {},
): Promise<LogView> {
  return withTenant(db, merchantId, (tx) => readLog(tx, filter));
}

export async function readLog(tx: TenantTransaction, filter: LogFilter): Promise<LogView> {
  const text = filter.text === undefined ? {} : { text: storableText(filter.text) };
  const filtered = filter.level !== undefined || (filter.text ?? "") !== "";
  const [entries, total] = await Promise.all([
    listLogEntries(tx, { ...filter, ...text }),
    filtered ? countLogEntries(tx) : null,
  ]);
  return {
    entries: entries.map(({ seq, level, operation, message, count, firstAt, lastAt }) => ({
      ...{ seq, level, operation, message, count },
      ...{ firstAt: firstAt.toISOString(), lastAt: lastAt.toISOString() },
    })),
    total: total ?? entries.length,
  };
}

/** Null where it is not in the log, or not any more. */
export async function getLogDetail(
  { db }: Pick<Services, "db">,
  merchantId: string,
  seq: number,
): Promise<LogDetailView | null> {
  if (!Number.isSafeInteger(seq) || seq < 1) return null;
  const entry = await withTenant(db, merchantId, (tx) => findLogEntry(tx, seq));
  return entry && { operation: entry.operation, firstAt: entry.firstAt.toISOString(), steps: entry.steps };
}
