import { expect, test } from "vitest";
import { operations } from "@/lib/k-series";
import type { MenuEntry } from "./menu-types";
import { toMenuContent } from "./to-menu-content";

const parse = (groups: unknown[], more: object = {}) =>
  toMenuContent(
    operations.menus.load.response(2).parse({ ikentooMenuId: 7, menuName: "Card", menuEntryGroups: groups, ...more }),
  );
const screen = (name: string, entries: unknown[], id?: string) => ({
  "@type": "group",
  name,
  ...(id ? { id } : {}),
  menuEntry: entries,
});
const item = (more: object = {}) => ({
  "@type": "menuItem",
  productName: "Soup",
  sku: "SOUP",
  productPrice: 7.5,
  ...more,
});
const first = (groups: unknown[]) => parse(groups).content.screens[0]?.entries[0];

test("a tree of any depth is kept as it is, with what is sold counted", () => {
  const deep = screen("A", [item(), screen("B", [screen("C", [screen("D", [item({ sku: "DEEP" })])])])]);
  const { content, itemCount, broken } = parse([deep]);
  const names = (entries: readonly MenuEntry[]): unknown[] =>
    entries.map((one) => (one.kind === "screen" ? [one.name, names(one.entries)] : one.sku));
  expect(names(content.screens)).toEqual([["A", ["SOUP", ["B", [["C", [["D", ["DEEP"]]]]]]]]]);
  expect({ itemCount, broken }).toEqual({ itemCount: 2, broken: [] });
});

test("a screen that contains itself, and screens without an end, are cut off and told; the rest stands", () => {
  const { content, broken } = parse([screen("A", [item(), screen("B", [screen("A", [item()], "1")], "2")], "1")]);
  expect(broken).toEqual([
    { where: "A › B", name: "A", sku: null, reason: expect.stringContaining("contains itself") },
  ]);
  expect(content.screens[0]?.entries).toHaveLength(2);
  let tower: unknown = item();
  for (let floor = 0; floor < 200; floor += 1) tower = screen(`floor ${floor}`, [tower]);
  expect(parse([tower]).broken).toEqual([
    expect.objectContaining({ reason: expect.stringContaining("24 screens deep") }),
  ]);
});

test("three bad rows of many: the others are live, the three are listed with where and why", () => {
  const rows = Array.from({ length: 997 }, (_, n) => item({ sku: `S${n}` }));
  const bad = [
    item({ productPrice: "a lot" }),
    { "@type": "hologram", productName: "Tomorrow" },
    item({ productName: 9 }),
  ];
  const { itemCount, broken } = parse([screen("A", [...rows.slice(0, 500), ...bad, ...rows.slice(500)])]);
  expect(itemCount).toBe(997);
  expect(broken.map(({ where, reason }) => [where, reason])).toEqual([
    ["A", expect.stringContaining("productPrice")],
    ["A", expect.stringContaining("“hologram”")],
    ["A", expect.stringContaining("productName")],
  ]);
});

test("a broken choice takes neither its group nor its product along", () => {
  const group = { description: "Sauce", productModifiers: [{ productName: "Pepper", sku: "P" }, { productPrice: {} }] };
  const { content, broken } = parse([screen("A", [item({ menuModifierGroups: [group] })])]);
  expect(content.screens[0]?.entries[0]).toMatchObject({ modifierGroups: [{ choices: [{ sku: "P" }] }] });
  expect(broken).toEqual([expect.objectContaining({ where: "A › Soup › Sauce" })]);
});

test.each([
  ["stated bounds", { minimumSelection: 1, maximumSelection: 3 }, 1, 3],
  ["no bound at all", {}, 0, null],
  [
    "null, which is no limit",
    { minimumSelection: null, maximumSelection: null, multiSelectionPermitted: true },
    0,
    null,
  ],
  ["one must be chosen", { mustSelectAnItem: true }, 1, null],
  ["not more than one", { multiSelectionPermitted: false }, 0, 1],
  ["a stated maximum beside the older flag", { multiSelectionPermitted: false, maximumSelection: 2 }, 0, 2],
  ["a maximum below the minimum", { minimumSelection: 2, maximumSelection: 1 }, 2, 2],
  ["a negative minimum", { minimumSelection: -1 }, 0, null],
])("choices: %s", (_, group, minimum, maximum) => {
  const menuModifierGroups = [{ description: "Sauce", ...group, productModifiers: [] }];
  expect(first([screen("A", [item({ menuModifierGroups })])])).toMatchObject({
    modifierGroups: [{ minimum, maximum }],
  });
});

test("an item that is sold only as a part says so, except inside a combo, where it has a supplement", () => {
  const deal = {
    "@type": "menuDeal",
    productName: "Lunch",
    menuDealGroups: [{ description: "Main", items: [item({ asSubItem: true, extraPrice: 2 })] }],
  };
  expect(first([screen("A", [item({ asSubItem: true, extraPrice: 2 })])])).toMatchObject({
    asSubItem: true,
    extraPriceMinor: null,
  });
  expect(first([screen("A", [deal])])).toMatchObject({
    groups: [{ choices: [{ asSubItem: false, extraPriceMinor: 200 }] }],
  });
});

test("markup becomes text: paragraphs are lines, scripts go with their content, entities are read", () => {
  const description =
    "<p>Fish &amp; <em>chips</em></p><p>5 &lt; 6&nbsp;cl</p><script>alert(1)</script><img src=x onerror=alert(2)>";
  const itemRichData = {
    texts: [{ locale: "nl", friendlyDisplayName: " <b>Vis</b> ", description }],
    allergenCodes: [],
  };
  expect(first([screen("A", [item({ itemRichData })])])).toMatchObject({
    rich: { texts: [{ locale: "nl", name: "<b>Vis</b>", description: "Fish & chips\n5 < 6 cl" }] },
  });
});

test("allergens that nobody filled in are not stated, whether the list is missing or empty", () => {
  const rich = (itemRichData?: object) => first([screen("A", [item(itemRichData ? { itemRichData } : {})])]);
  expect(rich()).toMatchObject({ rich: null });
  expect(rich({ texts: [] })).toMatchObject({ rich: { allergenCodes: null } });
  expect(rich({ allergenCodes: [] })).toMatchObject({ rich: { allergenCodes: null } });
  expect(rich({ allergenCodes: ["milk", "fish", "milk"] })).toMatchObject({
    rich: { allergenCodes: ["fish", "milk"] },
  });
});

test("a SKU of blanks is none, an unknown price strategy is told as such, and long names are cut", () => {
  const odd = first([
    screen("A", [item({ sku: "  ", pricingStrategy: "BY_THE_MOON", productName: "x".repeat(10_000) })]),
  ]);
  expect(odd).toMatchObject({ sku: null, pricing: "unknown", name: "x".repeat(300) });
});

test("twenty megabytes of names are read", () => {
  const rows = Array.from({ length: 2_000 }, (_, n) => item({ sku: `S${n}`, productName: "long ".repeat(2_000) }));
  expect(parse([screen("A", rows)]).itemCount).toBe(2_000);
});
