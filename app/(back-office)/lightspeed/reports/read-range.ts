import { addDays, calendarDay, daysBetween, isDay, MOST_DAYS } from "@/lib/lightspeed/reports/business-days";

type Asked = { from?: string | string[] | undefined; to?: string | string[] | undefined };
export type Range = { from: string; to: string };
type Read = { range: Range | undefined; refusal: string | null };

/** The days that an address asks for; none means the business day that is now. What makes no range is refused in words. */
export function readRange({ from, to }: Asked, now: Date, timeZone: string): Read {
  if (from === undefined && to === undefined) return { range: undefined, refusal: null };
  if (!isDay(from) || !isDay(to)) return refused("Choose both days of the range.");
  if (from > to) return refused("The first day must not come after the last one.");
  if (to > calendarDay(now, timeZone)) return refused("The last day of the range has not begun yet.");
  if (daysBetween(from, to).length > MOST_DAYS)
    return refused(`A report covers at most ${MOST_DAYS} days. Choose a shorter range.`);
  return { range: { from, to }, refusal: null };
}

const refused = (refusal: string): Read => ({ range: undefined, refusal });

/** Ready-made ranges, of days that are over except the first. */
export function presetsOf(range: Range | undefined, today: string) {
  const past = (days: number): Range => ({ from: addDays(today, -days), to: addDays(today, -1) });
  const presets: { label: string; from?: string; to?: string }[] = [
    { label: "Today" },
    { label: "Yesterday", ...past(1) },
    ...[7, 30, 90, 365].map((days) => ({ label: `${days} days`, ...past(days) })),
  ];
  return presets.map((preset) => ({
    ...preset,
    current: preset.from === range?.from && preset.to === range?.to,
  }));
}
