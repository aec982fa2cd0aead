import { readTenantsOrders } from "@/db/client";
import { listBrokenRules } from "@/db/queries/broken-rules";
import { sumToday } from "@/db/queries/home";
import type { LocationView } from "@/lib/locations/location-types";
import { todayAt } from "@/lib/locations/start-of-day";
import type { Services } from "@/lib/services";
import { type BrokenRule, brokenRules, NAMED } from "./broken-rules";

export type CurrencyDay = { currency: string; orders: number; underWay: number; takingsMinor: number };

export type TodayView = {
  /** One for each currency that somebody paid in, or that an active location sells in. */
  currencies: CurrencyDay[];
  /** Deactivated locations that sold something today: it counts. */
  inactive: string[];
  rules: BrokenRule[];
};

type Place = Pick<LocationView, "id" | "name" | "timeZone" | "currency" | "active">;

/** `locations` are those that the page is about; each has its own midnight. The rules hold for all of the merchant's orders. */
export async function getToday(
  { db, now }: Pick<Services, "db" | "now">,
  merchantId: string,
  locations: readonly Place[],
): Promise<TodayView> {
  const at = now();
  const [sums, broken] = await readTenantsOrders(db, merchantId, (tx) =>
    Promise.all([sumToday(tx, todayAt(locations, at)), listBrokenRules(tx, at, NAMED)]),
  );
  const currencies = new Map<string, CurrencyDay>();
  const add = ({ currency, orders, underWay, takingsMinor }: CurrencyDay) => {
    const so = currencies.get(currency) ?? { currency, orders: 0, underWay: 0, takingsMinor: 0 };
    currencies.set(currency, {
      ...{ currency, orders: so.orders + orders, underWay: so.underWay + underWay },
      takingsMinor: so.takingsMinor + takingsMinor,
    });
  };
  for (const sum of sums) add(sum);
  for (const { currency } of locations.filter(({ active }) => active))
    add({ currency, orders: 0, underWay: 0, takingsMinor: 0 });
  const sold = new Set(sums.map(({ locationId }) => locationId));
  return {
    currencies: [...currencies.values()],
    inactive: locations.filter(({ id, active }) => !active && sold.has(id)).map(({ name }) => name),
    rules: brokenRules(broken),
  };
}
