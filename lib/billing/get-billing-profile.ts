import { withTenant } from "@/db/client";
import { findBillingProfile } from "@/db/queries/billing-profiles";
import type { Services } from "@/lib/services";
import type { BillingInput } from "./billing-input";

export type BillingView = BillingInput & { updatedByName: string; updatedAt: string };

/** Null until an owner has entered it; what is stored is whole. */
export async function getBillingProfile({ db }: Pick<Services, "db">, merchantId: string): Promise<BillingView | null> {
  const row = await withTenant(db, merchantId, findBillingProfile);
  if (!row) return null;
  const { merchantId: _, updatedAt, ...rest } = row;
  return { ...rest, updatedAt: updatedAt.toISOString() };
}
