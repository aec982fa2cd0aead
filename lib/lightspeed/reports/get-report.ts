import { readTenant } from "@/db/client";
import { findNewestSalesDay, findSalesLoad, listSalesDays } from "@/db/queries/sales-days";
import type { SalesDayRow, SalesLoad } from "@/db/schema";
import type { Services } from "@/lib/services";
import { addDays, daysBetween } from "./business-days";
import type { LoadView, ReportAmount, ReportView } from "./report-view";
import { addTotals, noSales, type SalesTotals, salesTotalsSchema } from "./sales-totals";

type Wish = {
  placeId: string;
  currency: string;
  timeZone: string;
  /** Left out: the business day that is now. */
  range?: { from: string; to: string } | undefined;
  /** What stands for today where Lightspeed has not said it. */
  calendarDay: string;
};

/** What is stored of a range, added up. No call: what is missing is said, and `start-load` reads it. */
export async function getReport(
  { db, now }: Pick<Services, "db" | "now">,
  merchantId: string,
  { placeId, currency, timeZone, range, calendarDay }: Wish,
): Promise<ReportView> {
  const { rows, today, load, from, to } = await readTenant(db, merchantId, async (tx) => {
    const [newest, load] = await Promise.all([findNewestSalesDay(tx, placeId), findSalesLoad(tx, placeId)]);
    const day = dayNow(newest, now());
    const { from, to } = range ?? { from: day ?? calendarDay, to: day ?? calendarDay };
    return { ...{ from, to, today: day, load }, rows: await listSalesDays(tx, placeId, { from, to }) };
  });
  const known = rows.filter((row) => row.currency === currency).map(readRow);
  const all = known.reduce((sum, { totals }) => addTotals(sum, totals), noSales());
  const have = new Set(known.map(({ day }) => day));
  const reads = known.map(({ readAt }) => readAt).sort();
  return {
    ...{ from, to, currency, timeZone, today },
    days: known.map(({ totals, ...day }) => ({ ...day, ...pick(totals) })),
    missing: daysBetween(from, to).filter((day) => !have.has(day) && day <= (today ?? calendarDay)),
    open: known.filter(({ complete }) => !complete).length,
    ...partsOf(all),
    readAt: reads[0] ?? null,
    load: load && loadView(load, { from, to }, now()),
  };
}

/** The newest day is today's until the next one begins. */
function dayNow(newest: SalesDayRow | null, now: Date): string | null {
  if (!newest?.nextStart) return null;
  return newest.nextStart > now
    ? newest.day
    : now.getTime() - newest.nextStart.getTime() < DAY_MS
      ? addDays(newest.day, 1)
      : null;
}

const DAY_MS = 24 * 3_600_000;

const readRow = ({ day, complete, readAt, totals }: SalesDayRow) => ({
  ...{ day, complete, readAt: readAt.toISOString(), totals: salesTotalsSchema.parse(totals) },
});

const pick = ({ receipts, covers, salesMinor, taxMinor, paidMinor, tipMinor }: SalesTotals) => ({
  ...{ receipts, covers, salesMinor, taxMinor, paidMinor, tipMinor },
});

function partsOf(all: SalesTotals) {
  const { receipts, covers, salesMinor, taxMinor, discountMinor, paidMinor, tipMinor, surchargeMinor } = all;
  const bySales = (a: ReportAmount, b: ReportAmount) => b.salesMinor - a.salesMinor;
  const named = (part: Record<string, { count: number; salesMinor: number }>): ReportAmount[] =>
    Object.entries(part).map(([name, { count, salesMinor }]) => ({ name, count, salesMinor }));
  return {
    totals: {
      ...{ receipts, covers, salesMinor, taxMinor, discountMinor, paidMinor, tipMinor, surchargeMinor },
      netMinor: salesMinor - taxMinor,
      differenceMinor: paidMinor - salesMinor,
    },
    types: named(all.types).sort(bySales),
    hours: named(all.hours).sort((a, b) => hourNumber(a) - hourNumber(b)),
    profiles: named(all.profiles).sort(bySales),
    groups: Object.entries(all.groups)
      .map(([name, group]) => ({ name, ...group }))
      .sort(bySales),
    taxes: Object.entries(all.taxes).map(([name, tax]) => ({ name, ...tax })),
    payments: Object.entries(all.payments)
      .map(([code, payment]) => ({ code, ...payment }))
      .sort((a, b) => b.paidMinor - a.paidMinor),
    leftOut: Object.entries(all.leftOut).map(([name, count]) => ({ name, count })),
  };
}

/** What has no hour comes last. */
const hourNumber = ({ name }: ReportAmount): number => (name === "" ? 24 : Number(name));

function loadView(load: SalesLoad, { from, to }: { from: string; to: string }, now: Date): LoadView {
  const { state, done, total, problem, nextAt } = load;
  return {
    state: state === "running" && nextAt && nextAt > now ? "waiting" : state,
    sameRange: load.fromDay === from && load.toDay === to,
    ...{ done, total, problem, nextAt: nextAt?.toISOString() ?? null },
  };
}
