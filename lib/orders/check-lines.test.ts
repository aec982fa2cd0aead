import { expect, test } from "vitest";
import type { OrderSubItem } from "@/db/schema";
import type { MenuDeal, MenuItem, MenuModifier } from "@/lib/lightspeed/menu/menu-types";
import { type Card, checkLine } from "./check-lines";

const tax = { includedInPrice: true, percentage: "12", amountMinor: null, conditional: false, parts: [] };
const product = (name: string, priceMinor: number | null) => ({
  ...{ name, sku: name, priceMinor, pricing: "fixed" as const, customName: false, tax, rich: null },
});
const modifier = (name: string, extraPriceMinor: number | null, priceMinor = 50): MenuModifier => ({
  ...{ kind: "modifier", ...product(name, priceMinor), extraPriceMinor, productionInstructions: [] },
});
const item = (name: string, priceMinor: number, more: Partial<MenuItem> = {}): MenuItem => ({
  ...{ kind: "item", ...product(name, priceMinor), asSubItem: false, extraPriceMinor: null },
  ...{ modifierGroups: [], productionInstructions: [] },
  ...more,
});
const burger = (minimum: number, maximum: number | null) =>
  item("BURGER", 1500, {
    modifierGroups: [
      { sku: null, name: "Toppings", minimum, maximum, choices: [modifier("BACON", 150), modifier("EGG", null)] },
    ],
  });
const ordered = (sku: string, unitPriceMinor: number, more: Partial<OrderSubItem> = {}): OrderSubItem => ({
  ...{ sku, name: sku, quantity: 1, unitPriceMinor, modifiers: [], subItems: [] },
  ...more,
});
const bacon = (quantity: number) => (quantity === 0 ? [] : [ordered("BACON", 150, { quantity })]);
const codes = (line: OrderSubItem, entry: MenuItem | MenuDeal, { menu = [], instructions = null }: Around = {}) => {
  const find = (sku: string) => {
    const found = menu.find((one) => one.sku === sku);
    return found && { entry: found, part: found.asSubItem ? found : null };
  };
  return checkLine(line, { entry }, { currency: "EUR", country: "IE", find, instructions }).map(({ code }) => code);
};
type Around = { menu?: MenuItem[]; instructions?: Card["instructions"] };

const boundaries: [number, number | null, number, string[]][] = [
  ...([0, 1, 2, 3, 4] as const).map((chosen): [number, number | null, number, string[]] => {
    const code = chosen < 1 ? ["choice_missing"] : chosen > 3 ? ["too_many_choices"] : [];
    return [1, 3, chosen, code];
  }),
  [0, 0, 0, []],
  [0, 0, 1, ["too_many_choices"]],
  [2, 2, 1, ["choice_missing"]],
  [2, 2, 2, []],
  [0, null, 99, []],
];

test.each(boundaries)("a group of %s to %s with %s chosen", (minimum, maximum, chosen, expected) => {
  expect(codes(ordered("BURGER", 1500, { subItems: bacon(chosen) }), burger(minimum, maximum))).toEqual(expected);
});

test("a choice costs its supplement, and its own price where it has none", () => {
  const at = (subItems: OrderSubItem[]) => codes(ordered("BURGER", 1500, { subItems }), burger(0, null));
  expect(at([ordered("BACON", 150), ordered("EGG", 50)])).toEqual([]);
  expect(at([ordered("BACON", 149)])).toEqual(["price_changed"]);
  expect(at([ordered("ANCHOVY", 0)])).toEqual(["not_a_choice"]);
});

test("a combo's choices may lie under their group or beside it, and are counted the same", () => {
  const deal: MenuDeal = {
    ...{ kind: "deal", ...product("COMBO", 2500), items: [] },
    groups: [
      { sku: "SIDES", name: "Sides", minimum: 1, maximum: 1, choices: [item("FRIES", 400, { extraPriceMinor: 0 })] },
    ],
  };
  const fries = ordered("FRIES", 0);
  expect(codes(ordered("COMBO", 2500, { subItems: [fries] }), deal)).toEqual([]);
  expect(codes(ordered("COMBO", 2500, { subItems: [ordered("SIDES", 0, { subItems: [fries] })] }), deal)).toEqual([]);
  expect(codes(ordered("COMBO", 2500), deal)).toEqual(["choice_missing"]);
});

