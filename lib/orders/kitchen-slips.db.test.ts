import { expect, test } from "vitest";
import { withTenant } from "@/db/client";
import type { Order } from "@/db/schema";
import { linkLocation } from "@/lib/lightspeed/connection/link-location";
import {
  follow,
  payOrder,
  placeOrder,
  reload,
  runJobs,
  shifted,
  targetOf,
  tillOf,
  timelineOf,
} from "@/lib/testing/order-stage";
import { orderTests } from "@/lib/testing/order-tests";
import { cancelOrder } from "./cancel-order";
import { getOrder } from "./get-order";
import { moveOrder } from "./move-order";
import { printSlips } from "./print-slips";
import { resolveOrder } from "./resolve-order";
import { retryOrder } from "./retry-order";

const at = orderTests();

const printed = async () => (await tillOf(at.stage, at.merchant)).messages.map(({ text }) => text).reverse();
const slipsOf = async ({ id, merchantId }: Order) =>
  (await getOrder(at.stage.services, merchantId, id))?.slips.map(({ kind, state }) => `${kind}: ${state}`);

/** Paid, and refused by the till; what is printed about it comes with the next jobs. */
async function refusedOrder(): Promise<Order> {
  await at.till("PUT", "/counts/STA-GARNAALKROKET", { count: 0 });
  const order = await placeOrder(at.stage, at.merchant);
  await payOrder(at.stage, order);
  return follow(at.stage, at.merchant, order, ["failed"]);
}

/** The same, without the till having a part in it. */
async function lostOrder(failureCode = "till:refused"): Promise<Order> {
  const order = await placeOrder(at.stage, at.merchant);
  await withTenant(at.stage.services.db, order.merchantId, async (tx) => {
    const [now, line] = [new Date(), { message: "Refused" }];
    await moveOrder(tx, order.id, "payment", { now, set: { deadlineAt: now }, line });
    await moveOrder(tx, order.id, "rejection", { now, set: { failureCode, failureStep: "order" }, line });
  });
  return reload(at.stage, order);
}

test("a paid order that the till refuses is told to the kitchen once, on paper, with what to know about it", async () => {
  const order = await refusedOrder();
  for (let n = 0; n < 3; n += 1) {
    await runJobs(at.stage);
    await printSlips(at.stage.services, targetOf(order));
  }
  const [slip = "", ...more] = await printed();
  expect(more).toEqual([]);
  expect(slip).toMatch(/^NOT ON THE TILL: order UPV-001, table 12\. 2 x Shrimp croquettes\. Reason: .*out of stock/);
  expect(slip).toMatch(/The guest paid 37\.00 EUR; it goes back at \d\d:\d\d unless the order is sent again\./);
  expect(slip).not.toContain("Ada");
  expect((await tillOf(at.stage, at.merchant)).messages[0]).toMatchObject({ alsoToPrinter: true });
  expect(await slipsOf(order)).toEqual(["not_on_till: told"]);
  expect((await timelineOf(at.stage, order)).map(({ kind }) => kind)).toEqual(
    expect.arrayContaining(["messages.print", "kitchen slip"]),
  );
  expect(await at.issues("kitchen-slip")).toEqual([]);
});

test("an order that gets to the till after all withdraws the warning with one second message", async () => {
  const order = await refusedOrder();
  await runJobs(at.stage);
  await at.till("PUT", "/counts/STA-GARNAALKROKET", { count: null });
  await retryOrder(at.stage.services, at.merchant.actor, { orderId: order.id });
  await follow(at.stage, at.merchant, order, ["completed"]);
  await runJobs(at.stage);
  await printSlips(at.stage.services, targetOf(order));
  const slips = await printed();
  expect(slips).toHaveLength(2);
  expect(slips[1]).toMatch(/^NOW ON THE TILL: order UPV-001, table 12\./);
  expect(await slipsOf(order)).toEqual(["not_on_till: told", "now_on_till: told"]);
});

test("a second refusal prints nothing more, and what landed before anything was printed prints nothing at all", async () => {
  const twice = await refusedOrder();
  await runJobs(at.stage);
  await retryOrder(at.stage.services, at.merchant.actor, { orderId: twice.id });
  await follow(at.stage, at.merchant, twice, ["failed"]);
  await runJobs(at.stage);
  expect(await printed()).toHaveLength(1);
  const landed = await lostOrder();
  await withTenant(at.stage.services.db, landed.merchantId, (tx) =>
    moveOrder(tx, landed.id, "landing", { now: new Date(), set: { deadlineAt: new Date() }, line: { message: "" } }),
  );
  await runJobs(at.stage);
  expect(await printed()).toHaveLength(1);
  expect(await slipsOf(landed)).toEqual([]);
});

