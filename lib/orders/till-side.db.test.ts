import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { openStage, type Stage } from "@/lib/testing/connection-stage";
import {
  createOrderMerchant,
  deliver,
  follow,
  heard,
  ledgerOf,
  type OrderMerchant,
  payOrder,
  placeOrder,
  reload,
  runJobs,
  shifted,
  tillOf,
  timelineOf,
} from "@/lib/testing/order-stage";
import { placesOf, sumOf } from "./ledger";
import { retryOrder } from "./retry-order";
import { sweepOrders } from "./sweep-orders";

let stage: Stage;
let merchant: OrderMerchant;
beforeAll(async () => {
  stage = await openStage();
});
beforeEach(async () => {
  merchant = await createOrderMerchant(stage);
});
afterAll(() => stage.close());

const till = (method: "POST" | "PATCH" | "PUT" | "GET", path: string, body?: object) =>
  stage.sandbox.control<unknown>(method, `/till/${merchant.placeId}${path}`, body);

test("a takeaway order goes to the till as one to go and is settled there", async () => {
  const order = await placeOrder(stage, merchant, {
    ...{ kind: "to_go", channel: "online", tableNumber: null, guests: null },
    ...{ unitPriceMinor: 1760, collectAt: new Date(Date.now() + 30 * 60_000) },
  });
  await payOrder(stage, order);
  await follow(stage, merchant, order, ["completed"]);
  expect((await timelineOf(stage, order)).map(({ kind }) => kind)).toContain("orders.submitToGo");
  expect(await tillOf(stage, merchant)).toMatchObject({ sales: { count: 1, totalCents: 3520 } });
});

test("a payment that travels with its order is booked with it, its tip once, and nothing is paid a second time", async () => {
  merchant = await createOrderMerchant(stage, { paymentMode: "embedded" });
  const order = await placeOrder(stage, merchant, { tipMinor: 300, paymentMode: "embedded" });
  await payOrder(stage, order);
  await follow(stage, merchant, order, ["completed"]);
  const { payments, sales } = await tillOf(stage, merchant);
  expect(payments).toEqual([]);
  expect(sales).toMatchObject({ count: 1, totalCents: 3700, tipCents: 300 });
  expect(placesOf(sumOf(await ledgerOf(stage, order)))).toMatchObject({ heldMinor: 0, tillMinor: 4000 });
});

/** The contract's list (payment notification, errors.account.type) and what comes without a type. */
const refusals = [
  ...["ACCOUNT_NOT_FOUND", "ACCOUNT_ALREADY_CLOSED", "INVALID_TASK", "ITEM_NOT_ADDED", "ITEM_NOT_FOUND"],
  ...["MISSING_STAFF", "NATIVE_PAYMENT_NOT_SUPPORTED", "OVERPAID", "PAYMENT_ID_NOT_FOUND", "PAYMENT_METHOD_NOT_FOUND"],
  ...["STAFF_NOT_FOUND", "UPDATE_FAILED", "UNKNOWN"],
];

test.each(refusals)(
  "a payment refused with %s: the order stays on the till, the money where it is, and a person's new try pays once (D7)",
  async (type) => {
    await stage.sandbox.control("POST", "/notifications/faults", {
      ...{ account: merchant.account.accountId, type: "PAYMENT", status: "SUCCESS", times: 1, do: { type: "lose" } },
    });
    await till("PATCH", "", { acceptingOnlineOrders: true });
    const order = await placeOrder(stage, merchant);
    await payOrder(stage, order);
    await follow(stage, merchant, order, ["on_pos"]);
    await deliver(stage, merchant, {
      body: JSON.stringify({
        ...{ type: "PAYMENT", status: "FAILURE", businessLocationId: Number(merchant.placeId) },
        ...{ thirdPartyReference: order.paymentReference, reason: `Refused: ${type}` },
        errors: { account: { type } },
      }),
    });
    expect(await reload(stage, order)).toMatchObject({
      ...{ status: "failed", step: "payment", failureCode: `pay:${type}`, failureStep: "payment" },
      refundDueAt: null,
    });
    await sweepOrders(shifted(stage, 60 * 60_000).services);
    expect(placesOf(sumOf(await ledgerOf(stage, order)))).toMatchObject({ heldMinor: 3700, refundedMinor: 0 });
    await retryOrder(stage.services, merchant.actor, { orderId: order.id });
    await follow(stage, merchant, order, ["completed"]);
    const { orders, payments } = await tillOf(stage, merchant);
    expect(orders).toHaveLength(1);
    expect(payments.filter(({ state }) => state === "done")).toHaveLength(1);
  },
);

