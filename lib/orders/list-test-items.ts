import { withTenant } from "@/db/client";
import { findLinkedSettings } from "@/db/queries/location-settings";
import { listCurrentMenus } from "@/db/queries/menus";
import { contentOf } from "@/lib/lightspeed/menu/menu-contents";
import type { MenuEntry } from "@/lib/lightspeed/menu/menu-types";
import { readMenuWords } from "@/lib/lightspeed/menu/menu-words";
import { withOwnWords } from "@/lib/lightspeed/menu/own-words";
import type { Services } from "@/lib/services";

export type TestItem = { sku: string; name: string; priceMinor: number };
export type TestItems = { currency: string; profile: string | null; items: TestItem[]; more: boolean };

const MOST = 40;

/** What can be put into a test order, as last read from Lightspeed; with a search only what fits it. Null: not linked. */
export async function listTestItems(
  services: Pick<Services, "db">,
  merchantId: string,
  { locationId, type, search }: { locationId: string; type: "dine_in" | "takeaway"; search: string },
): Promise<TestItems | null> {
  const known = await withTenant(services.db, merchantId, async (tx) => {
    const [linked, words] = await Promise.all([findLinkedSettings(tx, locationId), readMenuWords(tx)]);
    if (!linked) return null;
    const { settings, currency, link } = linked;
    const profile = (type === "dine_in" ? settings?.orderProfileDineIn : settings?.orderProfileTakeaway) ?? null;
    return { currency, words, profile, menus: await listCurrentMenus(tx, link.businessLocationId, profile ?? "") };
  });
  if (!known) return null;
  const { currency, words, profile, menus } = known;
  const found = new Map<string, TestItem>();
  const wanted = search.trim().toLowerCase();
  const visit = (entries: readonly MenuEntry[]) => {
    for (const entry of entries) {
      if (entry.kind === "screen") visit(entry.entries);
      else if (entry.kind === "item" || entry.kind === "deal") {
        const { sku, name, priceMinor, pricing } = entry;
        if (sku === null || sku.length > 25 || !priceMinor || priceMinor < 0 || pricing !== "fixed") continue;
        if (entry.kind === "item" && entry.asSubItem) continue;
        if (!name.toLowerCase().includes(wanted) && !sku.toLowerCase().includes(wanted)) continue;
        if (!found.has(sku)) found.set(sku, { sku, name, priceMinor });
      }
    }
  };
  for (const { versionId, readAt } of menus) {
    const stored = versionId && readAt ? await contentOf(services, merchantId, versionId) : null;
    if (stored) visit(withOwnWords(stored.content, words).screens);
  }
  return { currency, profile, items: [...found.values()].slice(0, MOST), more: found.size > MOST };
}
