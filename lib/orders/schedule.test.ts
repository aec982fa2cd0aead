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
      // In the gap of spring there is no such time: it moves on by the gap, which only a minute in a gap may do.
      const gap = wall
        .toZonedDateTime(zone, { disambiguation: "later" })
        .toPlainDateTime()
        .since(wall)
        .total("minutes");
      expect(shown.since(wall).total("minutes")).toBe(gap);
      expect([0, 30, 60]).toContain(gap);
    }),
    { numRuns: 1_000 },
  );
});

/** Counted by hand, not by the library that is used: local time and offset from UTC in hours and minutes. */
const nights = {
  "Europe/Brussels": [
    // 29 March: at 2:00 it is 3:00. 25 October: at 3:00 it is 2:00 again.
    ["the last minute of winter", "2026-03-29T01:59", "2026-03-29T00:59Z"],
    ["the first that is missing", "2026-03-29T02:00", "2026-03-29T01:00Z"],
    ["in the missing hour: as much later", "2026-03-29T02:30", "2026-03-29T01:30Z"],
    ["the last that is missing", "2026-03-29T02:59", "2026-03-29T01:59Z"],
    ["the first of summer", "2026-03-29T03:00", "2026-03-29T01:00Z"],
    ["the last that is there once", "2026-10-25T01:59", "2026-10-24T23:59Z"],
    ["the double hour: the first of the two", "2026-10-25T02:00", "2026-10-25T00:00Z"],
    ["the double hour: the first of the two", "2026-10-25T02:30", "2026-10-25T00:30Z"],
    ["the double hour with its first offset", "2026-10-25T02:30+02:00", "2026-10-25T00:30Z"],
    ["the double hour with its second offset", "2026-10-25T02:30+01:00", "2026-10-25T01:30Z"],
    ["the last of the double hour", "2026-10-25T02:59", "2026-10-25T00:59Z"],
    ["the first that is there once again", "2026-10-25T03:00", "2026-10-25T02:00Z"],
  ],
  "America/New_York": [
    // 8 March: at 2:00 it is 3:00. 1 November: at 2:00 it is 1:00 again.
    ["the last minute of winter", "2026-03-08T01:59", "2026-03-08T06:59Z"],
    ["the first that is missing", "2026-03-08T02:00", "2026-03-08T07:00Z"],
    ["in the missing hour: as much later", "2026-03-08T02:30", "2026-03-08T07:30Z"],
    ["the first of summer", "2026-03-08T03:00", "2026-03-08T07:00Z"],
    ["the last that is there once", "2026-11-01T00:59", "2026-11-01T04:59Z"],
    ["the double hour: the first of the two", "2026-11-01T01:30", "2026-11-01T05:30Z"],
    ["the double hour with its second offset", "2026-11-01T01:30-05:00", "2026-11-01T06:30Z"],
    ["the first that is there once again", "2026-11-01T02:00", "2026-11-01T07:00Z"],
  ],
} as const;
const cases = Object.entries(nights).flatMap(([zone, rows]) => rows.map((row) => [zone, ...row] as const));

test.each(cases)("%s, %s: %s is %s", (zone, _, wall, instant) => {
  expect(readPickUp(wall, zone)).toEqual(new Date(instant));
});

test.each([
  // Collected at 3:10 of summer time: twenty real minutes earlier the clock still showed 1:50 of winter time.
  ["Europe/Brussels", "2026-03-29T03:10", "2026-03-29T00:50Z"],
  // Collected at 3:05 after the second 2:59: the kitchen gets it in the second of the two hours.
  ["Europe/Brussels", "2026-10-25T03:05", "2026-10-25T01:45Z"],
  ["America/New_York", "2026-03-08T03:10", "2026-03-08T06:50Z"],
  ["America/New_York", "2026-11-01T02:05", "2026-11-01T06:45Z"],
])("%s: collected at %s, it goes to the kitchen at %s, whatever the clocks do in between", (zone, wall, released) => {
  const collectAt = readPickUp(wall, zone);
  expect(releaseTime(collectAt, new Date(released))).toBeNull();
  expect(releaseTime(collectAt, new Date(Date.parse(released) - 1))).toEqual(new Date(released));
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
