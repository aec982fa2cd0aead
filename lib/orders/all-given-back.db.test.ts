import { randomUUID } from "node:crypto";
import { expect, test } from "vitest";
import { withTenant } from "@/db/client";
import { insertRefund } from "@/db/queries/refunds";
import type { Order } from "@/db/schema";
import { confirmReturn } from "@/lib/payments/confirm-return";
import type { PaymentFact } from "@/lib/payments/payment-fact";
import {
  deliver,
  payOrder,
  placeOrder,
  reload,
  runJobs,
  sendToPay,
  shifted,
  targetOf,
  tillOf,
} from "@/lib/testing/order-stage";
import { orderTests } from "@/lib/testing/order-tests";
import type { Books } from "@/lib/testing/payment-stage";
import { payThrough } from "@/lib/testing/reconciliation-stage";
import { applyPaymentFact } from "./apply-payment-fact";
import { submitOrder } from "./submit-order";
import { sweepOrders } from "./sweep-orders";

const at = orderTests();
const MINUTE = 60_000;

/** Somebody gives it back in the provider's own dashboard; everything, unless told otherwise. */
const giveBack = (fact: PaymentFact, { amountMinor }: Pick<PaymentFact, "amountMinor"> = fact) =>
  applyPaymentFact(at.stage.services, {
    ...{ ...fact, status: "refunded", amountMinor },
    refund: { refundId: randomUUID(), providerRefundId: randomUUID(), origin: "provider" },
  });
const onTill = async () => (await tillOf(at.stage, at.merchant)).orders;
const sent = async () =>
  (await at.stage.sandbox.requests({ account: at.merchant.account.accountId, operation: "orders" })).length;
const issues = async () => (await at.issues()).filter(({ kind }) => kind !== "readiness");

async function ended(order: Order): Promise<void> {
  expect(await reload(at.stage, order)).toMatchObject({
    ...{ status: "refunded", flag: null, refundDueAt: null, deadlineAt: null, refundDecidedAt: expect.any(Date) },
  });
  expect(await at.places(order)).toMatchObject({ heldMinor: 0, refundedMinor: 3700 });
  expect(await issues()).toEqual([]);
}

async function sweep(ms: number): Promise<void> {
  const then = shifted(at.stage, ms);
  for (let round = 0; round < 3; round += 1) {
    await sweepOrders(then.services);
    await runJobs(then);
  }
}

test("given back while Lightspeed holds its callers back, an order that never left is not sent afterwards", async () => {
  const { id } = await at.fault("orders", { type: "status", status: 429, retryAfter: "1" }, 100);
  const order = await placeOrder(at.stage, at.merchant);
  const fact = await payOrder(at.stage, order);
  await runJobs(at.stage);
  expect(await reload(at.stage, order)).toMatchObject({ status: "submitting", inDoubt: false });
  await giveBack(fact);
  await at.stage.sandbox.control("DELETE", `/faults/${id}`);
  await sweep(5 * MINUTE);
  await submitOrder(at.stage.services, targetOf(order));
  expect(await onTill()).toEqual([]);
  await ended(order);
});

test("given back in two parts while Lightspeed holds its callers back, an order is stopped by the second and not by the first", async () => {
  const { id } = await at.fault("orders", { type: "status", status: 429, retryAfter: "1" }, 100);
  const order = await placeOrder(at.stage, at.merchant);
  const fact = await payOrder(at.stage, order);
  await runJobs(at.stage);
  await giveBack(fact, { amountMinor: 500 });
  expect(await reload(at.stage, order)).toMatchObject({ status: "submitting", flag: null, refundDecidedAt: null });
  await giveBack(fact, { amountMinor: 3200 });
  await ended(order);
  await at.stage.sandbox.control("DELETE", `/faults/${id}`);
  await sweep(5 * MINUTE);
  await submitOrder(at.stage.services, targetOf(order));
  expect(await onTill()).toEqual([]);
  await ended(order);
});

test.each(["stripe", "viva"] as const)(
  "%s: given back before anybody has heard that it was paid, an order is not sent",
  async (provider) => {
    const { account } = await payThrough(at.stage, at.merchant, provider);
    const order = await placeOrder(at.stage, at.merchant);
    const { paymentId, checkoutId } = await sendToPay(at.stage, order);
    const { control } = at.stage.sandbox;
    await control("POST", `/payments/checkouts/${checkoutId}`, { outcome: "pay" });
    const { charges } = await control<Books>("GET", `/payments/accounts/${account}/books`);
    await control("POST", `/payments/charges/${charges[0]?.id}/refund`, { amount: 3700 });
    await confirmReturn(at.stage.services, { merchantId: order.merchantId, paymentId });
    await sweep(5 * MINUTE);
    expect(await sent()).toBe(0);
    await ended(order);
  },
);

