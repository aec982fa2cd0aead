import { Temporal } from "temporal-polyfill";
import type { OpeningHours } from "@/db/schema";
import { weekdays } from "./location-input";

export type Opening = {
  isOpen: boolean;
  /** When it closes, or opens next; null where it never opens. */
  changesAt: Date | null;
};

type Span = { opens: number; closes: number };

/** By the clock on the restaurant's wall. A close before the open is past midnight. */
export function openingAt(hours: OpeningHours, timeZone: string, now: Date): Opening {
  const today = Temporal.Instant.fromEpochMilliseconds(now.getTime()).toZonedDateTimeISO(timeZone).toPlainDate();
  const spans: Span[] = [];
  // Yesterday's evening may still be going on, and the next opening is at most a week away.
  for (let day = -1; day <= 7; day++) {
    const date = today.add({ days: day });
    const hoursOfDay = hours[weekdays[date.dayOfWeek - 1] ?? "monday"];
    if (!hoursOfDay) continue;
    const closesOn = hoursOfDay.close <= hoursOfDay.open ? date.add({ days: 1 }) : date;
    spans.push({ opens: at(date, hoursOfDay.open, timeZone), closes: at(closesOn, hoursOfDay.close, timeZone) });
  }
  const time = now.getTime();
  const current = spans.filter(({ opens, closes }) => opens <= time && time < closes);
  if (current.length > 0)
    return { isOpen: true, changesAt: new Date(Math.max(...current.map(({ closes }) => closes))) };
  const next = spans.map(({ opens }) => opens).filter((opens) => opens > time);
  return { isOpen: false, changesAt: next.length > 0 ? new Date(Math.min(...next)) : null };
}

const at = (date: Temporal.PlainDate, clock: string, timeZone: string): number =>
  date.toZonedDateTime({ timeZone, plainTime: Temporal.PlainTime.from(clock) }).epochMilliseconds;
