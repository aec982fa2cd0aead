import { expect, test } from "vitest";
import { scopeNow } from "./scope-now";

const hoursBefore = (now: Date, hours: number) => ({ fullAt: new Date(now.getTime() - hours * 3_600_000) });

test.each([
  ["Europe/Brussels", "2026-07-01T00:30:00Z", "all"],
  ["Europe/Brussels", "2026-07-01T03:30:00Z", "used"],
  ["America/Los_Angeles", "2026-07-01T02:30:00Z", "used"],
  ["America/Los_Angeles", "2026-07-01T09:30:00Z", "all"],
  ["Pacific/Auckland", "2026-07-01T03:00:00Z", "used"],
  ["Pacific/Auckland", "2026-07-01T14:30:00Z", "all"],
  ["Asia/Kathmandu", "2026-07-01T19:14:00Z", "used"],
  ["Asia/Kathmandu", "2026-07-01T19:16:00Z", "all"],
])("in %s at %s, fourteen hours after everything was read, it is %s", (timeZone, at, scope) => {
  const now = new Date(at);
  expect(scopeNow(hoursBefore(now, 14), now, timeZone)).toBe(scope);
});

test("twice in one night nothing is read again; without a night in which it was possible everything is, after 26 hours", () => {
  const now = new Date("2026-07-01T00:30:00Z");
  expect(scopeNow(hoursBefore(now, 11), now, "Europe/Brussels")).toBe("used");
  const noon = new Date("2026-07-01T10:00:00Z");
  expect(scopeNow(hoursBefore(noon, 25), noon, "Europe/Brussels")).toBe("used");
  expect(scopeNow(hoursBefore(noon, 27), noon, "Europe/Brussels")).toBe("all");
  expect(scopeNow(null, noon, "Europe/Brussels")).toBe("all");
});
