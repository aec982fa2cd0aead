import { expect, test } from "vitest";
import { withTenant } from "@/db/client";
import { insertPayment } from "@/db/queries/payments";
import type { Order } from "@/db/schema";
import { deliver, follow, payOrder, placeOrder, reload, runJobs, shifted, tillOf } from "@/lib/testing/order-stage";
import { orderTests } from "@/lib/testing/order-tests";
import { applyPaymentFact } from "./apply-payment-fact";
import { cancelOrder } from "./cancel-order";
import { getOrder } from "./get-order";
import { refundOrder } from "./refund-order";
import { retryOrder } from "./retry-order";
import { sweepOrders } from "./sweep-orders";

const at = orderTests();
const MINUTE = 60_000;

const give = (order: Order, what: object, { services } = at.stage) =>
  refundOrder(services, at.merchant.actor, { orderId: order.id, reason: "Too many", ...what });
const retry = ({ id: orderId }: Order) => retryOrder(at.stage.services, at.merchant.actor, { orderId });

/** As if it had been sent and taken: nothing of these stories talks to the till. */
async function submitted(wish: Parameters<typeof placeOrder>[2] = {}): Promise<Order> {
  const order = await placeOrder(at.stage, at.merchant, wish);
  await payOrder(at.stage, order);
  const deliverableUntil = new Date(Date.now() + 10 * MINUTE);
  await at.set(order, { status: "submitted", submittedAt: new Date(), deliverableUntil });
  return reload(at.stage, order);
}

const say = (order: Order, status: string, more: object = {}) =>
  deliver(at.stage, at.merchant, {
    body: JSON.stringify({
      ...{ type: "ORDER", status, businessLocationId: at.merchant.placeId, thirdPartyReference: order.reference },
      ...more,
    }),
  });

async function refused(wish: Parameters<typeof placeOrder>[2] = {}): Promise<Order> {
  const order = await submitted(wish);
  await say(order, "FAILURE", { reason: "Refused" });
  return reload(at.stage, order);
}

async function payOnceMore(order: Order): Promise<void> {
  const { merchantId, id: orderId, locationId, currency, totalMinor: amountMinor } = order;
  const fact = await payOrder(at.stage, order);
  const { id: paymentId } = await withTenant(at.stage.services.db, merchantId, (tx) =>
    insertPayment(tx, {
      ...{ orderId, locationId, currency, amountMinor, provider: "test", testMode: true, status: "captured" },
      ...{ capturedMinor: amountMinor, returnUrl: "http://localhost/", description: "Lunch" },
    }),
  );
  await applyPaymentFact(at.stage.services, { ...fact, paymentId, providerPaymentId: "second" });
}

async function sweep(minutes: number): Promise<void> {
  const then = shifted(at.stage, minutes * MINUTE);
  for (let round = 0; round < 4; round += 1) {
    await sweepOrders(then.services);
    await runJobs(then);
  }
}

test("the payment too many of a refused order is given back: the other one goes back by itself, too", async () => {
  const order = await submitted();
  await payOnceMore(order);
  await say(order, "FAILURE", { reason: "Refused" });
  await give(order, { amountMinor: order.totalMinor });
  expect(await reload(at.stage, order)).toMatchObject({ refundDecidedAt: null, refundDueAt: expect.any(Date) });
  await sweep(20);
  expect(await at.places(order)).toMatchObject({ capturedMinor: 7400, heldMinor: 0, refundedMinor: 7400 });
  expect(await reload(at.stage, order)).toMatchObject({ status: "refunded", refundDueAt: null });
});

test("or the order is sent again, since it is paid", async () => {
  const order = await submitted();
  await payOnceMore(order);
  await say(order, "FAILURE", { reason: "Refused" });
  await give(order, { amountMinor: order.totalMinor });
  await retry(order);
  await follow(at.stage, at.merchant, order, ["completed"]);
  expect(await at.places(order)).toEqual({ capturedMinor: 7400, heldMinor: 0, tillMinor: 3700, refundedMinor: 3700 });
});

