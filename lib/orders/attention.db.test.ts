import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import { withTenant } from "@/db/client";
import { listIssues } from "@/lib/attention/list-issues";
import { openStage, type Stage } from "@/lib/testing/connection-stage";
import { createOrderMerchant, type OrderMerchant, payOrder, placeOrder } from "@/lib/testing/order-stage";
import { applyPaymentFact } from "./apply-payment-fact";
import { moveOrder } from "./move-order";
import { resolveOrder } from "./resolve-order";
import { retryOrder } from "./retry-order";
import { makeSupportBundle } from "./support-bundle";

let stage: Stage;
let merchant: OrderMerchant;
beforeAll(async () => {
  stage = await openStage();
  merchant = await createOrderMerchant(stage);
});
afterAll(() => stage.close());

const open = async () => (await listIssues(stage.services, merchant.actor.merchantId)).open;

async function refused(reason: string) {
  const order = await placeOrder(stage, merchant);
  await payOrder(stage, order);
  await withTenant(stage.services.db, order.merchantId, (tx) =>
    moveOrder(tx, order.id, "rejection", {
      now: new Date(),
      set: { failureCode: "till:refused", failureDetail: reason, failureStep: "order", deadlineAt: null },
      line: { message: "The till refused the order" },
    }),
  );
  return order;
}

test("orders that fail for one reason are one issue, which is over when none of them is left", async () => {
  const [first, second] = [await refused("Item A-1 is out of stock"), await refused("Item B-2 is out of stock")];
  expect(await open()).toMatchObject([{ count: 2, severity: "critical", title: "An order did not reach the till" }]);
  await retryOrder(stage.services, merchant.actor, { orderId: first.id });
  expect(await open()).toHaveLength(1);
  await resolveOrder(stage.services, merchant.actor, { orderId: second.id });
  expect(await open()).toEqual([]);
});

test("another reason is another issue, and an unknown one is counted word for word", async () => {
  const orders = [await refused("Zorp"), await refused("Zorp"), await refused("Table 99 does not exist")];
  const found = await open();
  expect(found.map(({ count }) => count).sort()).toEqual([1, 2]);
  expect(found.some(({ body }) => body.includes("(Zorp)"))).toBe(true);
  for (const { id } of orders) await resolveOrder(stage.services, merchant.actor, { orderId: id });
  expect(await open()).toEqual([]);
});

test("a second payment is an issue of its order until somebody says that it was seen to", async () => {
  const order = await placeOrder(stage, merchant);
  const first = await payOrder(stage, order);
  const second = { ...first, paymentId: randomUUID(), providerPaymentId: "another" };
  await applyPaymentFact(stage.services, second);
  expect(await open()).toMatchObject([{ kind: "order-money", href: `/orders/${order.id}` }]);
  await resolveOrder(stage.services, merchant.actor, { orderId: order.id });
  expect(await open()).toEqual([]);
});

test("what support gets holds nothing of the guest", async () => {
  const customer = { firstName: "Canary-Ella", lastName: "Vogel", email: "bird@canary.test", phone: "+32470123456" };
  const order = await placeOrder(stage, merchant, { customer, note: "ring at Canary Lane" });
  const text = JSON.stringify(await makeSupportBundle(stage.services, order.merchantId, order.id));
  expect(text).toContain(order.reference);
  for (const word of [...Object.values(customer), "Canary Lane"]) expect(text).not.toContain(word);
});
