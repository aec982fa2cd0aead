import { withTenant } from "@/db/client";
import { listMenuRows } from "@/db/queries/menus";
import type { Services } from "@/lib/services";
import { allergenFields, usualField } from "./allergen-fields";
import { eachProduct } from "./keep-rich";
import { contentOf } from "./menu-contents";
import { readAllergenCodes } from "./menu-parts";
import { getMenuWords } from "./menu-words";

type Needs = Pick<Services, "db" | "oauth" | "keyring" | "now" | "lightspeed" | "traffic">;

export type AllergenCodeRow = {
  code: string;
  /** In English where the vendor has it, else in any language. */
  name: string | null;
  /** How many products of the location's menus carry it. */
  used: number;
  /** What it means; null: not mapped. */
  field: string | null;
  /** The merchant said so, and not we. */
  own: boolean;
};

/** Every code that the vendor lists or that a menu carries, those without a meaning first. */
export async function getAllergenCodes(services: Needs, merchantId: string, placeId: string) {
  const [snapshot, words, used] = await Promise.all([
    readAllergenCodes(services, merchantId),
    getMenuWords(services, merchantId),
    countUses(services, merchantId, placeId),
  ]);
  const listed = new Map((snapshot.data ?? []).map(({ code, texts }) => [code, texts]));
  const every = new Set([...listed.keys(), ...used.keys(), ...words.allergens.keys()]);
  const codes = [...every].map((code): AllergenCodeRow => {
    const texts = listed.get(code) ?? [];
    const name = texts.find(({ locale }) => locale.startsWith("en")) ?? texts[0];
    const own = words.allergens.get(code);
    return {
      code,
      name: name?.text ?? null,
      used: used.get(code) ?? 0,
      field: own ?? usualField(code),
      own: own !== undefined,
    };
  });
  codes.sort((a, b) => Number(a.field !== null) - Number(b.field !== null) || a.code.localeCompare(b.code, "en"));
  return { snapshot, codes, fields: allergenFields.map(({ field, label, kind }) => ({ field, label, kind })) };
}

async function countUses(services: Needs, merchantId: string, placeId: string): Promise<Map<string, number>> {
  const rows = await withTenant(services.db, merchantId, (tx) => listMenuRows(tx, placeId));
  const skus = new Map<string, Set<string>>();
  // Allergens are the same with every order profile: one of each menu is enough.
  const seen = new Set<string>();
  for (const { menuId, versionId } of rows) {
    if (!versionId || seen.has(menuId)) continue;
    seen.add(menuId);
    const stored = await contentOf(services, merchantId, versionId);
    if (stored)
      eachProduct(stored.content, ({ sku, name, rich }) => {
        for (const code of rich?.allergenCodes ?? []) skus.set(code, (skus.get(code) ?? new Set()).add(sku ?? name));
      });
  }
  return new Map([...skus].map(([code, products]) => [code, products.size]));
}
