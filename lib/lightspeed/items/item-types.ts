import type { Region } from "@/lib/format";
import type { Snapshot } from "../snapshots/read-snapshot";

/** An item as Lightspeed has it; amounts in minor units of the location's currency. */
export type ItemView = {
  id: string;
  name: string;
  docketName: string | null;
  sku: string | null;
  active: boolean;
  barcode: string | null;
  barcodes: string[];
  group: { id: string; name: string } | null;
  costPriceMinor: number | null;
  /** Of the item's own price list; the others are read only. */
  priceMinor: number | null;
  otherPrices: { name: string; amountMinor: number | null }[];
  priceMode: string | null;
  itemType: string | null;
  sharingType: string | null;
};

/** What makes an item unfit to be ordered or enriched. */
export type ItemProblem = "sku_missing" | "sku_duplicate" | "sku_long";

export type ItemRow = ItemView & {
  problems: ItemProblem[];
  /** In major units, without the currency. */
  price: string | null;
};

export type ItemFilter = {
  text: string;
  groupId: string | null;
  show: "active" | "archived" | "problems" | "all";
  offset: number;
  amount: number;
};

export type ItemPage = {
  rows: ItemRow[];
  /** That match the filter. */
  total: number;
  /** Of the whole location, archived ones too. */
  all: number;
  problems: number;
  groups: AccountingGroupChoice[];
  age: Pick<Snapshot<unknown>, "readAt" | "stale" | "problem">;
};

export type AccountingGroupChoice = { id: string; name: string };

/** Which place of the merchant's, as the verbs of items need it. */
export type ItemPlace = {
  businessLocationId: string;
  businessId: string;
  currency: string;
  region: Pick<Region, "country">;
};
