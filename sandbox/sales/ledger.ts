import { addDays, businessDayOf, startOfBusinessDay } from "../world/business-day";
import type { Venue } from "../world/venue";
import type { Site } from "../world/world";
import { type Day, dateOfNumber, historyOf } from "./history";
import type { Sale } from "./sale";

const KEPT_DAYS = 12;
const days = new WeakMap<Venue, Map<string, Day>>();

function dayOf(venue: Venue, date: string): Day {
  const kept = days.get(venue) ?? new Map<string, Day>();
  days.set(venue, kept);
  const known = kept.get(date);
  if (known) return known;
  const made = historyOf(venue, date);
  if (kept.size >= KEPT_DAYS) kept.delete([...kept.keys()][0] ?? "");
  kept.set(date, made);
  return made;
}

/** Whether guests of the history came on that day: before the account was made, and later where they come by themselves. */
function hasGuests({ venue }: Site, date: string): boolean {
  if (date < venue.openedOn) return false;
  return venue.location.ambient || date < venue.createdOn;
}

const byClosing = (a: Sale, b: Sale) => a.closedAt - b.closedAt || (a.identifier < b.identifier ? -1 : 1);
const byFiling = (a: Sale, b: Sale) => a.filedAt - b.filedAt || byClosing(a, b);

function guests(site: Site, date: string): Day {
  if (!hasGuests(site, date)) return { sales: [], corrections: [] };
  const { sales, corrections: made } = dayOf(site.venue, date);
  // What was given back the morning after needs a morning with guests: it would fall among the first sales of a new account.
  const corrections = hasGuests(site, addDays(date, 1)) ? made : made.filter(({ type }) => type !== "REFUND");
  if (site.till.adopted.entries().length === 0) return { sales, corrections };
  const own = (sale: Sale) => !site.till.adopted.get(sale.previous ?? sale.identifier);
  return { sales: sales.filter(own), corrections: corrections.filter(own) };
}

function between(site: Site, date: string) {
  const start = startOfBusinessDay(date, site.venue.zone);
  const end = startOfBusinessDay(addDays(date, 1), site.venue.zone);
  return (moment: number) => moment >= start && moment < end;
}

const atTill = (site: Site) => site.till.sales.entries().map(([, sale]) => sale);

/** V1: what was closed on a business day, and what was corrected of it whenever that happened. */
export function salesFiledOn(site: Site, date: string): Sale[] {
  const { sales, corrections } = guests(site, date);
  const inside = between(site, date);
  const own = atTill(site).filter(({ filedAt }) => inside(filedAt));
  return [...sales, ...corrections, ...own].filter(({ closedAt }) => closedAt <= site.now()).sort(byFiling);
}

/** V2: what was closed, or corrected, on a business day itself. */
export function salesClosedOn(site: Site, date: string): Sale[] {
  const inside = between(site, date);
  const today = guests(site, date);
  const before = guests(site, addDays(date, -1)).corrections;
  const own = atTill(site);
  return [...before, ...today.sales, ...today.corrections, ...own]
    .filter(({ closedAt }) => inside(closedAt) && closedAt <= site.now())
    .sort(byClosing);
}

/** Guests of the history who sit at a table right now. */
export function guestsPresent(site: Site): Sale[] {
  const now = site.now();
  const { sales } = guests(site, businessDayOf(now, site.venue.zone));
  return sales.filter(({ openedAt, closedAt }) => openedAt <= now && closedAt > now);
}

/** The business day that an account identifier of the history belongs to. */
export function historyDay(site: Site, identifier: string): string | undefined {
  const [, pos, number] = /^[AR](\d+)\.(\d{1,12})$/.exec(identifier) ?? [];
  return Number(pos) === site.venue.posIds.history ? dateOfNumber(Number(number)) : undefined;
}

export function findInHistory(site: Site, identifier: string): Sale | undefined {
  const date = historyDay(site, identifier);
  if (date === undefined) return undefined;
  const { sales, corrections } = guests(site, date);
  return [...sales, ...corrections].find((sale) => sale.identifier === identifier);
}

export const today = (site: Site) => businessDayOf(site.now(), site.venue.zone);
