import { Temporal } from "temporal-polyfill";

/** From when to when a business day goes: it ends where the next one begins, and began at the same time of the clock. */
export function windowOf(day: string, nextStart: string, timeZone: string): { from: Date; to: Date } {
  const end = Temporal.Instant.from(nextStart);
  const cutOff = end.toZonedDateTimeISO(timeZone).toPlainTime();
  const start = Temporal.PlainDate.from(day).toPlainDateTime(cutOff).toZonedDateTime(timeZone);
  return { from: new Date(start.epochMilliseconds), to: new Date(end.epochMilliseconds) };
}
