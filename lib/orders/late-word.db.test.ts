import { expect, test } from "vitest";
import type { Order } from "@/db/schema";
import { kSeriesFor } from "@/lib/lightspeed/connection/k-series-for";
import {
  createOrderMerchant,
  deliver,
  follow,
  payOrder,
  placeOrder,
  reload,
  runJobs,
  shifted,
  timelineOf,
} from "@/lib/testing/order-stage";
import { orderTests } from "@/lib/testing/order-tests";
import { cancelOrder } from "./cancel-order";
import { paymentReference } from "./order-number";
import { refundIfDue } from "./refund-order";
import { resolveOrder } from "./resolve-order";
import { retryOrder } from "./retry-order";
import { sweepOrders } from "./sweep-orders";

const at = orderTests();

/** As if it had been sent and taken: nothing of these stories talks to the till. */
async function submitted(change: Partial<Order> = {}, wish: Parameters<typeof placeOrder>[2] = {}): Promise<Order> {
  const order = await placeOrder(at.stage, at.merchant, { tipMinor: 300, ...wish });
  await payOrder(at.stage, order);
  const sent = {
    status: "submitted",
    submittedAt: new Date(),
    deliverableUntil: new Date(Date.now() + 600_000),
  } as const;
  await at.set(order, { ...sent, ...change });
  return reload(at.stage, order);
}

type Said = { type?: "ORDER" | "PAYMENT"; account?: string; more?: object; verified?: boolean };
const say = (
  order: Order,
  status: string,
  { type = "ORDER", account = "A1.1", more = {}, verified = true }: Said = {},
) =>
  deliver(
    at.stage,
    at.merchant,
    {
      body: JSON.stringify({
        ...{ type, status, businessLocationId: at.merchant.placeId, ikentooAccountIdentifier: account },
        thirdPartyReference: type === "PAYMENT" ? order.paymentReference : order.reference,
        ...more,
      }),
    },
    { verified },
  );

test("a try that was thought lost and lands after a newer one is told with both checks, once, and changes nothing else", async () => {
  const first = await submitted();
  await say(first, "FAILURE", { more: { reason: "Refused by staff" } });
  await retryOrder(at.stage.services, at.merchant.actor, { orderId: first.id });
  const second = await reload(at.stage, first);
  expect(second.reference).not.toBe(first.reference);
  await at.set(second, { status: "submitted", submittedAt: new Date() });
  await say(second, "SUCCESS", { account: "A1.2" });
  expect(await reload(at.stage, first)).toMatchObject({ accountIdentifier: "A1.2", flag: null });
  for (let times = 0; times < 2; times += 1) await say(first, "SUCCESS", { account: "A1.1" });
  await say(first, "CLOSED", { account: "A1.1" });
  expect(await reload(at.stage, first)).toMatchObject({
    ...{ status: "on_pos", accountIdentifier: "A1.2", posStage: null, flag: "printed_twice" },
    flagDetail: "It is on check A1.2 and on check A1.1. Only one is paid.",
  });
  expect(await at.issues("order-money")).toMatchObject([
    { severity: "critical", count: 1, href: `/orders/${first.id}` },
  ]);
  expect((await timelineOf(at.stage, first)).filter(({ kind }) => kind === "contradiction")).toHaveLength(1);
  await resolveOrder(at.stage.services, at.merchant.actor, { orderId: first.id });
  await say(first, "CLOSED", { account: "A1.1" });
  expect(await reload(at.stage, first)).toMatchObject({ flag: null });
  expect(await at.issues("order-money")).toEqual([]);
});

test("the same, where nothing but a change of the second check is heard", async () => {
  const first = await submitted();
  await say(first, "FAILURE", { more: { reason: "Refused by staff" } });
  await retryOrder(at.stage.services, at.merchant.actor, { orderId: first.id });
  await at.set(first, { status: "submitted", submittedAt: new Date() });
  await say(await reload(at.stage, first), "SUCCESS", { account: "A1.2" });
  await say(first, "READY_FOR_PICKUP", { account: "A1.1" });
  expect(await reload(at.stage, first)).toMatchObject({ flag: "printed_twice", posStage: null });
});