test("what was held back because of its age is not sent to the kitchen on paper either", async () => {
  const order = await lostOrder("too_late");
  await runJobs(at.stage);
  expect(await printed()).toEqual([]);
  expect(await slipsOf(order)).toEqual([]);
});

test.each([
  ["cut after it was printed", { type: "cut", at: "after" }, 1, "unsure"],
  ["cut before it arrived", { type: "cut", at: "before" }, 0, "unsure"],
  ["answered with 503 although it was printed", { type: "status", status: 503, afterEffect: true }, 1, "unsure"],
] as const)("a message that was %s is never printed again, and a person is asked", async (_, effect, papers, state) => {
  await at.fault("messages", effect);
  const order = await lostOrder();
  for (let n = 0; n < 3; n += 1) {
    await runJobs(shifted(at.stage, n * 120_000));
    await printSlips(at.stage.services, targetOf(order));
  }
  expect(await printed()).toHaveLength(papers);
  expect(await slipsOf(order)).toEqual([`not_on_till: ${state}`]);
  expect(await at.issues("kitchen-slip")).toMatchObject([{ severity: "warning", href: `/orders/${order.id}` }]);
});

test("a worker that died between handing the message over and writing it down leaves it at once, whoever comes after it", async () => {
  const order = await lostOrder();
  const hold = await at.fault("messages", { type: "hold", at: "after" });
  const dead = printSlips(at.stage.services, targetOf(order));
  await at.stage.sandbox.control("GET", `/holds/${hold.id}?atLeast=1`);
  await printSlips(at.stage.services, targetOf(order));
  expect(await slipsOf(order)).toEqual(["not_on_till: leaving"]);
  await printSlips(shifted(at.stage, 61_000).services, targetOf(order));
  expect(await slipsOf(order)).toEqual(["not_on_till: unsure"]);
  await at.stage.sandbox.control("POST", `/holds/${hold.id}/release`, {});
  await dead;
  // What the one before found out comes too late to be written.
  expect(await slipsOf(order)).toEqual(["not_on_till: unsure"]);
  expect(await printed()).toHaveLength(1);
});

test("ten workers at once print it once", async () => {
  const order = await lostOrder();
  await Promise.all(Array.from({ length: 10 }, () => printSlips(at.stage.services, targetOf(order))));
  expect(await printed()).toHaveLength(1);
  expect(await slipsOf(order)).toEqual(["not_on_till: told"]);
});

test("a till that cannot print either is said on the order's page and to whoever is responsible, until the order is seen to", async () => {
  await at.fault("messages", { type: "status", status: 403 }, 1_000);
  const order = await lostOrder();
  for (let tries = 0; tries < 5; tries += 1) await printSlips(at.stage.services, targetOf(order));
  expect(await printed()).toEqual([]);
  expect(await slipsOf(order)).toEqual(["not_on_till: untold"]);
  expect(await at.issues("kitchen-slip")).toMatchObject([{ severity: "critical", href: `/orders/${order.id}` }]);
  await resolveOrder(at.stage.services, at.merchant.actor, { orderId: order.id });
  expect(await at.issues("kitchen-slip")).toEqual([]);
});

test("a cancellation that could not be printed is said to whoever is responsible, until a person has told the kitchen", async () => {
  const order = await placeOrder(at.stage, at.merchant);
  await payOrder(at.stage, order);
  await follow(at.stage, at.merchant, order, ["on_pos"]);
  await at.fault("messages", { type: "status", status: 403 }, 1_000);
  await cancelOrder(at.stage.services, at.merchant.actor, { orderId: order.id });
  for (let tries = 0; tries < 5; tries += 1) await printSlips(at.stage.services, targetOf(order));
  expect(await slipsOf(order)).toEqual(["cancelled: untold"]);
  expect(await at.issues("kitchen-slip")).toMatchObject([{ severity: "critical", href: `/orders/${order.id}` }]);
  expect(await reload(at.stage, order)).toMatchObject({ status: "cancelled", flag: "cancelled_here" });
  await resolveOrder(at.stage.services, at.merchant.actor, { orderId: order.id });
  expect(await at.issues("kitchen-slip")).toEqual([]);
  expect(await reload(at.stage, order)).toMatchObject({ flag: null });
});

test("a location that is linked no more has no till to print on, which is said at once", async () => {
  const order = await lostOrder();
  await linkLocation(at.stage.services, at.merchant.actor, {
    ...{ locationId: at.merchant.locationId, businessLocationId: null },
  });
  await runJobs(at.stage);
  expect(await slipsOf(order)).toEqual(["not_on_till: untold"]);
  expect(await at.issues("kitchen-slip")).toMatchObject([{ severity: "critical" }]);
});
