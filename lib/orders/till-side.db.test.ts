import { expect, test } from "vitest";
import { withTenant } from "@/db/client";
import { patchOrder } from "@/db/queries/orders";
import type { Order } from "@/db/schema";
import {
  createOrderMerchant,
  deliver,
  follow,
  heard,
  ledgerOf,
  payOrder,
  placeOrder,
  reload,
  runJobs,
  shifted,
  tillOf,
  timelineOf,
} from "@/lib/testing/order-stage";
import { orderTests } from "@/lib/testing/order-tests";
import { explainOrderFailure } from "./explain-failure";
import { getGuestOrder } from "./guest-status";
import { retryOrder } from "./retry-order";
import { sweepOrders } from "./sweep-orders";

const at = orderTests();
const guestSees = ({ id: orderId, merchantId }: Order) => getGuestOrder(at.stage.services, { merchantId, orderId });

test("a takeaway order goes to the till as one to go and is settled there", async () => {
  const order = await placeOrder(at.stage, at.merchant, {
    ...{ kind: "to_go", channel: "online", tableNumber: null, guests: null },
    ...{ unitPriceMinor: 1760, collectAt: new Date(Date.now() + 30 * 60_000) },
  });
  await payOrder(at.stage, order);
  await follow(at.stage, at.merchant, order, ["completed"]);
  expect((await timelineOf(at.stage, order)).map(({ kind }) => kind)).toContain("orders.submitToGo");
  expect(await tillOf(at.stage, at.merchant)).toMatchObject({ sales: { count: 1, totalCents: 3520 } });
});

test("a payment that travels with its order is booked with it, its tip once, and nothing is paid a second time", async () => {
  at.merchant = await createOrderMerchant(at.stage, { paymentMode: "embedded" });
  const order = await placeOrder(at.stage, at.merchant, { tipMinor: 300, paymentMode: "embedded" });
  await payOrder(at.stage, order);
  await follow(at.stage, at.merchant, order, ["completed"]);
  const { payments, sales } = await tillOf(at.stage, at.merchant);
  expect(payments).toEqual([]);
  expect(sales).toMatchObject({ count: 1, totalCents: 3700, tipCents: 300 });
  expect(await at.places(order)).toMatchObject({ heldMinor: 0, tillMinor: 4000 });
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
    await at.lose("PAYMENT", "SUCCESS");
    await at.till("PATCH", "", { acceptingOnlineOrders: true });
    const order = await placeOrder(at.stage, at.merchant);
    await payOrder(at.stage, order);
    await follow(at.stage, at.merchant, order, ["on_pos"]);
    await deliver(at.stage, at.merchant, {
      body: JSON.stringify({
        ...{ type: "PAYMENT", status: "FAILURE", businessLocationId: Number(at.merchant.placeId) },
        ...{ thirdPartyReference: order.paymentReference, reason: `Refused: ${type}` },
        errors: { account: { type } },
      }),
    });
    expect(await reload(at.stage, order)).toMatchObject({
      ...{ status: "failed", step: "payment", failureCode: `pay:${type}`, failureStep: "payment" },
      refundDueAt: null,
    });
    await sweepOrders(shifted(at.stage, 60 * 60_000).services);
    expect(await at.places(order)).toMatchObject({ heldMinor: 3700, refundedMinor: 0 });
    await retryOrder(at.stage.services, at.merchant.actor, { orderId: order.id });
    await follow(at.stage, at.merchant, order, ["completed"]);
    const { orders, payments } = await tillOf(at.stage, at.merchant);
    expect(orders).toHaveLength(1);
    expect(payments.filter(({ state }) => state === "done")).toHaveLength(1);
  },
);

/** Behaviour page, section 3: what the till says of an order that it does not take, and one that nobody has described. */
const orderRefusals: [string, boolean, RegExp][] = [
  ["Not processed before validity ended", true, /foreground/],
  ["A consumer already exists for this email address with a different external reference.", true, /customer list/],
  ["Zorp", false, /./],
];

