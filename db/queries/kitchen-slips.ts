import { and, asc, eq } from "drizzle-orm";
import type { TenantTransaction } from "../client";
import { prepared } from "../prepared";
import { type KitchenSlip, kitchenSlips, type SlipKind, type SlipState } from "../schema";

type Name = { orderId: string; kind: SlipKind };

const its = (tx: TenantTransaction, { orderId, kind }: Name) =>
  and(eq(kitchenSlips.merchantId, tx.merchantId), eq(kitchenSlips.orderId, orderId), eq(kitchenSlips.kind, kind));

/** False where the order has a slip of this kind: there is never a second one. */
export async function insertSlip(tx: TenantTransaction, slip: Name, at: Date): Promise<boolean> {
  const rows = await tx
    .insert(kitchenSlips)
    .values({ ...slip, merchantId: tx.merchantId, createdAt: at, updatedAt: at })
    .onConflictDoNothing({ target: [kitchenSlips.orderId, kitchenSlips.kind] })
    .returning({ kind: kitchenSlips.kind });
  return rows.length > 0;
}

export async function findSlip(tx: TenantTransaction, slip: Name): Promise<KitchenSlip | null> {
  const [row] = await tx.select().from(kitchenSlips).where(its(tx, slip));
  return row ?? null;
}

const selectSlips = prepared(["orderId"], (db, { merchantId, orderId }) =>
  db
    .select()
    .from(kitchenSlips)
    .where(and(eq(kitchenSlips.merchantId, merchantId), eq(kitchenSlips.orderId, orderId)))
    .orderBy(asc(kitchenSlips.createdAt)),
);

export async function listSlips(tx: TenantTransaction, orderId: string): Promise<KitchenSlip[]> {
  return selectSlips(tx, { orderId });
}

type Held = Name & Pick<KitchenSlip, "state" | "attempts">;

/** One conditional update: false where another one was faster. */
export async function changeSlip(
  tx: TenantTransaction,
  { state, attempts, ...slip }: Held,
  set: Partial<Omit<KitchenSlip, "merchantId" | "orderId" | "kind" | "createdAt">> & { updatedAt: Date },
): Promise<boolean> {
  const rows = await tx
    .update(kitchenSlips)
    .set(set)
    .where(and(its(tx, slip), eq(kitchenSlips.state, state), eq(kitchenSlips.attempts, attempts)))
    .returning({ kind: kitchenSlips.kind });
  return rows.length > 0;
}

/** Takes back what was certainly not printed; false where it may have been. */
export async function deleteSlip(tx: TenantTransaction, slip: Name, state: SlipState): Promise<boolean> {
  const rows = await tx
    .delete(kitchenSlips)
    .where(and(its(tx, slip), eq(kitchenSlips.state, state)))
    .returning({ kind: kitchenSlips.kind });
  return rows.length > 0;
}