const after: [string, (order: Order) => Promise<unknown>, Partial<Order>][] = [
  [
    "called off here",
    ({ id: orderId }) => cancelOrder(at.stage.services, at.merchant.actor, { orderId }),
    { status: "cancelled", flag: "cancelled_here", flagDetail: expect.stringMatching(/booked .*37,00/) },
  ],
  [
    "cancelled on the till",
    (order) => say(order, "CANCELLED"),
    { status: "cancelled", flag: "cancelled_on_till", flagDetail: expect.stringMatching(/booked .*37,00/) },
  ],
  [
    "marked as resolved here",
    ({ id: orderId }) => resolveOrder(at.stage.services, at.merchant.actor, { orderId }),
    { status: "completed", flag: "booked_after_end" },
  ],
];

test.each(after)(
  "a payment that the till books after the order was %s stands in the books once, and a person is told",
  async (_, end, expected) => {
    const order = await submitted();
    await say(order, "SUCCESS");
    await at.set(order, { status: "unconfirmed", tillAmountMinor: 3700 });
    await end(order);
    for (let times = 0; times < 2; times += 1) await say(order, "SUCCESS", { type: "PAYMENT" });
    expect(await reload(at.stage, order)).toMatchObject({
      ...expected,
      settledAt: expect.any(Date),
      refundDueAt: null,
    });
    expect(await at.places(order)).toEqual({ capturedMinor: 4000, heldMinor: 0, tillMinor: 4000, refundedMinor: 0 });
    expect(await at.issues("order-money")).toHaveLength(1);
  },
);

test("a payment that nobody vouches for, of an order that was called off, is looked for on the check", async () => {
  const order = await placeOrder(at.stage, at.merchant);
  await payOrder(at.stage, order);
  const { accountIdentifier } = await follow(at.stage, at.merchant, order, ["on_pos"]);
  await kSeriesFor(at.stage.services, order.merchantId).payments.apply({
    currency: "EUR",
    body: {
      ...{ businessLocationId: at.merchant.placeId, endpointId: at.merchant.endpointId, deliverWithinMs: 60_000 },
      ...{ accountIdentifier: accountIdentifier ?? "", thirdPartyPaymentReference: order.paymentReference },
      ...{ amountExcludingTipMinor: 3700, paymentMethod: "OOPAYMENT" },
    },
  });
  await at.till("GET", `/payments?reference=${order.paymentReference}&state=done`);
  await at.set(order, { status: "cancelled", deadlineAt: null });
  await say(order, "SUCCESS", { type: "PAYMENT", account: accountIdentifier ?? "", verified: false });
  expect(await at.places(order)).toMatchObject({ heldMinor: 3700, tillMinor: 0 });
  await runJobs(at.stage);
  expect(await reload(at.stage, order)).toMatchObject({ status: "cancelled", flag: "booked_after_end" });
  expect(await at.places(order)).toMatchObject({ heldMinor: 0, tillMinor: 3700 });
});

test.each([
  [
    "given up",
    { status: "failed", failureCode: "till:no_word", failureStep: "order" },
    { status: "on_pos", flag: null },
  ],
  ["called off", { status: "cancelled" }, { status: "cancelled", flag: "printed_after_end" }],
] as const)(
  "an order that was %s, and of which somebody whom nobody vouches for says that the till has it, is looked for before its money goes back",
  async (_, end, expected) => {
    await at.lose("ORDER", "SUCCESS");
    const order = await placeOrder(at.stage, at.merchant);
    await payOrder(at.stage, order);
    await runJobs(at.stage);
    const { identifier } = await at.till<{ identifier: string }>(
      "GET",
      `/orders?reference=${order.reference}&state=done`,
    );
    await at.set(order, { ...end, deadlineAt: null, deliverableUntil: new Date(0), refundDueAt: new Date() });
    await say(order, "SUCCESS", { account: identifier, verified: false });
    expect(await reload(at.stage, order)).toMatchObject({ status: end.status, accountIdentifier: null });
    await runJobs(at.stage);
    await refundIfDue(at.stage.services, { merchantId: order.merchantId, orderId: order.id });
    const now = await reload(at.stage, order);
    expect(now).toMatchObject({ flag: expected.flag, accountIdentifier: identifier, refundDecidedAt: null });
    expect(["settling", expected.status]).toContain(now.status);
    expect(await at.places(order)).toMatchObject({ refundedMinor: 0 });
  },
);

