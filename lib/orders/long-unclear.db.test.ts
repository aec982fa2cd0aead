import { eq } from "drizzle-orm";
import { expect, test } from "vitest";
import { withTenant } from "@/db/client";
import { locationSettings, type Order, webhookEndpoints } from "@/db/schema";
import { listIssues } from "@/lib/attention/list-issues";
import type { Stage } from "@/lib/testing/connection-stage";
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
import { getOrder } from "./get-order";
import { refundIfDue } from "./refund-order";
import { resolveOrder } from "./resolve-order";
import { retryOrder } from "./retry-order";
import { sweepOrders } from "./sweep-orders";

const at = orderTests();

const MINUTE_MS = 60_000;

/** On the till, its word lost, and its check moved: it may be ours, and nothing proves it. */
async function unclear(): Promise<{ order: Order; identifier: string }> {
  await at.lose("ORDER", "SUCCESS");
  const order = await placeOrder(at.stage, at.merchant);
  await payOrder(at.stage, order);
  await runJobs(at.stage);
  const path = `/orders?reference=${order.reference}&state=done`;
  const { identifier } = await at.till<{ identifier: string }>("GET", path);
  await at.till("POST", `/checks/${identifier}/table`, { table: 14 });
  return { order, identifier };
}

/** From one look to the next, as the clock brings them, until none is due any more. Gives the pauses. */
async function lookUntilItEnds(order: Order): Promise<{ late: Stage; pauses: number[] }> {
  let late = at.stage;
  const pauses: number[] = [];
  for (;;) {
    const { deadlineAt } = await reload(at.stage, order);
    if (deadlineAt === null) return { late, pauses };
    pauses.push(deadlineAt.getTime() - late.services.now().getTime());
    if (pauses.length > 400) throw new Error("it is looked for without end");
    late = shifted(at.stage, deadlineAt.getTime() - Date.now() + 1_000);
    await sweepOrders(late.services);
    await runJobs(late);
  }
}

test("what may be on the till is looked for ever more seldom, and after a day only a person is asked", async () => {
  const { order, identifier } = await unclear();
  const { late, pauses } = await lookUntilItEnds(order);
  expect(pauses.length).toBeLessThan(140);
  expect(Math.max(...pauses)).toBeLessThanOrEqual(61 * MINUTE_MS);
  expect(Math.max(...pauses)).toBeGreaterThan(55 * MINUTE_MS);
  const passed = late.services.now().getTime() - Date.now();
  expect(passed).toBeGreaterThan(24 * 60 * MINUTE_MS);
  expect(passed).toBeLessThan(26 * 60 * MINUTE_MS);
  expect(await reload(at.stage, order)).toMatchObject({
    ...{ status: "failed", step: "order", failureCode: "unclear:ended", refundDueAt: null, refundDecidedAt: null },
    failureDetail: expect.stringContaining(`Found: check ${identifier} at table 14`),
  });
  await refundIfDue(late.services, { merchantId: order.merchantId, orderId: order.id });
  await runJobs(late);
  expect(await at.places(order)).toMatchObject({ heldMinor: 3700, refundedMinor: 0 });
  // No slip either: the kitchen may have cooked it yesterday.
  expect((await tillOf(at.stage, at.merchant)).messages).toEqual([]);
  const { open } = await listIssues(late.services, order.merchantId);
  expect(open.filter(({ kind }) => kind === "order")).toMatchObject([
    {
      ...{ severity: "critical", title: "Something on the till may be an order of yours, and nothing proves it" },
      ...{ body: expect.stringContaining(identifier), remedy: expect.stringContaining("mark this order as resolved") },
    },
  ]);
  const detail = await getOrder(late.services, order.merchantId, order.id);
  expect(detail?.actions).toMatchObject({ resolve: true, retryOrder: true, refundableMinor: 3700 });
  await resolveOrder(late.services, at.merchant.actor, { orderId: order.id });
  const after = await listIssues(late.services, order.merchantId);
  expect(after.open.filter(({ kind }) => kind === "order")).toEqual([]);
}, 120_000);

test("a word that comes all the same still counts, and sent again it keeps its reference: one order on the till", async () => {
  const { order, identifier } = await unclear();
  const { late } = await lookUntilItEnds(order);
  await retryOrder(late.services, at.merchant.actor, { orderId: order.id });
  const again = await reload(at.stage, order);
  expect(again).toMatchObject({ reference: order.reference, inDoubt: true, status: "paid" });
  await runJobs(late);
  expect((await reload(at.stage, order)).status).toMatch(/^(submitted|unconfirmed)$/);
  const body = JSON.stringify({
    ...{ type: "ORDER", status: "SUCCESS", businessLocationId: at.merchant.placeId },
    ...{ thirdPartyReference: order.reference, ikentooAccountIdentifier: identifier },
  });
  await deliver(late, at.merchant, { body });
  await follow(late, at.merchant, order, ["completed"]);
  expect((await tillOf(at.stage, at.merchant)).orders).toHaveLength(1);
  expect(await at.places(order)).toMatchObject({ heldMinor: 0, tillMinor: 3700 });
}, 120_000);

