import { expect, test } from "vitest";
import type { Order } from "@/db/schema";
import { kSeriesFor } from "@/lib/lightspeed/connection/k-series-for";
import { deliver, follow, payOrder, placeOrder, reload, runJobs, targetOf, tillOf } from "@/lib/testing/order-stage";
import { orderTests } from "@/lib/testing/order-tests";
import { readCheckOfOrder } from "./read-check-of-order";
import { refundOrder } from "./refund-order";
import { retryOrder } from "./retry-order";
import { settleOrder } from "./settle-order";

const at = orderTests();
const booked = async () =>
  (await tillOf(at.stage, at.merchant)).payments.filter(({ state }) => state === "done").map(({ cents }) => cents);
const say = (order: Order, status: string, reference: string) =>
  deliver(at.stage, at.merchant, {
    body: JSON.stringify({
      ...{ type: "PAYMENT", status, businessLocationId: at.merchant.placeId, thirdPartyReference: reference },
      ikentooAccountIdentifier: order.accountIdentifier,
    }),
  });

async function onTheTill(): Promise<Order> {
  const order = await placeOrder(at.stage, at.merchant, { tipMinor: 300 });
  await payOrder(at.stage, order);
  return follow(at.stage, at.merchant, order, ["on_pos"]);
}

/** As after looks at a check that did not show the payment, until it could be booked no more. */
const noWord = { status: "failed", failureCode: "pay:no_word", failureStep: "payment", inDoubt: false } as const;

async function retried(order: Order): Promise<Order> {
  await at.set(order, { ...noWord, deadlineAt: null });
  await retryOrder(at.stage.services, at.merchant.actor, { orderId: order.id });
  const again = await reload(at.stage, order);
  expect(again.paymentReference).not.toBe(order.paymentReference);
  return again;
}

/** The till books the first payment, and nobody hears of it. */
async function bookedUnheard(settings: object): Promise<Order> {
  await at.stage.sandbox.control("PATCH", `/accounts/${at.merchant.account.accountId}`, { settings });
  const order = await onTheTill();
  await settleOrder(at.stage.services, targetOf(order));
  await at.till("GET", `/payments?reference=${order.paymentReference}&state=decided`);
  expect(await booked()).toEqual([3700]);
  return order;
}

test.each([
  ["that it closed", { closeWhenPaid: true }, 0],
  ["that is even", { closeWhenPaid: false }, 0],
  ["to which the staff added more", { closeWhenPaid: false }, 1],
])(
  "a payment that a second one was to replace stands on a check %s: booked, and not once more",
  async (_, settings, more) => {
    const order = await bookedUnheard(settings);
    if (more > 0)
      await at.till("POST", `/checks/${order.accountIdentifier}/lines`, {
        lines: [{ sku: "STA-GARNAALKROKET", quantity: 2 }],
      });
    await retried(order);
    await runJobs(at.stage);
    expect(await reload(at.stage, order)).toMatchObject({
      ...{ status: "completed", flag: null, failureCode: null, paymentReference: order.paymentReference },
    });
    expect(await booked()).toEqual([3700]);
    expect(await at.places(order)).toEqual({ capturedMinor: 4000, heldMinor: 0, tillMinor: 4000, refundedMinor: 0 });
  },
);

test.each([
  ["the first is heard of first", 0],
  ["the second is heard of first", 1],
])("the till books two payments of an order: %s, and a person is told once", async (_, early) => {
  const order = await onTheTill();
  const again = await retried(order);
  await at.set(order, { status: "settling" });
  const heard = [order.paymentReference, again.paymentReference];
  if (early === 1) heard.reverse();
  const [first = "", second = ""] = heard;
  for (let times = 0; times < 2; times += 1) await say(again, "SUCCESS", first);
  expect(await reload(at.stage, order)).toMatchObject({ status: "completed", flag: null, paymentReference: first });
  await say(again, "FAILURE", second);
  expect(await reload(at.stage, order)).toMatchObject({ status: "completed", flag: null });
  for (let times = 0; times < 2; times += 1) await say(again, "SUCCESS", second);
  expect(await reload(at.stage, order)).toMatchObject({
    ...{ status: "completed", flag: "paid_on_till_twice", paymentReference: first },
    flagDetail: expect.stringContaining(second),
  });
  expect(await at.issues("order-money")).toMatchObject([
    { severity: "critical", count: 1, href: `/orders/${order.id}` },
  ]);
  expect(await at.places(order)).toEqual({ capturedMinor: 4000, heldMinor: 0, tillMinor: 4000, refundedMinor: 0 });
});

