import { randomUUID } from "node:crypto";
import { expect, test } from "vitest";
import type { Order } from "@/db/schema";
import { listIssues } from "@/lib/attention/list-issues";
import type { PaymentFact } from "@/lib/payments/payment-fact";
import type { Stage } from "@/lib/testing/connection-stage";
import { deliver, payOrder, placeOrder, reload, runJobs, shifted, tillOf } from "@/lib/testing/order-stage";
import { orderTests } from "@/lib/testing/order-tests";
import { applyPaymentFact } from "./apply-payment-fact";
import { cancelOrder } from "./cancel-order";
import { refundOrder } from "./refund-order";
import { retryOrder } from "./retry-order";
import { sweepOrders } from "./sweep-orders";

const at = orderTests();

const MINUTE_MS = 60_000;
const DAY = 25 * 60;

const heldAndBack = (order: Order) => at.places(order);
const askedAbout = async (late: Stage) =>
  (await listIssues(late.services, at.merchant.actor.merchantId)).open.filter(({ kind }) => kind === "order");
const sendAgain = (late: Stage, { id: orderId }: Order) => retryOrder(late.services, at.merchant.actor, { orderId });

/** So many minutes after `from`: what is due, as often as it leads to something. */
async function pass(from: Stage, ...minutes: number[]): Promise<Stage> {
  const start = from.services.now().getTime();
  let late = from;
  for (const passed of minutes) {
    late = shifted(at.stage, start - Date.now() + passed * MINUTE_MS);
    for (let round = 0; round < 3; round += 1) {
      await sweepOrders(late.services);
      await runJobs(late);
    }
  }
  return late;
}

/** Past all that a till may do with what was sent, and past what an order waits for before it goes back by itself. */
const forLong = [2, 4, 8, 12, 35, 50, 65, 80, 140];

/** Cooked; its word is lost, and the staff moved its check to another table. */
async function cooked(): Promise<{ order: Order; identifier: string; fact: PaymentFact }> {
  await at.lose("ORDER", "SUCCESS");
  const order = await placeOrder(at.stage, at.merchant);
  const fact = await payOrder(at.stage, order);
  await runJobs(at.stage);
  const path = `/orders?reference=${order.reference}&state=done`;
  const { identifier } = await at.till<{ identifier: string }>("GET", path);
  await at.till("POST", `/checks/${identifier}/table`, { table: 14 });
  return { order, identifier, fact };
}

/** A day of looking has proven nothing; then its check is taken off the till, and nobody tells us. */
async function cookedAndGone(): Promise<{ order: Order; identifier: string; fact: PaymentFact; late: Stage }> {
  const { order, identifier, fact } = await cooked();
  const late = await pass(at.stage, 3, DAY);
  expect(await reload(at.stage, order)).toMatchObject({
    ...{ status: "failed", failureCode: "unclear:ended", refundDueAt: null },
    failureDetail: expect.stringContaining(`Found: check ${identifier} at table 14`),
  });
  await at.till("POST", `/checks/${identifier}/cancel`, {});
  return { order, identifier, fact, late };
}

/** The meal was cooked once: its money stays, no slip calls it missing, and a person knows what was found. */
async function isAPersonsMatter(late: Stage, order: Order, identifier: string): Promise<void> {
  expect(await heldAndBack(order)).toMatchObject({ heldMinor: 3700, refundedMinor: 0 });
  expect(await reload(at.stage, order)).toMatchObject({ refundDueAt: null, refundDecidedAt: null });
  const { orders, messages } = await tillOf(at.stage, at.merchant);
  expect(orders).toHaveLength(1);
  expect(messages).toEqual([]);
  expect(await askedAbout(late)).toMatchObject([
    { severity: "critical", body: expect.stringContaining(`check ${identifier}`) },
  ]);
}

test("sent again, taken for a repeat, and without a word: it was cooked, and its money never goes back by itself", async () => {
  const { order, identifier, late } = await cookedAndGone();
  await sendAgain(late, order);
  const then = await pass(late, ...forLong);
  expect(await reload(at.stage, order)).toMatchObject({ status: "unconfirmed", failureCode: "unclear:order" });
  await isAPersonsMatter(then, order, identifier);
  const dayAfter = await pass(then, DAY, DAY + 60, DAY + 180);
  expect(await reload(at.stage, order)).toMatchObject({ status: "failed", failureCode: "unclear:ended" });
  await isAPersonsMatter(dayAfter, order, identifier);
  await refundOrder(dayAfter.services, at.merchant.actor, { orderId: order.id, reason: "Never served" });
  await pass(dayAfter, 1);
  expect(await heldAndBack(order)).toMatchObject({ heldMinor: 0, refundedMinor: 3700 });
});

test("its check is gone before anybody sent it again: nothing goes back by itself either", async () => {
  const { order, identifier } = await cooked();
  const late = await pass(at.stage, 3);
  expect(await reload(at.stage, order)).toMatchObject({ status: "unconfirmed", failureCode: "unclear:order" });
  await at.till("POST", `/checks/${identifier}/cancel`, {});
  await isAPersonsMatter(await pass(late, ...forLong), order, identifier);
});

