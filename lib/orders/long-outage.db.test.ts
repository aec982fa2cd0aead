import { afterAll, beforeAll, expect, test } from "vitest";
import type { Order } from "@/db/schema";
import { createTraffic } from "@/lib/k-series";
import { openStage, type Stage } from "@/lib/testing/connection-stage";
import {
  createOrderMerchant,
  deliver,
  heard,
  moneyPlaces,
  type OrderMerchant,
  payOrder,
  placeOrder,
  reload,
  runJobs,
  tillOf,
  timelineOf,
} from "@/lib/testing/order-stage";
import { sweepOrders } from "./sweep-orders";

const MINUTE = 60_000;
const started = Date.now();
let passed = 0;
let stage: Stage;
let merchant: OrderMerchant;

beforeAll(async () => {
  const open = await openStage();
  const clock = { now: () => passed, sleep: async () => undefined };
  const now = () => new Date(Math.max(Date.now(), started + passed));
  const traffic = createTraffic({ clock, hostTrips: () => false });
  stage = { ...open, services: { ...open.services, traffic, now } };
  merchant = await createOrderMerchant(stage);
});
afterAll(() => stage.close());

/** So many minutes later: jobs that became due meanwhile, the sweep, and what the till has said. */
async function minutesLater(minutes: number): Promise<void> {
  passed += minutes * MINUTE;
  await sweepOrders(stage.services);
  for (let rounds = 0; rounds < 2; rounds += 1) {
    const due = stage.services.now().toISOString();
    await stage.services.db.$client`
      update graphile_worker._private_jobs set run_at = now() where run_at > now() and run_at <= ${due}::timestamptz`;
    await runJobs(stage);
    for (const notification of await heard(stage, merchant)) await deliver(stage, merchant, notification);
  }
}

async function paid(wish: Parameters<typeof placeOrder>[2] = {}): Promise<Order> {
  const order = await placeOrder(stage, merchant, wish);
  await payOrder(stage, order);
  return order;
}

const later = (minutes: number) => new Date(stage.services.now().getTime() + minutes * MINUTE);

test("Lightspeed answers 503 for two hours: orders wait, none is lost or doubled, and none comes to the kitchen after its promise", async () => {
  const settling = await paid();
  await stage.sandbox.control("POST", "/faults", {
    ...{ account: merchant.account.accountId, operation: "payments", do: { type: "status", status: 503 } },
  });
  await expect
    .poll(async () => {
      await minutesLater(0);
      return (await reload(stage, settling)).status;
    })
    .toBe("settling");
  await stage.sandbox.control("POST", "/faults", {
    ...{ account: merchant.account.accountId, operation: "all", do: { type: "status", status: 503 } },
  });

  const waiting: Record<string, Order> = {};
  const times = { early: 0, middle: 60, late: 110 };
  waiting.tonight = await paid({
    ...{ kind: "to_go", channel: "online", tableNumber: null, guests: null },
    ...{ collectAt: later(300), scheduledFor: later(280) },
  });
  let minute = 0;
  for (const wait of [10, 20, 30, 30, 20, 10]) {
    for (const [name, at] of Object.entries(times)) if (at === minute) waiting[name] = await paid();
    await minutesLater(wait);
    minute += wait;
    expect((await tillOf(stage, merchant)).orders).toHaveLength(1);
  }
  for (const order of Object.values(waiting)) {
    const { status } = await reload(stage, order);
    expect(await moneyPlaces(stage, order), `${order.number} ${status}`).toMatchObject({
      capturedMinor: 3700,
    });
    expect(status).not.toBe("completed");
  }

  await stage.sandbox.control("DELETE", `/faults?account=${merchant.account.accountId}`);
  const { early, middle, late, tonight } = waiting;
  if (!early || !middle || !late || !tonight) throw new Error("an order was not placed");
  for (const wait of [1, 4, 5, 11, 11]) await minutesLater(wait);

  const till = await tillOf(stage, merchant);
  const on = (order: Order) => till.orders.filter(({ reference }) => reference === order.reference);
  for (const order of [settling, late]) {
    expect(await reload(stage, order)).toMatchObject({ status: "completed", failureCode: null });
    expect(on(order)).toMatchObject([{ state: "done" }]);
    expect(till.payments.filter(({ reference }) => reference === order.paymentReference)).toMatchObject([
      { state: "done", cents: 3700 },
    ]);
  }
  expect(on(tonight)).toHaveLength(1);
  expect(["submitted", "on_pos", "completed"]).toContain((await reload(stage, tonight)).status);
  for (const order of [early, middle]) {
    expect(on(order), "nobody waits for it any more").toEqual([]);
    expect(await reload(stage, order)).toMatchObject({ status: "refunded" });
    expect(await moneyPlaces(stage, order)).toMatchObject({ heldMinor: 0, refundedMinor: 3700 });
  }
  expect(till.orders).toHaveLength(3);
  const landing = (await timelineOf(stage, late)).find(({ kind }) => kind === "landing");
  expect(landing?.at.getTime()).toBeLessThan((await reload(stage, late)).promisedUntil?.getTime() ?? 0);
});
