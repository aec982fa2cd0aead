import type { TenantTransaction } from "@/db/client";
import { insertTimelineEntry, type NewTimelineEntry } from "@/db/queries/order-timeline";
import { redact } from "@/lib/redact";
import { storableText } from "@/lib/storable-text";

export type TimelineLine = Omit<NewTimelineEntry, "orderId">;

/** Writes down what happened, in the caller's transaction. A body in `detail` loses the guest and every secret on the way. */
export async function recordTimeline(tx: TenantTransaction, orderId: string, line: TimelineLine): Promise<void> {
  const message = storableText(line.message).slice(0, 1_000);
  await insertTimelineEntry(tx, { ...line, message, detail: redact(line.detail ?? {}), orderId });
}
