import postgres from "postgres";
import { afterAll, beforeAll, expect, test } from "vitest";
import { makeSupportBundle } from "@/lib/orders/support-bundle";
import { openStage, type Stage } from "@/lib/testing/connection-stage";
import {
  createOrderMerchant,
  follow,
  type OrderMerchant,
  type OrderWish,
  payOrder,
  placeOrder,
  tillOf,
} from "@/lib/testing/order-stage";
import { type Bundle, bundleSchema } from "./bundle";
import { replayOrder } from "./replay-order";

let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
});
afterAll(() => stage.close());

/** An order of some merchant to its end, and what "Copy for support" gives of it, as text would carry it. */
async function record(
  prepare: (merchant: OrderMerchant) => Promise<unknown>,
  until: Parameters<typeof follow>[3],
  wish: OrderWish = {},
): Promise<Bundle> {
  const merchant = await createOrderMerchant(stage);
  await prepare(merchant);
  const order = await placeOrder(stage, merchant, wish);
  await payOrder(stage, order);
  await follow(stage, merchant, order, until);
  const bundle = await makeSupportBundle(stage.services, order.merchantId, order.id);
  return bundleSchema.parse(JSON.parse(JSON.stringify(bundle)));
}

const refuse = (refusal: object) => (merchant: OrderMerchant) =>
  stage.sandbox.control("POST", `/till/${merchant.placeId}/refusals`, refusal);

test("an order that the till refused is refused again for the same reason", async () => {
  const bundle = await record(refuse({ kind: "orders", reason: "Item SPECIAL-7 is out of stock" }), ["failed"]);
  expect(bundle.order.failure).not.toBeNull();
  const { same, order } = await replayOrder(stage, bundle);
  expect(order).toMatchObject({ status: "failed", failureDetail: "Item SPECIAL-7 is out of stock" });
  expect(same).toBe(true);
});

test("items that only the merchant sells are sold by the replay's till too", async () => {
  const bundle = await record(async () => {}, ["completed"]);
  const [line] = bundle.replay.lines;
  if (!line) throw new Error("no line");
  const own = { ...line, sku: "OWN-ITEM-1", name: "Our own soup" };
  const { same, order, faults } = await replayOrder(stage, { ...bundle, replay: { ...bundle.replay, lines: [own] } });
  expect(order.status).toBe("completed");
  expect([same, faults]).toEqual([true, []]);
});

test("an answer that was lost is lost again, and the order lands once", async () => {
  const bundle = await record(
    ({ account }) =>
      stage.sandbox.control("POST", "/faults", {
        ...{ account: account.accountId, operation: "orders", times: 1, do: { type: "cut", at: "after" } },
      }),
    ["completed"],
  );
  const { same, timeline } = await replayOrder(stage, bundle);
  expect(same).toBe(true);
  const sent = timeline.filter(({ kind }) => kind.startsWith("orders.submit"));
  expect(sent.map(({ httpStatus }) => httpStatus)).toContain(null);
});

test("a payment that the till refused fails again with the vendor's own word", async () => {
  const bundle = await record(
    refuse({ kind: "payments", reason: "No staff member for this payment", error: "STAFF_NOT_FOUND" }),
    ["failed"],
    { tipMinor: 200 },
  );
  const { same, order } = await replayOrder(stage, bundle);
  expect(order.failureCode).toBe(bundle.order.failure?.code);
  expect(same).toBe(true);
});

test("an error of our own engine is told as what it is", async () => {
  const bundle = await record(async () => {}, ["completed"]);
  const owner = postgres(stage.ownerUrl, { max: 1, onnotice: () => {} });
  try {
    await owner`alter table ledger_entries add constraint planted check (posting <> 'booked') not valid`;
    const { same, faults } = await replayOrder(stage, bundle);
    expect(same).toBe(false);
    expect(faults.join("\n")).toContain('violates check constraint "planted"');
  } finally {
    await owner`alter table ledger_entries drop constraint planted`;
    await owner.end();
  }
});

test("the pretend till refuses once: what comes after is taken", async () => {
  const merchant = await createOrderMerchant(stage);
  await refuse({ kind: "orders", reason: "The kitchen is closed" })(merchant);
  for (const end of ["failed", "completed"] as const) {
    const order = await placeOrder(stage, merchant);
    await payOrder(stage, order);
    expect((await follow(stage, merchant, order, ["failed", "completed"])).status).toBe(end);
  }
  expect((await tillOf(stage, merchant)).sales.count).toBe(1);
});
