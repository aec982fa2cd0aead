import { expect, test } from "vitest";
import type { Order } from "@/db/schema";
import { createTraffic } from "@/lib/k-series";
import {
  follow,
  payOrder,
  placeOrder,
  reload,
  runJobs,
  shifted,
  slowTill,
  targetOf,
  tillOf,
  timelineOf,
} from "@/lib/testing/order-stage";
import { orderTests } from "@/lib/testing/order-tests";
import { patience } from "./patience";
import { settleOrder } from "./settle-order";
import { submitOrder } from "./submit-order";
import { sweepOrders } from "./sweep-orders";

const at = orderTests();

/** One order, one payment on the till, every cent booked there, and at no time did anybody read that it had failed. */
async function isWhole(order: Order): Promise<void> {
  expect((await timelineOf(at.stage, order)).filter(({ toStatus }) => toStatus === "failed")).toEqual([]);
  const till = await tillOf(at.stage, at.merchant);
  expect(till.orders.filter(({ state }) => state === "done")).toHaveLength(1);
  expect(till.payments).toMatchObject([{ state: "done", cents: 3700 }]);
  expect(await at.places(order)).toMatchObject({
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
      await at.fault(operation, effect, times);
      const order = await placeOrder(at.stage, at.merchant);
      await payOrder(at.stage, order);
      await follow(at.stage, at.merchant, order, ["completed"]);
      await isWhole(order);
    },
  );
}

test("an order whose notification never comes is found on the till and settled, never sent under another reference", async () => {
  await at.lose("ORDER", "SUCCESS");
  const order = await placeOrder(at.stage, at.merchant);
  await payOrder(at.stage, order);
  await runJobs(at.stage);
  await at.stage.sandbox.control("GET", `/till/${at.merchant.placeId}/orders?reference=${order.reference}&state=done`);
  const early = shifted(at.stage, 60_000);
  await sweepOrders(early.services);
  await runJobs(early);
  expect(await reload(at.stage, order)).toMatchObject({ status: "submitted" });
  const late = shifted(at.stage, 125_000);
  await sweepOrders(late.services);
  await follow(late, at.merchant, order, ["completed"]);
  await isWhole(order);
});

test("a payment whose notification never comes is found on the check", async () => {
  await slowTill(at.stage, at.merchant);
  await at.lose("PAYMENT", "SUCCESS");
  await at.lose("ORDER", "CLOSED");
  const order = await placeOrder(at.stage, at.merchant);
  await payOrder(at.stage, order);
  await follow(at.stage, at.merchant, order, ["settling"]);
  await at.stage.sandbox.control(
    "GET",
    `/till/${at.merchant.placeId}/payments?reference=${order.paymentReference}&state=done`,
  );
  const late = shifted(at.stage, 125_000);
  await sweepOrders(late.services);
  await follow(late, at.merchant, order, ["completed"]);
  await isWhole(order);
});

test("two equal orders without a word are not taken for each other: a person is asked", async () => {
  const customer = { firstName: "Same", lastName: "Name" };
  const orders = [
    await placeOrder(at.stage, at.merchant, { customer }),
    await placeOrder(at.stage, at.merchant, { customer }),
  ];
  for (const order of orders) {
    await at.lose("ORDER", "SUCCESS");
    await payOrder(at.stage, order);
  }
  await runJobs(at.stage);
  for (const { reference } of orders)
    await at.stage.sandbox.control("GET", `/till/${at.merchant.placeId}/orders?reference=${reference}&state=done`);
  const late = shifted(at.stage, 125_000);
  await sweepOrders(late.services);
  await runJobs(late);
  for (const order of orders) expect(await reload(at.stage, order)).toMatchObject({ status: "unconfirmed" });
  expect((await tillOf(at.stage, at.merchant)).payments).toEqual([]);
});

const impatient = () => ({ ...at.stage.services, traffic: createTraffic({ attempts: 1 }) });

const frozen = [
  { operation: "orders", verb: submitOrder, after: "submitted" },
  { operation: "payments", verb: settleOrder, after: "settling" },
] as const;

test.each(frozen)(
  "a worker that was frozen in mid-call of $operation writes nothing over what another has found out since (D13)",
  async ({ operation, verb, after }) => {
    const order = await placeOrder(at.stage, at.merchant);
    await payOrder(at.stage, order);
    if (operation === "payments") await follow(at.stage, at.merchant, order, ["on_pos"]);
    const hold = await at.fault(operation, { type: "hold", at: "before" });
    await at.fault(operation, { type: "status", status: 503 });
    const { version } = await reload(at.stage, order);
    const held = verb(impatient(), targetOf(order));
    await at.stage.sandbox.control("GET", `/holds/${hold.id}?atLeast=1`);
    await verb(at.stage.services, targetOf(order));
    const before = await reload(at.stage, order);
    expect(before).toMatchObject({ status: after, version: version + 2, inDoubt: false });
    await at.stage.sandbox.control("POST", `/holds/${hold.id}/release`, {});
    await held;
    expect(await reload(at.stage, order)).toEqual(before);
    await follow(at.stage, at.merchant, order, ["completed"]);
    await isWhole(order);
  },
);

test("a payment that finds nobody three times is tried again by itself, ever later: the order was sent once, the payment four times (row 61)", async () => {
  const order = await placeOrder(at.stage, at.merchant);
  await payOrder(at.stage, order);
  await follow(at.stage, at.merchant, order, ["on_pos"]);
  await at.fault("payments", { type: "status", status: 503 }, 3);
  const pauses: number[] = [];
  for (let tries = 0; tries < 3; tries += 1) {
    await settleOrder(impatient(), targetOf(order));
    const { status, deadlineAt, updatedAt } = await reload(at.stage, order);
    expect(status).toBe("settling");
    pauses.push(Math.round((Number(deadlineAt) - Number(updatedAt) - patience.call) / 1_000));
  }
  expect(pauses).toEqual([1, 3, 7]);
  await settleOrder(at.stage.services, targetOf(order));
  await follow(at.stage, at.merchant, order, ["completed"]);
  await isWhole(order);
  const { accountId: account } = at.merchant.account;
  const sent = async (operation: string) => (await at.stage.sandbox.requests({ account, operation })).length;
  expect([await sent("orders"), await sent("payments")]).toEqual([1, 4]);
});

test("an outage is met with pauses: a handful of requests for an order, not one after the other", async () => {
  await at.fault("orders", { type: "status", status: 503 }, 1_000);
  const order = await placeOrder(at.stage, at.merchant);
  await payOrder(at.stage, order);
  // Its own budget: what the tests before have saved up would be spent here.
  const stage = { ...at.stage, services: { ...at.stage.services, traffic: createTraffic({ hostTrips: () => false }) } };
  const until = performance.now() + 5_000;
  while (performance.now() < until) await runJobs(stage);
  const sent = await at.stage.sandbox.requests({ account: at.merchant.account.accountId, operation: "orders" });
  // At once, after 1 s and after 3 s more; what the client itself repeats comes out of a budget that an outage empties.
  expect(sent.length).toBeGreaterThanOrEqual(2);
  expect(sent.length).toBeLessThanOrEqual(3 + 3);
  const claims = (await timelineOf(at.stage, order)).filter(({ kind }) => kind === "claim");
  expect(claims.length).toBeLessThanOrEqual(4);
  expect(await reload(at.stage, order)).toMatchObject({ status: "submitting", inDoubt: true, failureCode: null });
});
