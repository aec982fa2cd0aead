import { eq } from "drizzle-orm";
import type { TenantTransaction } from "../client";
import { prepared } from "../prepared";
import { type BillingProfile, billingProfiles } from "../schema";

const selectBillingProfile = prepared([], (db, { merchantId }) =>
  db.select().from(billingProfiles).where(eq(billingProfiles.merchantId, merchantId)),
);

export async function findBillingProfile(tx: TenantTransaction): Promise<BillingProfile | null> {
  const [row] = await selectBillingProfile(tx);
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
