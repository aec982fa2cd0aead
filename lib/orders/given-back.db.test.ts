import { eq } from "drizzle-orm";
import { expect, test } from "vitest";
import { withTenant } from "@/db/client";
import { type Order, refunds } from "@/db/schema";
import { follow, payOrder, placeOrder, refundsOf, reload, runJobs, shifted, tillOf } from "@/lib/testing/order-stage";
import { orderTests } from "@/lib/testing/order-tests";
import { refundOrder } from "./refund-order";
import { retryOrder } from "./retry-order";

const at = orderTests();

const give = (order: Order, what: object) =>
  refundOrder(at.stage.services, at.merchant.actor, { orderId: order.id, reason: "Cold", ...what });
const retry = ({ id: orderId }: Order) => retryOrder(at.stage.services, at.merchant.actor, { orderId });
const booked = async () =>
  (await tillOf(at.stage, at.merchant)).payments.filter(({ state }) => state === "done").map(({ cents }) => cents);
async function refusedOnce(wish: Parameters<typeof placeOrder>[2] = {}): Promise<Order> {
  await at.fault("payments", { type: "status", status: 400 }, 1);
  const order = await placeOrder(at.stage, at.merchant, wish);
  await payOrder(at.stage, order);
  return follow(at.stage, at.merchant, order, ["failed"]);
}

test("part was given back before it was booked: the rest is booked, and a person is told what is left on the check", async () => {
  const order = await refusedOnce({ tipMinor: 300 });
  await give(order, { amountMinor: 500 });
  await retry(order);
  expect(await follow(at.stage, at.merchant, order, ["completed"])).toMatchObject({
    flag: "partly_given_back",
    flagDetail: expect.stringMatching(/^Of .*37,00 the check took .*32,00/),
  });
  expect(await booked()).toEqual([3200]);
  await runJobs(at.stage);
  expect(await at.places(order)).toEqual({ capturedMinor: 4000, heldMinor: 0, tillMinor: 3500, refundedMinor: 500 });
});

test("what was given back but for the tip before it was booked is not booked on the check, and a person is told", async () => {
  const order = await refusedOnce({ tipMinor: 300 });
  await give(order, { amountMinor: 3700 });
  await retry(order);
  expect(await follow(at.stage, at.merchant, order, ["failed"])).toMatchObject({ failureCode: "pay:given_back" });
  expect(await booked()).toEqual([]);
});

test("a payment that may have arrived is not sent again once money of it was given back, until it can arrive no more", async () => {
  const order = await placeOrder(at.stage, at.merchant);
  await payOrder(at.stage, order);
  await follow(at.stage, at.merchant, order, ["on_pos"]);
  // As after forty readings of the check that came to nothing.
  const payableUntil = new Date(Date.now() + 60_000);
  await at.set(order, {
    status: "failed",
    inDoubt: true,
    payableUntil,
    deadlineAt: null,
    failureCode: "pay:check_unreadable",
  });
  await give(order, { amountMinor: 500 });
  await retry(order);
  await follow(at.stage, at.merchant, order, ["failed"]);
  expect(await reload(at.stage, order)).toMatchObject({ failureCode: "pay:given_back", inDoubt: true });
  expect((await tillOf(at.stage, at.merchant)).payments).toEqual([]);
  const late = shifted(at.stage, 120_000);
  await retry(order);
  expect(await follow(late, at.merchant, order, ["failed"])).toMatchObject({ inDoubt: false });
  await retry(order);
  await follow(late, at.merchant, order, ["completed"]);
  expect(await booked()).toEqual([3200]);
});

test("a line is given back once, also in parts; what the provider refused can be given again", async () => {
  const order = await placeOrder(at.stage, at.merchant);
  await payOrder(at.stage, order);
  await follow(at.stage, at.merchant, order, ["completed"]);
  expect(await give(order, { line: 0, quantity: 1 })).toEqual({ amountMinor: 1850 });
  await expect(give(order, { line: 0, quantity: 2 })).rejects.toThrow("Only 1 × Shrimp croquettes is left");
  expect(await give(order, { line: 0 })).toEqual({ amountMinor: 1850 });
  await expect(give(order, { line: 0 })).rejects.toThrow("2 × Shrimp croquettes was given back already.");
  const given = await refundsOf(at.stage, order);
  expect(given).toMatchObject([{ line: 0 }, { line: 0 }]);
  await withTenant(at.stage.services.db, order.merchantId, (tx) =>
    tx
      .update(refunds)
      .set({ status: "failed" })
      .where(eq(refunds.id, given[0]?.id ?? "")),
  );
  expect(await give(order, { line: 0 })).toEqual({ amountMinor: 1850 });
});

test("a line that was given back once is refused although the order has money left", async () => {
  const lines = ["First", "Second"].map((name) => ({
    ...{ sku: "STA-GARNAALKROKET", name, quantity: 1, unitPriceMinor: 1850, modifiers: [], subItems: [] },
    discountMinor: 0,
  }));
  const order = await placeOrder(at.stage, at.merchant, { lines });
  await payOrder(at.stage, order);
  await follow(at.stage, at.merchant, order, ["completed"]);
  await give(order, { line: 1 });
  await expect(give(order, { line: 1 })).rejects.toThrow("1 × Second was given back already.");
  expect(await give(order, { line: 0 })).toEqual({ amountMinor: 1850 });
});
