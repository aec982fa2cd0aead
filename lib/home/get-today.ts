import { withTenant } from "@/db/client";
import { countBrokenRules, sumToday } from "@/db/queries/home";
import type { LocationView } from "@/lib/locations/location-types";
import { startOfDay } from "@/lib/locations/start-of-day";
import type { Services } from "@/lib/services";
import { type BrokenRule, brokenRules } from "./broken-rules";

export type TodayView = {
  /** One for each currency that somebody paid in, or that a location sells in. */
  currencies: { currency: string; orders: number; underWay: number; takingsMinor: number }[];
  rules: BrokenRule[];
};

/** `locations` are those that the page is about; each has its own midnight. The rules hold for all of the merchant's orders. */
export async function getToday(
  { db, now }: Pick<Services, "db" | "now">,
  merchantId: string,
  locations: readonly Pick<LocationView, "id" | "timeZone" | "currency">[],
): Promise<TodayView> {
  const at = now();
  const days = locations.map(({ id, timeZone }) => ({ locationId: id, from: startOfDay(timeZone, at) }));
  const { sums, counts } = await withTenant(db, merchantId, async (tx) => {
    const [sums, counts] = await Promise.all([sumToday(tx, days), countBrokenRules(tx, at)]);
    return { sums, counts };
  });
  const sold = new Set(locations.map(({ currency }) => currency));
  for (const { currency } of sums) sold.delete(currency);
  const quiet = [...sold].map((currency) => ({ currency, orders: 0, underWay: 0, takingsMinor: 0 }));
  return { currencies: [...sums, ...quiet], rules: brokenRules(counts) };
}
