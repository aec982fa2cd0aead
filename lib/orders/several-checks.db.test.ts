import { expect, inject, test } from "vitest";
import type { Order } from "@/db/schema";
import {
  deliver,
  follow,
  heard,
  payOrder,
  placeOrder,
  reload,
  runJobs,
  shifted,
  tillOf,
} from "@/lib/testing/order-stage";
import { orderTests } from "@/lib/testing/order-tests";
import { seeded } from "@/lib/testing/seeded";
import { checkTarget } from "./check-target";
import type { CartContext } from "./pre-flight";
import { retryOrder } from "./retry-order";
import { sweepOrders } from "./sweep-orders";

// TEST_ROUNDS=1: as many as the proof asks for.
const ROUNDS = inject("longRounds") > 0 ? 1_000 : 8;

const at = orderTests();

type CheckOnTill = {
  identifier: string;
  table?: number;
  dueCents: number;
  payments: { cents: number; reference?: string }[];
};

const openCheck = (table: number, sku: string, quantity: number) =>
  at.till<CheckOnTill>("POST", "/checks", { table, lines: [{ sku, quantity }] });
const checkOf = (identifier: string) => at.till<CheckOnTill>("GET", `/checks/${identifier}`);

const croquettes = (quantity: number) => [
  {
    ...{ sku: "STA-GARNAALKROKET", name: "Shrimp croquettes", quantity, unitPriceMinor: 1850 },
    ...{ modifiers: [], subItems: [], discountMinor: 0 },
  },
];

test(`three checks on one table, ${ROUNDS} times: each payment lands on the check that was chosen, and on no other (row 55)`, {
  timeout: 90_000 + ROUNDS * 3_000,
}, async () => {
  const random = seeded(55);
  for (let round = 0; round < ROUNDS; round += 1) {
    const open = [
      await openCheck(12, "STA-GARNAALKROKET", 1 + random.below(3)),
      await openCheck(12, "STA-GARNAALKROKET", 1 + random.below(3)),
      await openCheck(12, "STA-GARNAALKROKET", 1 + random.below(3)),
    ];
    const orders: Order[] = [];
    for (let n = 0; n < 2; n += 1) {
      // The fourth way is an order that chooses none.
      const chosen = open[random.below(4)]?.identifier ?? null;
      const lines = croquettes(1 + random.below(3));
      const order = await placeOrder(at.stage, at.merchant, { addToCheck: chosen, lines });
      await payOrder(at.stage, order);
      orders.push(order);
    }
    for (const order of orders) {
      const done = await follow(at.stage, at.merchant, order, ["completed"]);
      expect(done).toMatchObject({ flag: null });
      if (order.addToCheck !== null) expect(done.accountIdentifier).toBe(order.addToCheck);
      else expect(open.map(({ identifier }) => identifier)).not.toContain(done.accountIdentifier);
      const check = await checkOf(done.accountIdentifier ?? "");
      expect(check.payments.filter(({ reference }) => reference === order.paymentReference)).toMatchObject([
        { cents: order.totalMinor },
      ]);
    }
    // What was due on each before is due there still: nobody paid for anybody else.
    for (const before of open) {
      const now = await checkOf(before.identifier);
      const ours = orders.filter(({ addToCheck }) => addToCheck === before.identifier);
      expect(now.dueCents).toBe(before.dueCents);
      expect(now.payments.map(({ reference }) => reference).sort()).toEqual(
        ours.map(({ paymentReference }) => paymentReference).sort(),
      );
    }
  }
});

const contextFor = (addToCheck: string, tableNumber: string | null): CartContext => {
  const { actor, locationId, placeId } = at.merchant;
  return {
    draft: {
      ...{ merchantId: actor.merchantId, locationId, channel: "table_qr", kind: "local", currency: "EUR" },
      totals: { subtotalMinor: 3700, discountMinor: 0, serviceChargeMinor: 0, tipMinor: 0, totalMinor: 3700 },
      ...{ lines: croquettes(2), tableNumber, addToCheck, collectAt: null, scheduledFor: null },
    },
    ...{ businessLocationId: placeId, country: "BE", profile: "DINEIN", connected: true, questionMs: 5_000 },
  };
};

const codesOf = async (addToCheck: string, tableNumber: string | null) =>
  (await checkTarget(at.stage.services, contextFor(addToCheck, tableNumber))).reasons.map(({ code }) => code);

test("before any money is taken: a check that is gone is refused, and one that the staff moved names its new table (row 56)", async () => {
  const { identifier } = await openCheck(12, "STA-GARNAALKROKET", 1);
  expect(await codesOf(identifier, "12")).toEqual([]);
  expect(await codesOf(identifier, null)).toEqual([]);
  await at.till("POST", `/checks/${identifier}/table`, { table: 14 });
  expect(await codesOf(identifier, "12")).toEqual(["table_moved"]);
  expect(await codesOf(identifier, "14")).toEqual([]);
  await at.till("POST", `/checks/${identifier}/cancel`, {});
  expect(await codesOf(identifier, "14")).toEqual(["check_gone"]);
  expect(await codesOf("A1.999999", "12")).toEqual(["check_gone"]);
  expect(await codesOf("no such thing", "12")).toEqual(["check_gone"]);
  await at.fault("checks", { type: "status", status: 503 }, 50);
  const unseen = await checkTarget(at.stage.services, contextFor(identifier, "12"));
  expect(unseen).toMatchObject({ reasons: [], proofs: [{ about: "check", at: null }] });
});

test("an order that the staff move to another table is shown there and settled on its own check", async () => {
  // Its payment waits, so that the staff come first.
  await at.fault("payments", { type: "status", status: 400 });
  const order = await placeOrder(at.stage, at.merchant);
  await payOrder(at.stage, order);
  const { accountIdentifier } = await follow(at.stage, at.merchant, order, ["failed"]);
  await at.till("POST", `/checks/${accountIdentifier}/table`, { table: 14 });
  for (const notification of await heard(at.stage, at.merchant, 1)) await deliver(at.stage, at.merchant, notification);
  await runJobs(at.stage);
  expect(await reload(at.stage, order)).toMatchObject({ tableNumber: "14" });
  await retryOrder(at.stage.services, at.merchant.actor, { orderId: order.id });
  const done = await follow(at.stage, at.merchant, order, ["completed"]);
  expect(done).toMatchObject({ tableNumber: "14", accountIdentifier, flag: null });
});

test("lines on somebody's check whose word never came are not given up for lost while they may be there", async () => {
  const { identifier } = await openCheck(12, "STA-GARNAALKROKET", 1);
  await at.lose("ORDER", "SUCCESS");
  const order = await placeOrder(at.stage, at.merchant, { addToCheck: identifier });
  await payOrder(at.stage, order);
  await runJobs(at.stage);
  await at.till("GET", `/orders?reference=${order.reference}&state=done`);
  for (const minutes of [3, 20, 60]) {
    const late = shifted(at.stage, minutes * 60_000);
    await sweepOrders(late.services);
    await runJobs(late);
  }
  expect(await reload(at.stage, order)).toMatchObject({ status: "unconfirmed", refundDueAt: null });
  expect(await at.places(order)).toMatchObject({ heldMinor: 3700, refundedMinor: 0 });
  expect((await tillOf(at.stage, at.merchant)).messages).toEqual([]);
});
