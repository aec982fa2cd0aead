import { withTenant } from "@/db/client";
import { saveSalesDay } from "@/db/queries/sales-days";
import type { KSeriesClient } from "@/lib/k-series";
import type { Services } from "@/lib/services";
import { addSale, type SaleSetting } from "./add-sale";
import { calendarDay, dayBefore } from "./business-days";
import { noSales } from "./sales-totals";

type Place = { merchantId: string; placeId: string; setting: SaleSetting };

/**
 * Reads one business day, without a day the one that is now, and keeps what it adds up to. Gives the day that the vendor answered with. A day is
 * complete only when the vendor says so (`dataComplete`).
 */
export async function readDay(
  { db, now }: Pick<Services, "db" | "now">,
  client: Pick<KSeriesClient, "sales">,
  { merchantId, placeId, setting }: Place,
  day?: string,
): Promise<string> {
  const readAt = now();
  const answer = await client.sales.getDay({
    businessLocationId: placeId,
    query: { include: ["payments", "account_profile"], ...(day ? { date: day } : {}) },
  });
  const totals = noSales();
  for (const sale of answer.sales) addSale(totals, sale, setting);
  const nextStart = answer.nextStartOfDay ?? null;
  const found = day ?? (nextStart ? dayBefore(nextStart) : calendarDay(readAt, setting.timeZone));
  await withTenant(db, merchantId, (tx) =>
    saveSalesDay(tx, {
      ...{ placeId, day: found, currency: setting.currency, totals, readAt },
      complete: answer.dataComplete === true,
      nextStart: nextStart ? new Date(nextStart) : null,
    }),
  );
  return found;
}
