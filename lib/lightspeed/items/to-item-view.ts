import { createHash } from "node:crypto";
import { fromMinorUnits, type Item } from "@/lib/k-series";
import { storableText } from "@/lib/storable-text";
import type { ItemProblem, ItemRow, ItemView } from "./item-types";

const text = (value: string | null | undefined) => (value ? storableText(value) : null);

/** The vendor marks no price as the default one: the one of its own list comes first. */
export function toItemView(item: Item): ItemView {
  const [own, ...others] = item.prices ?? [];
  const groupId = item.accountingGroup?.id;
  return {
    id: item.id,
    name: text(item.name) ?? "",
    docketName: text(item.docketName),
    sku: text(item.sku),
    active: item.active ?? true,
    barcode: text(item.barcode),
    barcodes: (item.barcodes ?? []).map(storableText),
    group: groupId ? { id: groupId, name: text(item.accountingGroup?.name) ?? groupId } : null,
    costPriceMinor: item.costPriceMinor ?? null,
    priceMinor: own?.amountMinor ?? null,
    otherPrices: others.map(({ name, amountMinor }) => ({ name: text(name) ?? "", amountMinor: amountMinor ?? null })),
    priceMode: item.priceMode ?? null,
    itemType: item.itemType ?? null,
    sharingType: item.sharingType ?? null,
  };
}

/** Another content has another version: what an editor began with is compared with what is there when saving. */
export function versionOf(value: unknown): string {
  return createHash("sha256").update(JSON.stringify(value)).digest("base64url").slice(0, 22);
}

/** Longer ones are kept by Items, but can neither be ordered nor have pictures and texts. */
export const LONGEST_ORDERABLE_SKU = 25;

/** Among items for sale: an archived one is in nobody's way. */
export function withProblems(items: readonly ItemView[], currency: string): ItemRow[] {
  const uses = new Map<string, number>();
  for (const { sku, active } of items) if (sku && active) uses.set(sku, (uses.get(sku) ?? 0) + 1);
  return items.map((item) => ({
    ...item,
    problems: item.active ? problemsOf(item, uses) : [],
    price: item.priceMinor === null ? null : fromMinorUnits(item.priceMinor, currency),
  }));
}

function problemsOf({ sku }: ItemView, uses: Map<string, number>): ItemProblem[] {
  if (sku === null) return ["sku_missing"];
  const problems: ItemProblem[] = [];
  if ((uses.get(sku) ?? 0) > 1) problems.push("sku_duplicate");
  if (sku.length > LONGEST_ORDERABLE_SKU) problems.push("sku_long");
  return problems;
}
