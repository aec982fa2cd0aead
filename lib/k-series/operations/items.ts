import { z } from "zod";
import { type MoneyWire, perCurrency } from "../money";
import { defineOperation } from "../operation";
import { open, openEnum, renamed } from "../shape";
import { decimal, id, int64, int64ToWire } from "../wire";
import { atLocation, MiB, nothing } from "./common";

const priceMode = ["AMOUNT", "PERCENT", "POSITIVE_OPEN_PRICE", "NEGATIVE_OPEN_PRICE"] as const;
const named = open({ category: z.string().nullish(), value: z.string().nullish() });

const itemFor = ({ read }: MoneyWire) =>
  renamed(
    open({
      id: int64,
      name: z.string().nullish(),
      docketName: z.string().nullish(),
      sku: z.string().nullish(),
      active: z.boolean().nullish(),
      barcode: z.string().nullish(),
      barcodes: z.array(z.string()).nullish(),
      accountingGroup: open({ id: int64.nullish(), name: z.string().nullish() }).nullish(),
      statisticGroups: z.array(named).nullish(),
      costPrice: read.nullish(),
      prices: z
        .array(renamed(open({ amount: read.nullish(), name: z.string().nullish() }), { amount: "amountMinor" }))
        .nullish(),
      sharingType: openEnum("GLOBAL_NO_BL", "GLOBAL", "LOCAL", "SHARED").nullish(),
      priceMode: openEnum(...priceMode).nullish(),
      inventorySource: openEnum("PURCHASED", "PRODUCED").nullish(),
      /** Of stock management; says nothing about selling. */
      disabled: z.boolean().nullish(),
      contentDimension: openEnum("DIMENSION_LESS", "VOLUME", "MASS").nullish(),
      contentUom: z.string().nullish(),
      contentValue: decimal.nullish(),
      itemType: openEnum("ITEM", "SEQUENCE", "GROUP", "SUB_ITEM").nullish(),
    }),
    { costPrice: "costPriceMinor" },
  );

const item = perCurrency(itemFor);
// The vendor declares one object and sends a list; both are read.
const itemList = perCurrency((money) => {
  const one = itemFor(money);
  return z.union([z.array(one), one.transform((single) => [single])]);
});

export type Item = z.output<ReturnType<typeof item>>;

const written = ({ write }: MoneyWire) => ({
  name: z.string().min(1).max(180),
  businessLocationId: int64ToWire,
  docketName: z.string().max(64).optional(),
  /** Up to 32 here, but above 25 it can neither be ordered nor have rich content. */
  sku: z.string().min(1).max(32),
  active: z.boolean().optional(),
  barcode: z.string().max(64).optional(),
  barcodes: z.array(z.string().min(1).max(64)).optional(),
  /** Must exist; tax follows it. */
  accountingGroupId: int64ToWire,
  costPriceMinor: write.optional(),
  defaultPriceMinor: write,
  priceMode: z.enum(priceMode).optional(),
});

const writtenNames = { costPriceMinor: "costPrice", defaultPriceMinor: "defaultPrice" } as const;

const newItem = perCurrency((money) => renamed(z.strictObject(written(money)).partial({ sku: true }), writtenNames));
const wholeItem = perCurrency((money) => renamed(z.strictObject(written(money)), writtenNames));

export type NewItem = z.input<ReturnType<typeof newItem>>;
export type ItemUpdate = z.input<ReturnType<typeof wholeItem>>;

const one = { path: "/items/v1/items/{id}", scope: "items", params: z.object({ id }) } as const;

/** With `currency` left out of a reading call, prices are left out of its answer. */
export const items = {
  /** With `itemIds` all are answered at once, unpaged. https://api-docs.lsk.lightspeed.app/operation/operation-items-apigetitems */
  list: defineOperation({
    method: "GET",
    path: "/items/v1/items",
    scope: "items",
    repeatable: true,
    currency: "optional",
    query: atLocation.extend({
      sku: z.string().min(1).max(32).optional(),
      name: z.string().min(1).max(180).optional(),
      accountingGroupId: id.optional(),
      itemIds: z.array(id).min(1).max(200).optional(),
      offset: z.number().int().min(0).optional(),
      amount: z.number().int().min(1).max(1000).optional(),
    }),
    response: itemList,
    maxBytes: 16 * MiB,
    paging: { style: "offset", size: "amount", largest: 1000, key: "id", endless: "itemIds" },
  }),
  /** A refused creation is declared as 404, KSeriesNotFoundError. */
  create: defineOperation({
    method: "POST",
    path: "/items/v1/items",
    scope: "items",
    repeatable: false,
    currency: "required",
    body: newItem,
    response: item,
  }),
  get: defineOperation({
    ...one,
    method: "GET",
    repeatable: true,
    currency: "optional",
    query: atLocation,
    response: item,
  }),
  /** Replaces: what is left out is lost. `active: false` archives. */
  update: defineOperation({
    ...one,
    method: "PUT",
    repeatable: true,
    currency: "required",
    body: wholeItem,
    response: item,
  }),
  /** Not in the vendor's contract: where it answers 404 or 405, archive instead. */
  remove: defineOperation({
    ...one,
    method: "DELETE",
    repeatable: true,
    query: atLocation.partial(),
    response: nothing,
  }),
};
