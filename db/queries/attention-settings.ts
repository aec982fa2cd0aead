import { eq } from "drizzle-orm";
import type { TenantTransaction } from "../client";
import { type AttentionSettings, attentionSettings } from "../schema";

export async function findAttentionSettings(tx: TenantTransaction): Promise<AttentionSettings | null> {
  const [row] = await tx.select().from(attentionSettings).where(eq(attentionSettings.merchantId, tx.merchantId));
  return row ?? null;
}

export async function saveAttentionSettings(
  tx: TenantTransaction,
  row: Omit<AttentionSettings, "merchantId">,
): Promise<void> {
  const { id: _, ...set } = row;
  await tx
    .insert(attentionSettings)
    .values({ ...row, merchantId: tx.merchantId })
    .onConflictDoUpdate({ target: attentionSettings.merchantId, set });
}
