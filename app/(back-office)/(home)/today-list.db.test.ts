import postgres from "postgres";
import { createElement } from "react";
import { renderToStaticMarkup } from "react-dom/server";
import { afterAll, beforeAll, expect, test } from "vitest";
import { TodayCard } from "@/components/home/today-card";
import { parseOrderSearch, toOrderFilter } from "@/components/orders/order-filter";
import { nowhere } from "@/lib/format";
import { getToday } from "@/lib/home/get-today";
import { chooseLocation, ordersOf } from "@/lib/locations/choose-location";
import { listLocations } from "@/lib/locations/list-locations";
import { todayAt } from "@/lib/locations/start-of-day";
import { listOrders } from "@/lib/orders/list-orders";
import { openStage, type Stage } from "@/lib/testing/connection-stage";
import { createOrderMerchant, type OrderMerchant, placeOrder } from "@/lib/testing/order-stage";

let stage: Stage;
let merchant: OrderMerchant;
let owner: postgres.Sql;
const auckland = crypto.randomUUID();
const closed = crypto.randomUUID();

/** Midnight was at 22:00 in Brussels, at 12:00 in Auckland and at 23:00 in London, of the day before in UTC. */
const now = new Date("2026-06-01T09:30:00.000Z");
const wishes: [name: string, where: string | null, at: string, paid?: boolean, currency?: string, channel?: string][] =
  [
    ["Brussels, a moment before", null, "2026-05-31T21:59:59.999Z"],
    ["Brussels, at midnight", null, "2026-05-31T22:00:00.000Z"],
    ["Brussels, in the morning", null, "2026-06-01T09:00:00.000Z"],
    ["Brussels, not paid", null, "2026-06-01T09:01:00.000Z", false],
    ["Brussels, a test", null, "2026-06-01T09:02:00.000Z", true, "EUR", "test"],
    ["Auckland, a moment before", auckland, "2026-05-31T11:59:59.999Z", true, "NZD"],
    ["Auckland, at midnight", auckland, "2026-05-31T12:00:00.000Z", true, "NZD"],
    ["Auckland, in the evening", auckland, "2026-06-01T08:00:00.000Z", true, "NZD"],
    ["closed, before midnight", closed, "2026-05-31T22:59:59.999Z"],
    ["closed, in the morning", closed, "2026-06-01T07:00:00.000Z"],
  ];
const names = new Map<string, string>();

beforeAll(async () => {
  stage = await openStage();
  owner = postgres(stage.ownerUrl, { max: 1, onnotice: () => {} });
  merchant = await createOrderMerchant(stage);
  const { merchantId } = merchant.actor;
  const copy = (id: string, name: string, zone: string, currency: string, active: boolean) => owner`
    insert into locations select (jsonb_populate_record(l, ${owner.json({ id, name, time_zone: zone, currency, active })})).*
      from locations l where l.merchant_id = ${merchantId} limit 1`;
  await copy(auckland, "Auckland", "Pacific/Auckland", "NZD", true);
  await copy(closed, "Closed", "Europe/London", "EUR", false);
  await owner`update locations set time_zone = 'Europe/Brussels' where id = ${merchant.locationId}`;
  for (const [name, where, at, paid = true, currency = "EUR", channel = "kiosk"] of wishes) {
    const { id } = await placeOrder(stage, merchant);
    names.set(id, name);
    await owner`
      update orders set location_id = ${where ?? merchant.locationId}, created_at = ${at}, paid_at = ${paid ? at : null}, currency = ${currency}, channel = ${channel}
       where id = ${id}`;
  }
});
afterAll(async () => {
  await owner.end();
  await stage.close();
});

/** Home's figures, and what each of its links lists: the way of the two pages. */
async function follow(remembered: string | undefined) {
  const { merchantId } = merchant.actor;
  const all = await listLocations(stage.services, merchantId);
  const places = ordersOf(chooseLocation(all, remembered), all);
  const today = await getToday({ ...stage.services, now: () => now }, merchantId, places);
  const html = renderToStaticMarkup(createElement(TodayCard, { today, place: "", region: nowhere }));
  const links = [...html.matchAll(/href="([^"]+)"/g)].map(([, href = ""]) => href.replaceAll("&amp;", "&"));
  const lists = await Promise.all(
    links.map(async (href) => {
      const search = parseOrderSearch(Object.fromEntries(new URL(href, "http://x").searchParams));
      const filter = toOrderFilter(search, now.getTime(), todayAt(places, now));
      return (await listOrders(stage.services, merchantId, filter)).orders.map(({ id }) => names.get(id));
    }),
  );
  return { counted: today.currencies.map(({ orders }) => orders), lists, inactive: today.inactive };
}

test("Home's link lists exactly the orders that Home counts, by each location's own midnight and per currency", async () => {
  const { counted, lists, inactive } = await follow(undefined);
  expect(lists).toEqual([
    ["Brussels, in the morning", "closed, in the morning", "Brussels, at midnight"],
    ["Auckland, in the evening", "Auckland, at midnight"],
  ]);
  expect(counted).toEqual([3, 2]);
  expect(inactive).toEqual(["Closed"]);
});

test("of one chosen location: that one's", async () => {
  expect(await follow(auckland)).toEqual({
    ...{ counted: [2], inactive: [] },
    lists: [["Auckland, in the evening", "Auckland, at midnight"]],
  });
});

test("where only one is active any more, nobody chose: what the others sold today is counted and listed", async () => {
  await owner`update locations set active = false where id = ${auckland}`;
  const { counted, lists, inactive } = await follow(merchant.locationId);
  expect(counted).toEqual([3, 2]);
  expect(lists.map((list) => list.length)).toEqual([3, 2]);
  expect(inactive).toEqual(["Auckland", "Closed"]);
});
