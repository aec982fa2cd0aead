import type { MenuEntry, MenuItem, MenuView } from "@/lib/lightspeed/menu/menu-types";

export type TestItem = { sku: string; name: string; priceMinor: number };

/** The cheapest item that can be ordered by itself: it has a fixed price, asks for no choice, and is not sold out. */
export function chooseTestItem(menus: readonly MenuView[], soldOut: readonly string[]): TestItem | null {
  const found = menus.flatMap(({ screens }) => listItems(screens)).flatMap((item) => toTestItem(item) ?? []);
  const [cheapest] = found
    .filter(({ sku }) => !soldOut.includes(sku))
    .sort((one, other) => one.priceMinor - other.priceMinor || one.sku.localeCompare(other.sku));
  return cheapest ?? null;
}

const listItems = (entries: readonly MenuEntry[]): MenuItem[] =>
  entries.flatMap((entry) => {
    if (entry.kind === "screen") return listItems(entry.entries);
    return entry.kind === "item" ? [entry] : [];
  });

function toTestItem(item: MenuItem): TestItem | null {
  const { sku, name, priceMinor, pricing, modifierGroups } = item;
  if (item.asSubItem) return null;
  if (sku === null || priceMinor === null || priceMinor <= 0 || pricing !== "fixed") return null;
  if (modifierGroups.some(({ minimum }) => minimum > 0)) return null;
  return { sku, name, priceMinor };
}
