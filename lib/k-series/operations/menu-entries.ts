import { z } from "zod";
import type { MoneyWire } from "../money";
import { open, renamed } from "../shape";
import { tolerant } from "../tolerant";
import { decimal, int64 } from "../wire";

const instruction = renamed(open({ instruction: z.string().nullish(), ikentooModifierId: int64 }), {
  instruction: "text",
  ikentooModifierId: "id",
});

/** A note for the kitchen, without a price; its instructions' ids are what orders send as `modifierId`. */
export const productionInstructionGroup = renamed(
  open({
    multiSelectionPermitted: z.boolean().nullish(),
    productionInstructionGroupName: z.string().nullish(),
    productionIntructionGroupId: int64,
    productionInstructionList: z.array(instruction).nullish(),
  }),
  {
    productionInstructionGroupName: "name",
    productionIntructionGroupId: "id",
    productionInstructionList: "instructions",
  },
);

export type ProductionInstructionGroup = z.output<typeof productionInstructionGroup>;

const richData = open({
  squareImageUrl: z.string().nullish(),
  rawImageUrl: z.string().nullish(),
  previewImageUrl: z.string().nullish(),
  containsAlcohol: z.boolean().nullish(),
  alcoholPercentage: decimal.nullish(),
  texts: z
    .array(
      open({
        locale: z.string().nullish(),
        friendlyDisplayName: z.string().nullish(),
        /** May contain HTML; not made safe here. */
        description: z.string().nullish(),
      }),
    )
    .nullish(),
  /** Missing means not stated, never "free of". */
  allergenCodes: z.array(z.string()).nullish(),
});

/** The vendor's second word lacks a letter. */
const pricingStrategy = z
  .string()
  .transform((word) =>
    word === "CUSTOMIZED_ITEM_PRICE_WILL_BE_POSTIVE" ? "CUSTOMIZED_ITEM_PRICE_WILL_BE_POSITIVE" : word,
  );

const product = ({ read }: MoneyWire) => ({
  productName: z.string().nullish(),
  productPrice: read.nullish(),
  extraPrice: read.nullish(),
  color: z.string().nullish(),
  sku: z.string().nullish(),
  customItemNameEnabled: z.boolean().nullish(),
  pricingStrategy: pricingStrategy.nullish(),
  itemRichData: richData.nullish(),
  defaultTaxAmount: read.nullish(),
  defaultTaxPercentage: decimal.nullish(),
  taxIncludedInPrice: z.boolean().nullish(),
  conditionalTaxRules: z.boolean().nullish(),
  taxes: z.array(tax(read)).nullish(),
});

const tax = (read: MoneyWire["read"]) =>
  renamed(open({ description: z.string().nullish(), amount: read.nullish(), percentage: decimal.nullish() }), {
    amount: "amountMinor",
  });

const names = {
  "@type": "type",
  productName: "name",
  productPrice: "priceMinor",
  extraPrice: "extraPriceMinor",
  itemRichData: "richData",
  defaultTaxAmount: "defaultTaxMinor",
  productionInstructionList: "productionInstructions",
  menuModifierGroups: "modifierGroups",
  menuDealGroups: "dealGroups",
} as const;

/** Null in either bound means no limit. */
const choiceGroup = {
  description: z.string().nullish(),
  sku: z.string().nullish(),
  mustSelectAnItem: z.boolean().nullish(),
  multiSelectionPermitted: z.boolean().nullish(),
  minimumSelection: z.number().int().nullish(),
  maximumSelection: z.number().int().nullish(),
  itemRichData: richData.nullish(),
};

/** The entries that hold no other screen. Inside combos and groups the vendor may leave the type out. */
export function menuEntries(money: MoneyWire) {
  const base = product(money);
  const loose = z.string().nullish();
  const instructions = { productionInstructionList: z.array(productionInstructionGroup).nullish() };
  const modifier = <T extends z.ZodType>(type: T) => renamed(open({ "@type": type, ...base, ...instructions }), names);
  const modifierGroup = renamed(
    open({ ...choiceGroup, productModifiers: z.array(tolerant(modifier(loose))).nullish() }),
    {
      itemRichData: "richData",
    },
  );
  const item = <T extends z.ZodType>(type: T) =>
    renamed(
      open({
        "@type": type,
        ...base,
        ...instructions,
        asSubItem: z.boolean().nullish(),
        menuModifierGroups: z.array(tolerant(modifierGroup)).nullish(),
      }),
      names,
    );
  const dealItem = item(loose);
  const dealGroup = renamed(open({ ...choiceGroup, items: z.array(tolerant(dealItem)).nullish() }), {
    itemRichData: "richData",
  });
  const deal = renamed(
    open({
      "@type": z.literal("menuDeal"),
      ...base,
      items: z.array(tolerant(dealItem)).nullish(),
      menuDealGroups: z.array(tolerant(dealGroup)).nullish(),
    }),
    names,
  );
  return { item: item(z.literal("menuItem")), deal, modifier: modifier(z.literal("menuProductModifier")) };
}
