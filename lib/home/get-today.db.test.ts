import postgres from "postgres";
import { afterAll, beforeAll, expect, test } from "vitest";
import { countAttention } from "@/lib/orders/list-orders";
import { openStage, type Stage } from "@/lib/testing/connection-stage";
import { createOrderMerchant, follow, type OrderMerchant, payOrder, placeOrder } from "@/lib/testing/order-stage";
import { getToday } from "./get-today";

let stage: Stage;
let merchant: OrderMerchant;
let owner: postgres.Sql;
beforeAll(async () => {
  stage = await openStage();
  owner = postgres(stage.ownerUrl, { max: 1, onnotice: () => {} });
  merchant = await createOrderMerchant(stage);
});
afterAll(async () => {
  await owner.end();
  await stage.close();
});

const today = (timeZone = "Europe/Brussels", now = stage.services.now()) =>
  getToday({ db: stage.services.db, now: () => now }, merchant.actor.merchantId, [
    { id: merchant.locationId, timeZone, currency: "EUR" },
  ]);
const counts = async (now?: Date) =>
  Object.fromEntries((await today("Europe/Brussels", now)).rules.map(({ id, count }) => [id, count]));
const later = (ms: number) => new Date(stage.services.now().getTime() + ms);
const zero = { notOnTill: 0, bookedTwice: 0, overpaid: 0, unconfirmed: 0 };

test("takings are what the books hold of today's orders, to the cent; what nobody paid is not counted", async () => {
  expect((await today()).currencies).toEqual([{ currency: "EUR", orders: 0, underWay: 0, takingsMinor: 0 }]);
  await placeOrder(stage, merchant);
  const order = await placeOrder(stage, merchant, { tipMinor: 300 });
  await payOrder(stage, order);
  expect((await today()).currencies).toEqual([{ currency: "EUR", orders: 1, underWay: 1, takingsMinor: 4_000 }]);
  await follow(stage, merchant, order, ["completed"]);
  expect((await today()).currencies).toEqual([{ currency: "EUR", orders: 1, underWay: 0, takingsMinor: 4_000 }]);
  expect(await counts(later(120_000))).toEqual(zero);
});

test("an order of yesterday, by the restaurant's clock, is not in today's takings", async () => {
  expect((await today("Europe/Brussels", later(25 * 3_600_000))).currencies).toEqual([
    { currency: "EUR", orders: 0, underWay: 0, takingsMinor: 0 },
  ]);
});

test("a paid order counts as not on the till after a minute, and no more once somebody has seen to it", async () => {
  const order = await placeOrder(stage, merchant);
  await payOrder(stage, order);
  await owner`update orders set status = 'paid', step = 'order' where id = ${order.id}`;
  expect(await counts()).toEqual(zero);
  expect(await counts(later(61_000))).toEqual({ ...zero, notOnTill: 1 });
  await owner`update orders set status = 'unconfirmed', deadline_at = now() where id = ${order.id}`;
  expect(await counts(later(61_000))).toEqual({ ...zero, notOnTill: 1, unconfirmed: 1 });
  expect(await countAttention(stage.services, merchant.actor.merchantId)).toBe(1);
  await owner`update orders set resolved_at = now() where id = ${order.id}`;
  expect(await counts(later(61_000))).toEqual(zero);
});

test("a second booking on the till, and more on a check than was due, are each found in the books", async () => {
  const order = await placeOrder(stage, merchant);
  const book = (posting: string) => owner`
    insert into ledger_entries (merchant_id, order_id, posting, line, account, amount_minor, currency, source, at)
    values (${order.merchantId}, ${order.id}, ${posting}, 0, 'till', 3700, 'EUR', 'test', now()),
           (${order.merchantId}, ${order.id}, ${posting}, 1, 'held', -3700, 'EUR', 'test', now())`;
  await owner`update orders set till_amount_minor = 3700 where id = ${order.id}`;
  await book("booked");
  expect(await counts()).toEqual(zero);
  await book("booked:again");
  expect(await counts()).toEqual({ ...zero, bookedTwice: 1, overpaid: 1 });
  await owner`update orders set resolved_at = now() where id = ${order.id}`;
  expect(await counts()).toEqual(zero);

  const other = await placeOrder(stage, merchant);
  await owner`update orders set pos_total_minor = 3700, pos_paid_minor = 3701 where id = ${other.id}`;
  expect(await counts()).toEqual({ ...zero, overpaid: 1 });
});

test("another merchant sees none of it", async () => {
  const other = await createOrderMerchant(stage);
  const seen = await getToday(stage.services, other.actor.merchantId, [
    { id: merchant.locationId, timeZone: "Europe/Brussels", currency: "EUR" },
  ]);
  expect(seen.currencies).toEqual([{ currency: "EUR", orders: 0, underWay: 0, takingsMinor: 0 }]);
  expect(seen.rules.map(({ count }) => count)).toEqual([0, 0, 0, 0]);
});
