import { afterAll, beforeAll, expect, test } from "vitest";
import { openStage, type Stage } from "@/lib/testing/connection-stage";
import {
  createOrderMerchant,
  follow,
  ledgerOf,
  payOrder,
  placeOrder,
  tillOf,
  timelineOf,
} from "@/lib/testing/order-stage";

let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
});
afterAll(() => stage.close());

test("a paid dine-in order reaches the till, is paid there with its tip apart, and its books add up to zero", async () => {
  const merchant = await createOrderMerchant(stage);
  const order = await placeOrder(stage, merchant, { tipMinor: 300 });
  expect(order.number).toBe("UPV-001");
  await payOrder(stage, order);
  const done = await follow(stage, merchant, order, ["completed"]);

  const till = await tillOf(stage, merchant);
  expect(till.orders).toMatchObject([{ reference: order.reference, state: "done" }]);
  expect(till.payments).toMatchObject([
    { reference: order.paymentReference, cents: 3700, tipCents: 300, state: "done" },
  ]);
  expect(till.sales).toMatchObject({ count: 1, totalCents: 3700 });
  expect(done).toMatchObject({ step: "payment", flag: null, failureCode: null, posTotalMinor: 3700 });
  const sums = new Map<string, number>();
  for (const { account, amountMinor } of await ledgerOf(stage, order))
    sums.set(account, (sums.get(account) ?? 0) + amountMinor);
  expect(Object.fromEntries(sums)).toEqual({ guest: 0, cart: -3700, tip: -300, held: 0, till: 3700, till_tip: 300 });
  const timeline = await timelineOf(stage, order);
  expect(timeline.map(({ kind }) => kind)).toEqual([
    ...["placed", "payment captured", "payment", "claim", "orders.submitLocal", "acceptance"],
    ...[
      "ORDER SUCCESS",
      "landing",
      "checks.get",
      "settlement",
      "payments.apply",
      "PAYMENT SUCCESS",
      "booking",
      "ORDER CLOSED",
    ],
  ]);
});
