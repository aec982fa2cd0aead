import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import { withTenant } from "@/db/client";
import { insertPayment } from "@/db/queries/payments";
import { listRefundsOfOrder } from "@/db/queries/refunds";
import type { NewPayment, Order } from "@/db/schema";
import type { PaymentFact } from "@/lib/payments/payment-fact";
import { openStage, type Stage } from "@/lib/testing/connection-stage";
import {
  createOrderMerchant,
  factFor,
  type OrderMerchant,
  payOrder,
  placeOrder,
  reload,
  setOrder,
  shifted,
} from "@/lib/testing/order-stage";
import { applyPaymentFact } from "./apply-payment-fact";
import { cancelOrder } from "./cancel-order";
import { refundIfDue, refundOrder } from "./refund-order";
import { resolveOrder } from "./resolve-order";

let stage: Stage;
let merchant: OrderMerchant;
beforeAll(async () => {
  stage = await openStage();
  merchant = await createOrderMerchant(stage);
});
afterAll(() => stage.close());

const tell = (fact: PaymentFact) => applyPaymentFact(stage.services, fact);
const give = ({ id: orderId }: Order, what: object = {}) =>
  refundOrder(stage.services, merchant.actor, { orderId, reason: "Wrong", ...what });
const givenOf = ({ merchantId, id }: Order) =>
  withTenant(stage.services.db, merchantId, (tx) => listRefundsOfOrder(tx, id));

/** A payment of its own beside the one of the order. */
function another(order: Order, change: Partial<NewPayment>) {
  const { merchantId, id: orderId, locationId, currency } = order;
  return withTenant(stage.services.db, merchantId, (tx) =>
    insertPayment(tx, {
      ...{ orderId, locationId, currency, amountMinor: 3700, provider: "test", testMode: true, status: "captured" },
      ...{ returnUrl: "http://localhost/", description: "Lunch", ...change },
    }),
  );
}

async function completed(): Promise<Order> {
  const order = await placeOrder(stage, merchant);
  await payOrder(stage, order);
  await setOrder(stage, order, { status: "completed", step: "payment", deadlineAt: null, onPosAt: new Date() });
  return order;
}

test("a right payment after one that did not fit pays the order; the other one is what a person gives back", async () => {
  const order = await placeOrder(stage, merchant);
  const right = await factFor(stage, order);
  const wrong = { ...right, paymentId: randomUUID(), providerPaymentId: "pi_wrong", amountMinor: 3699 };
  await tell(wrong);
  await tell(right);
  expect(await reload(stage, order)).toMatchObject({
    ...{ status: "paid", flag: "payment_mismatch" },
    flagDetail: expect.stringMatching(/Paid .*36,99, asked for .*37,00.*pi_wrong: give that one back\.$/),
  });
});

test("what did not fit goes back before the payment that counts, and nothing of another currency", async () => {
  const order = await completed();
  const createdAt = new Date(Date.now() - 3_600_000);
  const wrong = await another(order, {
    capturedMinor: 3000,
    problem: "The payment does not match the order.",
    createdAt,
  });
  await tell({ ...(await factFor(stage, order)), paymentId: wrong.id, amountMinor: 3000 });
  await another(order, { capturedMinor: 90_000, capturedCurrency: "USD", problem: "In another currency." });
  await give(order, { amountMinor: 3000 });
  expect(await givenOf(order)).toMatchObject([{ paymentId: wrong.id, amountMinor: 3000, currency: "EUR" }]);
  expect(await give(order)).toEqual({ amountMinor: 3700 });
  expect((await givenOf(order)).map(({ currency }) => currency)).toEqual(["EUR", "EUR"]);
});

test("a payment in another currency is no money of the order to give back", async () => {
  const order = await completed();
  const dollars = await another(order, {
    capturedMinor: 90_000,
    capturedCurrency: "USD",
    problem: "In another currency.",
  });
  expect(await give(order)).toEqual({ amountMinor: 3700 });
  expect((await givenOf(order)).some(({ paymentId }) => paymentId === dollars.id)).toBe(false);
});

test("what somebody has seen to is not told again for the same late word, and another one is", async () => {
  const order = await completed();
  const fact = await factFor(stage, order);
  const failed = (refundId: string): PaymentFact => ({
    ...{ ...fact, status: "refund_failed", problem: "The guest's account is closed." },
    refund: { refundId, providerRefundId: null, origin: "upvendo" },
  });
  const [first, second] = [failed(randomUUID()), failed(randomUUID())];
  const dollars = { ...fact, paymentId: randomUUID(), currency: "USD" };
  for (const word of [first, dollars]) await tell(word);
  expect(await reload(stage, order)).toMatchObject({ flag: "refund_failed" });
  await resolveOrder(stage.services, merchant.actor, { orderId: order.id });
  for (const word of [first, dollars]) await tell(word);
  expect(await reload(stage, order)).toMatchObject({ flag: null, flagDetail: null });
  await tell(second);
  expect(await reload(stage, order)).toMatchObject({ flag: "refund_failed" });
});

test("what is paid after an order was called off goes back, also where a flag of it was seen to before", async () => {
  const order = await placeOrder(stage, merchant);
  const fact = await factFor(stage, order);
  await tell({ ...fact, paymentId: randomUUID(), amountMinor: 100, providerPaymentId: "misfit" });
  const { actor } = merchant;
  await cancelOrder(stage.services, actor, { orderId: order.id });
  await resolveOrder(stage.services, actor, { orderId: order.id });
  expect(await reload(stage, order)).toMatchObject({ status: "cancelled", resolvedAt: expect.any(Date) });
  await tell(fact);
  expect(await reload(stage, order)).toMatchObject({
    ...{ flag: "paid_after_cancel", flagDetail: expect.stringMatching(/the money goes back\.$/) },
    ...{ resolvedAt: null, resolvedBy: null },
  });
  const { services } = shifted(stage, 1_000);
  await refundIfDue(services, { merchantId: order.merchantId, orderId: order.id });
  expect(await givenOf(order)).toMatchObject([{ amountMinor: 3700, status: "requested" }]);
});