test.each(orderRefusals)(
  "an order refused with “%s”: failed with words and a way on, its money waits ten minutes for a person and goes back once (D7)",
  async (reason, known, remedy) => {
    await at.till("PUT", "/counts/STA-GARNAALKROKET", { count: 0 });
    await at.lose("ORDER", "FAILURE");
    const order = await placeOrder(at.stage, at.merchant);
    await payOrder(at.stage, order);
    await runJobs(at.stage);
    await at.till("GET", `/orders?reference=${order.reference}&state=decided`);
    await deliver(at.stage, at.merchant, {
      body: JSON.stringify({
        ...{ type: "ORDER", status: "FAILURE", businessLocationId: Number(at.merchant.placeId) },
        ...{ thirdPartyReference: order.reference, reason },
      }),
    });
    const failed = await reload(at.stage, order);
    expect(failed).toMatchObject({ status: "failed", failureCode: "till:refused", failureStep: "order" });
    const words = explainOrderFailure({ code: failed.failureCode ?? "", detail: failed.failureDetail });
    expect(words).toMatchObject({ known, evidence: reason, remedy: expect.stringMatching(remedy) });
    for (const minutes of [9, 11, 12]) {
      const late = shifted(at.stage, minutes * 60_000);
      await sweepOrders(late.services);
      await runJobs(late);
      const status = minutes < 10 ? "failed" : "refunded";
      expect(await reload(at.stage, order), `after ${minutes} minutes`).toMatchObject({ status });
    }
    expect(await at.places(order)).toMatchObject({ heldMinor: 0, tillMinor: 0, refundedMinor: 3700 });
    expect((await tillOf(at.stage, at.merchant)).sales).toMatchObject({ count: 0 });
  },
);

test("a refusal of the order or of its payment that comes after the till took it changes nothing, once, and a person is told (C10)", async () => {
  const order = await placeOrder(at.stage, at.merchant);
  await payOrder(at.stage, order);
  await follow(at.stage, at.merchant, order, ["completed"]);
  const books = async () => {
    const { orders, payments } = await tillOf(at.stage, at.merchant);
    return { orders, payments, ledger: await ledgerOf(at.stage, order) };
  };
  const before = await books();
  const say = (type: string, thirdPartyReference: string, reason: string) =>
    deliver(at.stage, at.merchant, {
      body: JSON.stringify({
        ...{ type, status: "FAILURE", businessLocationId: Number(at.merchant.placeId) },
        ...{ thirdPartyReference, reason, errors: { account: { type: "UPDATE_FAILED" } } },
      }),
    });
  await say("ORDER", order.reference, "reference has already been used");
  expect(await reload(at.stage, order)).toMatchObject({ status: "completed", flag: null });
  for (let times = 0; times < 2; times += 1) {
    await say("ORDER", order.reference, "No device took it.");
    await say("PAYMENT", order.paymentReference, "Not booked.");
  }
  expect(await reload(at.stage, order)).toMatchObject({
    ...{ status: "completed", flag: "till_contradicts", failureCode: null },
    flagDetail:
      "The till took the order, and later said that it refused it: No device took it. The till took its payment, and later said that it refused it: Not booked.",
  });
  expect(await books()).toEqual(before);
});

test("a payment that may have arrived keeps its reference when a person tries again, and is booked once", async () => {
  await at.lose("PAYMENT", "SUCCESS");
  await at.till("PATCH", "", { acceptingOnlineOrders: true });
  const order = await placeOrder(at.stage, at.merchant);
  await payOrder(at.stage, order);
  await follow(at.stage, at.merchant, order, ["on_pos"]);
  // As after forty readings of the check that came to nothing.
  await withTenant(at.stage.services.db, order.merchantId, (tx) =>
    patchOrder(tx, order.id, {
      ...{ status: "failed", inDoubt: true, deadlineAt: null },
      ...{ failureCode: "pay:check_unreadable", failureStep: "payment" },
    }),
  );
  await retryOrder(at.stage.services, at.merchant.actor, { orderId: order.id });
  expect(await reload(at.stage, order)).toMatchObject({ paymentReference: order.paymentReference, inDoubt: true });
  await follow(at.stage, at.merchant, order, ["completed"]);
  const { payments } = await tillOf(at.stage, at.merchant);
  expect(payments.filter(({ state }) => state === "done")).toHaveLength(1);
});

test("an order that the till has, whose payment fails three times, is sent once and paid at the fourth try", async () => {
  await at.fault("payments", { type: "status", status: 400 }, 3);
  const order = await placeOrder(at.stage, at.merchant);
  await payOrder(at.stage, order);
  for (let tries = 0; tries < 3; tries += 1) {
    await follow(at.stage, at.merchant, order, ["failed"]);
    await retryOrder(at.stage.services, at.merchant.actor, { orderId: order.id });
  }
  await follow(at.stage, at.merchant, order, ["completed"]);
  const kinds = (await timelineOf(at.stage, order)).map(({ kind }) => kind);
  expect(kinds.filter((kind) => kind === "orders.submitLocal")).toHaveLength(1);
  expect(kinds.filter((kind) => kind === "payments.apply")).toHaveLength(4);
  const { orders, payments } = await tillOf(at.stage, at.merchant);
  expect([orders, payments]).toMatchObject([[{ state: "done" }], [{ state: "done", cents: 3700 }]]);
});

