import { and, asc, eq } from "drizzle-orm";
import type { TenantTransaction } from "../client";
import { orderTimeline, type TimelineEntry } from "../schema";

export type NewTimelineEntry = Partial<Omit<TimelineEntry, "id" | "merchantId">> &
  Pick<TimelineEntry, "orderId" | "at" | "direction" | "kind" | "message">;

export async function insertTimelineEntry(tx: TenantTransaction, entry: NewTimelineEntry): Promise<void> {
  await tx.insert(orderTimeline).values({ detail: {}, ...entry, merchantId: tx.merchantId });
}

/** In the order in which it was written down. */
export async function listTimeline(tx: TenantTransaction, orderId: string): Promise<TimelineEntry[]> {
  return tx
    .select()
    .from(orderTimeline)
    .where(and(eq(orderTimeline.merchantId, tx.merchantId), eq(orderTimeline.orderId, orderId)))
    .orderBy(asc(orderTimeline.id));
}
