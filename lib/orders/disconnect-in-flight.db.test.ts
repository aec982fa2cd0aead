import { expect, inject, test } from "vitest";
import type { Order } from "@/db/schema";
import { disconnect } from "@/lib/lightspeed/connection/disconnect";
import { linkLocation } from "@/lib/lightspeed/connection/link-location";
import { connect, type Stage } from "@/lib/testing/connection-stage";
import {
  follow,
  heard,
  payOrder,
  placeOrder,
  prepareToSell,
  reload,
  runJobs,
  shifted,
  slowTill,
  targetOf,
  tillOf,
} from "@/lib/testing/order-stage";
import { orderTests } from "@/lib/testing/order-tests";
import { explainOrderFailure } from "./explain-failure";
import { getOrder } from "./get-order";
import { refundOrder } from "./refund-order";
import { resolveOrder } from "./resolve-order";
import { settleOrder } from "./settle-order";
import { submitOrder } from "./submit-order";
import { sweepOrders } from "./sweep-orders";

// TEST_ROUNDS=100: the Delete at each point a hundred times.
const ROUNDS = inject("longRounds") || 1;

const at = orderTests();

/** Brings an order there; what it gives back is what goes on while the integration is being deleted, and after it. */
type Point = (order: Order) => Promise<() => Promise<unknown>>;

const nothing = async () => {};
const onTill = (kind: "orders" | "payments", reference: string) =>
  at.till("GET", `/${kind}?reference=${reference}&state=done`);

/** A call that is stopped on its way, before or after its effect, and goes on when told. */
async function stopped(operation: string, where: "before" | "after", run: () => Promise<unknown>) {
  const { id } = await at.fault(operation, { type: "hold", at: where });
  const running = run();
  await at.stage.sandbox.control("GET", `/holds/${id}?atLeast=1`);
  return async () => {
    await at.stage.sandbox.control("POST", `/holds/${id}/release`, {});
    await running;
  };
}

const submitting = async (order: Order, where: "before" | "after") => {
  await payOrder(at.stage, order);
  return stopped("orders", where, () => submitOrder(at.stage.services, targetOf(order)));
};

const points: Record<string, Point> = {
  "before it is paid": async (order) => () => payOrder(at.stage, order),
  "paid, before a worker has it": async (order) => {
    await payOrder(at.stage, order);
    return nothing;
  },
  "when its request is about to leave": (order) => submitting(order, "before"),
  "when the answer is about to come": (order) => submitting(order, "after"),
  "after its answer was lost": async (order) => {
    await at.fault("orders", { type: "cut", at: "after" }, 4);
    await payOrder(at.stage, order);
    await submitOrder(at.stage.services, targetOf(order));
    return nothing;
  },
  "queued for a till that is offline": async (order) => {
    await at.till("PATCH", "", { availableDevices: false });
    await payOrder(at.stage, order);
    await runJobs(at.stage);
    return () => at.till("PATCH", "", { availableDevices: true });
  },
  "on the till, before we hear of it": async (order) => {
    await payOrder(at.stage, order);
    await runJobs(at.stage);
    await onTill("orders", order.reference);
    return nothing;
  },
  "on the till, before its payment": async (order) => {
    await payOrder(at.stage, order);
    await follow(at.stage, at.merchant, order, ["on_pos"]);
    return nothing;
  },
  "when its payment is about to leave": async (order) => {
    await payOrder(at.stage, order);
    await follow(at.stage, at.merchant, order, ["on_pos"]);
    return stopped("payments", "before", () => settleOrder(at.stage.services, targetOf(order)));
  },
  "paid on the till, before we hear of it": async (order) => {
    await slowTill(at.stage, at.merchant);
    await at.lose("PAYMENT", "SUCCESS");
    await at.lose("ORDER", "CLOSED");
    await payOrder(at.stage, order);
    await follow(at.stage, at.merchant, order, ["settling"]);
    await onTill("payments", order.paymentReference);
    return nothing;
  },
};

/** Three hours in which the clock's sweep comes by again and again. What Lightspeed says meanwhile counts no more. */
async function letTimePass(from = 0): Promise<Stage> {
  for (const minutes of [1, 3, 5, 12, 25, 45, 60, 90, 180]) {
    const late = shifted(at.stage, (from + minutes) * 60_000);
    await sweepOrders(late.services);
    await runJobs(late);
  }
  return shifted(at.stage, (from + 181) * 60_000);
}

const openIssues = async () => (await at.issues()).map(({ kind }) => kind);

