import { randomUUID } from "node:crypto";
import { expect, test } from "vitest";
import { withTenant } from "@/db/client";
import { listBrokenRules } from "@/db/queries/broken-rules";
import type { Order } from "@/db/schema";
import type { Stage } from "@/lib/testing/connection-stage";
import {
  deliver,
  factFor,
  follow,
  payOrder,
  placeOrder,
  refundsOf,
  reload,
  runJobs,
  shifted,
} from "@/lib/testing/order-stage";
import { orderTests } from "@/lib/testing/order-tests";
import { applyPaymentFact } from "./apply-payment-fact";
import { cancelOrder } from "./cancel-order";
import { getOrder } from "./get-order";
import { toGuestOrder } from "./guest-status";
import { moveOrder } from "./move-order";
import { resolveOrder } from "./resolve-order";
import { sweepOrders } from "./sweep-orders";

const at = orderTests();
const MINUTE = 60_000;

const resolve = ({ id: orderId }: Order) => resolveOrder(at.stage.services, at.merchant.actor, { orderId });
const brokenRules = async ({ services }: Stage) => {
  const { merchantId } = at.merchant.actor;
  const rows = await withTenant(services.db, merchantId, (tx) => listBrokenRules(tx, services.now(), 1));
  return rows.map(({ rule }) => rule);
};

/** Waits at a till that is offline, and a second payment of it is flagged. */
async function paidTwice(): Promise<Order> {
  await at.till("PATCH", "", { availableDevices: false });
  const order = await placeOrder(at.stage, at.merchant);
  const fact = await payOrder(at.stage, order);
  await runJobs(at.stage);
  await applyPaymentFact(at.stage.services, {
    ...{ ...fact, paymentId: randomUUID(), provider: "viva", providerPaymentId: "viva-1" },
  });
  const flagged = await reload(at.stage, order);
  expect(flagged).toMatchObject({ status: "submitted", flag: "paid_twice" });
  return flagged;
}

test("a matter that was seen to while the order is on its way leaves it what may still go wrong: Home, page and refund", async () => {
  const order = await paidTwice();
  await resolve(order);
  expect(await reload(at.stage, order)).toMatchObject({ status: "submitted", flag: null, resolvedAt: null });
  expect(await at.issues("order-money")).toEqual([]);
  await deliver(at.stage, at.merchant, {
    body: JSON.stringify({
      ...{ type: "ORDER", status: "FAILURE", reason: "Refused by staff", businessLocationId: at.merchant.placeId },
      thirdPartyReference: order.reference,
    }),
  });
  const late = shifted(at.stage, 11 * MINUTE);
  const { merchantId } = order;
  expect(await brokenRules(late)).toContain("notOnTill");
  expect(await getOrder(late.services, merchantId, order.id)).toMatchObject({
    ...{ status: "failed", failure: { code: "till:refused" }, resolved: null },
  });
  await sweepOrders(late.services);
  expect(await refundsOf(at.stage, order)).toMatchObject([{ amountMinor: 3700, origin: "upvendo" }]);
});

test("a matter that was seen to does not stop the money of a cancelled order from going back", async () => {
  const order = await paidTwice();
  await cancelOrder(at.stage.services, at.merchant.actor, { orderId: order.id });
  const { refundDueAt } = await reload(at.stage, order);
  expect(refundDueAt).not.toBeNull();
  await resolve(order);
  expect(await reload(at.stage, order)).toMatchObject({ status: "cancelled", flag: null, refundDueAt });
  const late = shifted(at.stage, Number(refundDueAt) - Date.now() + MINUTE);
  await sweepOrders(late.services);
  await runJobs(late);
  expect(await refundsOf(at.stage, order)).toMatchObject([{ amountMinor: 3700 }]);
});

test("a failed order that somebody saw to is neither given back by itself nor counted on Home", async () => {
  await at.fault("orders", { type: "status", status: 400 });
  const order = await placeOrder(at.stage, at.merchant);
  await payOrder(at.stage, order);
  await follow(at.stage, at.merchant, order, ["failed"]);
  await resolve(order);
  const late = shifted(at.stage, 11 * MINUTE);
  await sweepOrders(late.services);
  expect(await reload(at.stage, order)).toMatchObject({ status: "completed", resolvedAt: expect.any(Date) });
  expect(await refundsOf(at.stage, order)).toEqual([]);
  expect(await at.places(order)).toMatchObject({ heldMinor: 3700 });
});

test("a matter of a completed order that somebody saw to is over", async () => {
  const order = await placeOrder(at.stage, at.merchant);
  const fact = await factFor(at.stage, order);
  await applyPaymentFact(at.stage.services, fact);
  await follow(at.stage, at.merchant, order, ["completed"]);
  await applyPaymentFact(at.stage.services, {
    ...{ ...fact, paymentId: randomUUID(), provider: "viva", providerPaymentId: "viva-2" },
  });
  await resolve(order);
  expect(await reload(at.stage, order)).toMatchObject({ flag: null, resolvedAt: expect.any(Date) });
  expect(await brokenRules(at.stage)).toEqual([]);
});

test("an order that never came to the till and was seen to by hand tells the guest so, and not that the kitchen has it", async () => {
  const order = await placeOrder(at.stage, at.merchant);
  await payOrder(at.stage, order);
  await withTenant(at.stage.services.db, order.merchantId, (tx) =>
    moveOrder(tx, order.id, "holding", { now: new Date(), line: { message: "Planted" } }),
  );
  await resolve(order);
  expect(toGuestOrder(await reload(at.stage, order))).toMatchObject({
    ...{ status: "completed", over: true },
    message: "The restaurant has seen to your order. Please ask the staff if anything is missing.",
  });
});
