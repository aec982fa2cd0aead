/** A business day begins at four in the morning, local time. */
const CUT_OFF_HOUR = 4;
const HOUR = 3_600_000;
export const DAY = 24 * HOUR;

const formats = new Map<string, Intl.DateTimeFormat>();

function formatOf(zone: string): Intl.DateTimeFormat {
  const known = formats.get(zone);
  if (known) return known;
  const part = "2-digit";
  const options = { year: "numeric", month: part, day: part, hour: part, minute: part, second: part } as const;
  const made = new Intl.DateTimeFormat("en-GB", { ...options, timeZone: zone, hourCycle: "h23" });
  formats.set(zone, made);
  return made;
}

/** How far the zone's clocks are ahead of UTC at a moment. */
export function offsetMs(zone: string, at: number): number {
  const parts = Object.fromEntries(
    formatOf(zone)
      .formatToParts(at)
      .map(({ type, value }) => [type, Number(value)]),
  );
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = parts;
  return Date.UTC(year, month - 1, day, hour, minute, second) - Math.floor(at / 1000) * 1000;
}

const starts = new Map<string, number>();

/** The moment at which a business day begins; days of 23 and 25 hours come out right. */
export function startOfBusinessDay(date: string, zone: string): number {
  const key = `${zone} ${date}`;
  const known = starts.get(key);
  if (known !== undefined) return known;
  const local = Date.parse(`${date}T00:00:00Z`) + CUT_OFF_HOUR * HOUR;
  const guess = local - offsetMs(zone, local);
  const start = local - offsetMs(zone, guess);
  if (starts.size > 10_000) starts.clear();
  starts.set(key, start);
  return start;
}

export function addDays(date: string, days: number): string {
  return new Date(Date.parse(`${date}T00:00:00Z`) + days * DAY).toISOString().slice(0, 10);
}

export function businessDayOf(at: number, zone: string): string {
  const local = new Date(at + offsetMs(zone, at)).toISOString();
  const date = local.slice(0, 10);
  return at < startOfBusinessDay(date, zone) ? addDays(date, -1) : date;
}

export const isDate = (text: string) =>
  /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(Date.parse(`${text}T00:00:00Z`)) && addDays(text, 0) === text;

/** The local time with its offset: 2026-02-15T04:00:00+01:00. */
export function isoWithOffset(at: number, zone: string): string {
  const offset = offsetMs(zone, at);
  const local = new Date(at + offset).toISOString().slice(0, 19);
  const hours = String(Math.floor(Math.abs(offset) / HOUR)).padStart(2, "0");
  const minutes = String((Math.abs(offset) % HOUR) / 60_000).padStart(2, "0");
  return `${local}${offset < 0 ? "-" : "+"}${hours}:${minutes}`;
}

/** The first day of so many, pushed back until a change of the clocks lies among them. */
export function openingDay(last: string, days: number, zone: string): string {
  const noon = (date: string) => Date.parse(`${date}T12:00:00Z`);
  const offset = offsetMs(zone, noon(last));
  let first = addDays(last, -days);
  if (days === 0) return first;
  for (let more = 0; more < 250 && offsetMs(zone, noon(first)) === offset; more += 1) first = addDays(first, -1);
  return addDays(first, offsetMs(zone, noon(addDays(first, 1))) === offset ? -3 : 0);
}
