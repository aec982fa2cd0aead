import type { MenuContent, MenuDeal, MenuEntry, MenuItem, MenuModifier, MenuRich } from "./menu-types";

type Sold = MenuItem | MenuDeal | MenuModifier;

/** Lightspeed could not deliver texts, pictures and allergens: each product keeps what was last known of it. Changes `content`. */
export function keepRich(content: MenuContent, known: MenuContent): void {
  const rich = new Map<string, MenuRich>();
  eachProduct(known, ({ sku, rich: found }) => {
    if (sku !== null && found && !rich.has(sku)) rich.set(sku, found);
  });
  eachProduct(content, (product) => {
    if (product.sku !== null) product.rich ??= rich.get(product.sku) ?? null;
  });
}

/** Everything with a name and a price, also inside combos and choices. */
export function eachProduct(content: MenuContent, visit: (product: Sold, screens: readonly string[]) => void): void {
  const product = (one: Sold, screens: readonly string[]) => {
    visit(one, screens);
    if (one.kind === "item")
      for (const group of one.modifierGroups) for (const choice of group.choices) product(choice, screens);
    if (one.kind !== "deal") return;
    for (const item of one.items) product(item, screens);
    for (const group of one.groups) for (const choice of group.choices) product(choice, screens);
  };
  const walk = (entries: readonly MenuEntry[], screens: readonly string[]) => {
    for (const entry of entries)
      if (entry.kind === "screen") walk(entry.entries, [...screens, entry.name]);
      else product(entry, screens);
  };
  walk(content.screens, []);
}
