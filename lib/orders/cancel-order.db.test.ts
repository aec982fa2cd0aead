import { expect, test } from "vitest";
import type { Order } from "@/db/schema";
import { deliver, follow, heard, payOrder, placeOrder, reload, runJobs, shifted } from "@/lib/testing/order-stage";
import { orderTests } from "@/lib/testing/order-tests";
import { cancelOrder } from "./cancel-order";
import { getOrder } from "./get-order";
import { openGuestStream } from "./guest-stream";
import { refundOrder } from "./refund-order";
import { resolveOrder } from "./resolve-order";
import { sweepOrders } from "./sweep-orders";

const at = orderTests();
const HOUR = 3_600_000;

const cancel = ({ id: orderId }: Order) => cancelOrder(at.stage.services, at.merchant.actor, { orderId });

/** Sent to a till that has not taken it. */
async function waiting(scheduledFor: Date | null = null): Promise<Order> {
  await at.till("PATCH", "", { availableDevices: false });
  const order = await placeOrder(at.stage, at.merchant, { scheduledFor });
  await payOrder(at.stage, order);
  await runJobs(at.stage);
  const sent = await reload(at.stage, order);
  expect(sent).toMatchObject({ status: "submitted", onPosAt: null });
  return sent;
}

async function sweep(ms: number): Promise<void> {
  const then = shifted(at.stage, ms);
  await sweepOrders(then.services);
  for (let round = 0; round < 3; round += 1) await runJobs(then);
}

test("called off hours before the kitchen's time, its money goes back by itself once the till can print it no more", async () => {
  const order = await waiting(new Date(Date.now() + 6 * HOUR));
  const until = Number(order.deliverableUntil);
  expect(until).toBeGreaterThan(Date.now() + 6 * HOUR);
  await cancel(order);
  expect(await getOrder(at.stage.services, order.merchantId, order.id)).toMatchObject({
    ...{ status: "cancelled", flag: null, refundDueAt: new Date(until).toISOString() },
    actions: { refundableMinor: null, refundAfter: new Date(until).toISOString() },
  });
  await sweep(until - Date.now() - 1_000);
  expect(await at.places(order)).toMatchObject({ heldMinor: 3700, refundedMinor: 0 });
  await sweep(until - Date.now() + 60_000);
  expect(await reload(at.stage, order)).toMatchObject({ status: "refunded" });
  expect(await at.places(order)).toMatchObject({ heldMinor: 0, refundedMinor: 3700 });
});

test("called off while nobody knows whether the till has it, a person decides about the money, and is asked until then", async () => {
  const order = await waiting();
  await at.set(order, { status: "unconfirmed" });
  await cancel(order);
  expect(await reload(at.stage, order)).toMatchObject({
    status: "cancelled",
    flag: "cancelled_here",
    refundDueAt: null,
  });
  expect(await at.issues("order-money")).toMatchObject([{ severity: "critical", href: `/orders/${order.id}` }]);
  expect(await getOrder(at.stage.services, order.merchantId, order.id)).toMatchObject({
    actions: { refundableMinor: null, refundAfter: order.deliverableUntil?.toISOString() },
  });
  const late = shifted(at.stage, Number(order.deliverableUntil) - Date.now() + 60_000);
  await sweep(2 * HOUR);
  expect(await at.places(order)).toMatchObject({ refundedMinor: 0 });
  await refundOrder(late.services, at.merchant.actor, { orderId: order.id, reason: "Called off" });
  for (let round = 0; round < 3; round += 1) await runJobs(late);
  expect(await reload(at.stage, order)).toMatchObject({ status: "refunded", flag: null, flagDetail: null });
  expect(await at.issues("order-money")).toEqual([]);
});