/** Whole, given back and not cooked, or in sight with a reason that has words: the three ends that lose nothing. */
async function expectNothingLost(order: Order): Promise<Order["status"]> {
  const now = await reload(at.stage, order);
  const { heldMinor, tillMinor, refundedMinor } = await at.places(order);
  expect(heldMinor + tillMinor + refundedMinor).toBe(3700);
  const till = await tillOf(at.stage, at.merchant);
  const [printed, booked] = [till.orders, till.payments].map((all) => all.filter(({ state }) => state === "done"));
  expect(printed?.length).toBeLessThanOrEqual(1);
  expect(booked?.length).toBeLessThanOrEqual(1);
  if (now.status === "refunded") {
    expect([printed, refundedMinor]).toEqual([[], 3700]);
  } else if (now.status === "completed") {
    expect([printed?.length, booked?.length, tillMinor]).toEqual([1, 1, 3700]);
  } else {
    expect(now.status).toMatch(/^(failed|unconfirmed)$/);
    expect(explainOrderFailure({ code: now.failureCode ?? "", detail: now.failureDetail })).toMatchObject({
      known: true,
    });
    expect(await openIssues()).toContain("order");
    expect([refundedMinor, heldMinor]).toEqual([0, 3700]);
  }
  return now.status;
}

const ends: Record<string, Order["status"][]> = {
  "before it is paid": ["refunded"],
  "paid, before a worker has it": ["refunded"],
  "when its request is about to leave": ["refunded", "unconfirmed"],
  "when the answer is about to come": ["unconfirmed"],
  "after its answer was lost": ["unconfirmed"],
  "queued for a till that is offline": ["unconfirmed"],
  "on the till, before we hear of it": ["unconfirmed"],
  "on the till, before its payment": ["failed"],
  "when its payment is about to leave": ["failed", "unconfirmed"],
  "paid on the till, before we hear of it": ["unconfirmed"],
};

for (let round = 1; round <= ROUNDS; round += 1) {
  test.each(Object.entries(points))(
    `Delete with an order in flight, %s: it ends, or waits in sight with its reason (D16, round ${round})`,
    async (name, bring) => {
      const order = await placeOrder(at.stage, at.merchant);
      const goOn = await bring(order);
      await disconnect(at.stage.services, at.merchant.actor, { confirmation: "Lightspeed" });
      await goOn();
      await runJobs(at.stage);
      await letTimePass();
      expect(ends[name]).toContain(await expectNothingLost(order));
    },
  );
}

test("what waits after Delete is ended by whoever knows: given back or marked as resolved, once", async () => {
  const lost = points["after its answer was lost"];
  const orders = [await placeOrder(at.stage, at.merchant), await placeOrder(at.stage, at.merchant)] as const;
  for (const order of orders) await lost?.(order);
  await disconnect(at.stage.services, at.merchant.actor, { confirmation: "Lightspeed" });
  const late = await letTimePass();
  for (const { id } of orders)
    expect(await getOrder(late.services, at.merchant.actor.merchantId, id)).toMatchObject({
      ...{ status: "unconfirmed", failure: { code: "gone:order" } },
      actions: { resolve: true, refundableMinor: 3700 },
    });
  const [cooked, missing] = orders;
  await resolveOrder(late.services, at.merchant.actor, { orderId: cooked.id });
  await refundOrder(late.services, at.merchant.actor, { orderId: missing.id, reason: "The kitchen never had it" });
  await runJobs(at.stage);
  await letTimePass(200);
  expect(await reload(at.stage, cooked)).toMatchObject({ status: "completed", resolvedBy: "Test Owner" });
  expect(await reload(at.stage, missing)).toMatchObject({ status: "refunded", flag: null });
  expect((await tillOf(at.stage, at.merchant)).messages).toEqual([]);
});

test.each(["after its answer was lost", "on the till, before we hear of it", "paid on the till, before we hear of it"])(
  "connected again, an order from before Delete (%s) is found and settled, once",
  async (name) => {
    const { actor, account, locationId, placeId } = at.merchant;
    const order = await placeOrder(at.stage, at.merchant);
    await points[name]?.(order);
    await disconnect(at.stage.services, actor, { confirmation: "Lightspeed" });
    const late = shifted(at.stage, 5 * 60_000);
    await sweepOrders(late.services);
    await runJobs(late);
    expect((await reload(at.stage, order)).status).toBe("unconfirmed");
    // Nobody was there to hear it.
    await heard(at.stage, at.merchant);
    expect(await connect(at.stage, actor, account)).toBe("connected");
    await linkLocation(at.stage.services, actor, { locationId, businessLocationId: placeId });
    await prepareToSell(at.stage, at.merchant);
    // Sent again with its reference, which was used; then looked for, since no word comes.
    for (const minutes of [8, 11, 14]) {
      const later = shifted(at.stage, minutes * 60_000);
      await sweepOrders(later.services);
      await runJobs(later);
    }
    expect(await follow(at.stage, at.merchant, order, ["completed"])).toMatchObject({ failureCode: null });
    expect(await expectNothingLost(order)).toBe("completed");
    expect(await openIssues()).not.toContain("order");
  },
);
