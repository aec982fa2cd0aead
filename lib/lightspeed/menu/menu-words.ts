import { createHash } from "node:crypto";
import { readTenant, type TenantTransaction } from "@/db/client";
import { listAllergenMappings, listMenuOverrides } from "@/db/queries/menu-settings";
import type { Services } from "@/lib/services";
import type { AllergenMap } from "./resolve-allergens";

/** What the merchant has decided about menus; everything else follows Lightspeed. */
export type MenuWords = {
  allergens: AllergenMap;
  names: ReadonlyMap<string, string>;
  descriptions: ReadonlyMap<string, string>;
  /** Another decision, another stamp. */
  stamp: string;
};

export async function getMenuWords({ db }: Pick<Services, "db">, merchantId: string): Promise<MenuWords> {
  return readTenant(db, merchantId, readMenuWords);
}

export async function readMenuWords(tx: TenantTransaction): Promise<MenuWords> {
  const [mappings, overrides] = await Promise.all([listAllergenMappings(tx), listMenuOverrides(tx)]);
  const of = (wanted: string) =>
    new Map(overrides.filter(({ field }) => field === wanted).map(({ sku, value }) => [sku, value]));
  const decided = [
    mappings.map(({ code, field }) => [code, field]),
    overrides.map(({ sku, field, value }) => [sku, field, value]),
  ];
  return {
    allergens: new Map(mappings.map(({ code, field }) => [code, field])),
    names: of("name"),
    descriptions: of("description"),
    stamp: createHash("sha256").update(JSON.stringify(decided)).digest("hex").slice(0, 16),
  };
}
