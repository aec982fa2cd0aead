import { Temporal } from "temporal-polyfill";

/** When the day began that the clock on the restaurant's wall shows. */
export function startOfDay(timeZone: string, now: Date): Date {
  const here = Temporal.Instant.fromEpochMilliseconds(now.getTime()).toZonedDateTimeISO(timeZone);
  return new Date(here.startOfDay().epochMilliseconds);
}
