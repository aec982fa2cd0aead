import { renderToStaticMarkup } from "react-dom/server";
import { expect, test } from "vitest";
import { nowhere } from "@/lib/format";
import type { GuestChoice } from "@/lib/guest/guest-menu-types";
import { ChoiceFields } from "./choice-fields";
import { ItemFacts } from "./item-facts";

const textOf = (html: string) => html.replace(/<[^>]+>/g, " ").replace(/\s+/g, " ");
const choice = (name: string, stated: Partial<GuestChoice> = {}): GuestChoice => ({
  ...{ sku: name, name, extraMinor: 0, allergens: null, diets: [], left: null, groups: [], notes: [] },
  ...stated,
});
const shown = (...choices: GuestChoice[]) => {
  const groups = [{ group: 0, name: "Sauces", minimum: 0, maximum: null, choices }];
  const rest = { notes: [], currency: "EUR", region: nowhere, fieldName: () => "c" };
  return textOf(renderToStaticMarkup(<ChoiceFields groups={groups} {...rest} />));
};
const times = (text: string, words: string) => text.split(words).length - 1;

test("a choice that states no allergens says so beside one that does", () => {
  const text = shown(choice("Aioli", { allergens: ["Eggs", "Mustard"] }), choice("Pesto"));
  expect(text).toContain("Aioli Contains or is: Eggs, Mustard");
  expect(text).toContain("Pesto Allergens: not stated");
});

test("where no choice states any, one line says it of all", () => {
  const text = shown(choice("Aioli"), choice("Pesto"));
  expect(times(text, "not stated")).toBe(1);
  expect(text).toContain("Allergens of these choices: not stated");
});

test("a way of eating stands beside what is said of allergens, and never for it", () => {
  const text = shown(choice("Pesto", { diets: ["Vegan"] }), choice("Aioli", { allergens: ["Eggs"], diets: ["Halal"] }));
  expect(text).toContain("Pesto Allergens: not stated · Vegan");
  expect(text).toContain("Aioli Contains or is: Eggs · Halal");
  const item = { allergens: null, diets: ["Vegan"], alcohol: null, region: nowhere };
  expect(textOf(renderToStaticMarkup(<ItemFacts {...item} />))).toContain("Allergens: not stated · Vegan");
});
