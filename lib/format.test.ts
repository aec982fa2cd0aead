import fc from "fast-check";
import { expect, test } from "vitest";
import {
  dayIn,
  decimalsOf,
  formatAge,
  formatClock,
  formatCount,
  formatDay,
  formatDuration,
  formatInstant,
  formatList,
  formatLogInstant,
  formatMoney,
  formatNumber,
  formatTime,
  isOlderThan,
  nowhere,
} from "./format";

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
  expect(isOlderThan(before(3_600_000), now, 3_600_000)).toBe(false);
  expect(isOlderThan(before(3_600_001), now, 3_600_000)).toBe(true);
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

const at = (country: string, timeZone: string) => ({ country, timeZone });

test("an instant is shown by the restaurant's own clock, as its people write it", () => {
  const iso = "2026-11-23T23:30:05Z";
  expect(formatInstant(iso, at("BE", "Europe/Brussels"))).toBe("24 Nov 2026, 00:30");
  expect(formatInstant(iso, at("US", "America/New_York"))).toBe("Nov 23, 2026, 6:30 PM");
  expect(formatInstant(iso, at("AU", "Australia/Sydney"))).toBe("24 Nov 2026, 10:30 AM");
  expect(formatInstant(iso, at("DK", "Europe/Copenhagen"))).toBe("24 Nov 2026, 00.30");
  expect(formatLogInstant(iso, at("BE", "Europe/Brussels"))).toBe("24 Nov, 00:30:05");
  expect(formatLogInstant(iso, at("US", "America/New_York"))).toBe("Nov 23, 6:30:05 PM");
  expect(formatLogInstant(iso, nowhere)).toBe("23 Nov, 23:30:05");
  expect(formatTime(iso, at("US", "America/New_York"))).toBe("6:30 PM");
  expect(formatTime(iso, { ...at("BE", "Europe/Brussels"), saysZone: true })).toBe("00:30 UTC+1");
});

test("where locations are on different clocks each time says which one it is", () => {
  const iso = "2026-11-23T23:30:00Z";
  const said = (timeZone: string, when = iso) => formatInstant(when, { country: "BE", timeZone, saysZone: true });
  expect(said("Europe/Brussels")).toBe("24 Nov 2026, 00:30 UTC+1");
  expect(said("Europe/Brussels", "2026-07-01T10:00:00Z")).toBe("1 Jul 2026, 12:00 UTC+2");
  expect(said("America/St_Johns")).toBe("23 Nov 2026, 20:00 UTC-3:30");
  expect(said("Asia/Kathmandu")).toBe("24 Nov 2026, 05:15 UTC+5:45");
  expect(said("UTC")).toBe("23 Nov 2026, 23:30 UTC");
});

test("days and times of day are in no zone", () => {
  expect([formatDay("2026-03-01", { country: "FR" }), formatDay("2026-03-01", { country: "US" })]).toEqual([
    "1 Mar 2026",
    "Mar 1, 2026",
  ]);
  expect(["00:00", "9:05", "12:00", "23:30"].map((clock) => formatClock(clock, { country: "US" }))).toEqual([
    ...["12:00 AM", "9:05 AM", "12:00 PM", "11:30 PM"],
  ]);
  expect(formatClock("9:05", { country: "NL" })).toBe("09:05");
  expect(dayIn(new Date("2026-11-23T23:30:00Z"), "Europe/Brussels")).toBe("2026-11-24");
});

test.each([
  ["IE", "EUR", 123_450, "€1,234.50"],
  ["BE", "EUR", 123_450, "€ 1.234,50"],
  ["NL", "EUR", -5, "-€ 0,05"],
  ["DE", "EUR", 123_450, "1.234,50 €"],
  ["FR", "EUR", 123_456_789, "1 234 567,89 €"],
  ["ES", "EUR", 123_450, "1234,50 €"],
  ["ES", "EUR", 1_234_500, "12.345,00 €"],
  ["CH", "CHF", 123_450, "CHF 1’234.50"],
  ["SE", "SEK", 12_000, "120,00 kr"],
  ["DE", "SEK", 12_000, "120,00 SEK"],
  ["US", "USD", 1_250, "$12.50"],
  ["BE", "USD", 1_250, "US$ 12,50"],
  ["IN", "EUR", 123_456_789, "€12,34,567.89"],
  ["JP", "JPY", 1_250, "¥1,250"],
  ["BE", "JPY", 1_250_000, "¥ 1.250.000"],
  ["BH", "BHD", 1_250, "1.250 BHD"],
  ["BE", "KWD", -1_234_567, "-KWD 1.234,567"],
  ["", "EUR", 0, "€0.00"],
] as const)("in %s %s %d is %s", (country, currency, minor, text) => {
  expect(formatMoney(minor, currency, { country }).replaceAll("\u00a0", " ")).toBe(text);
});

test("an amount never breaks from its sign, and every digit of it is there", () => {
  const countries = fc.constantFrom("", "BE", "FR", "CH", "US", "IN", "ES", "JP");
  fc.assert(
    fc.property(fc.integer(), fc.constantFrom("EUR", "JPY", "BHD"), countries, (minor, currency, country) => {
      const text = formatMoney(minor, currency, { country });
      expect(text).not.toContain(" ");
      const digits = Math.abs(minor)
        .toString()
        .padStart(decimalsOf(currency) + 1, "0");
      expect(text.replaceAll(/\D/g, "")).toBe(digits);
      expect(text.startsWith("-")).toBe(minor < 0);
    }),
  );
});

test("numbers keep the decimals that they have", () => {
  expect([formatNumber(1234.5, { country: "BE" }), formatNumber("5.50", { country: "FR" })]).toEqual([
    "1.234,5",
    "5,50",
  ]);
  expect([formatNumber(-10_000, nowhere), formatNumber(21, { country: "BE" })]).toEqual(["-10,000", "21"]);
});

test("names in a row", () => {
  expect([[], ["A"], ["A", "B"], ["A", "B", "C"]].map(formatList)).toEqual(["", "A", "A and B", "A, B, and C"]);
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
      const shown = formatLogInstant(new Date(ms).toISOString(), at("", timeZone));
      expect(shown.replace(/^(\d+) \w+, /, "$1 ")).toBe(
        `${Number(get("day"))} ${get("hour")}:${get("minute")}:${get("second")}`,
      );
      expect(formatInstant(new Date(ms).toISOString(), at("", timeZone))).toContain(
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
