import { expect, test } from "vitest";
import type { MenuContent, MenuItem } from "./menu-types";
import { findSkuFaults } from "./sku-health";

const tax = { includedInPrice: null, percentage: null, amountMinor: null, conditional: false, parts: [] };
const item = (sku: string | null, name: string): MenuItem => ({
  ...{ kind: "item", sku, name, priceMinor: 1, pricing: "fixed", customName: false, tax, rich: null, asSubItem: false },
  ...{ extraPriceMinor: null, modifierGroups: [], productionInstructions: [] },
});
const menu = (...entries: MenuItem[]): MenuContent => ({
  ...{ name: "Card", conditionalTaxRules: false },
  screens: [{ kind: "screen", id: null, name: "A", color: null, entries }],
});
const known = new Map([
  ["SOUP", ["Soup"]],
  ["X".repeat(25), ["Limit"]],
  ["X".repeat(26), ["Long"]],
  ["TWO", ["One", "Other"]],
]);
const kinds = (...entries: MenuItem[]) => findSkuFaults(menu(...entries), known).map(({ kind, name }) => [kind, name]);

test("a tidy menu has no fault, and a product on two screens is none", () => {
  expect(kinds(item("SOUP", "Soup"), item("SOUP", "Soup"), item("X".repeat(25), "Limit"))).toEqual([]);
});

test("each fault is found, once and with its place", () => {
  expect(kinds(item(null, "Corkage"))).toEqual([["missing", "Corkage"]]);
  expect(kinds(item("X".repeat(26), "Long"))).toEqual([["too_long", "Long"]]);
  expect(kinds(item("OLD", "Kir"))).toEqual([["unknown", "Kir"]]);
  expect(kinds(item("SOUP", "Soup"), item("SOUP", "Wine"))).toEqual([
    ["duplicate", "Soup"],
    ["duplicate", "Wine"],
  ]);
  expect(kinds(item("TWO", "One"))).toEqual([["duplicate", "One"]]);
  expect(findSkuFaults(menu(item(null, "Corkage")), known)[0]).toMatchObject({ where: "A", at: "0.0" });
});

test("where Items could not be read nothing is called unknown", () => {
  expect(findSkuFaults(menu(item("OLD", "Kir")), null)).toEqual([]);
});
