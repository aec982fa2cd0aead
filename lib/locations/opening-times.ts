import { Temporal } from "temporal-polyfill";
import type { OpeningHours } from "@/db/schema";
import { weekdays } from "./location-input";

export type Opening = {
  isOpen: boolean;
  /** When it closes, or opens next; null where it is open on no day: then it is closed to everything that asks, guests and figures alike. */
  changesAt: Date | null;
};

type Span = { opens: number; closes: number };

/** By the clock on the restaurant's wall. A close before the open is past midnight. */
export function openingAt(hours: OpeningHours, timeZone: string, now: Date): Opening {
  const time = now.getTime();
  let closesAt: number | null = null;
  // The next opening is at most a week away. Days come in order: once one opens later, so do the rest.
  for (const { opens, closes } of spansFrom(hours, timeZone, now, 7)) {
    if (opens > time) return { isOpen: closesAt !== null, changesAt: new Date(closesAt ?? opens) };
    if (time < closes) closesAt = Math.max(closesAt ?? closes, closes);
  }
  return { isOpen: closesAt !== null, changesAt: closesAt === null ? null : new Date(closesAt) };
}

/** When it was open between two moments, in order and apart from each other. */
export function openTimes(hours: OpeningHours, timeZone: string, from: Date, to: Date): { from: number; to: number }[] {
  const [start, end] = [from.getTime(), to.getTime()];
  const days = Math.ceil((end - start) / 86_400_000) + 1;
  const open: { from: number; to: number }[] = [];
  for (const { opens, closes } of spansFrom(hours, timeZone, from, days)) {
    const span = { from: Math.max(opens, start), to: Math.min(closes, end) };
    const last = open.at(-1);
    if (span.from >= span.to) continue;
    if (last && span.from <= last.to) last.to = Math.max(last.to, span.to);
    else open.push(span);
  }
  return open;
}

/** From the day before on: its evening may still be going on. One after the other, since calendar days take long to work out. */
function* spansFrom(hours: OpeningHours, timeZone: string, from: Date, days: number): Generator<Span> {
  const today = Temporal.Instant.fromEpochMilliseconds(from.getTime()).toZonedDateTimeISO(timeZone).toPlainDate();
  for (let day = -1; day <= days; day++) {
    const date = today.add({ days: day });
    const hoursOfDay = hours[weekdays[date.dayOfWeek - 1] ?? "monday"];
    if (!hoursOfDay) continue;
    const closesOn = hoursOfDay.close <= hoursOfDay.open ? date.add({ days: 1 }) : date;
    yield { opens: at(date, hoursOfDay.open, timeZone), closes: at(closesOn, hoursOfDay.close, timeZone) };
  }
}

const at = (date: Temporal.PlainDate, clock: string, timeZone: string): number =>
  date.toZonedDateTime({ timeZone, plainTime: Temporal.PlainTime.from(clock) }).epochMilliseconds;
