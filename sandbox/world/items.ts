import type { Store } from "../state/store";
import type { Product } from "./card";
import { type BaseItem, block, type Venue } from "./venue";

export type Item = {
  id: string;
  name: string;
  docketName: string;
  sku: string;
  active: boolean;
  barcode?: string | undefined;
  barcodes: string[];
  groupId: string;
  cents: number;
  costCents: number;
  priceMode: string;
  type: string;
};

export type Items = {
  /** In the order of their ids; archived ones too. */
  list(): Item[];
  get(id: string): Item | undefined;
  /** The first that is for sale under this SKU. */
  bySku(sku: string): Item | undefined;
  /** What the card says of an item beyond what the API edits. */
  productOf(item: Item): Product | undefined;
  save(item: Item): void;
  remove(id: string): void;
  newId(): string;
  /** Rises with every change. */
  version(): number;
};

const cents = (units: number) => Math.round(units * 100);

function asItem({ id, product, groupId }: BaseItem): Item {
  return {
    id,
    name: product.name,
    docketName: product.name.toUpperCase().slice(0, 64),
    sku: product.sku,
    active: true,
    barcodes: [],
    groupId,
    cents: cents(product.price),
    costCents: cents(product.cost),
    priceMode: product.priceMode ?? "AMOUNT",
    type: product.type ?? "ITEM",
  };
}

type Stored = Item | { deleted: true };

/** A location's items: the card's, with what the API has changed, added and deleted laid over. */
export function openItems(store: Store, venue: Venue): Items {
  const changes = store.collection<Stored>(`items/${venue.location.id}`);
  const products = new Map(venue.items.map((item) => [item.id, item.product]));
  let all = new Map<string, Item>();
  let forSale = new Map<string, Item>();
  let version = 0;
  const rebuild = () => {
    all = new Map(venue.items.map((item) => [item.id, asItem(item)]));
    for (const [id, change] of changes.entries()) {
      if ("deleted" in change) all.delete(id);
      else all.set(id, change);
    }
    forSale = new Map();
    for (const item of all.values()) if (item.active && !forSale.has(item.sku)) forSale.set(item.sku, item);
    version += 1;
  };
  rebuild();
  const change = (id: string, value: Stored) => {
    changes.set(id, value);
    rebuild();
  };
  return {
    list: () => [...all.values()],
    get: (id) => all.get(id),
    bySku: (sku) => (sku === "" ? undefined : forSale.get(sku)),
    productOf: ({ id }) => products.get(id),
    save: (item) => change(item.id, item),
    remove: (id) => change(id, { deleted: true }),
    newId: () => venue.id(block.newItems + changes.entries().filter(([id]) => !products.has(id)).length),
    version: () => version,
  };
}
