import { setTimeout as pause } from "node:timers/promises";
import { afterEach, expect, test, vi } from "vitest";
import { databaseUnderTest } from "@/lib/testing/database-under-test";
import { testEnvironment } from "@/lib/testing/environment";

const HOUR_MS = 3_600_000;
const database = databaseUnderTest();
afterEach(() => {
  vi.useRealTimers();
  // The process's own are made once; the next file must find none.
  vi.resetModules();
  for (const own of ["upvendoDatabase", "upvendoClock"]) Reflect.deleteProperty(globalThis, own);
});

test.each([1, -1])("a web process whose clock is %i hour off goes by the database's", async (hours) => {
  for (const [name, value] of Object.entries(testEnvironment({ DATABASE_URL: database.urls.appUrl })))
    vi.stubEnv(name, value);
  vi.resetModules();
  const { services } = await import("./services");
  const truly = () => performance.timeOrigin + performance.now();
  vi.useFakeTimers({ toFake: ["Date"], now: truly() + hours * HOUR_MS });
  const { now, db } = services();
  const off = () => Math.abs(now().getTime() - truly());
  for (const until = truly() + 20_000; off() > 60_000 && truly() < until; ) await pause(10);
  expect(off()).toBeLessThan(60_000);
  await db.$client.end({ timeout: 1 });
});
