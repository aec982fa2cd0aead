import { expect, test } from "vitest";
import { isFiltered, logFilterHref, parseLogFilter } from "./log-filter";

test.each([
  [{}, {}],
  [{ level: "error" }, { level: "error" }],
  [{ level: "ERROR" }, {}],
  [{ level: "toString" }, {}],
  [{ level: ["warning", "error"] }, { level: "warning" }],
  [{ q: "  refresh " }, { text: "refresh" }],
  [{ q: "" }, {}],
  [{ q: "a\u0000b\nc" }, { text: "a b c" }],
  [
    { q: ["menu", "item"], level: "info" },
    { level: "info", text: "menu" },
  ],
  [{ q: "x".repeat(500) }, { text: "x".repeat(100) }],
])("the address %j filters by %j", (params, filter) => {
  expect(parseLogFilter(params)).toEqual(filter);
});

test("the address of a filter brings the same filter back", () => {
  const filter = { level: "warning", text: "50% off & more ×2 #tag" } as const;
  const { searchParams } = new URL(logFilterHref(filter), "http://app.test");
  expect(searchParams.get("tab")).toBe("status");
  expect(parseLogFilter(Object.fromEntries(searchParams))).toEqual(filter);
});

test("no filter is no filter, in the address too", () => {
  expect(isFiltered({})).toBe(false);
  expect(logFilterHref({})).toBe("/lightspeed?tab=status");
});
