import { z } from "zod";
import { printAmount, readAmount } from "@/lib/amounts";
import { decimalsOf, type Region } from "@/lib/format";
import type { ItemView } from "./item-types";

export const priceModes = ["AMOUNT", "PERCENT", "POSITIVE_OPEN_PRICE", "NEGATIVE_OPEN_PRICE"] as const;
export type PriceMode = (typeof priceModes)[number];

/** What the fields of the form hold, valid or not. */
export type ItemFormValues = {
  name: string;
  docketName: string;
  sku: string;
  barcode: string;
  /** Separated by commas. */
  barcodes: string;
  accountingGroupId: string;
  price: string;
  costPrice: string;
  priceMode: string;
};

const visible = (value: string) => !/\p{Cc}|\p{Cf}|\p{Cs}/u.test(value);
const UNSEEN = "Remove the characters that cannot be seen.";
const trimmed = z.string().transform((value) => value.trim());
const limited = (max: number) =>
  trimmed.pipe(z.string().max(max, `Use at most ${max} characters.`).refine(visible, UNSEEN));
const optional = (max: number) => limited(max).transform((value) => value || null);

type Place = { currency: string; region: Pick<Region, "country"> };

const amount = ({ currency, region }: Place) =>
  trimmed.transform((value, context) => {
    const minor = readAmount(value, currency, region);
    if (minor !== null) return minor;
    const example = printAmount(Math.floor(12.5 * 10 ** decimalsOf(currency)), currency, region);
    context.addIssue({ code: "custom", message: `Enter an amount such as ${example}.` });
    return z.NEVER;
  });

export const itemInput = (place: Place) =>
  z.object({
    name: limited(180).pipe(z.string().min(1, "Enter a name.")),
    docketName: optional(64),
    sku: limited(32).pipe(z.string().min(1, "Enter a SKU.")),
    barcode: optional(64),
    barcodes: trimmed
      .transform((value) => [
        ...new Set(
          value
            .split(/[,;\n]/)
            .map((one) => one.trim())
            .filter(Boolean),
        ),
      ])
      .pipe(z.array(z.string().max(64, "A barcode has at most 64 characters.").refine(visible, UNSEEN)).max(50)),
    accountingGroupId: z.string().regex(/^\d{1,19}$/, "Choose an accounting group."),
    price: amount(place),
    costPrice: z.union([trimmed.pipe(z.literal("")).transform(() => null), amount(place)]),
    priceMode: z.enum(priceModes, "Choose a kind of price."),
  });

export type ItemInput = z.output<ReturnType<typeof itemInput>>;

/** A form's fields, each cut to what an answer may carry back. */
export function readItemForm(form: FormData): ItemFormValues {
  const text = (name: string, most = 200) => String(form.get(name) ?? "").slice(0, most);
  return {
    name: text("name"),
    docketName: text("docketName"),
    sku: text("sku"),
    barcode: text("barcode"),
    barcodes: text("barcodes", 2000),
    accountingGroupId: text("accountingGroupId"),
    price: text("price"),
    costPrice: text("costPrice"),
    priceMode: text("priceMode"),
  };
}

export const newItemValues = (sku = ""): ItemFormValues => ({
  ...{ name: "", docketName: "", sku, barcode: "", barcodes: "", accountingGroupId: "" },
  ...{ price: "", costPrice: "", priceMode: "AMOUNT" },
});

export function valuesOfItem(item: ItemView, { currency, region }: Place): ItemFormValues {
  const print = (minor: number) => printAmount(minor, currency, region);
  return {
    name: item.name,
    docketName: item.docketName ?? "",
    sku: item.sku ?? "",
    barcode: item.barcode ?? "",
    barcodes: item.barcodes.join(", "),
    accountingGroupId: item.group?.id ?? "",
    price: item.priceMinor === null ? "" : print(item.priceMinor),
    costPrice: item.costPriceMinor === null ? "" : print(item.costPriceMinor),
    priceMode: item.priceMode ?? "AMOUNT",
  };
}
