import { randomUUID } from "node:crypto";
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { withTenant } from "@/db/client";
import { insertReference } from "@/db/queries/orders";
import type { Order } from "@/db/schema";
import type { PaymentFact } from "@/lib/payments/payment-fact";
import { openStage, type Stage } from "@/lib/testing/connection-stage";
import {
  createOrderMerchant,
  deliver,
  factFor,
  moneyPlaces,
  type OrderMerchant,
  payOrder,
  placeOrder,
  refundsOf,
  reload,
  runJobs,
  setOrder,
  shifted,
  timelineOf,
} from "@/lib/testing/order-stage";
import { tell, tillStory, untold } from "@/lib/testing/till-story";
import { roundsOr } from "@/lib/testing/vault-stage";
import { applyPaymentFact } from "./apply-payment-fact";
import { cancelOrder } from "./cancel-order";
import { refundIfDue, refundOrder } from "./refund-order";
import { retryOrder } from "./retry-order";
import { submitOrder } from "./submit-order";

let stage: Stage;
let merchant: OrderMerchant;
beforeAll(async () => {
  stage = await openStage();
  merchant = await createOrderMerchant(stage);
});
afterAll(() => stage.close());

const places = (order: Order) => moneyPlaces(stage, order);
const jobsFor = async ({ id }: Order) =>
  (
    await stage.services.db.execute<{ task: string }>(
      `select t.identifier as task from graphile_worker._private_jobs j join graphile_worker._private_tasks t on t.id = j.task_id where j.key = 'orders.submit:${id}'`,
    )
  ).length;

/** As if it had been sent and taken: nothing of these stories talks to the till. */
async function submitted(change: Partial<Order> = {}): Promise<Order> {
  const order = await placeOrder(stage, merchant, { tipMinor: 300 });
  await applyPaymentFact(stage.services, await factFor(stage, order));
  const deliverableUntil = new Date(Date.now() + 600_000);
  await setOrder(stage, order, {
    status: "submitted",
    submittedAt: new Date(),
    deliverableUntil,
    tillAmountMinor: 3700,
    ...change,
  });
  return reload(stage, order);
}

const say = (order: Order, type: string, status: string, more: object = {}) =>
  deliver(stage, merchant, {
    body: JSON.stringify({
      ...{ type, status, businessLocationId: merchant.placeId },
      thirdPartyReference: type === "PAYMENT" ? order.paymentReference : order.reference,
      ikentooAccountIdentifier: "A1.1",
      ...more,
    }),
  });

test("an order is paid and its way to the kitchen queued together, once, however often and late the fact is told", async () => {
  const order = await placeOrder(stage, merchant);
  const fact = await factFor(stage, order);
  await Promise.all(Array.from({ length: 8 }, () => applyPaymentFact(stage.services, fact)));
  expect(await reload(stage, order)).toMatchObject({ status: "paid", flag: null });
  expect(await jobsFor(order)).toBe(1);
  await applyPaymentFact(shifted(stage, 3_600_000).services, fact);
  expect(await places(order)).toMatchObject({ capturedMinor: 3700, heldMinor: 3700 });
});

const wrong: [string, Partial<PaymentFact>][] = [
  ["another amount", { amountMinor: 3699 }],
  ["another currency", { currency: "USD" }],
  ["another account", { problem: "Paid into another account." }],
  ["test money in a live shop", { problem: "The payment was made in test mode." }],
];
test.each(wrong)("money that is not what was asked for (%s) releases nothing and is shown", async (_, change) => {
  const order = await placeOrder(stage, merchant);
  await applyPaymentFact(stage.services, await factFor(stage, order, change));
  expect(await reload(stage, order)).toMatchObject({ status: "draft", flag: "payment_mismatch" });
  expect(await jobsFor(order)).toBe(0);
});

test("paid by two providers it is one order, and the second payment is flagged", async () => {
  const order = await placeOrder(stage, merchant);
  const first = await factFor(stage, order);
  const second: PaymentFact = { ...first, paymentId: randomUUID(), provider: "viva", providerPaymentId: "viva-1" };
  await Promise.all([first, second].map((fact) => applyPaymentFact(stage.services, fact)));
  expect(await reload(stage, order)).toMatchObject({ status: "paid", flag: "paid_twice" });
  expect(await jobsFor(order)).toBe(1);
  expect(await places(order)).toMatchObject({ capturedMinor: 7400 });
});

test("a refused order goes back by itself after its time, exactly once, whoever asks and how many", async () => {
  const order = await submitted();
  await say(order, "ORDER", "FAILURE", { reason: "Item X is out of stock" });
  expect(await reload(stage, order)).toMatchObject({
    status: "failed",
    failureCode: "till:refused",
    failureDetail: "Item X is out of stock",
  });
  const target = { merchantId: order.merchantId, orderId: order.id };
  await refundIfDue(stage.services, target);
  expect(await refundsOf(stage, order)).toEqual([]);
  const late = shifted(stage, 11 * 60_000);
  await Promise.all(Array.from({ length: 5 }, () => refundIfDue(late.services, target)));
  expect(await refundsOf(stage, order)).toHaveLength(1);
  await runJobs(stage);
  await runJobs(stage);
  expect(await reload(stage, order)).toMatchObject({ status: "refunded" });
  expect(await places(order)).toEqual({ capturedMinor: 4000, heldMinor: 0, tillMinor: 0, refundedMinor: 4000 });
});

