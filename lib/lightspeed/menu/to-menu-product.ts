import type { MenuItem as ItemOnTheWire } from "@/lib/k-series";
import type { MenuProduct, MenuRich, Pricing } from "./menu-types";
import { plainText } from "./plain-text";

const LONGEST_NAME = 300;

/** A name on one line, of a length that a list can show. */
export const label = (text: string | null | undefined): string =>
  (text ?? "").replace(/\s+/g, " ").trim().slice(0, LONGEST_NAME);

const pricings: Record<string, Pricing> = {
  PRICE_CANNOT_BE_CUSTOMIZED: "fixed",
  CUSTOMIZED_ITEM_PRICE_WILL_BE_POSITIVE: "open_positive",
  CUSTOMIZED_ITEM_PRICE_WILL_BE_NEGATIVE: "open_negative",
  CUSTOMIZED_ITEM_PRICE_WILL_BE_A_PERCENTAGE_OF_TOTAL: "percentage",
};

type ProductOnTheWire = Pick<
  ItemOnTheWire,
  | "name"
  | "sku"
  | "priceMinor"
  | "pricingStrategy"
  | "customItemNameEnabled"
  | "richData"
  | "taxIncludedInPrice"
  | "defaultTaxPercentage"
  | "defaultTaxMinor"
  | "conditionalTaxRules"
  | "taxes"
>;

export function toProduct(product: ProductOnTheWire): MenuProduct {
  const sku = (product.sku ?? "").trim();
  return {
    name: label(product.name) || "Item without a name",
    sku: sku === "" ? null : sku,
    priceMinor: product.priceMinor ?? null,
    pricing: product.pricingStrategy ? (pricings[product.pricingStrategy] ?? "unknown") : "fixed",
    customName: product.customItemNameEnabled ?? false,
    tax: {
      includedInPrice: product.taxIncludedInPrice ?? null,
      percentage: product.defaultTaxPercentage ?? null,
      amountMinor: product.defaultTaxMinor ?? null,
      conditional: product.conditionalTaxRules ?? false,
      parts: (product.taxes ?? []).map(({ description, percentage, amountMinor }) => ({
        name: label(description),
        percentage: percentage ?? null,
        amountMinor: amountMinor ?? null,
      })),
    },
    rich: product.richData ? toRich(product.richData) : null,
  };
}

function toRich(rich: NonNullable<ItemOnTheWire["richData"]>): MenuRich {
  const { squareImageUrl, previewImageUrl, rawImageUrl, containsAlcohol, alcoholPercentage } = rich;
  const texts = (rich.texts ?? []).flatMap(({ locale, friendlyDisplayName, description }) => {
    const name = label(friendlyDisplayName);
    const text = plainText(description ?? "");
    return locale && (name || text) ? [{ locale, name: name || null, description: text || null }] : [];
  });
  const codes = [...new Set(rich.allergenCodes ?? [])].sort();
  const hasPicture = squareImageUrl || previewImageUrl || rawImageUrl;
  return {
    texts,
    // An empty list is what an item looks like that nobody has filled in: not stated, never "free of".
    allergenCodes: codes.length > 0 ? codes : null,
    alcohol:
      containsAlcohol === null || containsAlcohol === undefined
        ? null
        : { contains: containsAlcohol, percentage: alcoholPercentage ?? null },
    pictures: hasPicture
      ? { square: squareImageUrl ?? null, preview: previewImageUrl ?? null, raw: rawImageUrl ?? null }
      : null,
  };
}
