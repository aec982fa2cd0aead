import { expect, test } from "vitest";
import type { Order } from "@/db/schema";
import { follow, payOrder, placeOrder, reload, runJobs, shifted, tillOf, timelineOf } from "@/lib/testing/order-stage";
import { orderTests } from "@/lib/testing/order-tests";
import { sweepOrders } from "./sweep-orders";

const at = orderTests();
const in2Minutes = () => new Date(Date.now() + 120_000);

/** As after a try of which nobody knows whether it arrived. */
async function doubt(order: Order, set: Partial<Order>): Promise<void> {
  await at.set(order, { inDoubt: true, attempts: 1, ...set });
}

const tries = async (order: Order, kind: string) =>
  (await timelineOf(at.stage, order)).filter((entry) => entry.kind === kind).length;

async function sweep(ms: number): Promise<void> {
  const late = shifted(at.stage, ms);
  await sweepOrders(late.services);
  await runJobs(late);
}

test("an order in doubt that is refused is looked for at once, not sent again, and given up as soon as it can be printed no more", async () => {
  await at.fault("orders", { type: "status", status: 400 }, 9);
  const order = await placeOrder(at.stage, at.merchant);
  await payOrder(at.stage, order);
  const deliverableUntil = in2Minutes();
  await doubt(order, { status: "submitting", deliverableUntil });
  await runJobs(at.stage);
  expect(await reload(at.stage, order)).toMatchObject({
    ...{ status: "unconfirmed", inDoubt: true, deliverableUntil, failureCode: "http:400" },
  });
  for (const ms of [60_000, 100_000]) await sweep(ms);
  expect(await reload(at.stage, order)).toMatchObject({ status: "unconfirmed" });
  expect(await tries(order, "orders.submitLocal")).toBe(1);
  await sweep(180_000);
  expect(await reload(at.stage, order)).toMatchObject({ status: "failed", step: "order", failureCode: "http:400" });
  expect((await tillOf(at.stage, at.merchant)).orders).toEqual([]);
});

test("a payment in doubt that is refused is looked for at once, not sent again, and told as soon as it can be booked no more", async () => {
  const order = await placeOrder(at.stage, at.merchant);
  await payOrder(at.stage, order);
  await follow(at.stage, at.merchant, order, ["on_pos"]);
  await at.fault("payments", { type: "status", status: 400 }, 9);
  await doubt(order, { status: "settling", payableUntil: in2Minutes(), tillAmountMinor: 3700 });
  await runJobs(at.stage);
  expect(await reload(at.stage, order)).toMatchObject({ status: "unconfirmed", failureCode: "pay:http:400" });
  for (const ms of [60_000, 100_000]) await sweep(ms);
  expect(await tries(order, "payments.apply")).toBe(1);
  await sweep(180_000);
  expect(await reload(at.stage, order)).toMatchObject({
    ...{ status: "failed", step: "payment", failureCode: "pay:http:400", inDoubt: false },
  });
});
