import type { Card, Choice, Screen } from "./card";
import type { BaseItem, Venue } from "./venue";

export type ItemNode = { kind: "item"; itemId: string; extraCents?: number };
export type GroupNode = { kind: "group"; id: string; name: string; color: string; nodes: MenuNode[] };
/** Stands on a screen although Items does not know it. */
export type StrayNode = { kind: "stray"; sku: string };
export type MenuNode = ItemNode | GroupNode | StrayNode;
export type ChoiceNode = Choice & { nodes: ItemNode[] };

export type Menu = { id: string; name: string; screens: GroupNode[] };

const MENUS = 1;
const SCREENS = 40_000;

/** By SKU, or by name where a card has a SKU twice or none: `name:Corkage`. */
function finder(items: BaseItem[]) {
  const bySku = new Map<string, string>();
  const byName = new Map<string, string>();
  for (const { id, product } of items) {
    if (!bySku.has(product.sku)) bySku.set(product.sku, id);
    if (!byName.has(product.name)) byName.set(product.name, id);
  }
  return (text: string) => (text.startsWith("name:") ? byName.get(text.slice(5)) : bySku.get(text));
}

/** Menus refer to items by id, so that a renamed or repriced item shows in them at once. */
export function compileMenus(card: Card, items: BaseItem[], id: Venue["id"]): Menu[] {
  const find = finder(items);
  let screens = 0;
  const node = (entry: string | Screen): MenuNode => {
    if (typeof entry !== "string") return group(entry);
    const itemId = find(entry);
    return itemId === undefined ? { kind: "stray", sku: entry } : { kind: "item", itemId };
  };
  const group = ({ name, color, entries }: Screen): GroupNode => {
    screens += 1;
    return { kind: "group", id: id(SCREENS + screens), name, color, nodes: entries.map(node) };
  };
  return card.menus.map(({ name, screens: plan }, index) => ({
    id: id(MENUS + index),
    name,
    screens: plan.map(group),
  }));
}
