import { eq } from "drizzle-orm";
import type { TenantTransaction } from "../client";
import { type BillingProfile, billingProfiles } from "../schema";

export async function findBillingProfile(tx: TenantTransaction): Promise<BillingProfile | null> {
  const [row] = await tx.select().from(billingProfiles).where(eq(billingProfiles.merchantId, tx.merchantId));
  return row ?? null;
}

export async function saveBillingProfile(
  tx: TenantTransaction,
  given: Omit<BillingProfile, "merchantId">,
): Promise<void> {
  await tx
    .insert(billingProfiles)
    .values({ ...given, merchantId: tx.merchantId })
    .onConflictDoUpdate({ target: billingProfiles.merchantId, set: given });
}
