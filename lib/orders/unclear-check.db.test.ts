import { expect, test } from "vitest";
import type { Order } from "@/db/schema";
import { deliver, follow, payOrder, placeOrder, reload, runJobs, shifted, tillOf } from "@/lib/testing/order-stage";
import { orderTests } from "@/lib/testing/order-tests";
import { explainOrderFailure } from "./explain-failure";
import { refundOrder } from "./refund-order";
import { resolveOrder } from "./resolve-order";
import { sweepOrders } from "./sweep-orders";

const at = orderTests();

/** On the till, and its word is lost. */
async function unheard(): Promise<{ order: Order; identifier: string }> {
  await at.lose("ORDER", "SUCCESS");
  const order = await placeOrder(at.stage, at.merchant);
  await payOrder(at.stage, order);
  await runJobs(at.stage);
  await at.till("GET", `/orders?reference=${order.reference}&state=done`);
  const { orders } = await tillOf(at.stage, at.merchant);
  return { order, identifier: orders[0]?.identifier ?? "" };
}

async function sweepUntil(minutes: readonly number[]): Promise<void> {
  for (const minute of minutes) {
    const late = shifted(at.stage, minute * 60_000);
    await sweepOrders(late.services);
    await runJobs(late);
  }
}

/** Past the last moment at which it could be printed, and the time after which a failed order is given back. */
const forLong = [3, 10, 30, 60, 90, 180];

const changes: Record<string, (identifier: string) => Promise<unknown>> = {
  "the staff added to": (identifier) =>
    at.till("POST", `/checks/${identifier}/lines`, { lines: [{ sku: "STA-GARNAALKROKET", quantity: 1 }] }),
  "the staff moved to another table": (identifier) => at.till("POST", `/checks/${identifier}/table`, { table: 14 }),
};

test.each(Object.entries(changes))(
  "an order without a word, whose check %s, is not given back by itself: a person is told what was found",
  async (_, change) => {
    const { order, identifier } = await unheard();
    await change(identifier);
    await sweepUntil(forLong);
    expect(await reload(at.stage, order)).toMatchObject({
      ...{ status: "unconfirmed", failureCode: "unclear:order", failureStep: "order", refundDueAt: null },
      failureDetail: expect.stringContaining(`Found: check ${identifier} at table`),
    });
    expect(await at.places(order)).toMatchObject({ heldMinor: 3700, refundedMinor: 0 });
    expect(await at.issues("order")).toMatchObject([
      { severity: "critical", count: 1, body: expect.stringContaining(identifier) },
    ]);
    expect(explainOrderFailure({ code: "unclear:order", detail: null })).toMatchObject({ known: true });
    expect((await tillOf(at.stage, at.merchant)).orders).toHaveLength(1);
  },
);

test("whoever compared says that it is that check, or that it is not there, and then nothing is asked any more", async () => {
  const cooked = await unheard();
  const missing = await unheard();
  for (const { identifier } of [cooked, missing]) await changes["the staff added to"]?.(identifier);
  await sweepUntil(forLong);
  const late = shifted(at.stage, 181 * 60_000);
  await resolveOrder(late.services, at.merchant.actor, { orderId: cooked.order.id });
  await refundOrder(late.services, at.merchant.actor, { orderId: missing.order.id, reason: "It was never there" });
  await runJobs(late);
  await runJobs(late);
  expect(await reload(at.stage, cooked.order)).toMatchObject({ status: "completed", resolvedBy: "Test Owner" });
  expect(await reload(at.stage, missing.order)).toMatchObject({ status: "refunded" });
  expect(await at.issues("order")).toEqual([]);
});

test("a word that comes after all settles it, and the doubt is over", async () => {
  const { order, identifier } = await unheard();
  await changes["the staff moved to another table"]?.(identifier);
  await sweepUntil([3]);
  expect(await reload(at.stage, order)).toMatchObject({ failureCode: "unclear:order" });
  await deliver(at.stage, at.merchant, {
    body: JSON.stringify({
      ...{ type: "ORDER", status: "SUCCESS", businessLocationId: Number(at.merchant.placeId) },
      ...{ thirdPartyReference: order.reference, ikentooAccountIdentifier: identifier },
    }),
  });
  expect(await follow(at.stage, at.merchant, order, ["completed"])).toMatchObject({ failureCode: null });
  expect(await at.issues("order")).toEqual([]);
});

test("a check of an earlier guest, or one that only stands at the same table, says nothing about an order", async () => {
  await at.till("PATCH", "", { availableDevices: false });
  const order = await placeOrder(at.stage, at.merchant);
  await at.till("POST", "/checks", { table: 12, lines: [{ sku: "STA-GARNAALKROKET", quantity: 2 }] });
  await payOrder(at.stage, order);
  await runJobs(at.stage);
  await sweepUntil(forLong);
  expect((await reload(at.stage, order)).status).toMatch(/^(failed|refunded)$/);
});

test("a receipt of ours that names no check is no reason to give the order up: it waits in sight until the receipt names one", async () => {
  const { order, identifier } = await unheard();
  await at.till("POST", `/checks/${identifier}/pay`, {});
  await at.till("POST", `/checks/${identifier}/close`, {});
  const body = JSON.stringify({ receiptId: "R1.1", type: "SALE", payments: [] });
  await at.fault("sales", { type: "raw", status: 200, headers: { "content-type": "application/json" }, body }, 1_000);
  await sweepUntil(forLong);
  expect(await reload(at.stage, order)).toMatchObject({
    ...{ status: "unconfirmed", failureCode: "unclear:order", refundDueAt: null },
    failureDetail: expect.stringContaining("a receipt with the reference of this order"),
  });
  expect(await at.places(order)).toMatchObject({ heldMinor: 3700, refundedMinor: 0 });
  expect(await at.issues("order")).toMatchObject([{ severity: "critical", count: 1 }]);
});
