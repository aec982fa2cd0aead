import { readTenant } from "@/db/client";
import { listCurrentMenus } from "@/db/queries/menus";
import type { Services } from "@/lib/services";
import { contentOf } from "./menu-contents";
import type { MenuContent, MenuEntry } from "./menu-types";
import type { SkuFault } from "./sku-health";
import { isSoldAlone } from "./sold-alone";

export type PricePlace = {
  menu: string;
  /** The screens to it. */
  where: string;
  priceMinor: number;
};

export type PriceFault = Omit<SkuFault, "kind" | "sku" | "others"> & {
  kind: "prices";
  sku: string;
  /** The first is the one that guests pay. */
  prices: PricePlace[];
};

type Menu = { menuId: string; name: string; content: MenuContent };
type Question = { placeId: string; profile: string | null; menuId: string; currency: string };

/** Products of one menu that stand elsewhere, on it or on another menu of the place, at another price of the same order profile. */
export async function getPriceFaults(
  services: Pick<Services, "db">,
  merchantId: string,
  { placeId, profile, menuId, currency }: Question,
): Promise<PriceFault[]> {
  const rows = await readTenant(services.db, merchantId, (tx) => listCurrentMenus(tx, placeId, profile ?? ""));
  const menus: Menu[] = [];
  for (const row of rows) {
    const stored = row.versionId && row.readAt ? await contentOf(services, merchantId, row.versionId) : null;
    // Another currency than the location's now: its amounts mean nothing any more.
    if (stored?.currency === currency) menus.push({ menuId: row.menuId, name: row.name, content: stored.content });
  }
  return findPriceFaults(menus, menuId);
}

/** `menus` as Lightspeed orders them: of several prices the first is the one that guests see and pay (`find-menu-item`). */
export function findPriceFaults(menus: readonly Menu[], menuId: string): PriceFault[] {
  const prices = new Map<string, PricePlace[]>();
  const here = new Map<string, Omit<PriceFault, "kind" | "prices">>();
  for (const menu of menus) {
    const visit = (entries: readonly MenuEntry[], screens: readonly string[], path: readonly number[]) =>
      entries.forEach((entry, place) => {
        const at = [...path, place];
        if (entry.kind === "screen") visit(entry.entries, [...screens, entry.name], at);
        if (entry.kind === "screen" || entry.sku === null || !isSoldAlone(entry)) return;
        const { sku, name, priceMinor } = entry;
        const where = screens.join(" › ");
        const known = prices.get(sku) ?? [];
        const isNew = !known.some((one) => one.menu === menu.name && one.priceMinor === priceMinor);
        prices.set(sku, isNew ? [...known, { menu: menu.name, where, priceMinor }] : known);
        if (menu.menuId === menuId && !here.has(sku)) here.set(sku, { sku, name, where, at: at.join(".") });
      });
    visit(menu.content.screens, [], []);
  }
  return [...here].flatMap(([sku, product]) => {
    const places = prices.get(sku) ?? [];
    const differ = new Set(places.map(({ priceMinor }) => priceMinor)).size > 1;
    return differ ? [{ kind: "prices" as const, ...product, prices: places }] : [];
  });
}
