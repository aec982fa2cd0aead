/** How old a proof may be before a page says that it is. */
export const STALE_AFTER_MS = 60 * 60 * 1000;

const units = [
  { name: "day", ms: 86_400_000 },
  { name: "hour", ms: 3_600_000 },
  { name: "minute", ms: 60_000 },
] as const;

/** "4 minutes ago", "in 2 hours"; within a minute either way "just now" or "in less than a minute". */
export function formatAge(iso: string, nowMs: number): string {
  const distance = Date.parse(iso) - nowMs;
  const unit = units.find(({ ms }) => Math.abs(distance) >= ms);
  // Up to some seconds ahead is two clocks that disagree, not the future.
  if (!unit) return distance > 5_000 ? "in less than a minute" : "just now";
  const count = Math.floor(Math.abs(distance) / unit.ms);
  const text = `${count} ${unit.name}${count === 1 ? "" : "s"}`;
  return distance > 0 ? `in ${text}` : `${text} ago`;
}

export function isOlderThan(iso: string, nowMs: number, ms: number = STALE_AFTER_MS): boolean {
  return nowMs - Date.parse(iso) > ms;
}

/** "85 ms", "1.2 s", "14 s". */
export function formatDuration(ms: number): string {
  if (ms < 1_000) return `${Math.round(ms)} ms`;
  return `${(ms / 1_000).toFixed(ms < 9_950 ? 1 : 0)} s`;
}

const months = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(" ");

// Making one costs far more than using it.
const formatters = new Map<string, Intl.DateTimeFormat>();

function formatterFor(timeZone: string): Intl.DateTimeFormat {
  const made = formatters.get(timeZone) ?? new Intl.DateTimeFormat("en-GB", { ...numeric, timeZone });
  formatters.set(timeZone, made);
  return made;
}

const numeric = {
  year: "numeric",
  month: "numeric",
  day: "numeric",
  hour: "2-digit",
  minute: "2-digit",
  second: "2-digit",
  hourCycle: "h23",
} as const satisfies Intl.DateTimeFormatOptions;

const QUARTER_MS = 900_000;
const offsets = new Map<string, number>();

/** A zone's distance to UTC. It changes on quarters of an hour only, and remembering one costs far less than asking. */
function offsetMs(atMs: number, timeZone: string): number {
  const key = `${Math.floor(atMs / QUARTER_MS)} ${timeZone}`;
  const known = offsets.get(key);
  if (known !== undefined) return known;
  if (offsets.size >= 2_000) offsets.clear();
  const offset = askOffsetMs(atMs, timeZone);
  offsets.set(key, offset);
  return offset;
}

function askOffsetMs(atMs: number, timeZone: string): number {
  const parts = formatterFor(timeZone).formatToParts(atMs);
  const get = (type: Intl.DateTimeFormatPartTypes) => Number(parts.find((part) => part.type === type)?.value);
  const shown = Date.UTC(get("year"), get("month") - 1, get("day"), get("hour"), get("minute"), get("second"));
  return shown - Math.floor(atMs / 1000) * 1000;
}

const two = (value: number) => String(value).padStart(2, "0");

/** Only numbers are taken from the runtime: its words and commas differ between server and browser. */
function wallClock(iso: string, timeZone: string) {
  const atMs = Date.parse(iso);
  const wall = new Date(atMs + offsetMs(atMs, timeZone));
  return {
    date: `${wall.getUTCDate()} ${months[wall.getUTCMonth()]}`,
    year: String(wall.getUTCFullYear()),
    time: `${two(wall.getUTCHours())}:${two(wall.getUTCMinutes())}`,
    second: two(wall.getUTCSeconds()),
  };
}

/** "23 Nov 2026, 21:36". */
export function formatInstant(iso: string, timeZone: string): string {
  const { date, year, time } = wallClock(iso, timeZone);
  return `${date} ${year}, ${time}`;
}

/** "23 Nov, 21:36:44": for lists in which seconds tell entries apart. */
export function formatLogInstant(iso: string, timeZone: string): string {
  const { date, time, second } = wallClock(iso, timeZone);
  return `${date}, ${time}:${second}`;
}

/** "1 location", "3 locations". */
export function formatCount(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}

const moneyFormatters = new Map<string, Intl.NumberFormat>();

/** "€12.50" for 1250 EUR, "¥1,250" for 1250 JPY: minor units as people read them. */
export function formatMoney(minor: number, currency: string): string {
  const made = moneyFormatters.get(currency) ?? new Intl.NumberFormat("en-GB", { style: "currency", currency });
  moneyFormatters.set(currency, made);
  return made.format(minor / 10 ** (made.resolvedOptions().maximumFractionDigits ?? 2));
}

/** How many decimals people write with it: 2 for EUR, 0 for JPY, 3 for BHD. */
export const decimalsOf = (currency: string): number =>
  new Intl.NumberFormat("en-GB", { style: "currency", currency }).resolvedOptions().maximumFractionDigits ?? 2;