/** So long after `late`, as often as the clock brings it: the sweep, and what it queued. */
async function pass(late: Stage, ms: number): Promise<Stage> {
  const then = shifted(at.stage, late.services.now().getTime() - Date.now() + ms);
  for (let round = 0; round < 4; round += 1) {
    await sweepOrders(then.services);
    await runJobs(then);
  }
  return then;
}

const unset: [string, (order: Order) => Promise<unknown>, RegExp][] = [
  [
    "endpoint",
    ({ merchantId }) =>
      withTenant(at.stage.services.db, merchantId, (tx) =>
        tx.delete(webhookEndpoints).where(eq(webhookEndpoints.merchantId, merchantId)),
      ),
    /webhook endpoint is not registered/,
  ],
  [
    "order profile",
    ({ merchantId, locationId }) =>
      withTenant(at.stage.services.db, merchantId, (tx) =>
        tx
          .update(locationSettings)
          .set({ orderProfileDineIn: null })
          .where(eq(locationSettings.locationId, locationId)),
      ),
    /No order profile is chosen/,
  ],
];

test.each(unset)(
  "sent again without an %s it is what it was, with what was found: no slip, and no money goes back by itself",
  async (_, take, why) => {
    const { order, identifier } = await unclear();
    const { late } = await lookUntilItEnds(order);
    await take(order);
    // Off the till by now: no look would find it.
    await at.till("POST", `/checks/${identifier}/cancel`, {});
    await retryOrder(late.services, at.merchant.actor, { orderId: order.id });
    const then = await pass(await pass(late, 15 * MINUTE_MS), 120 * MINUTE_MS);
    const now = await reload(at.stage, order);
    expect(now).toMatchObject({ status: "failed", failureCode: "unclear:ended", refundDueAt: null });
    expect(now.failureDetail).toContain(`Found: check ${identifier} at table 14`);
    expect(now.failureDetail).toMatch(why);
    expect((await tillOf(at.stage, at.merchant)).messages).toEqual([]);
    expect(await at.places(order)).toMatchObject({ heldMinor: 3700, refundedMinor: 0 });
    const { open } = await listIssues(then.services, order.merchantId);
    expect(open.filter(({ kind }) => kind === "order")).toMatchObject([{ severity: "critical" }]);
    await retryOrder(then.services, at.merchant.actor, { orderId: order.id });
    await pass(then, MINUTE_MS);
    expect((await reload(at.stage, order)).failureDetail).toBe(now.failureDetail);
  },
  120_000,
);

test("sent again and not got away for half an hour, it is a person's matter again and not asked about without end", async () => {
  const { order, identifier } = await unclear();
  const { late } = await lookUntilItEnds(order);
  await retryOrder(late.services, at.merchant.actor, { orderId: order.id });
  const then = await pass(late, 31 * MINUTE_MS);
  expect(await reload(at.stage, order)).toMatchObject({
    ...{ status: "failed", failureCode: "unclear:ended", refundDueAt: null, deadlineAt: null },
    failureDetail: expect.stringContaining(`Found: check ${identifier} at table 14`),
  });
  const told = await timelineOf(at.stage, order);
  await pass(then, 5 * MINUTE_MS);
  expect(await timelineOf(at.stage, order)).toHaveLength(told.length);
  expect((await tillOf(at.stage, at.merchant)).orders).toHaveLength(1);
  expect(await at.places(order)).toMatchObject({ heldMinor: 3700, refundedMinor: 0 });
}, 120_000);

test("sent again and called off before it left, a person decides about the money, and the kitchen is told", async () => {
  const { order } = await unclear();
  const { late } = await lookUntilItEnds(order);
  await retryOrder(late.services, at.merchant.actor, { orderId: order.id });
  expect(await cancelOrder(late.services, at.merchant.actor, { orderId: order.id })).toEqual({ printed: true });
  await pass(late, 120 * MINUTE_MS);
  expect(await reload(at.stage, order)).toMatchObject({
    ...{ status: "cancelled", flag: "cancelled_here", refundDueAt: null, refundDecidedAt: null },
  });
  expect((await tillOf(at.stage, at.merchant)).messages).toHaveLength(1);
}, 120_000);
