import { readTenant } from "@/db/client";
import { listCounts } from "@/db/queries/availability";
import { findLinkedSettings } from "@/db/queries/location-settings";
import { listCurrentMenus } from "@/db/queries/menus";
import { contentOf, type StoredContent } from "@/lib/lightspeed/menu/menu-contents";
import type { MenuScreen } from "@/lib/lightspeed/menu/menu-types";
import { type MenuWords, readMenuWords } from "@/lib/lightspeed/menu/menu-words";
import { withOwnWords } from "@/lib/lightspeed/menu/own-words";
import type { Services } from "@/lib/services";
import type { GuestItem, GuestMenu, GuestOrderType, GuestSection } from "./guest-menu-types";
import { type ItemContext, toGuestItem } from "./to-guest-item";

type Needs = Pick<Services, "db" | "lightspeed">;
type Question = { merchantId: string; locationId: string; type: GuestOrderType };

/** What may be ordered this way at the location, as last synchronised, with what is left as last told. Asks nobody. */
export async function readGuestMenu(services: Needs, { merchantId, locationId, type }: Question): Promise<GuestMenu> {
  const { environment } = services.lightspeed;
  const found = await readTenant(services.db, merchantId, async (tx) => {
    const [linked, words] = await Promise.all([findLinkedSettings(tx, locationId), readMenuWords(tx)]);
    const profile = type === "dine_in" ? linked?.settings?.orderProfileDineIn : linked?.settings?.orderProfileTakeaway;
    if (!linked || !profile) return { currency: linked?.currency ?? "EUR", words, rows: [], counts: [] };
    const { businessLocationId } = linked.link;
    const [rows, counts] = await Promise.all([
      listCurrentMenus(tx, businessLocationId, profile),
      listCounts(tx, { environment, businessLocationId }),
    ]);
    return { currency: linked.currency, words, rows, counts };
  });
  const { words } = found;
  const counts = new Map(found.counts.flatMap(({ sku, count }) => (count === null ? [] : [[sku, count] as const])));
  const menus: GuestMenu["menus"] = [];
  let readAt: Date | null = null;
  for (const row of found.rows) {
    if (!row.versionId || !row.readAt) continue;
    const stored = await contentOf(services, merchantId, row.versionId);
    // Another currency than the location's now: its amounts mean nothing any more.
    if (!stored || stored.currency !== found.currency) continue;
    const sections = sectionsOf(stored, words, { counts, versionId: row.versionId });
    if (sections.length === 0) continue;
    menus.push({ id: row.menuId, name: row.name, sections });
    if (!readAt || row.readAt < readAt) readAt = row.readAt;
  }
  return { type, currency: found.currency, readAt: readAt?.toISOString() ?? null, menus: withOnePrice(menus) };
}

/**
 * An order names a product by its SKU alone, never its menu: the till has one price for it. So has the guest, wherever it stands: that of
 * the first place, which is what the cart and the pre-flight go by.
 */
function withOnePrice(menus: GuestMenu["menus"]): GuestMenu["menus"] {
  const first = itemsOf({ menus });
  return menus.map((menu) => ({
    ...menu,
    sections: menu.sections.map(({ path, items }) => ({
      path,
      items: items.map((item) => first.get(item.sku) ?? item),
    })),
  }));
}

/** Of each version as last drawn: the stored content is the process's own and never changes, and it goes when that goes. Read only. */
const drawn = new WeakMap<StoredContent, { under: string; sections: GuestSection[] }>();

/** Drawn anew when a word, an allergen or a count is another one. */
function sectionsOf(
  stored: StoredContent,
  words: MenuWords,
  { counts, versionId }: Pick<ItemContext, "counts" | "versionId">,
): GuestSection[] {
  const under = `${words.stamp} ${JSON.stringify([...counts])}`;
  const known = drawn.get(stored);
  if (known?.under === under) return known.sections;
  const context = { counts, allergens: words.allergens, versionId };
  const sections = toSections(withOwnWords(stored.content, words).screens, context);
  drawn.set(stored, { under, sections });
  return sections;
}

/** Each screen with something for guests on it becomes a section; screens that hold only other screens become part of their path. */
function toSections(screens: readonly MenuScreen[], context: ItemContext): GuestSection[] {
  const sections: GuestSection[] = [];
  const visit = (screen: MenuScreen, path: readonly string[], at: string) => {
    const here = [...path, screen.name];
    const items = new Map<string, GuestItem>();
    const inner: [MenuScreen, string][] = [];
    screen.entries.forEach((entry, place) => {
      const there = `${at}.${place}`;
      if (entry.kind === "screen") inner.push([entry, there]);
      const item = toGuestItem(entry, there, context);
      if (item && !items.has(item.sku)) items.set(item.sku, item);
    });
    if (items.size > 0) sections.push({ path: here, items: [...items.values()] });
    for (const [one, there] of inner) visit(one, here, there);
  };
  for (const [place, screen] of screens.entries()) visit(screen, [], String(place));
  return sections;
}

/** By SKU over all menus; of two that share one the first on the menu, as everywhere. */
export function itemsOf({ menus }: Pick<GuestMenu, "menus">): Map<string, GuestItem> {
  const items = new Map<string, GuestItem>();
  for (const { sections } of menus)
    for (const section of sections)
      for (const item of section.items) if (!items.has(item.sku)) items.set(item.sku, item);
  return items;
}