test("sent again and called off before a word came, a person decides about the money", async () => {
  const { order, late } = await cookedAndGone();
  await sendAgain(late, order);
  await runJobs(late);
  expect(await reload(at.stage, order)).toMatchObject({ status: "submitted", inDoubt: false });
  await cancelOrder(late.services, at.merchant.actor, { orderId: order.id });
  await pass(late, ...forLong);
  expect(await reload(at.stage, order)).toMatchObject({
    ...{ status: "cancelled", flag: "cancelled_here", refundDueAt: null, refundDecidedAt: null },
  });
  expect(await heldAndBack(order)).toMatchObject({ heldMinor: 3700, refundedMinor: 0 });
});

test("sent again, and all of it given back in the provider's dashboard before it leaves: not sent, and a person is asked about what was cooked", async () => {
  const { order, fact, late } = await cookedAndGone();
  await sendAgain(late, order);
  expect(await reload(at.stage, order)).toMatchObject({ status: "paid", inDoubt: true });
  await applyPaymentFact(late.services, {
    ...{ ...fact, status: "refunded", occurredAt: late.services.now() },
    refund: { refundId: randomUUID(), providerRefundId: randomUUID(), origin: "provider" },
  });
  await pass(late, ...forLong);
  expect(await reload(at.stage, order)).toMatchObject({
    ...{ status: "failed", failureCode: "unclear:ended", flag: "refunded_in_flight" },
  });
  expect((await tillOf(at.stage, at.merchant)).orders).toHaveLength(1);
  expect(await heldAndBack(order)).toMatchObject({ heldMinor: 0, refundedMinor: 3700 });
});

test("sent again and refused, it is what it was, with what was found", async () => {
  const { order, identifier, late } = await cookedAndGone();
  await at.fault("orders", { type: "status", status: 400 });
  await sendAgain(late, order);
  const then = await pass(late, ...forLong);
  expect(await reload(at.stage, order)).toMatchObject({
    ...{ status: "failed", failureCode: "unclear:ended", inDoubt: false, deadlineAt: null },
    failureDetail: expect.stringMatching(/^Found: check .* Refused when it was sent again: /),
  });
  await isAPersonsMatter(then, order, identifier);
});

/** Never taken by Lightspeed, and a check in the guest's name stands on the till meanwhile. */
async function anothers(): Promise<{ order: Order; identifier: string; late: Stage }> {
  const { id } = await at.fault("orders", { type: "cut", at: "before" }, 1_000);
  const order = await placeOrder(at.stage, at.merchant);
  const { identifier } = await at.till<{ identifier: string }>("POST", "/checks", {
    ...{ table: 12, name: `${order.customer?.firstName} ${order.customer?.lastName}` },
    lines: [{ sku: "STA-GARNAALKROKET", quantity: 1 }],
  });
  await payOrder(at.stage, order);
  await runJobs(at.stage);
  const late = await pass(at.stage, 35, DAY);
  expect(await reload(at.stage, order)).toMatchObject({ status: "failed", failureCode: "unclear:ended" });
  await at.stage.sandbox.control("DELETE", `/faults/${id}`);
  return { order, identifier, late };
}

test("sent again and new to Lightspeed, what was found was another's: without a word it goes back by itself, and no second too early", async () => {
  const { order, identifier, late } = await anothers();
  await at.till("PATCH", "", { availableDevices: false });
  await sendAgain(late, order);
  await runJobs(late);
  const sent = await reload(at.stage, order);
  expect(sent).toMatchObject({ status: "submitted", failureDetail: null });
  await at.till("POST", `/checks/${identifier}/cancel`, {});
  const limit = (Number(sent.deliverableUntil) - late.services.now().getTime()) / MINUTE_MS;
  await pass(late, limit / 2, limit - 0.1);
  expect(await heldAndBack(order)).toMatchObject({ heldMinor: 3700, refundedMinor: 0 });
  await pass(late, limit + 1, limit + 12, limit + 62);
  expect(await reload(at.stage, order)).toMatchObject({ status: "refunded" });
  expect(await heldAndBack(order)).toMatchObject({ heldMinor: 0, refundedMinor: 3700 });
  const { orders, messages } = await tillOf(at.stage, at.merchant);
  expect(orders.filter(({ state }) => state === "done")).toEqual([]);
  // Once it was given up the kitchen was told that it is missing.
  expect(messages).toHaveLength(1);
});

test("a word after the money went back reaches no kitchen by us, and a person is told", async () => {
  const { order, identifier, late } = await anothers();
  await at.till("PATCH", "", { availableDevices: false });
  await sendAgain(late, order);
  await runJobs(late);
  await at.till("POST", `/checks/${identifier}/cancel`, {});
  const then = await pass(late, ...forLong);
  expect(await reload(at.stage, order)).toMatchObject({ status: "refunded" });
  const body = JSON.stringify({
    ...{ type: "ORDER", status: "SUCCESS", businessLocationId: at.merchant.placeId },
    ...{ thirdPartyReference: order.reference, ikentooAccountIdentifier: "A9999.9" },
  });
  await deliver(then, at.merchant, { body });
  expect(await reload(at.stage, order)).toMatchObject({ status: "refunded", flag: "printed_after_end" });
  expect(await heldAndBack(order)).toMatchObject({ heldMinor: 0, tillMinor: 0, refundedMinor: 3700 });
});
