import { and, desc, eq } from "drizzle-orm";
import type { TenantTransaction } from "../client";
import { type KioskKey, kioskKeys } from "../schema";

/** The one that counts; null before anybody has opened a kiosk there. */
export async function findKioskKey(tx: TenantTransaction, locationId: string): Promise<KioskKey | null> {
  const [row] = await tx
    .select()
    .from(kioskKeys)
    .where(and(eq(kioskKeys.merchantId, tx.merchantId), eq(kioskKeys.locationId, locationId)))
    .orderBy(desc(kioskKeys.version))
    .limit(1);
  return row ?? null;
}

/** Nothing when somebody else made this version in the same moment. */
export async function insertKioskKey(
  tx: TenantTransaction,
  key: Pick<KioskKey, "id" | "locationId" | "version" | "secret" | "createdBy">,
): Promise<void> {
  await tx
    .insert(kioskKeys)
    .values({ ...key, merchantId: tx.merchantId })
    .onConflictDoNothing({ target: [kioskKeys.locationId, kioskKeys.version] });
}
