import { expect, test } from "vitest";
import type { OrderStatus } from "@/lib/orders/order-view";
import { orderSearchHref, parseOrderSearch, shows, toOrderFilter } from "./order-filter";

test("the address holds the filter and gives it back", () => {
  const search = { show: "attention", channel: "kiosk", within: "day", q: "UPV-017" } as const;
  const href = orderSearchHref(search);
  expect(parseOrderSearch(Object.fromEntries(new URL(href, "http://x").searchParams))).toEqual(search);
  expect(orderSearchHref({})).toBe("/orders");
  expect(orderSearchHref(search, { after: "c" })).toContain("after=c");
});

test("whatever else stands in the address does not filter", () => {
  expect(parseOrderSearch({ show: "__proto__", channel: "fax", within: "toString", q: " \u0000 " })).toEqual({});
  expect(parseOrderSearch({ q: ["a", "b"] })).toEqual({ q: "a" });
});

const statuses: Record<OrderStatus, true> = {
  ...{ draft: true, awaiting_payment: true, paid: true, submitting: true, submitted: true, on_pos: true },
  ...{ settling: true, completed: true, failed: true, unconfirmed: true, cancelled: true, refunded: true },
};

test("every state of an order is found by one of the choices", () => {
  const covered = Object.keys(shows).flatMap((show) => toOrderFilter(parseOrderSearch({ show }), 0, []).statuses ?? []);
  // Failed ones are what "needs attention" is for.
  expect(new Set([...covered, "failed"])).toEqual(new Set(Object.keys(statuses)));
});

test("a time counts back from now", () => {
  const now = Date.parse("2026-06-01T12:00:00Z");
  expect(toOrderFilter({ within: "day" }, now, []).from?.toISOString()).toBe("2026-05-31T12:00:00.000Z");
});
