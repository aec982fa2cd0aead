import { addDays, businessDayOf } from "../world/business-day";
import type { Site } from "../world/world";
import type { Sale } from "./sale";

/** The sales of one day in the order in which pages give them. */
export type DayOfSales = (site: Site, date: string) => Sale[];

export type SalesRange = { from: number; to: number; momentOf: (sale: Sale) => number; dayOf: DayOfSales };
/** Where a page starts: a day, and the sale of it, or its first one. */
export type Position = { date: string; identifier?: string };

/** Reads day by day, so that a year never stands in memory; gives one page and where the next one starts. */
export function pageOfSales(
  site: Site,
  range: SalesRange,
  start: Position | undefined,
  size: number,
): { sales: Sale[]; next: { date: string; sale: Sale } | undefined } {
  const { zone, openedOn } = site.venue;
  const last = businessDayOf(Math.min(range.to, site.now()), zone);
  const first = start?.date ?? businessDayOf(range.from, zone);
  const found: { date: string; sale: Sale }[] = [];
  for (let date = first > openedOn ? first : openedOn; date <= last && found.length <= size; date = addDays(date, 1)) {
    const all = range.dayOf(site, date).filter((sale) => {
      const moment = range.momentOf(sale);
      return moment >= range.from && moment < range.to;
    });
    const skip =
      date === start?.date && start.identifier ? all.findIndex((sale) => sale.identifier === start.identifier) : 0;
    for (const sale of all.slice(Math.max(skip, 0))) found.push({ date, sale });
  }
  return { sales: found.slice(0, size).map(({ sale }) => sale), next: found[size] };
}
