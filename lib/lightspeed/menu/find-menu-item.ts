import { withTenant } from "@/db/client";
import { findLinkedSettings } from "@/db/queries/location-settings";
import { listCurrentMenus } from "@/db/queries/menus";
import type { Services } from "@/lib/services";
import { contentOf } from "./menu-contents";
import type { MenuContent, MenuDeal, MenuEntry, MenuItem, MenuModifier } from "./menu-types";
import { isSoldAlone } from "./sold-alone";

type Sold = MenuItem | MenuDeal | MenuModifier;

export type FoundMenuItem = {
  /** `modifierGroups` (item), `groups` (deal) say what must be chosen with it. */
  entry: Sold;
  /** The same SKU where it is made to be a part of something; null where it is only sold by itself. */
  part: MenuItem | null;
  menuId: string;
  menuName: string;
  /** The tax depends on the whole check: of the item or of its menu. */
  conditionalTax: boolean;
  readAt: string;
};

export type MenuItemQuestion = {
  locationId: string;
  /** The order profile's code, which chooses the prices; null: the till's own price list. */
  profile: string | null;
  skus: readonly string[];
  /** Only in this menu; otherwise in every menu of the location. */
  menuId?: string;
};

export type FoundMenuItems = {
  placeId: string;
  currency: string;
  /** False: nothing was ever read for this location and order profile, so nothing can be said about any SKU. */
  known: boolean;
  /** By SKU; a missing one is on no menu. Of two that share a SKU the first that is sold by itself, as guests see it; else the first. */
  items: Map<string, FoundMenuItem>;
};

/** What the menus say about SKUs, priced for an order profile, as last synchronised. Null: the location is not linked. Asks nobody. */
export async function findMenuItems(
  services: Pick<Services, "db">,
  merchantId: string,
  { locationId, profile, skus, menuId }: MenuItemQuestion,
): Promise<FoundMenuItems | null> {
  const found = await withTenant(services.db, merchantId, async (tx) => {
    const linked = await findLinkedSettings(tx, locationId);
    if (!linked) return null;
    const placeId = linked.link.businessLocationId;
    return { placeId, currency: linked.currency, rows: await listCurrentMenus(tx, placeId, profile ?? "") };
  });
  if (!found) return null;
  const items = new Map<string, FoundMenuItem>();
  let known = false;
  for (const row of found.rows) {
    if (!row.versionId || !row.readAt || (menuId !== undefined && menuId !== row.menuId)) continue;
    const stored = await contentOf(services, merchantId, row.versionId);
    // Another currency than the location's now: its amounts mean nothing any more.
    if (!stored || stored.currency !== found.currency) continue;
    known = true;
    const index = indexOf(stored.content);
    for (const sku of skus) {
      const entry = index.get(sku);
      const before = items.get(sku);
      if (!entry) continue;
      const part = before?.part ?? entry.part;
      if (before) before.part = part;
      if (before && (isSoldAlone(before.entry) || !isSoldAlone(entry.sold))) continue;
      items.set(sku, {
        ...{ entry: entry.sold, part },
        menuId: row.menuId,
        menuName: row.name,
        conditionalTax: entry.sold.tax.conditional || stored.content.conditionalTaxRules,
        readAt: row.readAt.toISOString(),
      });
    }
  }
  return { placeId: found.placeId, currency: found.currency, known, items };
}

type Indexed = { sold: Sold; part: MenuItem | null };

const indexes = new WeakMap<MenuContent, Map<string, Indexed>>();

/** What stands on a screen by itself, by SKU; what only exists inside a combo or as a modifier is not sold alone. */
function indexOf(content: MenuContent): Map<string, Indexed> {
  const known = indexes.get(content);
  if (known) return known;
  const index = new Map<string, Indexed>();
  const visit = (entries: readonly MenuEntry[]) => {
    for (const entry of entries) {
      if (entry.kind === "screen") visit(entry.entries);
      else if (entry.sku !== null) index.set(entry.sku, better(index.get(entry.sku), entry));
    }
  };
  visit(content.screens);
  indexes.set(content, index);
  return index;
}

/** The first that is sold by itself; where none is, the first of all. */
function better(before: Indexed | undefined, entry: Sold): Indexed {
  const part = before?.part ?? (entry.kind === "item" && entry.asSubItem ? entry : null);
  const keeps = before && (isSoldAlone(before.sold) || !isSoldAlone(entry));
  return { sold: keeps ? before.sold : entry, part };
}
