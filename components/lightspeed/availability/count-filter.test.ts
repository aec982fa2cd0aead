import { expect, test } from "vitest";
import type { ItemCountView } from "@/lib/lightspeed/availability/availability-types";
import { countFilterHref, filterCounts, parseCountFilter } from "./count-filter";

const count = (sku: string, left: number | null, name: string | null = null): ItemCountView => ({
  ...{ sku, name, count: left, countUpdatedAt: null, readAt: "2026-11-20T18:00:00.000Z", source: "poll" },
});
const counts = [count("B", 4, "Beer"), count("W", null, "Water"), count("C", 0, "Cola"), count("A", 0)];
const skus = (params: Record<string, string>) => filterCounts(counts, parseCountFilter(params)).map(({ sku }) => sku);

test("sold out comes first, then what is limited; what has no limit only on wish", () => {
  expect(skus({})).toEqual(["A", "C", "B"]);
  expect(skus({ show: "all" })).toEqual(["A", "C", "B", "W"]);
  expect(skus({ show: "all", q: "wat" })).toEqual(["W"]);
  expect(skus({ q: "c" })).toEqual(["C"]);
});

test("a filter survives the way through the address, and nonsense there is no filter", () => {
  const filter = parseCountFilter({ place: "p", show: "all", q: " a&b ", offset: "100" });
  const query = Object.fromEntries(new URLSearchParams(countFilterHref(filter).split("?")[1]));
  expect(parseCountFilter(query)).toEqual(filter);
  expect(countFilterHref(parseCountFilter({ offset: "-1e9", show: "x", q: "" }))).toBe("/lightspeed/availability");
});
