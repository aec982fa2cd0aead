import fc from "fast-check";
import { expect, test } from "vitest";
import { diffFacts, diffMenus, factsOf, type ProductFacts } from "./diff-menus";
import type { MenuContent, MenuItem } from "./menu-types";

const tax = { includedInPrice: true, percentage: "12", amountMinor: null, conditional: false, parts: [] };
const item = (sku: string | null, name: string, priceMinor: number, more: Partial<MenuItem> = {}): MenuItem => ({
  ...{ kind: "item", sku, name, priceMinor, pricing: "fixed", customName: false, tax, rich: null, asSubItem: false },
  ...{ extraPriceMinor: null, modifierGroups: [], productionInstructions: [], ...more },
});
const menu = (...entries: MenuItem[]): MenuContent => ({
  ...{ name: "Card", conditionalTaxRules: false },
  screens: [{ kind: "screen", id: null, name: "A", color: null, entries }],
});
const rich = (allergenCodes: string[] | null) => ({ texts: [], allergenCodes, alcohol: null, pictures: null });

test("equal menus have no changes, and the same product on two screens is one", () => {
  const twice = menu(item("A", "Soup", 700), item("A", "Soup", 700));
  expect(diffMenus(twice, twice)).toEqual([]);
  expect(diffMenus(menu(item("A", "Soup", 700)), twice)).toEqual([]);
});

test("added, removed, price, name and allergens are told with before and after", () => {
  const before = menu(item("A", "Soup", 700, { rich: rich(["milk"]) }), item("B", "Bread", 200));
  const after = menu(item("A", "Pumpkin soup", 750, { rich: rich(["celery", "milk"]) }), item("C", "Cake", 500));
  expect(diffMenus(before, after)).toEqual([
    { kind: "name", sku: "A", name: "Pumpkin soup", before: "Soup", after: "Pumpkin soup" },
    { kind: "price", sku: "A", name: "Pumpkin soup", before: "700", after: "750" },
    { kind: "allergens", sku: "A", name: "Pumpkin soup", before: "milk", after: "celery, milk" },
    { kind: "added", sku: "C", name: "Cake", before: null, after: "500" },
    { kind: "removed", sku: "B", name: "Bread", before: "200", after: null },
  ]);
});

test("allergens that disappear are a change to “not stated”", () => {
  const [change] = diffMenus(menu(item("A", "Soup", 1, { rich: rich(["milk"]) })), menu(item("A", "Soup", 1)));
  expect(change).toMatchObject({ kind: "allergens", before: "milk", after: null });
});

const fact = fc.record({
  sku: fc.constantFrom("A", "B", "C", "D"),
  name: fc.constantFrom("x", "y"),
  price: fc.option(fc.constantFrom("1", "2")),
  supplement: fc.constant(null),
  allergens: fc.option(fc.constantFrom("milk", "fish")),
  texts: fc.constantFrom("[]", "[1]"),
  options: fc.constantFrom("[]", "[1]"),
  tax: fc.constantFrom("12", "21"),
});
const facts = fc
  .dictionary(fc.constantFrom("A", "B", "C", "D", "E"), fact)
  .map((one) => new Map<string, ProductFacts>(Object.entries(one)));

// Acceptance 40: what a preview tells is what applying does.
test("the changes, carried out on what was there, give what is there afterwards: for a thousand pairs", () => {
  fc.assert(
    fc.property(facts, facts, (before, after) => {
      const changes = diffFacts(before, after);
      const told = new Set(changes.map(({ kind, sku, name }) => `${kind} ${sku} ${name}`));
      for (const [key, now] of after) {
        const was = before.get(key);
        const says = (kind: string) => told.has(`${kind} ${now.sku} ${now.name}`);
        if (!was) expect(says("added")).toBe(true);
        else
          for (const field of ["name", "price", "allergens", "texts", "options", "tax"] as const)
            if (was[field] !== now[field]) expect(says(field)).toBe(true);
      }
      for (const [key, was] of before)
        if (!after.has(key)) expect(told.has(`removed ${was.sku} ${was.name}`)).toBe(true);
      expect(diffFacts(after, after)).toEqual([]);
    }),
    { numRuns: 1_000 },
  );
});

test("two products that share a SKU are told apart", () => {
  expect([...factsOf(menu(item("A", "Soup", 1), item("A", "Wine", 2), item("A", "Soup", 1))).keys()]).toEqual([
    "A",
    "A #2",
  ]);
});
