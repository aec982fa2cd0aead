import { Temporal } from "temporal-polyfill";

/** When the day began that the clock on the restaurant's wall shows. */
export function startOfDay(timeZone: string, now: Date): Date {
  const here = Temporal.Instant.fromEpochMilliseconds(now.getTime()).toZonedDateTimeISO(timeZone);
  return new Date(here.startOfDay().epochMilliseconds);
}

/** Today at each location, by its own clock. */
export const todayAt = (locations: readonly { id: string; timeZone: string }[], now: Date) =>
  locations.map(({ id, timeZone }) => ({ locationId: id, from: startOfDay(timeZone, now) }));
