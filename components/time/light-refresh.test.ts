import { expect, test } from "vitest";
import { formatLasting, lifetimes } from "@/lib/lifetimes";
import { nextEnd } from "./light-refresh";
import { isOld } from "./use-old";

const HOUR = 3_600_000;

test("a page is drawn again as the next light is about to turn grey, and not for one that has", () => {
  expect(nextEnd([], 0)).toBeNull();
  expect(nextEnd([500, 2_000, 9_000], 1_000)).toBe(2_000);
  expect(nextEnd([500, 1_000], 1_000)).toBeNull();
  // A timer cannot count further than 24 days, and would fire at once.
  expect(nextEnd([30 * 24 * HOUR], 0)).toBeNull();
});

test("a proof is old once it is older than it counts, and never where it is of our own tables", () => {
  const at = "2026-11-26T12:00:00.000Z";
  const from = Date.parse(at);
  for (const lifetime of Object.values(lifetimes)) {
    expect(isOld({ at, lifetime }, from + lifetime.lastsMs)).toBe(false);
    expect(isOld({ at, lifetime }, from + lifetime.lastsMs + 1)).toBe(true);
  }
  expect(isOld({ at, lifetime: null }, from + 1_000 * 24 * HOUR)).toBe(false);
  expect(isOld({ at: null, lifetime: lifetimes.webhook }, from)).toBe(false);
});

test("each lifetime can be said, with how a new proof comes", () => {
  expect(Object.values(lifetimes).map(({ lastsMs }) => formatLasting(lastsMs))).toEqual([
    ...[
      "1 hour",
      "26 hours",
      "26 hours",
      "3 hours",
      "3 minutes",
      "26 hours",
      "8 days",
      "30 days",
      "90 days",
      "5 minutes",
    ],
  ]);
  for (const { renewed } of Object.values(lifetimes)) expect(renewed).toMatch(/^[A-Z].*\.$/);
});
