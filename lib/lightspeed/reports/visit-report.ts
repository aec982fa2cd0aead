import type { Actor } from "@/lib/auth/roles";
import type { Services } from "@/lib/services";
import { calendarDay } from "./business-days";
import { getReport } from "./get-report";
import type { ReportView } from "./report-view";
import { startSalesLoad } from "./start-load";

/** So many days are read without being asked for; more is a wish that takes a while. */
export const READ_UNASKED = 31;
const TODAY_MS = 60_000;
const OPEN_MS = 15 * 60_000;

type Wish = {
  placeId: string;
  currency: string;
  timeZone: string;
  range?: { from: string; to: string } | undefined;
};

/**
 * The report of a range, and the reading of what it lacks where that is little: the day that is now once a minute, days that are not complete
 * every quarter of an hour, what is missing of up to a month. What somebody cancelled or what failed for good is not begun again by itself.
 */
export async function visitReport(
  services: Pick<Services, "db" | "now">,
  actor: Pick<Actor, "merchantId" | "userName">,
  { placeId, currency, timeZone, range }: Wish,
): Promise<ReportView> {
  const day = calendarDay(services.now(), timeZone);
  const wish = { placeId, currency, timeZone, range, calendarDay: day };
  const view = await getReport(services, actor.merchantId, wish);
  if (!isWorthReading(view, services.now())) return view;
  const current = view.today === null || view.to >= view.today;
  await startSalesLoad(services, actor, { placeId, from: view.from, to: view.to, current });
  return getReport(services, actor.merchantId, wish);
}

function isWorthReading({ load, missing, days, today, to }: ReportView, now: Date): boolean {
  if (load?.state === "running" || load?.state === "waiting") return false;
  if (load?.sameRange && (load.state === "cancelled" || load.state === "failed")) return false;
  if (missing.length > READ_UNASKED) return false;
  if (missing.length > 0 || (today === null && days.length === 0)) return true;
  const olderThan = (readAt: string, ms: number) => now.getTime() - Date.parse(readAt) > ms;
  return days.some(
    ({ day, complete, readAt }) => !complete && olderThan(readAt, day === today && to >= day ? TODAY_MS : OPEN_MS),
  );
}
