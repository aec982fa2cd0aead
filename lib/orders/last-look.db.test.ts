import { expect, test } from "vitest";
import { withTenant } from "@/db/client";
import { storeReadiness } from "@/db/queries/pos-readiness";
import type { Order } from "@/db/schema";
import {
  deliver,
  follow,
  payOrder,
  placeOrder,
  reload,
  runJobs,
  shifted,
  tillOf,
  timelineOf,
} from "@/lib/testing/order-stage";
import { orderTests } from "@/lib/testing/order-tests";
import { cancelOrder } from "./cancel-order";
import { retryOrder } from "./retry-order";
import { sweepOrders } from "./sweep-orders";

const at = orderTests();
const MINUTE = 60_000;

/** On the till, its word is lost, and Lightspeed does not show its check: the iPad printed it and lost its line. */
async function printedUnseen(): Promise<{ order: Order; identifier: string; show: () => Promise<unknown> }> {
  await at.lose("ORDER", "SUCCESS");
  const nothing = { type: "raw", status: 200, headers: { "content-type": "application/json" }, body: "[]" };
  const { id } = await at.fault("checks", nothing, 1_000);
  const order = await placeOrder(at.stage, at.merchant);
  await payOrder(at.stage, order);
  await runJobs(at.stage);
  const { identifier } = await at.till<{ identifier: string }>(
    "GET",
    `/orders?reference=${order.reference}&state=done`,
  );
  const show = () => at.stage.sandbox.control("DELETE", `/faults/${id}`);
  return { order: await reload(at.stage, order), identifier, show };
}

/** So long after the last moment at which it can be printed. */
async function past(order: Order, ms: number): Promise<Order> {
  const then = shifted(at.stage, Number(order.deliverableUntil) - Date.now() + ms);
  for (let round = 0; round < 3; round += 1) {
    await sweepOrders(then.services);
    await runJobs(then);
  }
  return reload(at.stage, order);
}

const offline = (order: Order, availableDevices: boolean) =>
  withTenant(at.stage.services.db, order.merchantId, (tx) =>
    storeReadiness(
      tx,
      { locationId: order.locationId, businessLocationId: at.merchant.placeId },
      {
        ...{ status: availableDevices ? "READY" : "NOT_READY", apiEnabled: true, salesPeriod: "OPENED" },
        ...{ acceptingOnlineOrders: true, availableDevices, orderProfileId: null, staffId: null, lastUpdatedAt: null },
        ...{ versionAt: new Date(), readAt: new Date(), source: "poll", askedAt: new Date() },
      },
    ),
  );

test.each([
  ["that Lightspeed took", { inDoubt: false }],
  ["of which no answer came", { submittedAt: null, inDoubt: true, promisedUntil: new Date(0) }],
])(
  "an order %s, given up and on the till after all, is found by a last look, and its money stays",
  async (_, change) => {
    const { order, identifier, show } = await printedUnseen();
    await at.set(order, change);
    expect(await past(order, MINUTE)).toMatchObject({ status: "failed", failureCode: "till:no_word" });
    await show();
    await past(order, 12 * MINUTE);
    expect(await at.places(order)).toMatchObject({ refundedMinor: 0 });
    const done = await follow(at.stage, at.merchant, order, ["completed"]);
    expect(done).toMatchObject({ accountIdentifier: identifier, refundDecidedAt: null, flag: null });
    expect(await at.places(order)).toMatchObject({ heldMinor: 0, tillMinor: 3700, refundedMinor: 0 });
  },
);

test("what may be it at the last look keeps the money of an order that was given up: a person is told what was found", async () => {
  const { order, identifier, show } = await printedUnseen();
  expect(await past(order, MINUTE)).toMatchObject({ status: "failed" });
  await at.till("POST", `/checks/${identifier}/lines`, { lines: [{ sku: "STA-GARNAALKROKET", quantity: 1 }] });
  await show();
  for (const minutes of [12, 90, 600])
    expect(await past(order, minutes * MINUTE)).toMatchObject({
      ...{ status: "failed", failureCode: "unclear:order", refundDueAt: null, refundDecidedAt: null },
    });
  expect(await at.places(order)).toMatchObject({ heldMinor: 3700, refundedMinor: 0 });
  const told = await at.issues("order");
  expect(told).toMatchObject([{ severity: "critical", body: expect.stringContaining(identifier) }]);
});

test("a cancelled order whose check may stand on the till at the last look is asked of a person", async () => {
  const { order, identifier, show } = await printedUnseen();
  await cancelOrder(at.stage.services, at.merchant.actor, { orderId: order.id });
  expect(await reload(at.stage, order)).toMatchObject({ flag: null, refundDueAt: order.deliverableUntil });
  await at.till("POST", `/checks/${identifier}/lines`, { lines: [{ sku: "STA-GARNAALKROKET", quantity: 1 }] });
  await show();
  expect(await past(order, MINUTE)).toMatchObject({
    ...{ status: "cancelled", flag: "cancelled_here", refundDueAt: null, refundDecidedAt: null },
    flagDetail: expect.stringContaining(identifier),
  });
  await past(order, 180 * MINUTE);
  expect(await at.places(order)).toMatchObject({ heldMinor: 3700, refundedMinor: 0 });
});

