import postgres from "postgres";
import { afterAll, beforeAll, expect, inject, test } from "vitest";
import type { Order } from "@/db/schema";
import { followRefund } from "@/lib/payments/follow-refund";
import { breakOffEverywhere } from "@/lib/testing/break-off";
import type { Stage } from "@/lib/testing/connection-stage";
import { type CutDatabase, startCutDatabase } from "@/lib/testing/cut-database";
import {
  follow,
  payOrder,
  placeOrder,
  refundsOf,
  shifted,
  targetOf,
  tillOf,
  timelineOf,
} from "@/lib/testing/order-stage";
import { orderTests } from "@/lib/testing/order-tests";
import type { Books } from "@/lib/testing/payment-stage";
import { payForReal, payThrough } from "@/lib/testing/reconciliation-stage";
import { report } from "@/lib/testing/vault-stage";
import { applyPaymentFact } from "./apply-payment-fact";
import { cancelOrder } from "./cancel-order";
import { refundIfDue } from "./refund-order";
import { settleOrder } from "./settle-order";
import { submitOrder } from "./submit-order";

/** TEST_ROUNDS=1: every answer, too. One that is lost in between is what the message after it is when that one is. */
const lastAnswers = inject("longRounds") > 0 ? Number.POSITIVE_INFINITY : 2;

const at = orderTests();
let cut: CutDatabase;
let owner: postgres.Sql;
beforeAll(async () => {
  owner = postgres(at.stage.ownerUrl, { max: 1, onnotice: () => {} });
  cut = await startCutDatabase(at.stage.appUrl);
});
afterAll(async () => {
  await cut.close();
  await owner.end();
});

const MINUTE = 60_000;
const requests = async (operation: string) =>
  (await at.stage.sandbox.requests({ account: at.merchant.account.accountId, operation })).length;
const doneOf = (all: readonly OnTill[], reference: string) =>
  all.filter((one) => one.reference === reference && one.state === "done").length;

type OnTill = { reference: string; state: string };

async function paid(): Promise<Order> {
  const order = await placeOrder(at.stage, at.merchant);
  await payOrder(at.stage, order);
  return order;
}

type Step = {
  name: string;
  /** What leaves in the middle of it. */
  operation: "orders" | "payments";
  before: () => Promise<{ order: Order; act: (stage: Stage) => Promise<unknown> }>;
};

const steps: Step[] = [
  {
    name: "is sent",
    operation: "orders",
    before: async () => {
      const order = await paid();
      return { order, act: ({ services }) => submitOrder(services, targetOf(order)) };
    },
  },
  {
    name: "is paid on its check",
    operation: "payments",
    before: async () => {
      const order = await paid();
      await follow(at.stage, at.merchant, order, ["on_pos"]);
      return { order, act: ({ services }) => settleOrder(services, targetOf(order)) };
    },
  },
];

test.each(steps)(
  "an order that $name by one who is killed at any message before, between and after its call is on the till and paid there once (row 68)",
  async ({ operation, before }) => {
    let [cuts, unsent, unnoted, sales] = [0, 0, 0, 0];
    await breakOffEverywhere({ stage: at.stage, cut, owner, lastAnswers }, async (attempt) => {
      const { order, act } = await before();
      const sent = await requests(operation);
      const { place, whole, heard: isHeard } = await attempt(act);
      const left = (await requests(operation)) > sent;
      cuts += whole ? 0 : 1;
      unsent += left ? 0 : 1;
      unnoted += left && !isHeard ? 1 : 0;
      // Its job is another worker's now.
      await follow(at.stage, at.merchant, order, ["completed"]);
      sales += 1;
      const till = await tillOf(at.stage, at.merchant);
      const there = [doneOf(till.orders, order.reference), doneOf(till.payments, order.paymentReference)];
      expect(there, place).toEqual([1, 1]);
      expect(till.sales, place).toMatchObject({ count: sales, totalCents: sales * 3_700, paidCents: sales * 3_700 });
      expect(await at.places(order), place).toEqual({
        ...{ capturedMinor: 3_700, heldMinor: 0, tillMinor: 3_700, refundedMinor: 0 },
      });
      const failed = (await timelineOf(at.stage, order)).filter(({ toStatus }) => toStatus === "failed");
      expect(failed, place).toEqual([]);
    });
    report(`row 68, ${operation}: ${cuts} cuts, ${unsent} before the call, ${unnoted} between the call and its note`);
    expect(unsent).toBeGreaterThan(0);
    expect(unnoted).toBeGreaterThan(0);
  },
  180_000,
);

test.each(["stripe", "viva"] as const)(
  "%s: money that is given back by one who is killed at any message before, between and after the call goes back once (row 68)",
  async (provider) => {
    const { account } = await payThrough(at.stage, at.merchant, provider);
    const given = async () => {
      const { refunds } = await at.stage.sandbox.control<Books>("GET", `/payments/accounts/${account}/books`);
      return refunds.reduce((sum, { amount }) => sum + amount, 0);
    };
    let [cuts, unsent, unnoted, orders] = [0, 0, 0, 0];
    await breakOffEverywhere({ stage: at.stage, cut, owner, lastAnswers }, async (attempt) => {
      const order = await placeOrder(at.stage, at.merchant);
      await payForReal(at.stage, order);
      await cancelOrder(at.stage.services, at.merchant.actor, { orderId: order.id });
      await refundIfDue(at.stage.services, targetOf(order));
      const [refund] = await refundsOf(at.stage, order);
      const target = { merchantId: order.merchantId, refundId: refund?.id ?? "" };
      const before = await given();
      const { place, whole, heard } = await attempt(({ services }) => followRefund(services, target, applyPaymentFact));
      const left = (await given()) > before;
      cuts += whole ? 0 : 1;
      unsent += left ? 0 : 1;
      unnoted += left && !heard ? 1 : 0;
      // Once who had it is certainly gone, and what he sent would show.
      await follow(shifted(at.stage, 3 * MINUTE), at.merchant, order, ["refunded"]);
      orders += 1;
      expect(await given(), place).toBe(orders * 3_700);
      expect(await refundsOf(at.stage, order), place).toMatchObject([{ status: "succeeded", amountMinor: 3_700 }]);
      expect(await at.places(order), place).toEqual({
        ...{ capturedMinor: 3_700, heldMinor: 0, tillMinor: 0, refundedMinor: 3_700 },
      });
    });
    expect(await requests("orders")).toBe(0);
    report(`row 68, ${provider}: ${cuts} cuts, ${unsent} before the call, ${unnoted} between the call and its note`);
    expect(unsent).toBeGreaterThan(0);
    expect(unnoted).toBeGreaterThan(0);
  },
  180_000,
);
