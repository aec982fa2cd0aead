import { and, desc, eq, gt, inArray, isNotNull, type Placeholder, sql } from "drizzle-orm";
import type { Queryable, TenantTransaction } from "../client";
import { prepared, preparedWrite } from "../prepared";
import { type NewPayment, type Payment, type PaymentStatus, payments } from "../schema";

export async function insertPayment(tx: TenantTransaction, payment: Omit<NewPayment, "merchantId">): Promise<Payment> {
  const [row] = await tx
    .insert(payments)
    .values({ ...payment, merchantId: tx.merchantId })
    .returning();
  if (!row) throw new Error("no payment was inserted");
  return row;
}

const mineOf = ({ merchantId, id }: Record<"merchantId" | "id", Placeholder>) =>
  and(eq(payments.merchantId, merchantId), eq(payments.id, id));

const selectPayment = prepared(["id"], (db, given) => db.select().from(payments).where(mineOf(given)));
const selectPaymentToHold = prepared(["id"], (db, given) =>
  db.select().from(payments).where(mineOf(given)).for("update"),
);

export async function findPayment(tx: TenantTransaction, id: string): Promise<Payment | null> {
  const [row] = await selectPayment(tx, { id });
  return row ?? null;
}

/** Until the transaction ends nobody else moves this payment or its refunds. */
export async function holdPayment(tx: TenantTransaction, id: string): Promise<Payment | null> {
  const [row] = await selectPaymentToHold(tx, { id });
  return row ?? null;
}

/** Until the transaction ends nobody else starts a payment for this order. */
export async function holdOrderPayments(tx: TenantTransaction, orderId: string): Promise<void> {
  await tx.execute(sql`select pg_advisory_xact_lock(hashtextextended('payments:' || ${orderId}, 0))`);
}

const selectPaymentsOfOrder = prepared(["orderId"], (db, { merchantId, orderId }) =>
  db
    .select()
    .from(payments)
    .where(and(eq(payments.merchantId, merchantId), eq(payments.orderId, orderId)))
    .orderBy(desc(payments.createdAt)),
);

/** The newest first. */
export async function listPaymentsOfOrder(tx: TenantTransaction, orderId: string): Promise<Payment[]> {
  return selectPaymentsOfOrder(tx, { orderId });
}

export async function findPaymentByCheckout(
  tx: TenantTransaction,
  profileId: string,
  checkoutId: string,
): Promise<Payment | null> {
  const [row] = await tx
    .select()
    .from(payments)
    .where(
      and(
        eq(payments.merchantId, tx.merchantId),
        eq(payments.profileId, profileId),
        eq(payments.checkoutId, checkoutId),
      ),
    );
  return row ?? null;
}

export async function findPaymentByProviderId(
  tx: TenantTransaction,
  profileId: string,
  providerPaymentId: string,
): Promise<Payment | null> {
  const [row] = await tx
    .select()
    .from(payments)
    .where(
      and(
        eq(payments.merchantId, tx.merchantId),
        eq(payments.profileId, profileId),
        eq(payments.providerPaymentId, providerPaymentId),
      ),
    );
  return row ?? null;
}

const updatePayment = preparedWrite(payments, ["id"], (db, { set, given }, from: PaymentStatus[]) =>
  db
    .update(payments)
    .set({ ...set, updatedAt: sql`now()` })
    .where(and(mineOf(given), inArray(payments.status, from)))
    .returning(),
);

/** Moves a payment on only from one of the `from` states; null when it was in none of them. */
export async function movePayment(
  tx: TenantTransaction,
  id: string,
  { from, ...change }: { from: PaymentStatus[] } & Partial<Omit<NewPayment, "id" | "merchantId">>,
): Promise<Payment | null> {
  const [row] = await updatePayment(tx, change, { id }, from);
  return row ?? null;
}

/**
 * Until the transaction ends nobody else says what this profile's provider owes an answer for: the last of several sees what all others have written.
 * Only after the payment that it is about is held, so that nobody waits for one who waits for it.
 */
export async function holdAnswers(tx: TenantTransaction, profileId: string): Promise<void> {
  await tx.execute(sql`select pg_advisory_xact_lock(hashtextextended('answered:' || ${profileId}, 0))`);
}

/**
 * The provider answers again, so whatever else it owes an answer is due. What somebody holds is being answered this moment: to wait for it would
 * be to wait for one who waits for us.
 */
export async function askAgainNow(tx: TenantTransaction, profileId: string, now: Date): Promise<void> {
  const waiting = tx
    .select({ id: payments.id })
    .from(payments)
    .where(and(eq(payments.merchantId, tx.merchantId), eq(payments.profileId, profileId), gt(payments.unanswered, 0)))
    .for("update", { skipLocked: true });
  await tx
    .update(payments)
    .set({ readDueAt: now, updatedAt: sql`now()` })
    .where(and(eq(payments.merchantId, tx.merchantId), inArray(payments.id, waiting)));
}

/** Whether the merchant was told of a payment of this profile that is still unanswered. */
export async function isAnyToldOf(tx: TenantTransaction, profileId: string): Promise<boolean> {
  const rows = await tx
    .select({ id: payments.id })
    .from(payments)
    .where(
      and(
        eq(payments.merchantId, tx.merchantId),
        eq(payments.profileId, profileId),
        gt(payments.unanswered, 0),
        isNotNull(payments.unansweredToldAt),
      ),
    )
    .limit(1);
  return rows.length > 0;
}

/** Over all tenants: payments to ask the provider about, or to tell the order about. */
export async function listDuePayments(db: Queryable, now: Date, limit: number) {
  const rows = await db.execute<{ merchant_id: string; payment_id: string }>(
    sql`select merchant_id, payment_id from gate.due_payments(${now.toISOString()}::timestamptz, ${limit})`,
  );
  return rows.map(({ merchant_id, payment_id }) => ({ merchantId: merchant_id, paymentId: payment_id }));
}

const updateTold = preparedWrite(payments, ["id"], (db, { set, given }) =>
  db.update(payments).set(set).where(mineOf(given)),
);

/** The order knows the payment as it was at `changedAt`; a later change is still to be told. */
export async function noteTold(tx: TenantTransaction, id: string, changedAt: Date): Promise<void> {
  await updateTold(tx, { toldAt: changedAt }, { id }, null);
}
