import { expect, test } from "vitest";
import { readPickUpTime } from "./pick-up-time";

test("a pick-up time is of the restaurant's day by the server's clock, whatever this process's says", () => {
  const now = "2026-11-26T23:30:00.000Z";
  expect(readPickUpTime("12:30", { now, timeZone: "Europe/Brussels" })).toBe("2026-11-27T12:30");
  expect(readPickUpTime("12:30", { now, timeZone: "America/New_York" })).toBe("2026-11-26T12:30");
});

test.each(["", "24:00", "7:30", "12:60", "12:30:00", "noon"])("%j is no time: as soon as possible", (text) => {
  expect(readPickUpTime(text, { now: "2026-11-26T12:00:00.000Z", timeZone: "Europe/Brussels" })).toBeUndefined();
});