test.each(["unclear:order", "unclear:ended"])(
  "called off after it had failed as %s, a person decides about the money, also where nothing is found any more",
  async (failureCode) => {
    const order = await waiting();
    const failed = {
      status: "failed",
      failureCode,
      failureStep: "order",
      deadlineAt: null,
      refundDueAt: null,
    } as const;
    await at.set(order, { ...failed, failureDetail: "Found: check A1.1." });
    await cancel(order);
    for (const hours of [1, 2, 30]) await sweep(hours * HOUR);
    expect(await reload(at.stage, order)).toMatchObject({
      ...{ status: "cancelled", flag: "cancelled_here", refundDueAt: null, refundDecidedAt: null },
    });
    expect(await at.places(order)).toMatchObject({ heldMinor: 3700, refundedMinor: 0 });
    expect(await at.issues("order-money")).toHaveLength(1);
  },
);

test("called off with its check on the till, a person decides about the money: giving back or marking ends the question", async () => {
  await at.fault("payments", { type: "status", status: 400 });
  const order = await placeOrder(at.stage, at.merchant);
  await payOrder(at.stage, order);
  await follow(at.stage, at.merchant, order, ["failed"]);
  await cancel(order);
  expect(await reload(at.stage, order)).toMatchObject({
    status: "cancelled",
    flag: "cancelled_here",
    refundDueAt: null,
  });
  expect(await at.issues("order-money")).toHaveLength(1);
  await sweep(12 * HOUR);
  expect(await at.places(order)).toMatchObject({ heldMinor: 3700, refundedMinor: 0 });
  await resolveOrder(at.stage.services, at.merchant.actor, { orderId: order.id });
  expect(await reload(at.stage, order)).toMatchObject({ status: "cancelled", flag: null });
  expect(await at.issues("order-money")).toEqual([]);
});

test("part of the money given back leaves the question about the rest, and so does what the till books meanwhile", async () => {
  await at.fault("payments", { type: "status", status: 400 });
  const order = await placeOrder(at.stage, at.merchant);
  await payOrder(at.stage, order);
  await follow(at.stage, at.merchant, order, ["failed"]);
  await cancel(order);
  const give = (amountMinor: number) =>
    refundOrder(at.stage.services, at.merchant.actor, { orderId: order.id, amountMinor, reason: "Called off" });
  await give(700);
  for (let round = 0; round < 3; round += 1) await runJobs(at.stage);
  expect(await reload(at.stage, order)).toMatchObject({ status: "cancelled", flag: "cancelled_here" });
  await at.set(order, { flagDetail: "Something else, too." });
  await give(3000);
  for (let round = 0; round < 3; round += 1) await runJobs(at.stage);
  expect(await reload(at.stage, order)).toMatchObject({ status: "refunded", flag: "cancelled_here" });
  expect(await at.issues("order-money")).toHaveLength(1);
});

test("a check cancelled on the till, whose money a person gave back, asks nobody any more", async () => {
  await at.fault("payments", { type: "status", status: 400 });
  const order = await placeOrder(at.stage, at.merchant);
  await payOrder(at.stage, order);
  const { accountIdentifier } = await follow(at.stage, at.merchant, order, ["failed"]);
  await at.till("POST", `/checks/${accountIdentifier}/cancel`, {});
  for (const notification of await heard(at.stage, at.merchant, 1)) await deliver(at.stage, at.merchant, notification);
  expect(await reload(at.stage, order)).toMatchObject({ flag: "cancelled_on_till" });
  await refundOrder(at.stage.services, at.merchant.actor, { orderId: order.id, reason: "Called off" });
  for (let round = 0; round < 3; round += 1) await runJobs(at.stage);
  expect(await reload(at.stage, order)).toMatchObject({ status: "refunded", flag: null });
  expect(await at.issues("order-money")).toEqual([]);
});

