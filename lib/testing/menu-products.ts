import { eachProduct } from "@/lib/lightspeed/menu/keep-rich";
import type { MenuEntry, MenuView } from "@/lib/lightspeed/menu/menu-types";

/** The first product of a menu with this SKU, however deep. */
export function findProduct(menu: MenuView, sku: string) {
  const found: unknown[] = [];
  eachProduct(menu, (product) => {
    if (product.sku === sku) found.push(product);
  });
  return found[0];
}

export function names(entries: readonly MenuEntry[]): unknown[] {
  return entries.map((entry) =>
    entry.kind === "screen" ? [entry.name, names(entry.entries)] : [entry.sku, entry.priceMinor],
  );
}