test("a part of a refused order is given back: the rest follows by itself, and it is not sent again", async () => {
  const order = await refused();
  await give(order, { amountMinor: 500 });
  await expect(retry(order)).rejects.toThrow("Money of this order was given back, so it is not sent again");
  expect((await getOrder(at.stage.services, at.merchant.actor.merchantId, order.id))?.actions.retryOrder).toBe(false);
  await sweep(5);
  expect(await at.places(order)).toMatchObject({ refundedMinor: 500 });
  await sweep(20);
  expect(await reload(at.stage, order)).toMatchObject({ status: "refunded", refundDueAt: null });
  expect(await at.places(order)).toMatchObject({ heldMinor: 0, refundedMinor: 3700 });
});

test("a part of a cancelled order is given back before the rest is due: the rest follows by itself", async () => {
  const order = await submitted();
  await cancelOrder(at.stage.services, at.merchant.actor, { orderId: order.id });
  await give(order, { amountMinor: 500 }, shifted(at.stage, 11 * MINUTE));
  expect(await reload(at.stage, order)).toMatchObject({ status: "cancelled", refundDueAt: expect.any(Date) });
  await sweep(30);
  await sweep(100);
  expect(await reload(at.stage, order)).toMatchObject({ status: "refunded", refundDueAt: null });
  expect(await at.places(order)).toMatchObject({ heldMinor: 0, refundedMinor: 3700 });
});

test("all of it in two parts ends it as all of it at once", async () => {
  const order = await refused();
  await give(order, { amountMinor: 500 });
  await give(order, { amountMinor: 3200 });
  expect(await reload(at.stage, order)).toMatchObject({ refundDecidedAt: expect.any(Date), refundDueAt: null });
  await say(order, "SUCCESS", { ikentooAccountIdentifier: "A1.1" });
  expect(await reload(at.stage, order)).toMatchObject({ onPosAt: null, flag: "printed_after_end" });
});

test("a part of an unconfirmed order is given back: it is looked for all the same, and of one that is there the rest is booked", async () => {
  await at.lose("ORDER", "SUCCESS");
  const order = await placeOrder(at.stage, at.merchant);
  await payOrder(at.stage, order);
  await runJobs(at.stage);
  await at.till("GET", `/orders?reference=${order.reference}&state=done`);
  const now = new Date();
  await at.set(order, { status: "unconfirmed", inDoubt: false, deliverableUntil: now, deadlineAt: now });
  await give(order, { amountMinor: 500 });
  expect(await reload(at.stage, order)).toMatchObject({ status: "unconfirmed", refundDecidedAt: null });
  await sweepOrders(at.stage.services);
  await follow(at.stage, at.merchant, order, ["completed"]);
  expect((await tillOf(at.stage, at.merchant)).payments).toMatchObject([{ state: "done", cents: 3200 }]);
  expect(await reload(at.stage, order)).toMatchObject({ flag: "partly_given_back", refundDecidedAt: null });
  expect(await at.places(order)).toEqual({ capturedMinor: 3700, heldMinor: 0, tillMinor: 3200, refundedMinor: 500 });
});

test("a part of an order that is not found was given back: it is given up, and the rest goes back by itself", async () => {
  const order = await submitted();
  const now = new Date();
  await at.set(order, { status: "unconfirmed", promisedUntil: now, deliverableUntil: now, deadlineAt: now });
  await give(order, { amountMinor: 500 });
  await sweep(0);
  expect(await reload(at.stage, order)).toMatchObject({ status: "failed", refundDueAt: expect.any(Date) });
  await sweep(20);
  expect(await reload(at.stage, order)).toMatchObject({ status: "refunded" });
  expect(await at.places(order)).toMatchObject({ heldMinor: 0, refundedMinor: 3700 });
});

test("an order whose payment came along lands after a part was given back, on a check of another total: both are told", async () => {
  const order = await refused({ paymentMode: "embedded" });
  await give(order, { amountMinor: 500 });
  const account = { currentAmount: 45, paidAmount: 37 };
  await say(order, "SUCCESS", { ikentooAccountIdentifier: "A1.1", account });
  expect(await reload(at.stage, order)).toMatchObject({
    ...{ status: "completed", flag: "partly_given_back" },
    flagDetail: expect.stringMatching(/has €.5,00 back\. The order is €.37,00, the check asks for €.45,00\./),
  });
});
