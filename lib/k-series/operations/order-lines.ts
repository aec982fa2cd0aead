import { z } from "zod";
import type { MoneyWire } from "../money";
import { renamed } from "../shape";
import { decimalToWire, id } from "../wire";
import { sku } from "./common";

/** Ids of production instructions: numbers in a menu, text here. */
const modifiers = z.array(z.strictObject({ modifierId: id })).optional();
const quantity = z.number().int().positive();

export type SubItem = {
  quantity: number;
  sku: string;
  customItemName?: string;
  customItemPriceMinor?: number;
  modifiers?: { modifierId: string }[];
  /** Product modifiers of what was chosen, to any depth. */
  subItems?: SubItem[];
};

const lineNames = {
  customItemPriceMinor: "customItemPrice",
  discountAmountOverrideMinor: "discountAmountOverride",
} as const;

/** A line and what is chosen for it. The till prices them; a custom price counts only where the menu allows it. */
export function orderLine({ write }: MoneyWire) {
  const common = {
    quantity,
    sku,
    customItemName: z.string().optional(),
    customItemPriceMinor: write.optional(),
    modifiers,
  };
  const subItem = renamed(
    z.strictObject({
      ...common,
      get subItems(): z.ZodType<unknown[] | undefined, SubItem[] | undefined> {
        return z.array(subItem).optional();
      },
    }),
    { customItemPriceMinor: "customItemPrice" },
  );
  return {
    ...common,
    /** Only with a code whose discount is set up as manual; one of the two. */
    discountAmountOverrideMinor: write.optional(),
    discountPercentOverride: decimalToWire.optional(),
    discountCode: z.string().optional(),
    subItems: z.array(subItem).optional(),
  };
}

export const localLine = (money: MoneyWire) =>
  renamed(
    z.strictObject({ ...orderLine(money), course: z.number().int().min(0).optional() }).refine(oneOverride, oneOnly),
    lineNames,
  );

export const toGoLine = (money: MoneyWire) =>
  renamed(z.strictObject(orderLine(money)).refine(oneOverride, oneOnly), lineNames);

const oneOnly = "takes one override, an amount or a percentage";
const oneOverride = (line: { discountAmountOverrideMinor?: unknown; discountPercentOverride?: unknown }) =>
  line.discountAmountOverrideMinor === undefined || line.discountPercentOverride === undefined;