test("two payments of an order are seen on its check: the same", async () => {
  const order = await bookedUnheard({ closeWhenPaid: false });
  const again = await retried(order);
  await at.till("POST", `/checks/${order.accountIdentifier}/lines`, {
    lines: [{ sku: "STA-GARNAALKROKET", quantity: 2 }],
  });
  // Its call had left before the check was read.
  await kSeriesFor(at.stage.services, order.merchantId).payments.apply({
    currency: "EUR",
    body: {
      ...{ businessLocationId: at.merchant.placeId, endpointId: at.merchant.endpointId, deliverWithinMs: 60_000 },
      ...{ accountIdentifier: order.accountIdentifier ?? "", thirdPartyPaymentReference: again.paymentReference },
      ...{ amountExcludingTipMinor: 3700, tipMinor: 0, paymentMethod: "OOPAYMENT" },
    },
  });
  await at.till("GET", `/payments?reference=${again.paymentReference}&state=decided`);
  await readCheckOfOrder(at.stage.services, targetOf(order));
  expect(await reload(at.stage, order)).toMatchObject({ status: "completed", flag: "paid_on_till_twice" });
  expect((await at.issues("order-money"))[0]?.remedy).toMatch(/Take one of the two payments off/);
});

/** Two payments of an order under way: the first of all of it, and one of the rest after a part went back. */
async function ofAllAndOfTheRest(): Promise<{ order: Order; again: Order }> {
  const order = await onTheTill();
  await at.fault("payments", { type: "cut", at: "before" }, 9);
  await settleOrder(at.stage.services, targetOf(order));
  await at.set(order, { ...noWord, deadlineAt: null });
  await refundOrder(at.stage.services, at.merchant.actor, { orderId: order.id, reason: "Cold", amountMinor: 500 });
  await runJobs(at.stage);
  const again = await retried(order);
  await settleOrder(at.stage.services, targetOf(order));
  expect(await reload(at.stage, order)).toMatchObject({ tillAmountMinor: 3200, status: "settling" });
  return { order, again };
}

const ownAmounts = [
  ["the first", 4000, -500],
  ["the second", 3500, 0],
] as const;

test.each(ownAmounts)(
  "a part went back between two payments of an order, and %s is booked: with its own amount",
  async (which, tillMinor, heldMinor) => {
    const { order, again } = await ofAllAndOfTheRest();
    const reference = (which === "the first" ? order : again).paymentReference;
    await say(again, "SUCCESS", reference);
    expect(await at.places(order)).toEqual({ capturedMinor: 4000, heldMinor, tillMinor, refundedMinor: 500 });
    expect(await reload(at.stage, order)).toMatchObject({
      ...{ status: "completed", flag: "partly_given_back", paymentReference: reference },
      tillAmountMinor: tillMinor - 300,
    });
  },
);

test("or after the order was over here: the same", async () => {
  const { order, again } = await ofAllAndOfTheRest();
  await at.set(order, { status: "completed", resolvedAt: new Date(), deadlineAt: null });
  await say(again, "SUCCESS", order.paymentReference);
  expect(await at.places(order)).toMatchObject({ tillMinor: 4000, heldMinor: -500 });
  expect(await reload(at.stage, order)).toMatchObject({
    ...{ flag: "booked_after_end", flagDetail: expect.stringContaining("37,00") },
  });
});