test("nothing is given back while the till may still print it, nor for an order that a person repairs", async () => {
  const order = await submitted();
  await setOrder(stage, order, {
    status: "failed",
    failureCode: "no_word",
    failureStep: "order",
    refundDueAt: new Date(0),
  });
  await refundIfDue(stage.services, { merchantId: order.merchantId, orderId: order.id });
  expect(await refundsOf(stage, order)).toEqual([]);
  await expect(refundOrder(stage.services, merchant.actor, { orderId: order.id, reason: "late" })).rejects.toThrow(
    "may still print",
  );
  const after = shifted(stage, 601_000);
  await refundIfDue(after.services, { merchantId: order.merchantId, orderId: order.id });
  expect(await refundsOf(stage, order), "before the last look").toEqual([]);
  await runJobs(after);
  expect(await refundsOf(stage, order)).toHaveLength(1);
});

test("called off before it was sent it is never sent, and the money goes back at once", async () => {
  const order = await placeOrder(stage, merchant);
  await payOrder(stage, order);
  await cancelOrder(stage.services, merchant.actor, { orderId: order.id });
  await refundIfDue(stage.services, { merchantId: order.merchantId, orderId: order.id });
  await runJobs(stage);
  await runJobs(stage);
  expect(await reload(stage, order)).toMatchObject({ status: "refunded", deliverableUntil: null, submittedAt: null });
  expect((await timelineOf(stage, order)).filter(({ direction }) => direction === "out")).toEqual([]);
});

test("called off after it had failed, the money goes back by itself as soon as the till can print it no more", async () => {
  const order = await submitted();
  await setOrder(stage, order, {
    status: "failed",
    failureCode: "no_word",
    failureStep: "order",
    refundDueAt: new Date(),
  });
  await cancelOrder(stage.services, merchant.actor, { orderId: order.id });
  expect(await reload(stage, order)).toMatchObject({ status: "cancelled" });
  const target = { merchantId: order.merchantId, orderId: order.id };
  await refundIfDue(stage.services, target);
  expect(await refundsOf(stage, order)).toEqual([]);
  const after = shifted(stage, 601_000);
  await refundIfDue(after.services, target);
  await runJobs(after);
  expect(await refundsOf(stage, order)).toMatchObject([{ amountMinor: 4000 }]);
});

test.each([
  ["CANCELLED", "cancelled_on_till"],
  ["ABANDONED", "abandoned_by_till"],
])("%s of an earlier try changes nothing about the one that is under way", async (word, flag) => {
  const order = await submitted();
  const again = `${order.number}-again${word.length}`;
  await withTenant(stage.services.db, order.merchantId, (tx) =>
    insertReference(tx, { reference: again, orderId: order.id, step: "order" }),
  );
  await setOrder(stage, order, { reference: again });
  await say(order, "ORDER", word);
  expect(await reload(stage, order)).toMatchObject({ status: "submitted", flag: null, posStage: null });
  await say({ ...order, reference: again }, "ORDER", word);
  expect(await reload(stage, order)).toMatchObject({ status: "cancelled", flag });
});

test("an order in doubt whose promise is past is looked for and not sent again", async () => {
  const order = await submitted();
  await setOrder(stage, order, { status: "submitting", inDoubt: true, submittedAt: null, promisedUntil: new Date(0) });
  await submitOrder(stage.services, { merchantId: order.merchantId, orderId: order.id });
  const { status, deliverableUntil } = await reload(stage, order);
  expect({ status, deliverableUntil }).toEqual({ status: "unconfirmed", deliverableUntil: order.deliverableUntil });
  expect((await timelineOf(stage, order)).filter(({ kind }) => kind.startsWith("orders."))).toEqual([]);
});

test("a refusal that says “used already” means taken: the till is asked, nothing is called failed", async () => {
  const order = await submitted();
  await say(order, "ORDER", "FAILURE", { reason: "reference has already been used" });
  expect(await reload(stage, order)).toMatchObject({ status: "submitted", failureCode: null });
  await say(order, "ORDER", "SUCCESS");
  await say(order, "PAYMENT", "FAILURE", { reason: "reference has already been used" });
  expect(await reload(stage, order)).toMatchObject({ status: "on_pos", failureCode: null });
});

test("a scheduled order that a person sends again keeps the promise of its own time", async () => {
  const order = await submitted();
  const scheduledFor = new Date(Date.now() + 5 * 3_600_000);
  await setOrder(stage, order, {
    status: "failed",
    failureCode: "setup:not_linked",
    failureStep: "order",
    scheduledFor,
  });
  await retryOrder(stage.services, merchant.actor, { orderId: order.id });
  const { promisedUntil } = await reload(stage, order);
  expect(promisedUntil?.getTime()).toBeGreaterThan(scheduledFor.getTime());
});

