import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { createReadiness } from "./create-readiness";

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  vi.useRealTimers();
});

test("however often it is asked, the database is asked once a second", async () => {
  const check = vi.fn(async () => true);
  const isReady = createReadiness(check);
  for (let n = 0; n < 100; n += 1) expect(await isReady()).toBe(true);
  expect(check).toHaveBeenCalledTimes(1);
  await vi.advanceTimersByTimeAsync(1000);
  expect(await isReady()).toBe(true);
  expect(check).toHaveBeenCalledTimes(2);
});

test("a fault is a no, and the next second asks again", async () => {
  const check = vi.fn<() => Promise<boolean>>().mockRejectedValueOnce(new Error("connection refused"));
  const isReady = createReadiness(check.mockResolvedValue(true));
  expect(await isReady()).toBe(false);
  await vi.advanceTimersByTimeAsync(1000);
  expect(await isReady()).toBe(true);
});

test("no answer within a second and a half is a no", async () => {
  const isReady = createReadiness(() => new Promise<boolean>(() => {}));
  const answer = isReady();
  await vi.advanceTimersByTimeAsync(1500);
  expect(await answer).toBe(false);
});

test("a database behind the build's migrations is not ready", async () => {
  expect(await createReadiness(async () => false)()).toBe(false);
});
