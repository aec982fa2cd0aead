import { and, eq, isNull, lt, or } from "drizzle-orm";
import type { TenantTransaction } from "../client";
import { type AttentionSettings, attentionSettings } from "../schema";

const own = (tx: TenantTransaction) => eq(attentionSettings.merchantId, tx.merchantId);

export async function findAttentionSettings(tx: TenantTransaction): Promise<AttentionSettings | null> {
  const [row] = await tx.select().from(attentionSettings).where(own(tx));
  return row ?? null;
}

/** The merchant's row, made on first use; locked until the transaction ends. What is sealed is bound to its id. */
export async function holdAttentionSettings(
  tx: TenantTransaction,
  by: Pick<AttentionSettings, "updatedAt" | "updatedBy">,
): Promise<AttentionSettings> {
  await tx
    .insert(attentionSettings)
    .values({ ...by, merchantId: tx.merchantId })
    .onConflictDoNothing();
  const [row] = await tx.select().from(attentionSettings).where(own(tx)).for("update");
  if (!row) throw new Error("the settings that were just inserted are missing");
  return row;
}

/** Changes what is given and leaves the rest. */
export async function saveAttentionSettings(
  tx: TenantTransaction,
  values: Partial<Omit<AttentionSettings, "id" | "merchantId">>,
): Promise<void> {
  await tx.update(attentionSettings).set(values).where(own(tx));
}

/** False where one was sent since `before`. */
export async function claimTestNotice(
  tx: TenantTransaction,
  { at, before }: { at: Date; before: Date },
): Promise<boolean> {
  const rows = await tx
    .update(attentionSettings)
    .set({ testedAt: at })
    .where(and(own(tx), or(isNull(attentionSettings.testedAt), lt(attentionSettings.testedAt, before))))
    .returning({ id: attentionSettings.id });
  return rows.length > 0;
}
