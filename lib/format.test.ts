import fc from "fast-check";
import { expect, test } from "vitest";
import { formatAge, formatCount, formatDuration, formatInstant, formatLogInstant, isOlderThan } from "./format";

const now = Date.parse("2026-11-23T12:00:00Z");
const before = (ms: number) => new Date(now - ms).toISOString();

test.each([
  [0, "just now"],
  [59_999, "just now"],
  [60_000, "1 minute ago"],
  [119_999, "1 minute ago"],
  [59 * 60_000 + 59_999, "59 minutes ago"],
  [3_600_000, "1 hour ago"],
  [86_399_999, "23 hours ago"],
  [86_400_000, "1 day ago"],
  [40 * 86_400_000, "40 days ago"],
  [-4_000, "just now"],
  [-30_000, "in less than a minute"],
  [-60_000, "in 1 minute"],
  [-7_200_000, "in 2 hours"],
])("an instant %d ms ago reads %s", (ms, text) => {
  expect(formatAge(before(ms), now)).toBe(text);
});

test("a proof is old once it is past an hour, and not at the hour", () => {
  expect(isOlderThan(before(3_600_000), now)).toBe(false);
  expect(isOlderThan(before(3_600_001), now)).toBe(true);
});

test.each([
  [0.4, "0 ms"],
  [85, "85 ms"],
  [1_000, "1.0 s"],
  [1_249, "1.2 s"],
  [9_949, "9.9 s"],
  [14_200, "14 s"],
])("a duration of %d ms reads %s", (ms, text) => {
  expect(formatDuration(ms)).toBe(text);
});

test("an instant is shown in the restaurant's own time zone", () => {
  expect(formatInstant("2026-11-23T23:30:00Z", "Europe/Brussels")).toBe("24 Nov 2026, 00:30");
  expect(formatInstant("2026-11-23T23:30:00Z", "America/New_York")).toBe("23 Nov 2026, 18:30");
  expect(formatLogInstant("2026-11-23T23:30:05Z", "UTC")).toBe("23 Nov, 23:30:05");
});

const zones = ["Europe/Brussels", "America/St_Johns", "Asia/Kathmandu", "Australia/Lord_Howe", "Pacific/Apia", "UTC"];

const clocks = new Map(
  zones.map((timeZone) => {
    const parts = { year: "numeric", month: "numeric", day: "numeric", hour: "2-digit", minute: "2-digit" } as const;
    return [timeZone, new Intl.DateTimeFormat("en-GB", { ...parts, second: "2-digit", hourCycle: "h23", timeZone })];
  }),
);

test("every instant reads as the runtime's own clock of the zone says, also around a clock change", () => {
  const clockChanges = ["2026-03-29T01:00:00Z", "2026-10-25T01:00:00Z", "2026-10-03T15:30:00Z", "2026-04-04T15:00:00Z"];
  const near = fc
    .tuple(fc.constantFrom(...clockChanges), fc.integer({ min: -7_200_000, max: 7_200_000 }))
    .map(([at, ms]) => Date.parse(at) + ms);
  const any = fc.integer({ min: Date.UTC(2000, 0, 1), max: Date.UTC(2037, 0, 1) });
  fc.assert(
    fc.property(fc.oneof(any, near), fc.constantFrom(...zones), (ms, timeZone) => {
      const told = clocks.get(timeZone)?.formatToParts(ms) ?? [];
      const get = (type: string) => told.find((part) => part.type === type)?.value ?? "";
      const shown = formatLogInstant(new Date(ms).toISOString(), timeZone);
      expect(shown.replace(/^(\d+) \w+, /, "$1 ")).toBe(
        `${Number(get("day"))} ${get("hour")}:${get("minute")}:${get("second")}`,
      );
      expect(formatInstant(new Date(ms).toISOString(), timeZone)).toContain(
        ` ${get("year")}, ${get("hour")}:${get("minute")}`,
      );
    }),
    { numRuns: 2_000 },
  );
});

test("one thing is singular, none and several are plural", () => {
  expect([0, 1, 2].map((count) => formatCount(count, "location"))).toEqual([
    "0 locations",
    "1 location",
    "2 locations",
  ]);
  expect(formatCount(2, "entry", "entries")).toBe("2 entries");
});
