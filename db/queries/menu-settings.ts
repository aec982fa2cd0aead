import { and, asc, eq, sql } from "drizzle-orm";
import type { TenantTransaction } from "../client";
import { prepared } from "../prepared";
import { type AllergenMapping, allergenMappings, type MenuOverride, menuOverrides } from "../schema";

const selectAllergenMappings = prepared([], (db, { merchantId }) =>
  db
    .select()
    .from(allergenMappings)
    .where(eq(allergenMappings.merchantId, merchantId))
    .orderBy(asc(allergenMappings.code)),
);

export async function listAllergenMappings(tx: TenantTransaction): Promise<AllergenMapping[]> {
  return selectAllergenMappings(tx);
}

export async function saveAllergenMapping(
  tx: TenantTransaction,
  mapping: Pick<AllergenMapping, "code" | "field" | "updatedByName">,
): Promise<void> {
  await tx
    .insert(allergenMappings)
    .values({ ...mapping, merchantId: tx.merchantId })
    .onConflictDoUpdate({
      target: [allergenMappings.merchantId, allergenMappings.code],
      set: { field: mapping.field, updatedByName: mapping.updatedByName, updatedAt: sql`now()` },
    });
}

export async function deleteAllergenMapping(tx: TenantTransaction, code: string): Promise<void> {
  await tx
    .delete(allergenMappings)
    .where(and(eq(allergenMappings.merchantId, tx.merchantId), eq(allergenMappings.code, code)));
}

const selectMenuOverrides = prepared([], (db, { merchantId }) =>
  db
    .select()
    .from(menuOverrides)
    .where(eq(menuOverrides.merchantId, merchantId))
    .orderBy(asc(menuOverrides.sku), asc(menuOverrides.field)),
);

export async function listMenuOverrides(tx: TenantTransaction): Promise<MenuOverride[]> {
  return selectMenuOverrides(tx);
}

export async function saveMenuOverride(
  tx: TenantTransaction,
  override: Pick<MenuOverride, "sku" | "field" | "value" | "updatedByName">,
): Promise<void> {
  await tx
    .insert(menuOverrides)
    .values({ ...override, merchantId: tx.merchantId })
    .onConflictDoUpdate({
      target: [menuOverrides.merchantId, menuOverrides.sku, menuOverrides.field],
      set: { value: override.value, updatedByName: override.updatedByName, updatedAt: sql`now()` },
    });
}

export async function deleteMenuOverride(
  tx: TenantTransaction,
  { sku, field }: Pick<MenuOverride, "sku" | "field">,
): Promise<void> {
  await tx
    .delete(menuOverrides)
    .where(
      and(eq(menuOverrides.merchantId, tx.merchantId), eq(menuOverrides.sku, sku), eq(menuOverrides.field, field)),
    );
}
