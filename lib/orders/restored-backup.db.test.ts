import { afterAll, beforeAll, expect, inject, test } from "vitest";
import { createDatabase } from "@/db/client";
import type { Order } from "@/db/schema";
import { getAccessToken } from "@/lib/lightspeed/connection/token-vault";
import type { PaymentFact } from "@/lib/payments/payment-fact";
import { openStage, type Stage } from "@/lib/testing/connection-stage";
import { copyDatabase } from "@/lib/testing/database";
import { leaveQueue } from "@/lib/testing/job-runner";
import {
  createOrderMerchant,
  deliver,
  factFor,
  follow,
  heard,
  ledgerOf,
  type OrderMerchant,
  payOrder,
  placeOrder,
  reload,
  runJobs,
  shifted,
  targetOf,
  tillOf,
} from "@/lib/testing/order-stage";
import { applyPaymentFact } from "./apply-payment-fact";
import { placesOf, sumOf } from "./ledger";
import { settleOrder } from "./settle-order";
import { submitOrder } from "./submit-order";
import { sweepOrders } from "./sweep-orders";

// TEST_ROUNDS=100: a hundred backups.
const ROUNDS = inject("longRounds") || 1;

let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
});
afterAll(async () => {
  await stage.services.db.$client.end({ timeout: 2 });
  await stage.close();
});

/** The same programs and the same world around them, on this database. */
const on = (appUrl: string): Stage => ({
  ...stage,
  appUrl,
  services: { ...stage.services, db: createDatabase(appUrl) },
});

/** Orders at every point of the way, as the backup finds them. */
async function inFlight(merchant: OrderMerchant): Promise<{ orders: Order[]; facts: PaymentFact[] }> {
  const orders: Order[] = [];
  const place = async () => {
    const order = await placeOrder(stage, merchant);
    orders.push(order);
    return order;
  };
  const fault = (operation: string, effect: object, times: number) =>
    stage.sandbox.control("POST", "/faults", {
      ...{ account: merchant.account.accountId, operation, times, do: effect },
    });
  const settled = await place();
  await payOrder(stage, settled);
  await follow(stage, merchant, settled, ["completed"]);
  const landed = await place();
  await payOrder(stage, landed);
  await follow(stage, merchant, landed, ["on_pos"]);
  const settling = await place();
  await payOrder(stage, settling);
  await follow(stage, merchant, settling, ["on_pos"]);
  await settleOrder(stage.services, targetOf(settling));
  const unanswered = await place();
  await payOrder(stage, unanswered);
  await fault("orders", { type: "cut", at: "after" }, 4);
  await submitOrder(stage.services, targetOf(unanswered));
  const submitted = await place();
  await payOrder(stage, submitted);
  await submitOrder(stage.services, targetOf(submitted));
  await payOrder(stage, await place());
  // The guest is on the provider's page.
  const unpaid = await place();
  return { orders, facts: [await factFor(stage, unpaid)] };
}

async function finish(at: Stage, merchant: OrderMerchant, orders: Order[], facts: PaymentFact[]): Promise<void> {
  for (const fact of facts) await applyPaymentFact(at.services, fact);
  for (const order of orders) await follow(at, merchant, order, ["completed"]);
}

test.each(Array.from({ length: ROUNDS }, (_, round) => round + 1))(
  "restored to some minutes ago with orders in flight: all of them end as they had ended, no second meal, no second payment (F8, round %i)",
  async () => {
    const merchant = await createOrderMerchant(stage);
    const { orders, facts } = await inFlight(merchant);
    await Promise.all([stage.services.db.$client.end({ timeout: 2 }), leaveQueue(stage.appUrl)]);
    const backup = await copyDatabase(stage);
    stage = on(stage.appUrl);
    await finish(stage, merchant, orders, facts);
    const { orders: meals, payments } = await tillOf(stage, merchant);
    const first = await stage.sandbox.requests({ account: merchant.account.accountId, operation: "orders" });
    const used = first.filter(({ status }) => status === 409).length;

    const restored = on(backup.appUrl);
    try {
      expect(await getAccessToken(restored.services, merchant.actor.merchantId)).toMatch(/.{20}/);
      // Everything that the till ever said, again and twice, the newest first; then what comes of it and of the clock.
      const said = await heard(restored, { ...merchant, seen: { last: 0 } });
      for (const notification of [...said].reverse()) await deliver(restored, merchant, notification);
      for (const minutes of [0, 3, 6]) {
        const later = shifted(restored, minutes * 60_000);
        await sweepOrders(later.services);
        await runJobs(later);
        for (const notification of said) await deliver(restored, merchant, notification);
      }
      await finish(restored, merchant, orders, facts);
      const now = await tillOf(restored, merchant);
      expect(now.orders.filter(({ state }) => state === "done")).toHaveLength(orders.length);
      expect(now.payments.filter(({ state }) => state === "done")).toHaveLength(orders.length);
      expect([now.orders.length, now.payments.length]).toEqual([meals.length, payments.length]);
      // What the backup knew nothing of was sent once more, and the till said that it has it.
      const sent = await stage.sandbox.requests({ account: merchant.account.accountId, operation: "orders" });
      expect(sent.filter(({ status }) => status === 409).length).toBeGreaterThan(used);
      for (const order of orders) {
        expect(await reload(restored, order)).toMatchObject({ status: "completed", reference: order.reference });
        const [before, after] = [await ledgerOf(stage, order), await ledgerOf(restored, order)].map(sumOf);
        expect(after).toEqual(before);
        expect(placesOf(after ?? {})).toMatchObject({ heldMinor: 0, tillMinor: 3700, refundedMinor: 0 });
      }
    } finally {
      await Promise.all([restored.services.db.$client.end({ timeout: 2 }), leaveQueue(backup.appUrl)]);
      await backup.drop();
    }
  },
);
