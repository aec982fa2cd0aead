import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { Queryable } from "@/db/client";
import { log } from "@/lib/log";
import { createDatabaseClock } from "./database-clock";

const HOUR_MS = 3_600_000;
const NOON = Date.parse("2026-03-26T12:00:00Z");

/** The database's clock goes on with the process's steady one, whatever the wall says. */
let steady: number;
let takesMs: number;
let theirs: number;
const db = {
  execute: async () => {
    steady += takesMs / 2;
    const row = { ms: theirs + steady };
    steady += takesMs / 2;
    return [row];
  },
} as unknown as Queryable;
const wrongBy = (clock: { now: () => Date }) => clock.now().getTime() - (theirs + steady);

beforeEach(() => {
  [steady, takesMs, theirs] = [1_000, 10, NOON];
  vi.spyOn(log, "warn").mockImplementation(() => {});
  vi.spyOn(performance, "now").mockImplementation(() => steady);
  vi.useFakeTimers({ toFake: ["Date"], now: NOON + steady });
});
afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

test.each([1, -1])("a machine's clock that is %i hour off does not count, and is told once", async (hours) => {
  vi.setSystemTime(NOON + hours * HOUR_MS);
  const clock = createDatabaseClock(db);
  await clock.set();
  steady += 60_000;
  await clock.set();
  expect(wrongBy(clock)).toBe(0);
  expect(log.warn).toHaveBeenCalledTimes(1);
});

test.each([1, -1])("a clock that is set by %i hour between two readings changes nothing", async (hours) => {
  const clock = createDatabaseClock(db);
  await clock.set();
  vi.setSystemTime(NOON + hours * HOUR_MS);
  steady += 3_000;
  expect(wrongBy(clock)).toBe(0);
});

test("a database whose own clock is set, or another one that takes over, is followed at the next reading", async () => {
  const clock = createDatabaseClock(db);
  await clock.set();
  theirs += 30_000;
  await clock.set();
  expect(wrongBy(clock)).toBe(0);
});

test("small differences and slow answers let no time jump", async () => {
  const clock = createDatabaseClock(db);
  await clock.set();
  theirs += 100;
  await clock.set();
  expect(wrongBy(clock)).toBe(-100);
  [theirs, takesMs] = [theirs + 20_000, 5_000];
  await clock.set();
  expect(wrongBy(clock)).toBe(-20_100);
});

test("before the first reading the machine's own counts", () => {
  expect(createDatabaseClock(db).now().getTime()).toBe(Date.now());
});
