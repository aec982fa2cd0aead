import { afterAll, beforeAll, expect, test } from "vitest";
import { openStage, type Stage } from "@/lib/testing/connection-stage";
import { createOrderMerchant, follow, type OrderMerchant, payOrder, placeOrder } from "@/lib/testing/order-stage";
import { getToday } from "./get-today";

let stage: Stage;
let merchant: OrderMerchant;
beforeAll(async () => {
  stage = await openStage();
  merchant = await createOrderMerchant(stage);
});
afterAll(() => stage.close());

const later = (ms: number) => new Date(stage.services.now().getTime() + ms);

const place = (timeZone = "Europe/Brussels") => ({
  ...{ id: merchant.locationId, name: "Old Town", timeZone, currency: "EUR", active: true },
});
const today = (timeZone = "Europe/Brussels", now = stage.services.now()) =>
  getToday({ db: stage.services.db, now: () => now }, merchant.actor.merchantId, [place(timeZone)]);

test("takings are what the books hold of today's orders, to the cent; what nobody paid is not counted", async () => {
  expect((await today()).currencies).toEqual([{ currency: "EUR", orders: 0, underWay: 0, takingsMinor: 0 }]);
  await placeOrder(stage, merchant);
  const order = await placeOrder(stage, merchant, { tipMinor: 300 });
  await payOrder(stage, order);
  expect((await today()).currencies).toEqual([{ currency: "EUR", orders: 1, underWay: 1, takingsMinor: 4_000 }]);
  await follow(stage, merchant, order, ["completed"]);
  expect((await today()).currencies).toEqual([{ currency: "EUR", orders: 1, underWay: 0, takingsMinor: 4_000 }]);
});

test("an order of yesterday, by the restaurant's clock, is not in today's takings", async () => {
  expect((await today("Europe/Brussels", later(25 * 3_600_000))).currencies).toEqual([
    { currency: "EUR", orders: 0, underWay: 0, takingsMinor: 0 },
  ]);
});

test("what a location sold before it was deactivated still counts, and it is named", async () => {
  const both = (active: boolean) =>
    getToday(stage.services, merchant.actor.merchantId, [
      { ...place(), active },
      { id: crypto.randomUUID(), name: "Canal House", timeZone: "Europe/London", currency: "GBP", active: true },
      { id: crypto.randomUUID(), name: "Closed for long", timeZone: "Europe/Paris", currency: "CHF", active: false },
    ]);
  const pounds = { currency: "GBP", orders: 0, underWay: 0, takingsMinor: 0 };
  const euros = { currency: "EUR", orders: 1, underWay: 0, takingsMinor: 4_000 };
  expect(await both(true)).toMatchObject({ currencies: [euros, pounds], inactive: [] });
  expect(await both(false)).toMatchObject({ currencies: [euros, pounds], inactive: ["Old Town"] });
});

test("another merchant sees none of it", async () => {
  const other = await createOrderMerchant(stage);
  const seen = await getToday(stage.services, other.actor.merchantId, [place()]);
  expect(seen.currencies).toEqual([{ currency: "EUR", orders: 0, underWay: 0, takingsMinor: 0 }]);
});
