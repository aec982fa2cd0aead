import { expect, test } from "vitest";
import { withTenant } from "@/db/client";
import { findPayment } from "@/db/queries/payments";
import type { Order } from "@/db/schema";
import { followPayment } from "@/lib/payments/follow-payment";
import { startPayment } from "@/lib/payments/start-payment";
import { follow, placeOrder, reload, runJobs, shifted, tillOf } from "@/lib/testing/order-stage";
import { orderTests } from "@/lib/testing/order-tests";
import { payThrough } from "@/lib/testing/reconciliation-stage";
import { applyPaymentFact } from "./apply-payment-fact";
import { explainOrderFailure } from "./explain-failure";
import { getOrder } from "./get-order";
import { getGuestOrder, guestStatuses } from "./guest-status";
import { moveOrder } from "./move-order";
import { refundOrder } from "./refund-order";
import { resolveOrder } from "./resolve-order";
import { sweepOrders } from "./sweep-orders";

const at = orderTests();

const wishOf = ({ merchantId, id: orderId, locationId, totalMinor: amountMinor, currency, number }: Order) => ({
  ...{ merchantId, orderId, locationId, amountMinor, currency, description: number },
  returnUrl: new URL("/", at.stage.services.payments.appUrl).href,
});

/** Sent to pay; the page is the guest's. */
async function onPage(order: Order): Promise<{ paymentId: string; checkoutId: string | null | undefined }> {
  const { paymentId, redirectUrl } = await startPayment(at.stage.services, wishOf(order));
  const payment = await withTenant(at.stage.services.db, order.merchantId, async (tx) => {
    await moveOrder(tx, order.id, "checkout", {
      ...{ now: at.stage.services.now(), set: { paymentUrl: redirectUrl }, line: { message: "Waiting" } },
    });
    return findPayment(tx, paymentId);
  });
  return { paymentId, checkoutId: payment?.checkoutId };
}

/** The first could not be closed when the second was opened. */
async function onTwoPages() {
  const { account } = await payThrough(at.stage, at.merchant);
  const order = await placeOrder(at.stage, at.merchant);
  const wrong = await onPage(order);
  await payThrough(at.stage, at.merchant, "viva");
  await at.stage.sandbox.control("POST", "/faults", {
    ...{ account, operation: "stripe", times: 1, do: { type: "status", status: 503 } },
  });
  return { order, wrong, right: await onPage(order) };
}

async function pay(order: Order, page: Awaited<ReturnType<typeof onPage>>, choice: object = {}): Promise<void> {
  await at.stage.sandbox.control("POST", `/payments/checkouts/${page.checkoutId}`, { outcome: "pay", ...choice });
  await followPayment(at.stage.services, { merchantId: order.merchantId, paymentId: page.paymentId }, applyPaymentFact);
}

const guestSees = ({ merchantId, id: orderId }: Order, services = at.stage.services) =>
  getGuestOrder(services, { merchantId, orderId });

async function misfit(choice: object): Promise<Order> {
  await payThrough(at.stage, at.merchant);
  const order = await placeOrder(at.stage, at.merchant);
  await pay(order, await onPage(order), choice);
  return reload(at.stage, order);
}

test.each([
  ["another amount", { amount: 3_600 }, /We received € 36,00, which is not what this order costs \(€ 37,00\)/],
  ["another currency", { currency: "GBP" }, /We received £ 37,00, which is not what this order costs \(€ 37,00\)/],
])("after a payment of %s the guest is told what happened and gets no second page", async (_, choice, words) => {
  const order = await misfit(choice);
  expect(order).toMatchObject({ status: "awaiting_payment", flag: "payment_mismatch", paidAt: null });
  const seen = await guestSees(order);
  expect(seen).toMatchObject({ status: "payment_problem", paymentUrl: null });
  expect(seen?.message.replaceAll(/[\u00a0\u202f]/g, " ")).toMatch(words);
  expect(seen?.message).toContain("talk to the staff before you pay again");
  expect(guestStatuses).toContain(seen?.status);
  await expect(startPayment(at.stage.services, wishOf(order))).rejects.toMatchObject({
    ...{ code: "conflict", message: expect.stringContaining("does not fit this order") },
  });
  expect(await at.issues("order-money")).toMatchObject([{ severity: "critical", count: 1 }]);
  await runJobs(at.stage);
  expect((await tillOf(at.stage, at.merchant)).orders).toEqual([]);
});