test("a cancelled order whose check stands on the till at the last look is told as printed after its end", async () => {
  const { order, identifier, show } = await printedUnseen();
  await cancelOrder(at.stage.services, at.merchant.actor, { orderId: order.id });
  await show();
  expect(await past(order, MINUTE)).toMatchObject({
    ...{ status: "cancelled", flag: "printed_after_end", accountIdentifier: identifier, refundDueAt: null },
  });
  expect(await at.places(order)).toMatchObject({ heldMinor: 3700, refundedMinor: 0 });
});

test.each([
  ["cannot be asked", (order: Order) => at.fault("checks", { type: "status", status: 503 }, 1_000).then(() => order)],
  ["has no iPad online", (order: Order) => offline(order, false)],
])("while the till %s an order that was given up keeps its money, for an hour at most", async (_, blind) => {
  await at.till("PATCH", "", { availableDevices: false });
  const order = await placeOrder(at.stage, at.merchant);
  await payOrder(at.stage, order);
  await runJobs(at.stage);
  const sent = await reload(at.stage, order);
  await past(sent, MINUTE);
  await at.set(order, { status: "failed", failureCode: "till:no_word", failureStep: "order", deadlineAt: null });
  await at.set(order, { refundDueAt: new Date() });
  await blind(sent);
  for (const minutes of [12, 30, 59]) {
    expect(await past(sent, minutes * MINUTE)).toMatchObject({ status: "failed", refundDecidedAt: null });
    expect((await reload(at.stage, order)).refundDueAt).not.toBeNull();
  }
  expect(await past(sent, 62 * MINUTE)).toMatchObject({ status: "refunded" });
  expect(await at.places(order)).toMatchObject({ heldMinor: 0, refundedMinor: 3700 });
  expect((await tillOf(at.stage, at.merchant)).payments).toEqual([]);
});

test("without a word and with no iPad online an order is not given up, until one is back or an hour is over", async () => {
  const { order, show } = await printedUnseen();
  await offline(order, false);
  expect(await past(order, MINUTE)).toMatchObject({ status: "unconfirmed" });
  for (const minutes of [20, 40, 50])
    expect(await past(order, minutes * MINUTE)).toMatchObject({ status: "unconfirmed", refundDueAt: null });
  expect(await at.issues("order")).toHaveLength(1);
  await show();
  await past(order, 58 * MINUTE);
  await follow(at.stage, at.merchant, order, ["completed"]);
});

test("with an iPad online, or an hour after, an order without a word is given up", async () => {
  const [one, other] = [await printedUnseen(), await printedUnseen()];
  await offline(one.order, false);
  expect(await past(other.order, 62 * MINUTE)).toMatchObject({ status: "failed", failureCode: "till:no_word" });
  await offline(one.order, true);
  expect(await past(one.order, 58 * MINUTE)).toMatchObject({ status: "failed" });
});

test("what the till refused by its own word goes back without a look", async () => {
  const { order } = await printedUnseen();
  await at.set(order, { status: "failed", failureCode: "till:refused", failureStep: "order", deadlineAt: null });
  await at.set(order, { refundDueAt: new Date() });
  await sweepOrders(at.stage.services);
  expect(await reload(at.stage, order)).toMatchObject({ refundDecidedAt: expect.any(Date) });
  expect((await timelineOf(at.stage, order)).filter(({ kind }) => kind === "look")).toEqual([]);
});

test("refused by the till when it was sent again, it may be there by an earlier try: looked for, and its money stays", async () => {
  const { order, identifier, show } = await printedUnseen();
  expect(await past(order, MINUTE)).toMatchObject({ status: "failed", failureCode: "till:no_word" });
  await retryOrder(at.stage.services, at.merchant.actor, { orderId: order.id });
  const { reference, resubmissions } = await reload(at.stage, order);
  expect({ same: reference === order.reference, resubmissions }).toEqual({ same: false, resubmissions: 1 });
  const body = { type: "ORDER", status: "FAILURE", thirdPartyReference: reference, reason: "Not sold here" };
  await deliver(at.stage, at.merchant, { body: JSON.stringify({ ...body, businessLocationId: at.merchant.placeId }) });
  expect(await reload(at.stage, order)).toMatchObject({ status: "failed", failureCode: "till:refused" });
  await show();
  await past(order, 15 * MINUTE);
  const done = await follow(at.stage, at.merchant, order, ["completed"]);
  expect(done).toMatchObject({ accountIdentifier: identifier, refundDecidedAt: null });
  expect(await at.places(order)).toMatchObject({ heldMinor: 0, tillMinor: 3700, refundedMinor: 0 });
});
