import { desc, eq, sql } from "drizzle-orm";
import type { TenantTransaction } from "../client";
import { prepared } from "../prepared";
import {
  type CapabilityResult,
  type ConnectionTest,
  connectionTests,
  type DeletionReceipt,
  deletionReceipts,
} from "../schema";

/** Claims the one running test of a merchant over all processes; false while another runs. A crashed one ends by itself. */
export async function claimConnectionTest(tx: TenantTransaction, limitMs: number): Promise<boolean> {
  const until = sql`now() + ${limitMs} * interval '1 millisecond'`;
  const claimed = await tx
    .insert(connectionTests)
    .values({ merchantId: tx.merchantId, runningUntil: until })
    .onConflictDoUpdate({
      target: connectionTests.merchantId,
      set: { runningUntil: until },
      setWhere: sql`${connectionTests.runningUntil} is null or ${connectionTests.runningUntil} < now()`,
    })
    .returning({ merchantId: connectionTests.merchantId });
  return claimed.length > 0;
}

export async function finishConnectionTest(
  tx: TenantTransaction,
  outcome: { durationMs: number; results: CapabilityResult[] } | null,
): Promise<void> {
  await tx
    .update(connectionTests)
    .set({ runningUntil: null, ...(outcome ? { ...outcome, testedAt: sql`now()` } : {}) })
    .where(eq(connectionTests.merchantId, tx.merchantId));
}

export async function deleteConnectionTest(tx: TenantTransaction): Promise<void> {
  await tx.delete(connectionTests).where(eq(connectionTests.merchantId, tx.merchantId));
}

const selectConnectionTest = prepared([], (db, { merchantId }) =>
  db
    .select({ test: connectionTests, running: sql<boolean>`coalesce(${connectionTests.runningUntil} > now(), false)` })
    .from(connectionTests)
    .where(eq(connectionTests.merchantId, merchantId)),
);

export async function findConnectionTest(
  tx: TenantTransaction,
): Promise<(ConnectionTest & { running: boolean }) | null> {
  const [row] = await selectConnectionTest(tx);
  return row ? { ...row.test, running: row.running } : null;
}

type ReceiptContent = Pick<DeletionReceipt, "byName" | "removed" | "kept" | "unreachable">;

export async function insertReceipt(tx: TenantTransaction, receipt: ReceiptContent): Promise<DeletionReceipt> {
  const [row] = await tx
    .insert(deletionReceipts)
    .values({ ...receipt, merchantId: tx.merchantId })
    .returning();
  if (!row) throw new Error("the receipt was not stored");
  return row;
}

export async function updateReceipt(
  tx: TenantTransaction,
  id: string,
  content: Pick<ReceiptContent, "removed" | "unreachable">,
): Promise<void> {
  await tx.update(deletionReceipts).set(content).where(eq(deletionReceipts.id, id));
}

const selectNewestReceipt = prepared([], (db, { merchantId }) =>
  db
    .select()
    .from(deletionReceipts)
    .where(eq(deletionReceipts.merchantId, merchantId))
    .orderBy(desc(deletionReceipts.createdAt))
    .limit(1),
);

export async function findNewestReceipt(tx: TenantTransaction): Promise<DeletionReceipt | null> {
  const [row] = await selectNewestReceipt(tx);
  return row ?? null;
}
