import fc from "fast-check";
import { Temporal } from "temporal-polyfill";
import { expect, test } from "vitest";
import { PREPARATION_MINUTES, readPickUp, releaseTime } from "./schedule";

const zones = ["Europe/Brussels", "America/New_York", "Asia/Tokyo", "Australia/Lord_Howe", "Pacific/Apia", "UTC"];
const minute = fc.integer({ min: 0, max: 60 * 24 * 366 });
const start = Temporal.PlainDateTime.from("2026-01-01T00:00");

test("a time on the restaurant's wall is that time there, in every zone and on both nights when the clocks change", () => {
  fc.assert(
    fc.property(fc.constantFrom(...zones), minute, (zone, minutes) => {
      const wall = start.add({ minutes });
      const shown = Temporal.Instant.fromEpochMilliseconds(readPickUp(wall.toString(), zone).getTime())
        .toZonedDateTimeISO(zone)
        .toPlainDateTime();
      const apart = shown.since(wall).total("minutes");
      // In the gap of spring there is no such time: it moves on by the gap and never back.
      expect(apart === 0 || apart === 60 || apart === 30).toBe(true);
    }),
    { numRuns: 1_000 },
  );
});

test("the night forwards and the night back", () => {
  const at = (text: string) => readPickUp(text, "Europe/Brussels").toISOString();
  expect(at("2026-03-29T02:30")).toBe("2026-03-29T01:30:00.000Z");
  expect(at("2026-10-25T02:30")).toBe("2026-10-25T00:30:00.000Z");
  expect(at("2026-10-25T02:30+01:00")).toBe("2026-10-25T01:30:00.000Z");
});

test("what is released to the till is never past", () => {
  fc.assert(
    fc.property(fc.integer({ min: -10_000, max: 10_000 }), (minutes) => {
      const now = new Date("2026-03-28T23:00:00Z");
      const release = releaseTime(new Date(now.getTime() + minutes * 60_000), now);
      if (release) expect(release > now).toBe(true);
      expect(release === null).toBe(minutes <= PREPARATION_MINUTES);
    }),
  );
});
