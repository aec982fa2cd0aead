import { Temporal } from "temporal-polyfill";

/** The vendor gives at most so many days at once, and a page shows no more. */
export const MOST_DAYS = 365;

export const addDays = (day: string, days: number): string => Temporal.PlainDate.from(day).add({ days }).toString();

/** Both ends included. */
export function daysBetween(from: string, to: string): string[] {
  const count = Temporal.PlainDate.from(from).until(to).days;
  return Array.from({ length: count + 1 }, (_, n) => addDays(from, n));
}

/** The business day that ends at this moment of the restaurant's clock: the vendor names only when the next one begins. */
export const dayBefore = (nextStart: string): string => addDays(nextStart.slice(0, 10), -1);

export const calendarDay = (now: Date, timeZone: string): string =>
  Temporal.Instant.fromEpochMilliseconds(now.getTime()).toZonedDateTimeISO(timeZone).toPlainDate().toString();

export const isDay = (text: unknown): text is string =>
  typeof text === "string" && /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(Date.parse(`${text}T00:00:00Z`));
