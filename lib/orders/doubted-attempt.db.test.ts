import { expect, test } from "vitest";
import type { Order } from "@/db/schema";
import { createTraffic } from "@/lib/k-series";
import {
  deliver,
  follow,
  heard,
  payOrder,
  placeOrder,
  reload,
  runJobs,
  shifted,
  slowTill,
  tillOf,
} from "@/lib/testing/order-stage";
import { orderTests } from "@/lib/testing/order-tests";
import { settleOrder } from "./settle-order";
import { submitOrder } from "./submit-order";
import { sweepOrders } from "./sweep-orders";

const at = orderTests();
const MINUTE = 60_000;

/** One call of two attempts: the first one takes effect and is answered with a gateway's fault, the second one with this. */
async function inOneCall(operation: "orders" | "payments", order: Order, status: number): Promise<void> {
  await at.fault(operation, { type: "status", status: 504, afterEffect: true });
  await at.fault(operation, { type: "status", status }, 9);
  // With a budget for repeats of its own.
  const services = { ...at.stage.services, traffic: createTraffic({ attempts: 2 }) };
  const target = { merchantId: order.merchantId, orderId: order.id };
  await (operation === "orders" ? submitOrder(services, target) : settleOrder(services, target));
}

const refundedOf = async (order: Order) => (await at.places(order)).refundedMinor;

test.each([429, 403, 400])(
  "an order whose first attempt may have arrived is in doubt though the second is answered with %d, and no money goes back before a look",
  async (status) => {
    const order = await placeOrder(at.stage, at.merchant);
    await payOrder(at.stage, order);
    await inOneCall("orders", order, status);
    const sent = await reload(at.stage, order);
    expect(sent).toMatchObject({ status: "submitting", inDoubt: true, refundDueAt: null });
    expect(sent.businessLocationId).toBe(at.merchant.placeId);
    expect(Number(sent.deliverableUntil)).toBeGreaterThan(Date.now());
    await at.till("GET", `/orders?reference=${order.reference}&state=done`);
    await at.stage.sandbox.control("DELETE", `/faults?account=${at.merchant.account.accountId}`);
    // The till's word is lost, and the time passes after which a refused order's money goes back.
    for (const minutes of [11, 14, 17]) {
      const late = shifted(at.stage, minutes * MINUTE);
      await sweepOrders(late.services);
      await runJobs(late);
      expect(await refundedOf(order)).toBe(0);
    }
    expect(await reload(at.stage, order)).toMatchObject({ onPosAt: expect.any(Date), refundDecidedAt: null });
  },
);

test("an order that did not arrive by a doubtful attempt either ends with the refusal, once it can be printed no more", async () => {
  const order = await placeOrder(at.stage, at.merchant);
  await payOrder(at.stage, order);
  await at.fault("orders", { type: "status", status: 503 });
  await at.fault("orders", { type: "status", status: 400 }, 9);
  const services = { ...at.stage.services, traffic: createTraffic({ attempts: 2 }) };
  await submitOrder(services, { merchantId: order.merchantId, orderId: order.id });
  await runJobs(at.stage);
  const waits = await reload(at.stage, order);
  expect(waits).toMatchObject({ status: "unconfirmed", inDoubt: true, failureCode: "http:400" });
  const past = shifted(at.stage, Number(waits.deliverableUntil) - Date.now() + MINUTE);
  await sweepOrders(past.services);
  await runJobs(past);
  expect(await reload(at.stage, order)).toMatchObject({ status: "failed", failureCode: "http:400" });
  expect((await tillOf(at.stage, at.merchant)).orders).toEqual([]);
});

test.each([429, 403, 400])(
  "a payment whose first attempt may have arrived is booked once though the second is answered with %d",
  async (status) => {
    await slowTill(at.stage, at.merchant);
    const order = await placeOrder(at.stage, at.merchant);
    await payOrder(at.stage, order);
    await runJobs(at.stage);
    await at.till("GET", `/orders?reference=${order.reference}&state=done`);
    for (const notification of await heard(at.stage, at.merchant, 1))
      await deliver(at.stage, at.merchant, notification);
    expect(await reload(at.stage, order)).toMatchObject({ status: "on_pos" });
    await inOneCall("payments", order, status);
    const sent = await reload(at.stage, order);
    expect(sent).toMatchObject({ status: "settling", inDoubt: true });
    expect(Number(sent.payableUntil)).toBeGreaterThan(Date.now());
    await follow(at.stage, at.merchant, order, ["completed"]);
    expect((await tillOf(at.stage, at.merchant)).payments).toMatchObject([{ state: "done", cents: 3700 }]);
  },
);