test("an order that was given up, called off and then printed after all is not given back by itself", async () => {
  const order = await submitted({ status: "failed", failureCode: "till:no_word", failureStep: "order" });
  await cancelOrder(at.stage.services, at.merchant.actor, { orderId: order.id });
  expect((await reload(at.stage, order)).refundDueAt).not.toBeNull();
  for (let times = 0; times < 2; times += 1) await say(order, "SUCCESS");
  const late = shifted(at.stage, 3_600_000);
  await refundIfDue(late.services, { merchantId: order.merchantId, orderId: order.id });
  expect(await reload(at.stage, order)).toMatchObject({
    ...{ status: "cancelled", flag: "printed_after_end", refundDecidedAt: null, accountIdentifier: "A1.1" },
  });
  expect(await at.places(order)).toMatchObject({ heldMinor: 4000, refundedMinor: 0 });
});

/** Given up and its money promised back; then the till says that it has it after all. */
async function printedAfterEnd(): Promise<Order> {
  await at.lose("ORDER", "SUCCESS");
  const order = await placeOrder(at.stage, at.merchant);
  await payOrder(at.stage, order);
  await runJobs(at.stage);
  const path = `/orders?reference=${order.reference}&state=done`;
  const { identifier } = await at.till<{ identifier: string }>("GET", path);
  const gone = { status: "failed", failureCode: "till:no_word", failureStep: "order", deadlineAt: null } as const;
  await at.set(order, { ...gone, inDoubt: false, deliverableUntil: new Date(0), refundDecidedAt: new Date() });
  await say(order, "SUCCESS", { account: identifier });
  expect(await reload(at.stage, order)).toMatchObject({ status: "failed", flag: "printed_after_end" });
  return order;
}

async function sweep(): Promise<void> {
  const later = shifted(at.stage, 60_000);
  await sweepOrders(later.services);
  await runJobs(later);
}

test("printed after its end and then called off, its money waits for a person: a refund that failed is not asked for again", async () => {
  const order = await printedAfterEnd();
  await cancelOrder(at.stage.services, at.merchant.actor, { orderId: order.id });
  expect(await reload(at.stage, order)).toMatchObject({ status: "cancelled", refundDueAt: null });
  expect((await reload(at.stage, order)).flagDetail).toContain("give the money back, or mark it as resolved");
  for (let times = 0; times < 2; times += 1) await sweep();
  expect(await at.places(order)).toMatchObject({ heldMinor: 3700, refundedMinor: 0 });
});

test("an order that is known to be on the till is not looked for again and again because of its money", async () => {
  const order = await printedAfterEnd();
  await at.set(order, { status: "cancelled", refundDueAt: new Date() });
  await sweep();
  expect(await reload(at.stage, order)).toMatchObject({ status: "cancelled", refundDueAt: null });
  const told = await timelineOf(at.stage, order);
  await sweep();
  expect(await timelineOf(at.stage, order)).toHaveLength(told.length);
  expect(await at.places(order)).toMatchObject({ heldMinor: 3700, refundedMinor: 0 });
});

test("what came along with an order that was called off is on the check with it, and stands in the books", async () => {
  const order = await submitted({}, { paymentMode: "embedded" });
  await cancelOrder(at.stage.services, at.merchant.actor, { orderId: order.id });
  for (let times = 0; times < 2; times += 1) await say(order, "SUCCESS");
  expect(await reload(at.stage, order)).toMatchObject({
    ...{ status: "cancelled", flag: "printed_after_end", flagDetail: expect.stringMatching(/booked .*37,00/) },
  });
  expect(await at.places(order)).toEqual({ capturedMinor: 4000, heldMinor: 0, tillMinor: 4000, refundedMinor: 0 });
});

