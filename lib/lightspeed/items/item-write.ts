import { AppError } from "@/lib/errors";
import type { ItemUpdate } from "@/lib/k-series";
import { type ItemInput, priceModes } from "./item-input";
import type { ItemPlace, ItemView } from "./item-types";
import { versionOf } from "./to-item-view";

/** Everything that a replacement can carry: another one means that somebody has changed the item. */
export function itemVersion(item: ItemView): string {
  const { name, docketName, sku, active, barcode, barcodes, group, costPriceMinor, priceMinor, priceMode } = item;
  return versionOf([
    name,
    docketName,
    sku,
    active,
    barcode,
    barcodes,
    group?.id,
    costPriceMinor,
    priceMinor,
    priceMode,
  ]);
}

/** Read, merged, written: what the form does not ask for goes back as it was, since what is left out is lost. */
export function replacementOf(
  { businessLocationId }: ItemPlace,
  before: ItemView,
  { input, active = before.active }: { input?: ItemInput; active?: boolean },
): ItemUpdate {
  const asRead: ItemInput = {
    name: before.name,
    docketName: before.docketName,
    sku: before.sku ?? refuse("It has no SKU, and Lightspeed saves no item without one. Edit it and enter a SKU."),
    barcode: before.barcode,
    barcodes: before.barcodes,
    accountingGroupId: before.group?.id ?? refuse("It has no accounting group. Edit it and choose one."),
    price: before.priceMinor ?? refuse("It has no price. Edit it and enter one."),
    costPrice: before.costPriceMinor,
    priceMode: priceModes.find((mode) => mode === (before.priceMode ?? "AMOUNT")) ?? refuseMode(),
  };
  return bodyOf(businessLocationId, input ?? asRead, active);
}

export function bodyOf(businessLocationId: string, input: ItemInput, active: boolean): ItemUpdate {
  return {
    businessLocationId,
    name: input.name,
    sku: input.sku,
    active,
    accountingGroupId: input.accountingGroupId,
    defaultPriceMinor: input.price,
    priceMode: input.priceMode,
    ...(input.docketName === null ? {} : { docketName: input.docketName }),
    ...(input.barcode === null ? {} : { barcode: input.barcode }),
    ...(input.barcodes.length === 0 ? {} : { barcodes: input.barcodes }),
    ...(input.costPrice === null ? {} : { costPriceMinor: input.costPrice }),
  };
}

function refuse(message: string): never {
  throw new AppError("invalid_input", message);
}

const refuseMode = () => refuse("Its kind of price is one that Upvendo does not know. Edit it in Lightspeed.");
