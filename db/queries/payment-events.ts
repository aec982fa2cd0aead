import { and, desc, eq, gt, inArray, sql } from "drizzle-orm";
import type { TenantTransaction } from "../client";
import { prepared, preparedWrite } from "../prepared";
import { type NewPaymentEvent, type PaymentEvent, type PaymentEventStatus, paymentEvents } from "../schema";

const insertEvent = preparedWrite(paymentEvents, [], (db, { set, given }) =>
  db
    .insert(paymentEvents)
    .values({ ...set, merchantId: given.merchantId })
    .onConflictDoNothing({
      target: [paymentEvents.profileId, paymentEvents.providerEventId],
      where: sql`${paymentEvents.providerEventId} is not null`,
    })
    .returning(),
);

/** Null when the provider's event was stored before. */
export async function insertPaymentEvent(
  tx: TenantTransaction,
  event: Omit<NewPaymentEvent, "merchantId">,
): Promise<PaymentEvent | null> {
  const [row] = await insertEvent(tx, event, {}, null);
  return row ?? null;
}

export type OpenEvent = Pick<PaymentEvent, "id" | "verified" | "type" | "objectIds" | "taken">;

const selectOpenEvents = prepared(["paymentId"], (db, { merchantId, paymentId }) =>
  db
    .select({
      ...{ id: paymentEvents.id, verified: paymentEvents.verified, type: paymentEvents.type },
      ...{ objectIds: paymentEvents.objectIds, taken: paymentEvents.taken },
    })
    .from(paymentEvents)
    .where(
      and(
        eq(paymentEvents.merchantId, merchantId),
        eq(paymentEvents.paymentId, paymentId),
        inArray(paymentEvents.status, ["received", "parked"]),
      ),
    ),
);

/** Those whose payment has not been asked about since they came. */
export async function listOpenEvents(tx: TenantTransaction, paymentId: string): Promise<OpenEvent[]> {
  return selectOpenEvents(tx, { paymentId });
}

const settle = preparedWrite(paymentEvents, ["ids"], (db, { set, given }) =>
  db
    .update(paymentEvents)
    .set({ ...set, attempts: sql`${paymentEvents.attempts} + 1` })
    .where(
      and(
        eq(paymentEvents.merchantId, given.merchantId),
        sql`${paymentEvents.id} = any(${given.ids}::uuid[])`,
        inArray(paymentEvents.status, ["received", "parked"]),
      ),
    ),
);

/** Only those that were there when the provider was asked: what came later may mean something newer. */
export async function settleEvents(
  tx: TenantTransaction,
  events: readonly { id: string }[],
  change: { status: PaymentEventStatus; what: string; processedAt: Date | null },
): Promise<void> {
  if (events.length === 0) return;
  tx.sendAlong(settle(tx, change, { ids: `{${events.map(({ id }) => id).join()}}` }, null));
}

export async function listPaymentEvents(tx: TenantTransaction, paymentId: string): Promise<PaymentEvent[]> {
  return tx
    .select()
    .from(paymentEvents)
    .where(and(eq(paymentEvents.merchantId, tx.merchantId), eq(paymentEvents.paymentId, paymentId)))
    .orderBy(desc(paymentEvents.receivedAt))
    .limit(100);
}

/** Of a payment that bears a mark of ours and that we do not know. */
export const STRAY = "stray";

export type Stray = { checkoutId: string; paymentId: string };

/** Those of the last days: the daily comparison asks about each. */
export async function listStrays(tx: TenantTransaction, profileId: string): Promise<Stray[]> {
  const rows = await tx
    .select({ objectIds: paymentEvents.objectIds })
    .from(paymentEvents)
    .where(
      and(
        eq(paymentEvents.merchantId, tx.merchantId),
        eq(paymentEvents.profileId, profileId),
        eq(paymentEvents.type, STRAY),
        gt(paymentEvents.receivedAt, sql`now() - interval '7 days'`),
      ),
    );
  return rows.flatMap(({ objectIds: [checkoutId, paymentId] }) =>
    checkoutId && paymentId ? [{ checkoutId, paymentId }] : [],
  );
}
