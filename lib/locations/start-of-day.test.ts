import { expect, test } from "vitest";
import { startOfDay } from "./start-of-day";

const begins = (timeZone: string, now: string) => startOfDay(timeZone, new Date(now)).toISOString();

test("the day begins at the restaurant's midnight, wherever the server stands", () => {
  expect(begins("Europe/Brussels", "2026-11-26T22:59:00Z")).toBe("2026-11-25T23:00:00.000Z");
  expect(begins("Europe/Brussels", "2026-11-26T23:00:00Z")).toBe("2026-11-26T23:00:00.000Z");
  expect(begins("America/New_York", "2026-11-26T03:00:00Z")).toBe("2026-11-25T05:00:00.000Z");
});

test("on the days on which the clock is changed it still begins at midnight", () => {
  expect(begins("Europe/Brussels", "2026-10-25T12:00:00Z")).toBe("2026-10-24T22:00:00.000Z");
  // There is no midnight on this day: the clock goes from 23:59 to 01:00.
  expect(begins("America/Santiago", "2026-09-06T12:00:00Z")).toBe("2026-09-06T04:00:00.000Z");
});