test("an order that the till has, whose payment fails three times, is sent once and paid at the fourth try", async () => {
  await stage.sandbox.control("POST", "/faults", {
    ...{ account: merchant.account.accountId, operation: "payments", times: 3 },
    do: { type: "status", status: 400 },
  });
  const order = await placeOrder(stage, merchant);
  await payOrder(stage, order);
  for (let tries = 0; tries < 3; tries += 1) {
    await follow(stage, merchant, order, ["failed"]);
    await retryOrder(stage.services, merchant.actor, { orderId: order.id });
  }
  await follow(stage, merchant, order, ["completed"]);
  const kinds = (await timelineOf(stage, order)).map(({ kind }) => kind);
  expect(kinds.filter((kind) => kind === "orders.submitLocal")).toHaveLength(1);
  expect(kinds.filter((kind) => kind === "payments.apply")).toHaveLength(4);
  const { orders, payments } = await tillOf(stage, merchant);
  expect([orders, payments]).toMatchObject([[{ state: "done" }], [{ state: "done", cents: 3700 }]]);
});

test("an order that the till refuses says why, and a person's new try after the fix reaches it once", async () => {
  await till("PUT", "/counts/STA-GARNAALKROKET", { count: 0 });
  const order = await placeOrder(stage, merchant);
  await payOrder(stage, order);
  const failed = await follow(stage, merchant, order, ["failed"]);
  expect(failed).toMatchObject({ failureCode: "till:refused", failureStep: "order" });
  expect(failed.failureDetail).toContain("out of stock");
  expect(failed.refundDueAt).not.toBeNull();
  await till("PUT", "/counts/STA-GARNAALKROKET", { count: null });
  await retryOrder(stage.services, merchant.actor, { orderId: order.id });
  const done = await follow(stage, merchant, order, ["completed"]);
  expect(done.reference).not.toBe(order.reference);
  expect((await tillOf(stage, merchant)).orders.filter(({ state }) => state === "done")).toHaveLength(1);
});

test("what waits for a till that is offline is neither failed nor given back while the till may still print it (D8)", async () => {
  await till("PATCH", "", { availableDevices: false });
  const order = await placeOrder(stage, merchant);
  await payOrder(stage, order);
  await runJobs(stage);
  expect(await reload(stage, order)).toMatchObject({ status: "submitted" });
  const late = shifted(stage, 5 * 60_000);
  await sweepOrders(late.services);
  await runJobs(late);
  expect((await reload(stage, order)).status).toMatch(/^(submitted|unconfirmed)$/);
  expect(placesOf(sumOf(await ledgerOf(stage, order)))).toMatchObject({ heldMinor: 3700, refundedMinor: 0 });
  await till("PATCH", "", { availableDevices: true });
  await follow(stage, merchant, order, ["completed"]);
  expect((await tillOf(stage, merchant)).orders).toMatchObject([{ state: "done" }]);
});

test("what the staff do with the check is followed: lines added, ready, closed", async () => {
  const order = await placeOrder(stage, merchant, { paymentMode: "separate" });
  await payOrder(stage, order);
  // The payment waits, so that the staff come first.
  await stage.sandbox.control("POST", "/faults", {
    ...{ account: merchant.account.accountId, operation: "payments", times: 1 },
    do: { type: "status", status: 400 },
  });
  const failed = await follow(stage, merchant, order, ["failed"]);
  const identifier = failed.accountIdentifier ?? "";
  await till("POST", `/checks/${identifier}/lines`, { lines: [{ sku: "STA-GARNAALKROKET", quantity: 1 }] });
  for (const notification of await heard(stage, merchant, 1)) await deliver(stage, merchant, notification);
  await runJobs(stage);
  expect(await reload(stage, order)).toMatchObject({ posStage: "updated", posTotalMinor: 5550 });
  await till("POST", `/checks/${identifier}/stage`, { stage: "READY_FOR_PICKUP" });
  for (const notification of await heard(stage, merchant, 1)) await deliver(stage, merchant, notification);
  expect(await reload(stage, order)).toMatchObject({ posStage: "ready" });
  await retryOrder(stage.services, merchant.actor, { orderId: order.id });
  const done = await follow(stage, merchant, order, ["completed"]);
  // The staff added a dish after the guest had paid: that is shown, and never charged to the guest.
  expect(done).toMatchObject({ flag: "till_total_differs" });
});

test("a check that the staff cancelled cancels the order, keeps the guest's money in sight, and asks a person", async () => {
  const order = await placeOrder(stage, merchant);
  await payOrder(stage, order);
  await stage.sandbox.control("POST", "/faults", {
    ...{ account: merchant.account.accountId, operation: "payments", times: 1 },
    do: { type: "status", status: 400 },
  });
  const { accountIdentifier } = await follow(stage, merchant, order, ["failed"]);
  await till("POST", `/checks/${accountIdentifier}/cancel`, {});
  for (const notification of await heard(stage, merchant, 1)) await deliver(stage, merchant, notification);
  expect(await reload(stage, order)).toMatchObject({
    ...{ status: "cancelled", posStage: "cancelled", flag: "cancelled_on_till", failureCode: "till:cancelled" },
  });
  expect(placesOf(sumOf(await ledgerOf(stage, order)))).toMatchObject({ heldMinor: 3700, refundedMinor: 0 });
});
