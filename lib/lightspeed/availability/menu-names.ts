import { readTenant } from "@/db/client";
import { listMenuRows } from "@/db/queries/menus";
import type { Services } from "@/lib/services";
import { contentOf } from "../menu/menu-contents";
import type { MenuContent, MenuEntry } from "../menu/menu-types";

/** Every SKU of the place's synchronised menus that an order can name, parts of combos and modifiers included, with its name. */
export async function menuNames(
  services: Pick<Services, "db">,
  merchantId: string,
  businessLocationId: string,
): Promise<Map<string, string>> {
  const rows = await readTenant(services.db, merchantId, (tx) => listMenuRows(tx, businessLocationId));
  // Order profiles change prices, not what is on a menu.
  const current = new Map(
    rows.flatMap(({ menuId, versionId, goneAt }) => (versionId && !goneAt ? [[menuId, versionId]] : [])),
  );
  const names = new Map<string, string>();
  for (const versionId of current.values()) {
    const stored = await contentOf(services, merchantId, versionId);
    for (const [sku, name] of stored ? namesIn(stored.content) : []) if (!names.has(sku)) names.set(sku, name);
  }
  return names;
}

const known = new WeakMap<MenuContent, Map<string, string>>();

function namesIn(content: MenuContent): Map<string, string> {
  const names = known.get(content) ?? new Map<string, string>();
  if (known.has(content)) return names;
  const visit = (entry: MenuEntry): void => {
    if (entry.kind === "screen") entry.entries.forEach(visit);
    else if (entry.sku !== null && !names.has(entry.sku)) names.set(entry.sku, entry.name);
    if (entry.kind === "item") for (const { choices } of entry.modifierGroups) choices.forEach(visit);
    if (entry.kind === "deal") {
      entry.items.forEach(visit);
      for (const { choices } of entry.groups) choices.forEach(visit);
    }
  };
  content.screens.forEach(visit);
  known.set(content, names);
  return names;
}