test("promised back and not proven yet, an order is not sent, and is over only once the provider says that the money is back", async () => {
  const order = await placeOrder(at.stage, at.merchant);
  const fact = await payOrder(at.stage, order);
  const { id: refundId } = await withTenant(at.stage.services.db, order.merchantId, (tx) =>
    insertRefund(tx, {
      ...{ paymentId: fact.paymentId, orderId: order.id, amountMinor: 3700, currency: order.currency, line: null },
      ...{ reason: "Asked for", dueAt: new Date(), requestedById: null, requestedByName: null },
    }),
  );
  await submitOrder(at.stage.services, targetOf(order));
  expect(await reload(at.stage, order)).toMatchObject({ status: "cancelled", refundDecidedAt: expect.any(Date) });
  await applyPaymentFact(at.stage.services, {
    ...{ ...fact, status: "refunded" },
    refund: { refundId, providerRefundId: randomUUID(), origin: "upvendo" },
  });
  expect(await onTill()).toEqual([]);
  await ended(order);
});

test("given back in the middle of a call that then certainly did not arrive, an order is not sent again", async () => {
  const order = await placeOrder(at.stage, at.merchant);
  const fact = await payOrder(at.stage, order);
  await at.set(order, { status: "submitting", inDoubt: true, attempts: 1 });
  await giveBack(fact);
  expect(await reload(at.stage, order)).toMatchObject({ status: "submitting", flag: "refunded_in_flight" });
  await at.set(order, { inDoubt: false });
  await submitOrder(at.stage.services, targetOf(order));
  expect(await onTill()).toEqual([]);
  await ended(order);
});

test("given back while nobody knows whether it arrived, an order is looked for, not sent again, and ends once it can be printed no more", async () => {
  await at.fault("orders", { type: "cut", at: "before" }, 9);
  const order = await placeOrder(at.stage, at.merchant);
  const fact = await payOrder(at.stage, order);
  await runJobs(at.stage);
  const doubted = await reload(at.stage, order);
  expect(doubted).toMatchObject({ status: "submitting", inDoubt: true });
  const before = await sent();
  await giveBack(fact);
  await at.stage.sandbox.control("DELETE", `/faults?account=${at.merchant.account.accountId}`);
  for (const ms of [2_000, 61_000, 2 * MINUTE]) await sweep(ms);
  await submitOrder(at.stage.services, targetOf(order));
  expect(await reload(at.stage, order)).toMatchObject({ status: "unconfirmed", flag: "refunded_in_flight" });
  await sweep(Number(doubted.deliverableUntil) - Date.now() + MINUTE);
  expect(await sent()).toBe(before);
  expect(await onTill()).toEqual([]);
  await ended(order);
});

test("given back while nobody knows whether it arrived, an order that did is told and not booked", async () => {
  await at.fault("orders", { type: "cut", at: "after" }, 1);
  await at.fault("orders", { type: "cut", at: "before" }, 9);
  const order = await placeOrder(at.stage, at.merchant);
  const fact = await payOrder(at.stage, order);
  await submitOrder(at.stage.services, targetOf(order));
  expect(await reload(at.stage, order)).toMatchObject({ status: "submitting", inDoubt: true });
  await at.till("GET", `/orders?reference=${order.reference}&state=done`);
  await giveBack(fact);
  await sweep(2 * MINUTE);
  expect(await reload(at.stage, order)).toMatchObject({
    ...{ status: "failed", failureCode: "pay:given_back", flag: "refunded_in_flight", onPosAt: expect.any(Date) },
  });
  expect((await tillOf(at.stage, at.merchant)).payments).toEqual([]);
});

test("given back after the till had it and before the answer of the call was written, an order is told", async () => {
  const order = await placeOrder(at.stage, at.merchant);
  const fact = await payOrder(at.stage, order);
  await at.set(order, { status: "submitting", inDoubt: true, attempts: 1 });
  const said = { type: "ORDER", status: "SUCCESS", ikentooAccountIdentifier: "A1.1" };
  const where = { businessLocationId: at.merchant.placeId, thirdPartyReference: order.reference };
  await deliver(at.stage, at.merchant, { body: JSON.stringify({ ...said, ...where }) });
  expect(await reload(at.stage, order)).toMatchObject({ status: "on_pos", submittedAt: null, inDoubt: false });
  await giveBack(fact);
  expect(await reload(at.stage, order)).toMatchObject({ status: "on_pos", flag: "refunded_in_flight" });
});
