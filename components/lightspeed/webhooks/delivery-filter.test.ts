import { expect, test } from "vitest";
import { deliverySearchHref, isFiltered, parseDeliverySearch, toFilter } from "./delivery-filter";

test.each([
  [{}, {}],
  [{ status: "dead" }, { status: "dead" }],
  [{ status: "toString" }, {}],
  [{ verdict: "maybe", within: "year", place: "12a" }, {}],
  [
    { type: " ORDER ", place: "9007199254740993", ref: "UPV\u0000-1", verdict: "unverified", within: "day" },
    { type: "ORDER", place: "9007199254740993", reference: "UPV-1", verdict: "unverified", within: "day" },
  ],
  [{ type: ["PAYMENT", "ORDER"] }, { type: "PAYMENT" }],
  [{ ref: "x".repeat(500) }, { reference: "x".repeat(100) }],
])("the address %j filters by %j", (params, search) => {
  expect(parseDeliverySearch(params)).toEqual(search);
});

test("the address of a filter brings the same filter back, with a place in the list beside it", () => {
  const search = { type: "A&B", status: "parked", reference: "50% off ×2", within: "week" } as const;
  const { searchParams, pathname } = new URL(deliverySearchHref(search, { older: "abc" }), "http://app.test");
  expect(pathname).toBe("/lightspeed/webhooks/deliveries");
  expect(searchParams.get("older")).toBe("abc");
  expect(parseDeliverySearch(Object.fromEntries(searchParams))).toEqual(search);
});

test("no filter is no filter, and times count back from now", () => {
  expect(isFiltered({})).toBe(false);
  expect(deliverySearchHref({})).toBe("/lightspeed/webhooks/deliveries");
  const now = Date.parse("2026-11-26T12:00:00Z");
  expect(toFilter({ place: "7", within: "hour" }, now)).toEqual({
    businessLocationId: "7",
    from: "2026-11-26T11:00:00.000Z",
  });
});
