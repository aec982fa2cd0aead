import { expect, test } from "vitest";
import { nextLook } from "./long-unclear";

const now = new Date("2026-06-01T12:00:00Z");
const MINUTE = 60_000;
/** In minutes; `last`: the last moment at the till, from now. */
const pause = (last: number, unread = false) => {
  const deliverableUntil = new Date(now.getTime() + last * MINUTE);
  const next = nextLook({ step: "order", deliverableUntil, payableUntil: null }, now, { unread });
  return (next.getTime() - now.getTime()) / MINUTE;
};

test("an order is looked for every half a minute around its last moment at the till, and ever more seldom afterwards", () => {
  expect([30, 10, 0, -6].map((last) => pause(last))).toEqual([0.5, 0.5, 0.5, 0.5]);
  expect([-60, -12 * 60, -20 * 60].map((last) => pause(last))).toEqual([5, 60, 60]);
  expect([-60, -12 * 60].map((last) => pause(last, true))).toEqual([5, 5]);
});

test("one for later is looked for as seldom as its time is far, and in time for it", () => {
  expect([24 * 60, 6.5 * 60, 90, 42].map((last) => pause(last))).toEqual([60, 30, 5, 1]);
  expect(pause(24 * 60, true)).toBe(5);
  for (let last = 24 * 60; last > 1; last -= pause(last)) expect(pause(last)).toBeLessThan(Math.max(last - 10, 1));
});
