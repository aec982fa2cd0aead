import type { MenuContent, MenuEntry } from "./menu-types";

/** The longest SKU that an order or a rich item may name; Items takes up to 32. */
const LONGEST_SKU = 25;

export type SkuFault = {
  kind: "missing" | "duplicate" | "too_long" | "unknown";
  sku: string | null;
  name: string;
  /** The screens to it. */
  where: string;
  at: string;
  /** The other products with this SKU. */
  others?: string[];
};

/** What keeps products of a menu from being ordered, found before anybody orders. `known`: the SKUs of Items, null where they could not be read. */
export function findSkuFaults(content: MenuContent, known: ReadonlyMap<string, readonly string[]> | null): SkuFault[] {
  const faults: SkuFault[] = [];
  const names = new Map<string, Set<string>>();
  const sold: Omit<SkuFault, "kind">[] = [];
  const visit = (entries: readonly MenuEntry[], screens: readonly string[], path: readonly number[]) =>
    entries.forEach((entry, place) => {
      const at = [...path, place];
      if (entry.kind === "screen") {
        visit(entry.entries, [...screens, entry.name], at);
        return;
      }
      const { sku, name } = entry;
      sold.push({ sku, name, where: screens.join(" › "), at: at.join(".") });
      if (sku !== null) names.set(sku, (names.get(sku) ?? new Set()).add(name));
    });
  visit(content.screens, [], []);
  const told = new Set<string>();
  for (const product of sold) {
    const { sku, name } = product;
    const add = (kind: SkuFault["kind"], others?: string[]) => {
      const key = `${kind} ${sku} ${name}`;
      // The same product on several screens is one fault.
      if (!told.has(key)) faults.push({ kind, ...product, ...(others ? { others } : {}) });
      told.add(key);
    };
    if (sku === null) {
      add("missing");
      continue;
    }
    if (sku.length > LONGEST_SKU) add("too_long");
    const others = new Set([...(names.get(sku) ?? []), ...(known?.get(sku) ?? [])]);
    others.delete(name);
    const inItems = known?.get(sku);
    if ((names.get(sku)?.size ?? 0) > 1 || (inItems?.length ?? 0) > 1) add("duplicate", [...others]);
    if (known && !inItems) add("unknown");
  }
  return faults;
}
