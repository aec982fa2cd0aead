import { and, asc, eq, inArray, isNull, lt, or, sql } from "drizzle-orm";
import type { Queryable, TenantTransaction } from "../client";
import { prepared } from "../prepared";
import { type Refund, type RefundStatus, refunds } from "../schema";

type NewRefund = Omit<typeof refunds.$inferInsert, "merchantId">;

const mine = (tx: TenantTransaction, id: string) => and(eq(refunds.merchantId, tx.merchantId), eq(refunds.id, id));

export async function insertRefund(tx: TenantTransaction, refund: NewRefund): Promise<Refund> {
  const [row] = await tx
    .insert(refunds)
    .values({ ...refund, merchantId: tx.merchantId })
    .returning();
  if (!row) throw new Error("no refund was inserted");
  return row;
}

export async function findRefund(tx: TenantTransaction, id: string): Promise<Refund | null> {
  const [row] = await tx.select().from(refunds).where(mine(tx, id));
  return row ?? null;
}

const selectRefunds = prepared(["paymentId"], (db, { merchantId, paymentId }) =>
  db
    .select()
    .from(refunds)
    .where(and(eq(refunds.merchantId, merchantId), eq(refunds.paymentId, paymentId)))
    .orderBy(asc(refunds.createdAt)),
);

/** The oldest first. */
export async function listRefunds(tx: TenantTransaction, paymentId: string): Promise<Refund[]> {
  return selectRefunds(tx, { paymentId });
}

const selectRefundsOfOrder = prepared(["orderId"], (db, { merchantId, orderId }) =>
  db
    .select()
    .from(refunds)
    .where(and(eq(refunds.merchantId, merchantId), eq(refunds.orderId, orderId)))
    .orderBy(asc(refunds.createdAt)),
);

export async function listRefundsOfOrder(tx: TenantTransaction, orderId: string): Promise<Refund[]> {
  return selectRefundsOfOrder(tx, { orderId });
}

/** Takes the refund for one worker until `until`; null when it is settled or another one has it. */
export async function leaseRefund(
  tx: TenantTransaction,
  id: string,
  { now, until }: { now: Date; until: Date },
): Promise<Refund | null> {
  const [row] = await tx
    .update(refunds)
    .set({ leaseUntil: until, attempts: sql`${refunds.attempts} + 1`, updatedAt: sql`now()` })
    .where(
      and(
        mine(tx, id),
        inArray(refunds.status, ["requested", "issued"]),
        or(isNull(refunds.leaseUntil), lt(refunds.leaseUntil, now)),
      ),
    )
    .returning();
  return row ?? null;
}

/** Moves a refund on only from one of the `from` states, and only in this try of it where one is named; null otherwise. */
export async function moveRefund(
  tx: TenantTransaction,
  id: string,
  {
    from,
    attempts,
    ...change
  }: { from: RefundStatus[]; attempts?: number } & Partial<Omit<NewRefund, "id" | "attempts">>,
): Promise<Refund | null> {
  const [row] = await tx
    .update(refunds)
    .set({ ...change, updatedAt: sql`now()` })
    .where(
      and(
        mine(tx, id),
        inArray(refunds.status, from),
        attempts === undefined ? undefined : eq(refunds.attempts, attempts),
      ),
    )
    .returning();
  return row ?? null;
}

/** Over all tenants, the longest due first. */
export async function listDueRefunds(db: Queryable, now: Date, limit: number) {
  const rows = await db.execute<{ merchant_id: string; refund_id: string; payment_id: string }>(
    sql`select merchant_id, refund_id, payment_id from gate.due_refunds(${now.toISOString()}::timestamptz, ${limit})`,
  );
  return rows.map(({ merchant_id, refund_id, payment_id }) => ({
    ...{ merchantId: merchant_id, refundId: refund_id, paymentId: payment_id },
  }));
}

export async function noteRefundTold(tx: TenantTransaction, id: string, at: Date): Promise<void> {
  await tx.update(refunds).set({ toldAt: at, dueAt: null }).where(mine(tx, id));
}
