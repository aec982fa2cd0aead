import { renderToStaticMarkup } from "react-dom/server";
import { expect, test } from "vitest";
import type { MenuRowView } from "@/lib/lightspeed/menu/menu-rows";
import { statementWords } from "./allergen-words";
import { changeWords } from "./change-list";
import { choiceRule } from "./entry-detail";
import { MenuRow } from "./menu-row";
import { searchRows } from "./search-rows";

const soup: MenuRowView = { at: "0.0", kind: "item", depth: 1, name: "Crème brûlée", sku: "DES-1", price: "€7.50" };
const textOf = (html: string) => html.replace(/<[^>]+>/g, " ").replace(/\s+/g, " ");
const row = (changes: Partial<MenuRowView> = {}, counts = {}) =>
  renderToStaticMarkup(<MenuRow row={{ ...soup, ...changes }} counts={counts} picture={null} name={soup.name} />);

test("a product without allergen data reads “not stated”, never “free of”", () => {
  expect(textOf(row())).toContain("allergens: not stated");
  expect(textOf(row({ allergens: "Milk, Eggs" }))).toContain("allergens: milk, eggs");
  expect(statementWords({ stated: false, diets: [] })).toMatch(/^Not stated.*does not mean/);
  expect(statementWords({ stated: false, diets: ["vegan"] })).toMatch(/^Not stated.*free of allergens\. Vegan$/);
  expect(statementWords({ stated: true, fields: ["milk"], unmapped: ["x"], diets: ["halal"] })).toBe(
    "Milk, x (not mapped) · Halal",
  );
});

test("what the till counts is said in words: sold out, so many left, nothing where it does not count", () => {
  expect(textOf(row({}, { "DES-1": 0 }))).toContain("Sold out");
  expect(textOf(row({}, { "DES-1": 3 }))).toContain("3 left");
  expect(textOf(row())).not.toMatch(/left|Sold out/);
});

test("the place of a picture is kept where there is none, so that nothing moves", () => {
  expect(row()).toContain("size-8");
  expect(row()).not.toContain("<img");
});

test("search finds every word in name, SKU and other languages, without accents and whatever the case", () => {
  const rows = [soup, { ...soup, at: "1", name: "Soup", sku: "SOUP", also: "Soupe du jour" }];
  expect(searchRows(rows, "CREME brulee")).toEqual([rows[0]]);
  expect(searchRows(rows, "jour soup")).toEqual([rows[1]]);
  expect(searchRows(rows, "des-1 jour")).toEqual([]);
  expect(searchRows(rows, " ")).toEqual(rows);
});

test("markup in a name is text", () => {
  const html = renderToStaticMarkup(
    <MenuRow row={soup} counts={{}} picture={null} name={"<script>alert(1)</script>"} />,
  );
  expect(html).toContain("&lt;script&gt;");
});

test("a change is told in words", () => {
  const change = { name: "Soup", sku: "S", before: "€7.00", after: "€7.50" };
  expect(changeWords({ ...change, kind: "price" })).toBe("price €7.00 → €7.50");
  expect(changeWords({ ...change, kind: "added", before: null })).toBe("new, €7.50");
  expect(changeWords({ ...change, kind: "removed", after: null })).toBe("no longer on the menu");
});

test.each([
  [0, null, "choose as many as you like"],
  [2, null, "choose at least 2"],
  [1, 1, "choose 1"],
  [0, 3, "choose at most 3"],
  [1, 3, "choose between 1 and 3"],
])("at least %s and at most %s reads “%s”", (minimum, maximum, words) => {
  expect(choiceRule({ minimum, maximum })).toBe(words);
});
