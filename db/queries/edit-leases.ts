import { and, eq, lt, sql } from "drizzle-orm";
import type { TenantTransaction } from "../client";
import { editLeases } from "../schema";

/** False while somebody else holds it. */
export async function takeEditLease(
  tx: TenantTransaction,
  subject: string,
  { owner, leaseMs }: { owner: string; leaseMs: number },
): Promise<boolean> {
  const until = sql`clock_timestamp() + ${leaseMs} * interval '1 millisecond'`;
  const rows = await tx
    .insert(editLeases)
    .values({ merchantId: tx.merchantId, subject, owner, until })
    .onConflictDoUpdate({
      target: [editLeases.merchantId, editLeases.subject],
      set: { owner, until },
      setWhere: lt(editLeases.until, sql`clock_timestamp()`),
    })
    .returning({ owner: editLeases.owner });
  return rows.length > 0;
}

export async function releaseEditLease(tx: TenantTransaction, subject: string, owner: string): Promise<void> {
  await tx
    .delete(editLeases)
    .where(and(eq(editLeases.merchantId, tx.merchantId), eq(editLeases.subject, subject), eq(editLeases.owner, owner)));
}