test("whoever has the page of a cancelled order open hears that the money is on its way back", async () => {
  const order = await waiting(new Date(Date.now() + 6 * HOUR));
  await cancel(order);
  const subject = { merchantId: order.merchantId, orderId: order.id };
  const stream = await openGuestStream(at.stage.services, subject, {
    signal: new AbortController().signal,
    lookMs: 20,
  });
  const seen: string[] = [];
  const reading = (async () => {
    for await (const chunk of stream ?? []) seen.push(new TextDecoder().decode(chunk));
  })();
  await sweep(Number(order.deliverableUntil) - Date.now() + 60_000);
  // It ends by itself: nothing follows.
  await reading;
  expect(seen[0]).toMatch(/"status":"cancelled","message":"Your order was cancelled\. You had paid/);
  expect(seen.at(-1)).toMatch(/"status":"refunded","message":"Your money is on its way back/);
});

const refuse = (order: Order, { reference = order.reference, verified = true } = {}) =>
  deliver(
    at.stage,
    at.merchant,
    {
      body: JSON.stringify({
        ...{ type: "ORDER", status: "FAILURE", businessLocationId: at.merchant.placeId },
        ...{ thirdPartyReference: reference, reason: "Item is not sold here" },
      }),
    },
    { verified },
  );

test.each([
  ["and then refused by the till", [cancel, refuse]],
  ["after the till had refused it", [refuse, cancel]],
])("called off %s, its money goes back at once", async (_, events) => {
  const order = await waiting(new Date(Date.now() + 6 * HOUR));
  for (const event of events) await event(order);
  const refused = await reload(at.stage, order);
  expect(refused).toMatchObject({ status: "cancelled", failureCode: "till:refused" });
  expect(Number(refused.refundDueAt)).toBeLessThanOrEqual(Date.now());
  await sweep(1_000);
  expect(await reload(at.stage, order)).toMatchObject({ status: "refunded", flag: null });
  expect(await at.places(order)).toMatchObject({ heldMinor: 0, refundedMinor: 3700 });
  expect(await at.issues("order-money")).toEqual([]);
  await refuse(order);
  await sweep(HOUR);
  expect(await at.places(order)).toMatchObject({ heldMinor: 0, refundedMinor: 3700 });
});

test("called off, and refused by a word that nobody vouches for or about an earlier try: its money waits as before", async () => {
  const order = await waiting();
  await cancel(order);
  await refuse(order, { verified: false });
  await at.set(order, { reference: `${order.reference}X` });
  await refuse(order);
  await sweep(1_000);
  expect(await reload(at.stage, order)).toMatchObject({
    ...{ status: "cancelled", failureCode: null, refundDueAt: order.deliverableUntil, refundDecidedAt: null },
  });
});

test("called off while a person is asked about its money: the till's refusal lets it be given back and decides nothing", async () => {
  const order = await waiting();
  await at.set(order, { status: "unconfirmed" });
  await cancel(order);
  await refuse(order);
  await sweep(2 * HOUR);
  expect(await reload(at.stage, order)).toMatchObject({
    status: "cancelled",
    flag: "cancelled_here",
    refundDueAt: null,
  });
  expect(await at.places(order)).toMatchObject({ heldMinor: 3700, refundedMinor: 0 });
  await refundOrder(at.stage.services, at.merchant.actor, { orderId: order.id, reason: "Called off" });
  await sweep(1_000);
  expect(await reload(at.stage, order)).toMatchObject({ status: "refunded", flag: null });
});

test("called off, on the till after all, and refused by a later word: nothing goes back by itself", async () => {
  const order = await waiting();
  await cancel(order);
  const landed = { type: "ORDER", status: "SUCCESS", businessLocationId: at.merchant.placeId };
  const on = { thirdPartyReference: order.reference, ikentooAccountIdentifier: "A77.1" };
  await deliver(at.stage, at.merchant, { body: JSON.stringify({ ...landed, ...on }) });
  await refuse(order);
  await sweep(2 * HOUR);
  expect(await reload(at.stage, order)).toMatchObject({
    ...{ status: "cancelled", flag: "printed_after_end", refundDueAt: null, failureCode: null },
  });
  expect(await at.places(order)).toMatchObject({ heldMinor: 3700, refundedMinor: 0 });
});
