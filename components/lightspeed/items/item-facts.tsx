import { Card } from "@/components/ui/card";
import { Stat } from "@/components/ui/stat";
import { formatNumber, type Region } from "@/lib/format";
import type { ItemRow } from "@/lib/lightspeed/items/item-types";
import { itemTypeWords, priceModeWords } from "./item-words";

type ItemFactsProps = { item: ItemRow; currency: string; region: Region; note?: string };

/** What everybody may see of an item. */
export function ItemFacts({ item, currency, region, note }: ItemFactsProps) {
  const barcodes = [item.barcode, ...item.barcodes].filter(Boolean).join(", ");
  return (
    <Card id="item" title="Item" description={note}>
      <div className="grid gap-4 sm:grid-cols-2 lg:grid-cols-3">
        <Stat title="Name">{item.name}</Stat>
        <Stat title="SKU">{item.sku ?? "None"}</Stat>
        <Stat title="Name on dockets">{item.docketName ?? "None"}</Stat>
        <Stat title="Accounting group">{item.group?.name ?? "None"}</Stat>
        <Stat title={`Price (${currency})`}>{item.price === null ? "None" : formatNumber(item.price, region)}</Stat>
        <Stat title="Kind of price">{priceModeWords.get(item.priceMode ?? "AMOUNT") ?? item.priceMode}</Stat>
        <Stat title="Kind of item">{itemTypeWords.get(item.itemType ?? "ITEM") ?? item.itemType}</Stat>
        <Stat title="Barcodes">{barcodes || "None"}</Stat>
        <Stat title="Sold">{item.active ? "For sale" : "Archived"}</Stat>
      </div>
    </Card>
  );
}
