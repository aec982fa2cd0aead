import { and, asc, desc, eq, sql } from "drizzle-orm";
import type { TenantTransaction } from "../client";
import { prepared, preparedWrite } from "../prepared";
import { orderTimeline, type TimelineEntry } from "../schema";

export type NewTimelineEntry = Partial<Omit<TimelineEntry, "id" | "merchantId">> &
  Pick<TimelineEntry, "orderId" | "at" | "direction" | "kind" | "message">;

const insertEntry = preparedWrite(orderTimeline, [], (db, { set, given }) =>
  db.insert(orderTimeline).values({ ...set, merchantId: given.merchantId }),
);

export async function insertTimelineEntry(tx: TenantTransaction, entry: NewTimelineEntry): Promise<void> {
  tx.sendAlong(insertEntry(tx, { detail: {}, ...entry }, {}, null));
}

/** The same from a room that knows payments and no orders: where there is no such order nothing is written. */
export function insertTimelineOfPayment(tx: TenantTransaction, entry: NewTimelineEntry): void {
  const { orderId, at, direction, kind, message, actor, attempt, httpStatus, durationMs, correlationId, detail } =
    entry;
  tx.sendAlong(
    tx.execute(sql`
      insert into order_timeline (merchant_id, order_id, at, direction, kind, message, actor, attempt, http_status, duration_ms, correlation_id, detail)
      select o.merchant_id, o.id, ${at.toISOString()}::timestamptz, ${direction}, ${kind}, ${message}, ${actor ?? null}::text, ${attempt ?? null}::int,
             ${httpStatus ?? null}::int, ${durationMs ?? null}::int, ${correlationId ?? null}::text, ${JSON.stringify(detail ?? {})}::jsonb
        from orders o where o.id = ${orderId} and o.merchant_id = ${tx.merchantId}`),
  );
}

const selectTimeline = prepared(["orderId"], (db, { merchantId, orderId }) =>
  db
    .select()
    .from(orderTimeline)
    .where(and(eq(orderTimeline.merchantId, merchantId), eq(orderTimeline.orderId, orderId)))
    .orderBy(asc(orderTimeline.id)),
);

/** In the order in which it was written down. */
export async function listTimeline(tx: TenantTransaction, orderId: string): Promise<TimelineEntry[]> {
  return selectTimeline(tx, { orderId });
}

/** Whether a person marked this very matter as resolved. */
export async function isSeenTo(tx: TenantTransaction, orderId: string, flagDetail: string): Promise<boolean> {
  const rows = await tx
    .select({ id: orderTimeline.id })
    .from(orderTimeline)
    .where(
      and(
        eq(orderTimeline.merchantId, tx.merchantId),
        eq(orderTimeline.orderId, orderId),
        eq(orderTimeline.kind, "resolution"),
        sql`position(${flagDetail} in ${orderTimeline.detail}->>'flagDetail') > 0`,
      ),
    )
    .limit(1);
  return rows.length > 0;
}

/** What a payment of the order was to book on its check, as last committed before a call under this reference; null where that was not written down. */
export async function findClaimedAmount(
  tx: TenantTransaction,
  orderId: string,
  reference: string,
): Promise<number | null> {
  const [row] = await tx
    .select({ amountMinor: sql<number | null>`(${orderTimeline.detail}->>'amountMinor')::bigint`.mapWith(Number) })
    .from(orderTimeline)
    .where(
      and(
        eq(orderTimeline.merchantId, tx.merchantId),
        eq(orderTimeline.orderId, orderId),
        eq(orderTimeline.kind, "settlement"),
        sql`${orderTimeline.detail}->>'reference' = ${reference}`,
      ),
    )
    .orderBy(desc(orderTimeline.id))
    .limit(1);
  return row?.amountMinor ?? null;
}
