import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import { withTenant } from "@/db/client";
import { findMenuSync } from "@/db/queries/menu-syncs";
import { findNewestTestOrder } from "@/db/queries/test-orders";
import { webhookEndpoints } from "@/db/schema";
import { startMenuSync } from "@/lib/lightspeed/menu/start-sync";
import { syncMenus } from "@/lib/lightspeed/menu/sync-menus";
import { actorOf, openStage, type Stage } from "@/lib/testing/connection-stage";
import { createOrderMerchant, follow, type OrderMerchant, reload, tillOf } from "@/lib/testing/order-stage";
import { TEST_MARK } from "./compose-test-order";
import { checkTestOrder, placeTestOrder } from "./place-test-order";

let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
});
afterAll(() => stage.close());

const place = ({ actor, locationId }: OrderMerchant) => placeTestOrder(stage.services, actor, { locationId });

async function readMenus({ actor, locationId, placeId }: OrderMerchant) {
  await startMenuSync(stage.services, actor, { locationId });
  await syncMenus(stage.services, { merchantId: actor.merchantId, placeId });
}

test("a test order is marked, paid without money, reaches the till and is settled there; then it is the proof", async () => {
  const merchant = await createOrderMerchant(stage);
  await readMenus(merchant);
  const { orderId } = await place(merchant);
  const order = await reload(stage, { id: orderId, merchantId: merchant.actor.merchantId });
  expect(order).toMatchObject({ channel: "test", note: TEST_MARK, customer: { firstName: "TEST" } });
  const done = await follow(stage, merchant, order, ["completed", "failed"]);
  expect(done.status).toBe("completed");
  const { orders, payments } = await tillOf(stage, merchant);
  expect(orders).toMatchObject([{ reference: order.reference }]);
  expect(payments).toMatchObject([{ cents: done.totalMinor }]);
  const newest = await withTenant(stage.services.db, merchant.actor.merchantId, (tx) =>
    findNewestTestOrder(tx, "sandbox"),
  );
  expect(newest).toMatchObject({ id: orderId, status: "completed", resolvedAt: null });
});

test("two presses at once are one test order", async () => {
  const merchant = await createOrderMerchant(stage);
  await readMenus(merchant);
  const both = await Promise.allSettled([place(merchant), place(merchant)]);
  expect(both.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
});

test("what was chosen goes to the table it was chosen for, once however often it is sent, and a look alone stores nothing", async () => {
  const merchant = await createOrderMerchant(stage);
  await readMenus(merchant);
  const { actor, locationId } = merchant;
  const items = [{ sku: "STA-GARNAALKROKET", quantity: 2 }];
  const wish = { locationId, chosen: { type: "dine_in" as const, table: "12", items } };
  expect(await checkTestOrder(stage.services, actor, wish)).toMatchObject({ verdict: { ok: true }, totalMinor: 3_700 });
  const newest = () =>
    withTenant(stage.services.db, actor.merchantId, (tx) =>
      findNewestTestOrder(tx, stage.services.lightspeed.environment),
    );
  expect(await newest()).toBeNull();
  const key = randomUUID();
  const first = await placeTestOrder(stage.services, actor, { ...wish, key });
  expect(await placeTestOrder(stage.services, actor, { ...wish, key })).toEqual(first);
  const order = await reload(stage, { id: first.orderId, merchantId: actor.merchantId });
  expect(order).toMatchObject({
    tableNumber: "12",
    totalMinor: 3_700,
    note: TEST_MARK,
    customer: { firstName: "TEST" },
  });
  const done = await follow(stage, merchant, order, ["completed", "failed"]);
  expect(done.status).toBe("completed");
  expect((await tillOf(stage, merchant)).orders).toHaveLength(1);
});

test("what would not land is told with its remedy and orders nothing", async () => {
  const merchant = await createOrderMerchant(stage);
  await readMenus(merchant);
  const { actor } = merchant;
  await withTenant(stage.services.db, actor.merchantId, (tx) => tx.delete(webhookEndpoints));
  await expect(place(merchant)).rejects.toThrow(/webhook/i);
  expect(await tillOf(stage, merchant)).toMatchObject({ orders: [], checks: [] });
});

test("before a menu was read, and for who may not, nothing is ordered and the reason is told", async () => {
  const merchant = await createOrderMerchant(stage);
  await expect(place(merchant)).rejects.toThrow("The menu of this location has not been read yet.");
  const { actor, locationId, placeId } = merchant;
  // It is read now, without being asked for.
  const sync = await withTenant(stage.services.db, actor.merchantId, (tx) => findMenuSync(tx, placeId));
  expect(sync).toMatchObject({ state: "running" });
  const viewer = actorOf(actor.merchantId, actor.merchantName, "viewer");
  await expect(placeTestOrder(stage.services, viewer, { locationId })).rejects.toThrow("Only owners and managers");
  const stranger = await createOrderMerchant(stage);
  await expect(placeTestOrder(stage.services, stranger.actor, { locationId })).rejects.toThrow("does not exist");
  expect(await tillOf(stage, merchant)).toMatchObject({ orders: [], checks: [] });
});