test("an order that the till refuses says why, and a person's new try after the fix reaches it once", async () => {
  await at.till("PUT", "/counts/STA-GARNAALKROKET", { count: 0 });
  const order = await placeOrder(at.stage, at.merchant);
  await payOrder(at.stage, order);
  const failed = await follow(at.stage, at.merchant, order, ["failed"]);
  expect(failed).toMatchObject({ failureCode: "till:refused", failureStep: "order" });
  expect(failed.failureDetail).toContain("out of stock");
  expect(failed.refundDueAt).not.toBeNull();
  await at.till("PUT", "/counts/STA-GARNAALKROKET", { count: null });
  await retryOrder(at.stage.services, at.merchant.actor, { orderId: order.id });
  const done = await follow(at.stage, at.merchant, order, ["completed"]);
  expect(done.reference).not.toBe(order.reference);
  expect((await tillOf(at.stage, at.merchant)).orders.filter(({ state }) => state === "done")).toHaveLength(1);
});

test("what waits for a till that is offline is neither failed nor given back while the till may still print it (D8)", async () => {
  await at.till("PATCH", "", { availableDevices: false });
  const order = await placeOrder(at.stage, at.merchant);
  await payOrder(at.stage, order);
  await runJobs(at.stage);
  expect(await reload(at.stage, order)).toMatchObject({ status: "submitted" });
  const late = shifted(at.stage, 5 * 60_000);
  await sweepOrders(late.services);
  await runJobs(late);
  expect((await reload(at.stage, order)).status).toMatch(/^(submitted|unconfirmed)$/);
  expect(await at.places(order)).toMatchObject({ heldMinor: 3700, refundedMinor: 0 });
  await at.till("PATCH", "", { availableDevices: true });
  await follow(at.stage, at.merchant, order, ["completed"]);
  expect((await tillOf(at.stage, at.merchant)).orders).toMatchObject([{ state: "done" }]);
});

test("what the staff do with the check is followed: lines added, ready, closed (row 65)", async () => {
  const order = await placeOrder(at.stage, at.merchant, { paymentMode: "separate" });
  await payOrder(at.stage, order);
  // The payment waits, so that the staff come first.
  await at.fault("payments", { type: "status", status: 400 }, 1);
  const failed = await follow(at.stage, at.merchant, order, ["failed"]);
  const identifier = failed.accountIdentifier ?? "";
  await at.till("POST", `/checks/${identifier}/lines`, { lines: [{ sku: "STA-GARNAALKROKET", quantity: 1 }] });
  for (const notification of await heard(at.stage, at.merchant, 1)) await deliver(at.stage, at.merchant, notification);
  await runJobs(at.stage);
  expect(await reload(at.stage, order)).toMatchObject({ posStage: "updated", posTotalMinor: 5550 });
  // What the guest has ordered and paid is what it was.
  expect(await guestSees(order)).toMatchObject({ status: "preparing", totalMinor: 3700 });
  await at.till("POST", `/checks/${identifier}/stage`, { stage: "READY_FOR_PICKUP" });
  for (const notification of await heard(at.stage, at.merchant, 1)) await deliver(at.stage, at.merchant, notification);
  expect(await reload(at.stage, order)).toMatchObject({ posStage: "ready" });
  expect(await guestSees(order)).toMatchObject({ status: "ready", message: "Your order is ready." });
  await retryOrder(at.stage.services, at.merchant.actor, { orderId: order.id });
  const done = await follow(at.stage, at.merchant, order, ["completed"]);
  // The staff added a dish after the guest had paid: that is shown, and never charged to the guest.
  expect(done).toMatchObject({ flag: "till_total_differs" });
  await at.till("POST", `/checks/${identifier}/pay`, { method: "CASH" });
  await at.till("POST", `/checks/${identifier}/close`);
  for (const notification of await heard(at.stage, at.merchant, 1)) await deliver(at.stage, at.merchant, notification);
  expect(await reload(at.stage, order)).toMatchObject({ status: "completed", posStage: "closed" });
  expect(await guestSees(order)).toMatchObject({ status: "completed", totalMinor: 3700, over: true });
});

test("a check that the staff cancelled cancels the order, keeps the guest's money in sight, and asks a person", async () => {
  const order = await placeOrder(at.stage, at.merchant);
  await payOrder(at.stage, order);
  await at.fault("payments", { type: "status", status: 400 }, 1);
  const { accountIdentifier } = await follow(at.stage, at.merchant, order, ["failed"]);
  await at.till("POST", `/checks/${accountIdentifier}/cancel`, {});
  for (const notification of await heard(at.stage, at.merchant, 1)) await deliver(at.stage, at.merchant, notification);
  expect(await reload(at.stage, order)).toMatchObject({
    ...{ status: "cancelled", posStage: "cancelled", flag: "cancelled_on_till", failureCode: "till:cancelled" },
  });
  expect(await guestSees(order)).toMatchObject({ status: "cancelled", message: expect.stringContaining("had paid") });
  expect(await at.places(order)).toMatchObject({ heldMinor: 3700, refundedMinor: 0 });
});
