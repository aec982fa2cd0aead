import type { Business } from "../state/accounts";
import type { Store } from "../state/store";
import { cardOf, type Text } from "./card";

/** The pictures of a rich item, each the name of a file that the sandbox serves. */
export type Pictures = { square: string; preview: string; raw: string };
export type RichItem = {
  sku: string;
  descriptions: Text[];
  allergenCodes: string[];
  createdAt: string;
  updatedAt: string;
  pictures?: Pictures | undefined;
};

export type RichContent = {
  list(): RichItem[];
  get(sku: string): RichItem | undefined;
  save(item: RichItem): void;
  remove(sku: string): void;
  locales(): string[];
  setLocales(locales: string[]): void;
  version(): number;
};

const WRITTEN = "2026-01-11T10:02:00Z";
const PICTURED_EVERY = 3;

function baseOf(business: Business): Map<string, RichItem> {
  const found = new Map<string, RichItem>();
  for (const { template } of business.locations) {
    const described = cardOf(template).products.filter(({ sku, texts }) => texts.length > 0 && sku !== "");
    for (const [index, { sku, texts, allergens }] of described.entries()) {
      const plate = `plate-${sku}`;
      const pictures = { square: `${plate}-480.png`, preview: `${plate}-120.png`, raw: `${plate}-640.png` };
      if (found.has(sku) || sku.length > 25) continue;
      found.set(sku, {
        sku,
        descriptions: texts,
        allergenCodes: allergens,
        createdAt: WRITTEN,
        updatedAt: WRITTEN,
        ...(index % PICTURED_EVERY === 0 ? { pictures } : {}),
      });
    }
  }
  return found;
}

type Stored = RichItem | { deleted: true };

/** Texts, allergens and pictures of a business; they belong to a SKU, not to a location. */
export function openRichContent(store: Store, business: Business): RichContent {
  const changes = store.collection<Stored>(`rich-items/${business.id}`);
  const locales = store.collection<string[]>("locales");
  let all = baseOf(business);
  for (const [sku, change] of changes.entries()) {
    if ("deleted" in change) all.delete(sku);
    else all.set(sku, change);
  }
  let version = 0;
  return {
    list: () => [...all.values()],
    get: (sku) => all.get(sku),
    save: (item) => {
      changes.set(item.sku, item);
      all = new Map(all).set(item.sku, item);
      version += 1;
    },
    remove: (sku) => {
      changes.set(sku, { deleted: true });
      all.delete(sku);
      version += 1;
    },
    locales: () => locales.get(business.id) ?? ["nl", "fr", "en"],
    setLocales: (wanted) => locales.set(business.id, wanted),
    version: () => version,
  };
}