test("the merchant gives it back at once: the order ends, and the guest reads that the money is on its way", async () => {
  const order = await misfit({ amount: 3_600 });
  const { actions } = (await getOrder(at.stage.services, order.merchantId, order.id)) ?? {};
  expect(actions).toMatchObject({ refundableMinor: 3_600 });
  expect(
    await refundOrder(at.stage.services, at.merchant.actor, { orderId: order.id, reason: "Wrong amount" }),
  ).toEqual({
    amountMinor: 3_600,
  });
  await runJobs(at.stage);
  expect(await reload(at.stage, order)).toMatchObject({ status: "refunded" });
  expect(await at.places(order)).toMatchObject({ heldMinor: 0, refundedMinor: 3_600 });
  expect(await guestSees(order)).toMatchObject({ status: "refunded", paymentUrl: null });
});

test("the right payment from a page that was open before goes to the kitchen while the other one is on its way back", async () => {
  const { order, wrong, right } = await onTwoPages();
  await pay(order, wrong, { amount: 3_600 });
  await refundOrder(at.stage.services, at.merchant.actor, { orderId: order.id, reason: "Wrong amount" });
  await pay(order, right);
  expect(await guestSees(order)).toMatchObject({ status: "received" });
  await follow(at.stage, at.merchant, order, ["completed"]);
  await runJobs(at.stage);
  expect(await at.places(order)).toMatchObject({ heldMinor: 0, tillMinor: 3_700, refundedMinor: 3_600 });
});

test("the right payment comes after the other one went back and ended the order: it goes back by itself, as the guest reads", async () => {
  const { order, wrong, right } = await onTwoPages();
  await pay(order, wrong, { amount: 3_600 });
  await refundOrder(at.stage.services, at.merchant.actor, { orderId: order.id, reason: "Wrong amount" });
  await runJobs(at.stage);
  expect(await reload(at.stage, order)).toMatchObject({ status: "refunded" });
  await pay(order, right);
  const late = shifted(at.stage, 60_000);
  await sweepOrders(late.services);
  await runJobs(late);
  await runJobs(late);
  expect((await tillOf(at.stage, at.merchant)).orders).toEqual([]);
  expect(await at.places(order)).toMatchObject({ heldMinor: 0, refundedMinor: 7_300 });
  expect(await reload(at.stage, order)).toMatchObject({ status: "refunded", refundDueAt: null });
  expect(await guestSees(order, late.services)).toMatchObject({ status: "refunded", paymentUrl: null });
});

test("nobody pays otherwise: it ends as what it is, the money stays flagged, and the guest is told where it is", async () => {
  const order = await misfit({ amount: 3_600 });
  const late = shifted(at.stage, 2 * 3_600_000);
  await sweepOrders(late.services);
  await runJobs(late);
  expect(await reload(at.stage, order)).toMatchObject({
    ...{ status: "cancelled", failureCode: "paid_otherwise", flag: "payment_mismatch" },
  });
  expect(explainOrderFailure({ code: "paid_otherwise", detail: null })).toMatchObject({
    ...{ known: true, remedy: expect.stringContaining("Give that money back") },
  });
  expect(await at.places(order)).toMatchObject({ heldMinor: 3_600, refundedMinor: 0 });
  expect(await guestSees(order, late.services)).toMatchObject({
    ...{ status: "cancelled", message: expect.stringContaining("was told to give it back") },
  });
  await refundOrder(late.services, at.merchant.actor, { orderId: order.id, reason: "Wrong amount" });
  await runJobs(late);
  await resolveOrder(late.services, at.merchant.actor, { orderId: order.id });
  expect(await reload(at.stage, order)).toMatchObject({ status: "refunded", flag: null });
  expect(await at.issues("order-money")).toEqual([]);
});
