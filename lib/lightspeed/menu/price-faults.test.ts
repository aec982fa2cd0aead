import { expect, test } from "vitest";
import type { MenuContent, MenuItem } from "./menu-types";
import { findPriceFaults } from "./price-faults";

const tax = { includedInPrice: null, percentage: null, amountMinor: null, conditional: false, parts: [] };
const item = (sku: string | null, priceMinor: number, change: Partial<MenuItem> = {}): MenuItem => ({
  ...{ kind: "item", sku, name: sku ?? "?", priceMinor, pricing: "fixed", customName: false, tax, rich: null },
  ...{ asSubItem: false, extraPriceMinor: null, modifierGroups: [], productionInstructions: [] },
  ...change,
});
const menu = (menuId: string, screens: Record<string, MenuItem[]>) => ({
  ...{ menuId, name: menuId },
  content: {
    ...{ name: menuId, conditionalTaxRules: false },
    screens: Object.entries(screens).map(([name, entries]) => ({
      ...{ kind: "screen" as const, id: null, name, color: null, entries },
    })),
  } satisfies MenuContent,
});
const lunch = menu("Lunch", { Starters: [item("SOUP", 750), item("WINE", 500)] });

test("a product at another price on another menu is told on both, with each price and its place, the charged one first", () => {
  const evening = menu("Evening", { Soups: [item("SOUP", 990)], Bar: [item("WINE", 500)] });
  const prices = [
    { menu: "Lunch", where: "Starters", priceMinor: 750 },
    { menu: "Evening", where: "Soups", priceMinor: 990 },
  ];
  expect(findPriceFaults([lunch, evening], "Lunch")).toEqual([
    { kind: "prices", sku: "SOUP", name: "SOUP", where: "Starters", at: "0.0", prices },
  ]);
  expect(findPriceFaults([lunch, evening], "Evening")).toMatchObject([{ where: "Soups", prices }]);
  expect(findPriceFaults([evening, lunch], "Lunch")[0]?.prices[0]).toMatchObject({ menu: "Evening" });
});

test("so is one that has two prices on one menu", () => {
  const card = menu("Card", { Food: [item("SOUP", 750)], Tonight: [item("SOUP", 600), item("SOUP", 750)] });
  expect(findPriceFaults([card], "Card")).toMatchObject([
    {
      prices: [
        { where: "Food", priceMinor: 750 },
        { where: "Tonight", priceMinor: 600 },
      ],
    },
  ]);
});

test.each([
  ["has an open price", item("SOUP", 0, { pricing: "open_positive", priceMinor: null })],
  ["is a part of something", item("SOUP", 100, { asSubItem: true })],
  ["has no SKU", item(null, 100)],
  ["costs the same", item("SOUP", 750)],
])("what %s elsewhere is no other price", (_, other) => {
  expect(findPriceFaults([lunch, menu("Evening", { Soups: [other] })], "Lunch")).toEqual([]);
});

test("what differs between two other menus is told there, not here", () => {
  const [a, b] = [menu("A", { Bar: [item("GIN", 900)] }), menu("B", { Bar: [item("GIN", 950)] })];
  expect(findPriceFaults([lunch, a, b], "Lunch")).toEqual([]);
});