test("cancelled on the till after it was settled, the order stays completed and a person is told", async () => {
  const order = await submitted();
  await say(order, "ORDER", "SUCCESS");
  await say(order, "PAYMENT", "SUCCESS");
  for (let times = 0; times < 2; times += 1) await say(order, "ORDER", "CANCELLED");
  expect(await reload(stage, order)).toMatchObject({
    ...{ status: "completed", posStage: "cancelled", flag: "cancelled_on_till" },
    flagDetail: expect.stringMatching(/^The staff cancelled this order on the till.*resolved\.$/),
  });
  expect(await places(order)).toEqual({ capturedMinor: 4000, heldMinor: 0, tillMinor: 4000, refundedMinor: 0 });
});

test("a refund in another currency stands in no book of the order", async () => {
  const order = await submitted();
  const fact = await factFor(stage, order);
  const refund = { refundId: randomUUID(), providerRefundId: "re_1", origin: "provider" as const };
  await applyPaymentFact(stage.services, { ...fact, status: "refunded", currency: "USD", amountMinor: 5000, refund });
  expect(await places(order)).toEqual({ capturedMinor: 4000, heldMinor: 4000, tillMinor: 0, refundedMinor: 0 });
  expect(await reload(stage, order)).toMatchObject({ status: "submitted" });
});

test("a refund that comes back from the guest's bank lies with the provider again, is told, and can be given once more", async () => {
  const order = await placeOrder(stage, merchant);
  await payOrder(stage, order);
  await cancelOrder(stage.services, merchant.actor, { orderId: order.id });
  const target = { merchantId: order.merchantId, orderId: order.id };
  await refundIfDue(stage.services, target);
  await runJobs(stage);
  await runJobs(stage);
  expect(await reload(stage, order)).toMatchObject({ status: "refunded" });
  const [refund] = await refundsOf(stage, order);
  const fact = await factFor(stage, order);
  const failed: PaymentFact = {
    ...{ ...fact, status: "refund_failed", problem: "The guest's account is closed." },
    refund: { refundId: refund?.id ?? "", providerRefundId: null, origin: "upvendo" },
  };
  for (let times = 0; times < 3; times += 1) await applyPaymentFact(stage.services, failed);
  expect(await places(order)).toEqual({ capturedMinor: 3700, heldMinor: 3700, tillMinor: 0, refundedMinor: 0 });
  expect(await reload(stage, order)).toMatchObject({ status: "refunded", flag: "refund_failed" });
});

test("given back at the provider on its way and then refused, it ends as given back, and nobody can send it for nothing", async () => {
  const order = await submitted();
  const fact = await factFor(stage, order);
  const refund = { refundId: randomUUID(), providerRefundId: "re_2", origin: "provider" as const };
  await applyPaymentFact(stage.services, { ...fact, status: "refunded", refund });
  expect(await reload(stage, order)).toMatchObject({ status: "submitted", flag: "refunded_in_flight" });
  await say(order, "ORDER", "FAILURE", { reason: "Item X is out of stock" });
  const target = { merchantId: order.merchantId, orderId: order.id };
  await expect(retryOrder(stage.services, merchant.actor, target)).rejects.toThrow(
    "was given back, so it is not sent again",
  );
  await refundIfDue(shifted(stage, 11 * 60_000).services, target);
  expect(await reload(stage, order)).toMatchObject({ status: "refunded", refundDueAt: null });
  expect(await refundsOf(stage, order)).toEqual([]);
  expect(await places(order)).toEqual({ capturedMinor: 4000, heldMinor: 0, tillMinor: 0, refundedMinor: 4000 });
});

test("a till that has an order whose money went back is told to a person, and changes nothing else", async () => {
  const order = await submitted();
  await setOrder(stage, order, { status: "refunded", deadlineAt: null, refundDecidedAt: new Date() });
  await say(order, "ORDER", "SUCCESS");
  expect(await reload(stage, order)).toMatchObject({ status: "refunded", flag: "printed_after_end" });
});

test("an eight-event story ends, in whatever order it is told, where the table of moves says that it does", async () => {
  const some = fc.sample(fc.shuffledSubarray([...tillStory], { minLength: 8 }), { numRuns: roundsOr(12), seed: 7 });
  for (const events of some) {
    const order = await submitted();
    let expected = untold;
    for (const [n, said] of events.entries()) {
      await say(order, said[0], said[1]);
      expected = tell(expected, said);
      expect(await reload(stage, order), `${events.slice(0, n + 1).join("; ")}`).toMatchObject(expected);
    }
    expect(expected).toMatchObject({ status: "completed", posStage: "closed", failureCode: null });
    expect(await places(order)).toEqual({ capturedMinor: 4000, heldMinor: 0, tillMinor: 4000, refundedMinor: 0 });
  }
});

test("a message that nobody vouches for changes nothing by itself", async () => {
  const order = await submitted();
  const body = JSON.stringify({
    type: "ORDER",
    status: "SUCCESS",
    thirdPartyReference: order.reference,
    ikentooAccountIdentifier: "A1.2",
  });
  await deliver(stage, merchant, { body }, { verified: false });
  expect(await reload(stage, order)).toMatchObject({ status: "submitted", accountIdentifier: null });
});
