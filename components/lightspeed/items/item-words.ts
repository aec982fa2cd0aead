import type { ItemProblem } from "@/lib/lightspeed/items/item-types";

export const problemWords: Record<ItemProblem, { label: string; advice: string }> = {
  sku_missing: { label: "No SKU", advice: "Without a SKU it cannot be ordered from Upvendo. Enter one." },
  sku_duplicate: {
    label: "SKU used twice",
    advice: "Another item for sale has the same SKU, so an order cannot say which one is meant. Change one of them.",
  },
  sku_long: {
    label: "SKU over 25 characters",
    advice:
      "Lightspeed keeps it, but it can neither be ordered nor have texts and pictures. Use 25 characters or fewer.",
  },
};

export const priceModeWords = new Map([
  ["AMOUNT", "Fixed amount"],
  ["PERCENT", "Percentage"],
  ["POSITIVE_OPEN_PRICE", "Asked at the till"],
  ["NEGATIVE_OPEN_PRICE", "Deduction, asked at the till"],
]);

export const itemTypeWords = new Map([
  ["ITEM", "Item"],
  ["SUB_ITEM", "Part of another item"],
  ["SEQUENCE", "Combo"],
  ["GROUP", "Group"],
]);
