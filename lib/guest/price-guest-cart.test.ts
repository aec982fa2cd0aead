import fc from "fast-check";
import { expect, test } from "vitest";
import { priceCart } from "@/lib/orders/price-cart";
import type { GuestChoice, GuestGroup, GuestItem } from "./guest-menu-types";
import { priceGuestCart } from "./price-guest-cart";

const choice = (sku: string, extraMinor: number, more: Partial<GuestChoice> = {}): GuestChoice => ({
  ...{ sku, name: sku, extraMinor, allergens: null, diets: [], left: null, groups: [], notes: [] },
  ...more,
});
const group = (minimum: number, maximum: number | null, choices: GuestChoice[], place = 0): GuestGroup => ({
  ...{ group: place, name: `Group ${place}`, minimum, maximum, choices },
});
const item = (sku: string, priceMinor: number, more: Partial<GuestItem> = {}): GuestItem => ({
  ...{
    sku,
    name: sku,
    description: null,
    priceMinor,
    allergens: null,
    diets: [],
    alcohol: null,
    picture: null,
    left: null,
  },
  ...{ groups: [], notes: [] },
  ...more,
});
const menuOf = (...items: GuestItem[]) => new Map(items.map((one) => [one.sku, one]));

const burger = item("BURGER", 1950, {
  groups: [group(0, 2, [choice("BACON", 200), choice("CHEESE", 150), choice("EGG", 100)])],
  notes: [
    {
      name: "Cooking",
      several: false,
      notes: [
        { id: "1", text: "Rare" },
        { id: "2", text: "Medium" },
      ],
    },
  ],
});
const steak = item("STEAK", 2750, { groups: [group(1, 1, [choice("PEPPER", 300), choice("PLAIN", 0)])] });
const combo = item("COMBO", 2500, {
  groups: [
    group(1, 1, [choice("BURGER", 0, { groups: burger.groups, notes: burger.notes })]),
    group(1, 1, [choice("COLA", 0), choice("LAGER", 50)], 1),
  ],
});
const menu = menuOf(burger, steak, combo, item("SOUP", 750, { left: 2 }), item("TART", 900, { left: 0 }));
type Lines = Parameters<typeof priceGuestCart>[1]["lines"];
const codes = (...lines: Lines) => priceGuestCart(menu, { lines }).reasons.map(({ code }) => code);
const chosen = (...skus: string[]) => skus.map((sku) => ({ group: 0, sku }));

test("a combo costs its own price, the supplements of what was chosen and what lies under them, times its quantity", () => {
  const { lines, reasons } = priceGuestCart(menu, {
    lines: [
      {
        ...{ sku: "COMBO", quantity: 2 },
        choices: [
          { group: 0, sku: "BURGER", choices: chosen("BACON", "CHEESE"), notes: ["2"] },
          { group: 1, sku: "LAGER" },
        ],
      },
    ],
  });
  expect(reasons).toEqual([]);
  expect(priceCart({ lines }).totals.totalMinor).toBe(2 * (2500 + 200 + 150 + 50));
  expect(lines[0]?.subItems?.[0]?.modifiers).toEqual([{ id: "2", name: "Medium" }]);
});

test.each<[string, Lines, string[]]>([
  ["nothing where one must be chosen", [{ sku: "STEAK", quantity: 1 }], ["choice_missing"]],
  ["exactly the least", [{ sku: "STEAK", quantity: 1, choices: chosen("PLAIN") }], []],
  ["one more than the most", [{ sku: "STEAK", quantity: 1, choices: chosen("PLAIN", "PEPPER") }], ["too_many_choices"]],
  ["exactly the most", [{ sku: "BURGER", quantity: 1, choices: chosen("BACON", "EGG") }], []],
  [
    "more than the most under a burger",
    [{ sku: "BURGER", quantity: 1, choices: chosen("BACON", "EGG", "CHEESE") }],
    ["too_many_choices"],
  ],
  ["a choice that is not offered", [{ sku: "BURGER", quantity: 1, choices: chosen("LOBSTER") }], ["choice_gone"]],
  [
    "a choice of another group",
    [{ sku: "BURGER", quantity: 1, choices: [{ group: 1, sku: "BACON" }] }],
    ["choice_gone"],
  ],
  ["the same choice twice", [{ sku: "BURGER", quantity: 1, choices: chosen("BACON", "BACON") }], ["choice_gone"]],
  ["a wish that is not offered", [{ sku: "BURGER", quantity: 1, notes: ["9"] }], ["note_gone"]],
  ["two wishes where one is allowed", [{ sku: "BURGER", quantity: 1, notes: ["1", "2"] }], ["note_gone"]],
  ["something that is not on the menu", [{ sku: "SUSHI", quantity: 1 }], ["gone"]],
  ["what is sold out", [{ sku: "TART", quantity: 1 }], ["sold_out"]],
  ["as many as there are", [{ sku: "SOUP", quantity: 2 }], []],
  [
    "more than there are, over two lines",
    [
      { sku: "SOUP", quantity: 2 },
      { sku: "SOUP", quantity: 1 },
    ],
    ["too_few_left"],
  ],
])("%s", (_, lines, expected) => {
  expect(codes(...lines)).toEqual(expected);
});

test("inside a combo the rules of what was chosen hold as well", () => {
  const burgerWith = (...skus: string[]) => [
    { group: 0, sku: "BURGER", choices: chosen(...skus) },
    { group: 1, sku: "COLA" },
  ];
  expect(codes({ sku: "COMBO", quantity: 1, choices: burgerWith("BACON") })).toEqual([]);
  expect(codes({ sku: "COMBO", quantity: 1, choices: burgerWith("BACON", "EGG", "CHEESE") })).toEqual([
    "too_many_choices",
  ]);
});

test("whatever a guest sends, no line has a price that is not the menu's", () => {
  const skus = fc.constantFrom("BURGER", "STEAK", "COMBO", "SOUP", "TART", "SUSHI", "BACON", "PLAIN");
  const inner = fc.record({ group: fc.integer({ min: 0, max: 2 }), sku: skus });
  const line = fc.record({
    sku: skus,
    quantity: fc.integer({ min: 1, max: 50 }),
    choices: fc.array(inner, { maxLength: 4 }),
  });
  fc.assert(
    fc.property(fc.array(line, { maxLength: 6 }), (lines) => {
      const priced = priceGuestCart(menu, { lines });
      for (const one of priced.lines) {
        expect(one.unitPrice).toBe(menu.get(one.sku)?.priceMinor);
        const offered = menu.get(one.sku)?.groups.flatMap(({ choices }) => choices) ?? [];
        for (const sub of one.subItems ?? [])
          expect(offered.some(({ sku, extraMinor }) => sku === sub.sku && extraMinor === sub.unitPrice)).toBe(true);
      }
    }),
    { numRuns: 500 },
  );
});
