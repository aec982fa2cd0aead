import { createHash } from "node:crypto";
import { type TenantTransaction, withTenant } from "@/db/client";
import { appendLogEntry, countLogEntries, listLogEntries } from "@/db/queries/integration-log";
import type { LogLevel, LogStep } from "@/db/schema";
import type { Services } from "@/lib/services";
import { storableText } from "@/lib/storable-text";
import type { LogEntryView } from "./connection-view-types";

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
  filter: { level?: LogLevel; text?: string } = {},
): Promise<{ entries: LogEntryView[]; total: number }> {
  return withTenant(db, merchantId, async (tx) => {
    const text = filter.text === undefined ? {} : { text: storableText(filter.text) };
    const entries = await listLogEntries(tx, { ...filter, ...text });
    const filtered = filter.level !== undefined || (filter.text ?? "") !== "";
    return {
      entries: entries.map(({ seq, level, operation, message, count, firstAt, lastAt, steps }) => ({
        seq,
        level,
        operation,
        message,
        count,
        firstAt: firstAt.toISOString(),
        lastAt: lastAt.toISOString(),
        steps,
      })),
      total: filtered ? await countLogEntries(tx) : entries.length,
    };
  });
}