test("what is sold only inside something, costs another price or none, or has tax added on top is named", () => {
  expect(codes(ordered("SAUCE", 100), item("SAUCE", 100, { asSubItem: true }))).toEqual(["not_sold_alone"]);
  expect(codes(ordered("SOUP", 749), item("SOUP", 750))).toEqual(["price_changed"]);
  const added = { ...tax, includedInPrice: false };
  expect(codes(ordered("SOUP", 750), item("SOUP", 750, { tax: added }))).toEqual(["tax_added"]);
  const open = item("SOUP", 0, { pricing: "open_positive", priceMinor: null });
  expect(codes(ordered("SOUP", 750), open)).toEqual(["open_price"]);
  const long = "S".repeat(26);
  expect(codes(ordered(long, 750), item(long, 750))).toEqual(["sku_too_long"]);
});

test("of notes that exclude each other only one goes to the kitchen", () => {
  const notes = (several: boolean) =>
    item("STEAK", 2800, {
      productionInstructions: [
        {
          id: "1",
          name: "Cooking",
          several,
          instructions: [
            { id: "11", text: "Rare" },
            { id: "12", text: "Well done" },
          ],
        },
      ],
    });
  const both = ordered("STEAK", 2800, {
    modifiers: [
      { modifierId: "11", name: "Rare" },
      { modifierId: "12", name: "Well done" },
    ],
  });
  expect(codes(both, notes(false))).toEqual(["instructions_exclusive"]);
  expect(codes(both, notes(true))).toEqual([]);
});

test("under an item that offers no choices only a known part of its own price may stand, as deep as it goes", () => {
  const long = "S".repeat(26);
  const part = (sku: string) => item(sku, 100, { asSubItem: true });
  const menu = [part("SAUCE"), part(long), item("SOUP", 750)];
  const under = (subItems: OrderSubItem[]) =>
    codes(ordered("STEAK", 2800, { subItems }), item("STEAK", 2800), { menu });
  expect(under([ordered("SAUCE", 100)])).toEqual([]);
  expect(under([ordered("SAUCE", 99)])).toEqual(["price_changed"]);
  expect(under([ordered("NOWHERE", 0)])).toEqual(["not_on_menu"]);
  expect(under([ordered("SOUP", 750)])).toEqual(["not_a_choice"]);
  expect(under([ordered(long, 100)])).toEqual(["sku_too_long"]);
  expect(under([ordered("SAUCE", 100, { subItems: [ordered("NOWHERE", 0)] })])).toEqual(["not_on_menu"]);
  const below = [ordered("BACON", 150, { subItems: [ordered("NOWHERE", 0)] })];
  expect(codes(ordered("BURGER", 1500, { subItems: below }), burger(0, null), { menu })).toEqual(["not_on_menu"]);
});

test("a note that the till does not have is named, at every depth; where nobody knows the notes nothing is said", () => {
  const group = (id: string) => ({
    ...{ id: `group ${id}`, name: "Cooking", several: false },
    instructions: [{ id, text: id }],
  });
  const steak = item("STEAK", 2800, { productionInstructions: [group("1")] });
  const menu = [item("SAUCE", 100, { asSubItem: true })];
  const noted = (id: string) => ({ modifiers: [{ modifierId: id, name: id }] });
  const at = (id: string, instructions: Card["instructions"]) =>
    codes(ordered("STEAK", 2800, noted(id)), steak, { instructions });
  expect([at("1", []), at("2", [group("2")]), at("3", null)]).toEqual([[], [], []]);
  expect(at("3", [group("2")])).toEqual(["instruction_unknown"]);
  const deep = ordered("SOUP", 750, { subItems: [ordered("SAUCE", 100, noted("3"))] });
  expect(codes(deep, item("SOUP", 750), { menu, instructions: [group("2")] })).toEqual(["instruction_unknown"]);
});
