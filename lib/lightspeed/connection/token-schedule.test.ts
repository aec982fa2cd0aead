import { describe, expect, test } from "vitest";
import { refreshDelay, refreshMargin, retryDelay } from "./token-schedule";

const DAY = 24 * 3600;

test.each([
  [60, 20],
  [300, 100],
  [900, 300],
  [3600, 300],
  [DAY, 300],
])("a token of %i s counts as due %i s before its end", (lifetime, margin) => {
  expect(refreshMargin(lifetime)).toBe(margin);
});

/** A day of one connection: callers every `everySeconds` (or none), and the background job at each full minute. */
function liveOneDay(lifetime: number, everySeconds: number | null) {
  let issued = 0;
  let due = refreshDelay(lifetime, null);
  let refreshes = 0;
  let expiredUses = 0;
  const refresh = (now: number) => {
    refreshes += 1;
    issued = now;
    due = now + refreshDelay(lifetime, null);
  };
  for (let now = 1; now <= DAY; now += 1) {
    if (now % 60 === 0 && now >= due) refresh(now);
    if (everySeconds === null || now % everySeconds !== 0) continue;
    if (lifetime - (now - issued) <= refreshMargin(lifetime)) refresh(now);
    if (now - issued >= lifetime) expiredUses += 1;
  }
  return { refreshes, expiredUses };
}

describe("a day of 20 connections", () => {
  const lifetimes = [60, 300, 900, 3600, DAY];
  const callers = [null, 1, 30];
  test.each(lifetimes.flatMap((lifetime) => callers.map((every) => [lifetime, every] as const)))(
    "lifetime %i s, a caller every %s s: at most a twentieth more refreshes than needed, no expired use",
    (lifetime, every) => {
      const days = Array.from({ length: 20 }, () => liveOneDay(lifetime, every));
      const needed = DAY / (lifetime - refreshMargin(lifetime));
      const refreshes = days.reduce((sum, day) => sum + day.refreshes, 0) / days.length;
      expect(refreshes / needed).toBeLessThanOrEqual(1.05);
      expect(days.reduce((sum, day) => sum + day.expiredUses, 0)).toBe(0);
      // As many as the clock of whoever refreshes allows: the job looks once a minute.
      const step = every === null ? 60 : 1;
      const least = DAY / (Math.ceil((lifetime - refreshMargin(lifetime)) / step) * step + (every ?? 0));
      expect(refreshes).toBeGreaterThanOrEqual(Math.floor(least * 0.95));
    },
  );
});

test("tokens issued together fall due spread over 4 % of their usable life, none late", () => {
  const delays = Array.from({ length: 10_000 }, () => refreshDelay(3600, null));
  expect(Math.max(...delays)).toBeLessThanOrEqual(3300);
  expect(Math.min(...delays)).toBeGreaterThanOrEqual(3168);
  const perSecond = new Map<number, number>();
  for (const delay of delays) perSecond.set(Math.floor(delay), (perSecond.get(Math.floor(delay)) ?? 0) + 1);
  expect(Math.max(...perSecond.values())).toBeLessThan(150);
});

test("an unused connection is renewed within two thirds of its refresh token's life", () => {
  expect(refreshDelay(DAY, 1800)).toBe(1200);
  expect(refreshDelay(300, 1800, 0)).toBe(200);
  expect(refreshDelay(1, 1, 1)).toBe(1);
});

test("tries after failures come 30 s, 1, 2, 4 minutes and so on apart, never more than half an hour", () => {
  const delays = [1, 2, 3, 4, 5, 6, 7, 8, 100].map((failures) => retryDelay(failures, 0.5));
  expect(delays).toEqual([30, 60, 120, 240, 480, 960, 1800, 1800, 1800]);
  expect(retryDelay(1, 0)).toBe(22.5);
  expect(retryDelay(1, 1)).toBe(37.5);
});