const embedded = { paymentMode: "embedded" } as const;

test("a check that comes to more than the payment that came along with its order is shown, never silently completed", async () => {
  at.merchant = await createOrderMerchant(at.stage, embedded);
  const order = await placeOrder(at.stage, at.merchant, { ...embedded, unitPriceMinor: 1800 });
  await payOrder(at.stage, order);
  expect(await follow(at.stage, at.merchant, order, ["completed"])).toMatchObject({
    ...{ flag: "till_total_differs", posTotalMinor: 3700 },
    flagDetail: expect.stringMatching(/^The order is .*36,00.*, the check asks for .*37,00.*\.$/),
  });
  expect(await at.issues("order-money")).toHaveLength(1);
  expect(await at.places(order)).toMatchObject({ heldMinor: 0, tillMinor: 3600 });
});

test.each([
  [1850, null],
  [1800, "till_total_differs"],
])("where the word came without the check, it is read and compared: %i apiece", async (unitPriceMinor, flag) => {
  at.merchant = await createOrderMerchant(at.stage, embedded);
  await at.lose("ORDER", "SUCCESS");
  const order = await placeOrder(at.stage, at.merchant, { ...embedded, unitPriceMinor });
  await payOrder(at.stage, order);
  await runJobs(at.stage);
  const { identifier } = await at.till<{ identifier: string }>(
    "GET",
    `/orders?reference=${order.reference}&state=done`,
  );
  await say(order, "SUCCESS", { account: identifier });
  expect(await reload(at.stage, order)).toMatchObject({ status: "completed", flag: null, posTotalMinor: null });
  await runJobs(at.stage);
  expect(await reload(at.stage, order)).toMatchObject({ status: "completed", flag });
  // What the staff add later is theirs.
  if (flag === null) return;
  const { flagDetail } = await reload(at.stage, order);
  await at.till("POST", `/checks/${identifier}/lines`, { lines: [{ sku: "STA-GARNAALKROKET", quantity: 1 }] });
  await say(order, "CHECK_WAS_UPDATED", { account: identifier });
  await runJobs(at.stage);
  expect(await reload(at.stage, order)).toMatchObject({ posTotalMinor: 5550, flagDetail });
});

test("where it is read with a second payment of the order on it, both that and the difference are told", async () => {
  at.merchant = await createOrderMerchant(at.stage, embedded);
  await at.lose("ORDER", "SUCCESS");
  const order = await placeOrder(at.stage, at.merchant, { ...embedded, unitPriceMinor: 1800 });
  await payOrder(at.stage, order);
  await runJobs(at.stage);
  const { identifier } = await at.till<{ identifier: string }>(
    "GET",
    `/orders?reference=${order.reference}&state=done`,
  );
  await say(order, "SUCCESS", { account: identifier });
  await at.set(order, { repayments: 1 });
  const second = paymentReference({ ...order, repayments: 1 });
  await kSeriesFor(at.stage.services, order.merchantId).payments.apply({
    currency: "EUR",
    body: {
      ...{ businessLocationId: at.merchant.placeId, endpointId: at.merchant.endpointId, deliverWithinMs: 60_000 },
      ...{ accountIdentifier: identifier, thirdPartyPaymentReference: second },
      ...{ amountExcludingTipMinor: 50, paymentMethod: "OOPAYMENT" },
    },
  });
  await at.till("GET", `/payments?reference=${second}&state=decided`);
  await runJobs(at.stage);
  expect(await reload(at.stage, order)).toMatchObject({
    ...{ status: "completed", flag: "paid_on_till_twice" },
    flagDetail: expect.stringMatching(/^Both .* are booked on check .*\. The order is .*, the check asks for .*\.$/),
  });
});
