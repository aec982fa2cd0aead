import { customsOf, signOf } from "./customs";

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

export function isOlderThan(iso: string, nowMs: number, ms: number): boolean {
  return nowMs - Date.parse(iso) > ms;
}

/** "85 ms", "1.2 s", "14 s". */
export function formatDuration(ms: number): string {
  if (ms < 1_000) return `${Math.round(ms)} ms`;
  return `${(ms / 1_000).toFixed(ms < 9_950 ? 1 : 0)} s`;
}

/** Whose clock and customs. The words are English everywhere; how numbers, money, dates and times are written is the location's. */
export type Region = {
  /** ISO 3166 alpha-2; empty where there is no location. */
  country: string;
  timeZone: string;
  /** The page is about locations on different clocks: each time says how far it is from UTC. */
  saysZone?: boolean;
};

/** Before there is a location. */
export const nowhere: Region = { country: "", timeZone: "UTC" };

/** "Europe/Brussels" with its city in plain letters. */
export const zoneName = ({ timeZone }: Pick<Region, "timeZone">): string => timeZone.replaceAll("_", " ");

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
const wallClock = (atMs: number, timeZone: string) => new Date(atMs + offsetMs(atMs, timeZone));

function dateWords(wall: Date, { country }: Pick<Region, "country">, year: boolean): string {
  const [day, month] = [wall.getUTCDate(), months[wall.getUTCMonth()]];
  const { monthFirst } = customsOf(country);
  if (!year) return monthFirst ? `${month} ${day}` : `${day} ${month}`;
  return monthFirst ? `${month} ${day}, ${wall.getUTCFullYear()}` : `${day} ${month} ${wall.getUTCFullYear()}`;
}

function timeWords(wall: Date, { country }: Pick<Region, "country">, seconds: boolean): string {
  const { twelveHours, timeSeparator: sep } = customsOf(country);
  const hours = wall.getUTCHours();
  const rest = `${sep}${two(wall.getUTCMinutes())}${seconds ? `${sep}${two(wall.getUTCSeconds())}` : ""}`;
  return twelveHours ? `${hours % 12 || 12}${rest} ${hours < 12 ? "AM" : "PM"}` : `${two(hours)}${rest}`;
}

/** " UTC+1", " UTC-3:30"; nothing where all of the page is on one clock. */
function zoneWords(atMs: number, { timeZone, saysZone }: Region): string {
  if (!saysZone) return "";
  const minutes = Math.round(offsetMs(atMs, timeZone) / 60_000);
  const [hours, rest] = [Math.floor(Math.abs(minutes) / 60), Math.abs(minutes) % 60];
  const distance = `${minutes < 0 ? "-" : "+"}${hours}${rest === 0 ? "" : `:${two(rest)}`}`;
  return ` UTC${minutes === 0 ? "" : distance}`;
}

/** "23 Nov 2026, 21:36"; in the United States "Nov 23, 2026, 9:36 PM". */
export function formatInstant(iso: string, region: Region): string {
  const atMs = Date.parse(iso);
  const wall = wallClock(atMs, region.timeZone);
  return `${dateWords(wall, region, true)}, ${timeWords(wall, region, false)}${zoneWords(atMs, region)}`;
}

/** "23 Nov, 21:36:44": for lists in which seconds tell entries apart. */
export function formatLogInstant(iso: string, region: Region): string {
  const atMs = Date.parse(iso);
  const wall = wallClock(atMs, region.timeZone);
  return `${dateWords(wall, region, false)}, ${timeWords(wall, region, true)}${zoneWords(atMs, region)}`;
}

/** "21:36", "9:36 PM": where the day is plain. */
export function formatTime(iso: string, region: Region): string {
  const atMs = Date.parse(iso);
  return timeWords(wallClock(atMs, region.timeZone), region, false) + zoneWords(atMs, region);
}

/** "23 Nov 2026" for 2026-11-23: a day of the calendar, in no zone. */
export const formatDay = (day: string, region: Pick<Region, "country">): string =>
  dateWords(new Date(`${day}T00:00:00Z`), region, true);

/** "18:30" or "6:30 PM" for 18:30: a time of day, in no zone. */
export const formatClock = (clock: string, region: Pick<Region, "country">): string =>
  timeWords(new Date(`1970-01-01T${clock.padStart(5, "0")}:00Z`), region, false);

/** The calendar day there, as 2026-11-23. */
export const dayIn = (at: Date, timeZone: string): string =>
  wallClock(at.getTime(), timeZone).toISOString().slice(0, 10);

/** "1 location", "3 locations". */
export function formatCount(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}

/** "A", "A and B", "A, B, and C". */
export function formatList(names: readonly string[]): string {
  if (names.length < 3) return names.join(" and ");
  return `${names.slice(0, -1).join(", ")}, and ${names.at(-1)}`;
}

/** "1,234.5", "1.234,5" in Belgium: as many decimals as it has. */
export function formatNumber(value: number | string, { country }: Pick<Region, "country">): string {
  const [whole = "", fraction] = String(value).replace("-", "").split(".");
  const text = grouped(whole, country) + (fraction === undefined ? "" : `${customsOf(country).decimal}${fraction}`);
  return Number(value) < 0 ? `-${text}` : text;
}

/** "€12.50" for 1250 EUR in Ireland, "€ 12,50" in Belgium, "12,50 €" in France: minor units as people read them there. */
export function formatMoney(minor: number, currency: string, { country }: Pick<Region, "country">): string {
  const digits = decimalsOf(currency);
  const { decimal, sign } = customsOf(country);
  const text = String(Math.abs(minor)).padStart(digits + 1, "0");
  const whole = grouped(text.slice(0, text.length - digits), country);
  const amount = digits === 0 ? whole : `${whole}${decimal}${text.slice(-digits)}`;
  const symbol = signOf(currency, country);
  const space = sign === "before with a space" || /\p{L}\.?$/u.test(symbol) ? "\u00a0" : "";
  return `${minor < 0 ? "-" : ""}${sign === "after" ? `${amount}\u00a0${symbol}` : `${symbol}${space}${amount}`}`;
}

function grouped(whole: string, country: string): string {
  const { group, byHundreds, fromFiveDigits } = customsOf(country);
  if (fromFiveDigits && whole.length < 5) return whole;
  return whole.replace(byHundreds ? /\B(?=(?:\d\d)*\d{3}$)/g : /\B(?=(?:\d{3})+$)/g, group);
}

const digitsOf = new Map<string, number>();

/** How many decimals people write with it: 2 for EUR, 0 for JPY, 3 for BHD. */
export function decimalsOf(currency: string): number {
  const digits =
    digitsOf.get(currency) ??
    new Intl.NumberFormat("en", { style: "currency", currency }).resolvedOptions().maximumFractionDigits ??
    2;
  digitsOf.set(currency, digits);
  return digits;
}
