import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import type { Order } from "@/db/schema";
import { createTraffic } from "@/lib/k-series";
import { openStage, type Stage } from "@/lib/testing/connection-stage";
import {
  createOrderMerchant,
  follow,
  ledgerOf,
  type OrderMerchant,
  payOrder,
  placeOrder,
  reload,
  runJobs,
  shifted,
  tillOf,
  timelineOf,
} from "@/lib/testing/order-stage";
import { placesOf, sumOf } from "./ledger";
import { submitOrder } from "./submit-order";
import { sweepOrders } from "./sweep-orders";

let stage: Stage;
let merchant: OrderMerchant;
beforeAll(async () => {
  stage = await openStage();
});
beforeEach(async () => {
  merchant = await createOrderMerchant(stage);
});
afterAll(() => stage.close());

const fault = (operation: string, effect: object, times = 1) =>
  stage.sandbox.control<{ id: string }>("POST", "/faults", {
    ...{ account: merchant.account.accountId, operation, times, do: effect },
  });
const lose = (type: string, status: string) =>
  stage.sandbox.control("POST", "/notifications/faults", {
    ...{ account: merchant.account.accountId, type, status, times: 1, do: { type: "lose" } },
  });

/** One order, one payment on the till, every cent booked there, and at no time did anybody read that it had failed. */
async function isWhole(order: Order): Promise<void> {
  expect((await timelineOf(stage, order)).filter(({ toStatus }) => toStatus === "failed")).toEqual([]);
  const till = await tillOf(stage, merchant);
  expect(till.orders.filter(({ state }) => state === "done")).toHaveLength(1);
  expect(till.payments).toMatchObject([{ state: "done", cents: 3700 }]);
  expect(placesOf(sumOf(await ledgerOf(stage, order)))).toMatchObject({
    heldMinor: 0,
    tillMinor: 3700,
    refundedMinor: 0,
  });
}

/** How often in a row: more often than the client itself tries, where that does not cost the test minutes. */
const ways = [
  ["cut before it had an effect", { type: "cut", at: "before" }, 1],
  ["cut in the middle of the answer", { type: "cut", at: "body" }, 4],
  ["cut once after it had its effect", { type: "cut", at: "after" }, 1],
  ["cut after it had its effect", { type: "cut", at: "after" }, 4],
  ["answered with 503 although it was taken", { type: "status", status: 503, afterEffect: true }, 2],
  ["answered with 503", { type: "status", status: 503 }, 1],
  ["answered with 429", { type: "status", status: 429, retryAfter: "1" }, 1],
  [
    "answered with something unreadable although it was taken",
    { type: "raw", status: 200, headers: {}, body: "<html>", afterEffect: true },
    4,
  ],
] as const;

for (const operation of ["orders", "payments"]) {
  test.each(ways)(
    `a call of ${operation} that was %s leaves one order and one payment on the till`,
    async (_, effect, times) => {
      await fault(operation, effect, times);
      const order = await placeOrder(stage, merchant);
      await payOrder(stage, order);
      await follow(stage, merchant, order, ["completed"]);
      await isWhole(order);
    },
  );
}

test("an order whose notification never comes is found on the till and settled, never sent under another reference", async () => {
  await lose("ORDER", "SUCCESS");
  const order = await placeOrder(stage, merchant);
  await payOrder(stage, order);
  await runJobs(stage);
  await stage.sandbox.control("GET", `/till/${merchant.placeId}/orders?reference=${order.reference}&state=done`);
  const early = shifted(stage, 60_000);
  await sweepOrders(early.services);
  await runJobs(early);
  expect(await reload(stage, order)).toMatchObject({ status: "submitted" });
  const late = shifted(stage, 125_000);
  await sweepOrders(late.services);
  await follow(late, merchant, order, ["completed"]);
  await isWhole(order);
});

test("a payment whose notification never comes is found on the check", async () => {
  await lose("PAYMENT", "SUCCESS");
  await lose("ORDER", "CLOSED");
  const order = await placeOrder(stage, merchant);
  await payOrder(stage, order);
  await follow(stage, merchant, order, ["settling"]);
  await stage.sandbox.control(
    "GET",
    `/till/${merchant.placeId}/payments?reference=${order.paymentReference}&state=done`,
  );
  const late = shifted(stage, 125_000);
  await sweepOrders(late.services);
  await follow(late, merchant, order, ["completed"]);
  await isWhole(order);
});

test("two equal orders without a word are not taken for each other: a person is asked", async () => {
  const customer = { firstName: "Same", lastName: "Name" };
  const orders = [await placeOrder(stage, merchant, { customer }), await placeOrder(stage, merchant, { customer })];
  for (const order of orders) {
    await lose("ORDER", "SUCCESS");
    await payOrder(stage, order);
  }
  await runJobs(stage);
  for (const { reference } of orders)
    await stage.sandbox.control("GET", `/till/${merchant.placeId}/orders?reference=${reference}&state=done`);
  const late = shifted(stage, 125_000);
  await sweepOrders(late.services);
  await runJobs(late);
  for (const order of orders) expect(await reload(stage, order)).toMatchObject({ status: "unconfirmed" });
  expect((await tillOf(stage, merchant)).payments).toEqual([]);
});

test("a worker that was frozen in mid-call writes nothing over what another has found out since", async () => {
  const order = await placeOrder(stage, merchant);
  await payOrder(stage, order);
  const hold = await fault("orders", { type: "hold", at: "before" });
  await fault("orders", { type: "status", status: 503 });
  const target = { merchantId: order.merchantId, orderId: order.id };
  const frozen = submitOrder({ ...stage.services, traffic: createTraffic({ attempts: 1 }) }, target);
  await stage.sandbox.control("GET", `/holds/${hold.id}?atLeast=1`);
  await submitOrder(stage.services, target);
  const before = await reload(stage, order);
  expect(before).toMatchObject({ status: "submitted", version: 2 });
  await stage.sandbox.control("POST", `/holds/${hold.id}/release`, {});
  await frozen;
  expect(await reload(stage, order)).toEqual(before);
  await follow(stage, merchant, order, ["completed"]);
  await isWhole(order);
});

test("an outage is met with pauses: a handful of requests for an order, not one after the other", async () => {
  await fault("orders", { type: "status", status: 503 }, 1_000);
  const order = await placeOrder(stage, merchant);
  await payOrder(stage, order);
  const until = performance.now() + 5_000;
  while (performance.now() < until) await runJobs(stage);
  const sent = await stage.sandbox.requests({ account: merchant.account.accountId, operation: "orders" });
  // At once, after 1 s and after 3 s more; what the client itself repeats comes out of a budget that an outage empties.
  expect(sent.length).toBeGreaterThanOrEqual(2);
  expect(sent.length).toBeLessThanOrEqual(3 + 3);
  const claims = (await timelineOf(stage, order)).filter(({ kind }) => kind === "claim");
  expect(claims.length).toBeLessThanOrEqual(4);
  expect(await reload(stage, order)).toMatchObject({ status: "submitting", inDoubt: true, failureCode: null });
});
