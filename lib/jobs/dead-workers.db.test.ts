import { setTimeout as pause } from "node:timers/promises";
import { afterEach, expect, inject, test } from "vitest";
import type { Order } from "@/db/schema";
import { type OwnProcess, startWorker } from "@/lib/testing/ingest-process";
import {
  createOrderMerchant,
  deliver,
  heard,
  type OrderMerchant,
  payOrder,
  placeOrder,
  reload,
  tillOf,
  timelineOf,
} from "@/lib/testing/order-stage";
import { orderTests } from "@/lib/testing/order-tests";
import { report } from "@/lib/testing/vault-stage";
import { TURN_MS } from "./turns";

// TEST_ROUNDS=n: so many times four killed and two frozen ones.
const ROUNDS = inject("longRounds");
const RECOVERY_MS = 30_000;
/** Twice as long as a silent worker keeps its jobs; in the short form until another has done them. */
const FROZEN_MS = ROUNDS > 0 ? 2 * TURN_MS : 0;

type Fate = "killed" | "frozen";
type Struck = { fate: Fate; merchant: OrderMerchant; order: Order; hold: string; worker: OwnProcess; at: number };

const at = orderTests();
let running: OwnProcess[] = [];
afterEach(async () => {
  await Promise.all(running.map((one) => one.kill()));
  running = [];
});

async function worker(): Promise<OwnProcess> {
  const { sandbox, services, appUrl } = at.stage;
  const { config } = services.oauth;
  const one = await startWorker(appUrl, {
    ...{ LIGHTSPEED_API_URL: sandbox.url, LIGHTSPEED_AUTHORIZATION_URL: config.authorizationUrl },
    ...{ LIGHTSPEED_TOKEN_URL: config.tokenUrl, LIGHTSPEED_REVOCATION_URL: config.revocationUrl },
    ...{ LIGHTSPEED_CLIENT_ID: sandbox.clientId, LIGHTSPEED_CLIENT_SECRET: sandbox.clientSecret },
    TOKEN_ENCRYPTION_KEYS: services.keyring.map(({ id, key }) => `${id}:${key.toString("base64")}`).join(","),
  });
  running.push(one);
  return one;
}

const claimsOf = async (order: Order) => (await timelineOf(at.stage, order)).filter(({ kind }) => kind === "claim");

/**
 * In the middle of its call for an order of its own; who is to go on stands still until then, so that it cannot take the order itself. Of a restaurant
 * of its own, too: where the machine is slow the order before is due again meanwhile, and its new call must not meet what is meant for this one's.
 */
async function strike(fate: Fate, merchant: OrderMerchant, survivor: OwnProcess): Promise<Struck> {
  const one = await worker();
  at.merchant = merchant;
  const order = await placeOrder(at.stage, merchant);
  const { id: hold } = await at.fault("orders", { type: "hold", at: "before" });
  process.kill(survivor.pid, "SIGSTOP");
  try {
    await payOrder(at.stage, order);
    await at.stage.sandbox.control("GET", `/holds/${hold}?atLeast=1`);
    process.kill(one.pid, fate === "killed" ? "SIGKILL" : "SIGSTOP");
  } finally {
    process.kill(survivor.pid, "SIGCONT");
  }
  return { fate, merchant, order, hold, worker: one, at: Date.now() };
}

/** What the till says arrives; all work is the other worker's. */
async function untilCompleted(struck: readonly Struck[]): Promise<void> {
  const statuses = async () => {
    for (const { merchant } of struck)
      for (const notification of await heard(at.stage, merchant)) await deliver(at.stage, merchant, notification);
    return Promise.all(struck.map(async ({ order }) => (await reload(at.stage, order)).status));
  };
  await expect.poll(statuses, { timeout: 60_000 }).toEqual(struck.map(() => "completed"));
  // What is looked at afterwards changes an order, too.
  const ids = struck.map(({ order }) => order.id);
  const left = () =>
    at.stage.services.db
      .$client`select 1 from graphile_worker._private_jobs where payload ->> 'orderId' in ${at.stage.services.db.$client(ids)}`;
  await expect.poll(async () => (await left()).length).toBe(0);
}

async function round(fates: readonly Fate[]): Promise<number[]> {
  const stages: [Fate, OrderMerchant][] = [];
  for (const fate of fates) stages.push([fate, await createOrderMerchant(at.stage)]);
  const survivor = await worker();
  const struck: Struck[] = [];
  for (const [fate, merchant] of stages) struck.push(await strike(fate, merchant, survivor));
  const recoveries: number[] = [];
  for (const { order, at: since } of struck) {
    const claims = async () => (await claimsOf(order)).length;
    await expect.poll(claims, { timeout: 2 * RECOVERY_MS }).toBeGreaterThanOrEqual(2);
    recoveries.push(((await claimsOf(order))[1]?.at.getTime() ?? 0) - since);
  }
  await untilCompleted(struck);
  for (const { fate, order, hold, worker: late, at: since } of struck) {
    await pause(Math.max(0, fate === "frozen" ? since + FROZEN_MS - Date.now() : 0));
    const before = await reload(at.stage, order);
    await at.stage.sandbox.control("POST", `/holds/${hold}/release`, {});
    if (fate === "frozen") {
      process.kill(late.pid, "SIGCONT");
      // It ends once its job is over: nothing can be written by it any more.
      expect(await late.stop()).toBe(0);
      const calls = (await timelineOf(at.stage, order)).filter(({ kind }) => kind === "orders.submitLocal");
      // What it did in the end is written down, too.
      expect(calls.map(({ attempt }) => attempt)).toContain(1);
    }
    expect(await reload(at.stage, order)).toEqual(before);
  }
  expect(await survivor.stop()).toBe(0);
  running = [];
  for (const { merchant, order } of struck) {
    const till = await tillOf(at.stage, merchant);
    expect(till.orders.filter(({ reference }) => reference === order.reference)).toHaveLength(1);
    expect(till.payments.filter(({ reference }) => reference === order.paymentReference)).toHaveLength(1);
    expect(await at.places(order)).toMatchObject({ heldMinor: 0, tillMinor: 3_700 });
  }
  return recoveries;
}

test(
  "orders of workers that were killed or frozen in mid-call are another's within 30 s; each is there once, and who wakes late writes nothing (D13, D14)",
  async () => {
    const fates: Fate[] =
      ROUNDS > 0 ? ["frozen", "killed", "killed", "frozen", "killed", "killed"] : ["frozen", "killed", "killed"];
    const recoveries: number[] = [];
    for (let n = 0; n < Math.max(1, ROUNDS); n += 1) recoveries.push(...(await round(fates)));
    const slowest = Math.max(...recoveries);
    report(
      `D13, D14: ${recoveries.length} workers, the last order was taken up after ${(slowest / 1_000).toFixed(1)} s`,
    );
    expect(slowest).toBeLessThanOrEqual(RECOVERY_MS);
  },
  180_000 + ROUNDS * 180_000,
);

test("a worker that is told to stop in mid-call hears the answer, writes it down and goes: nothing is sent again, nothing is left to it (F1)", async () => {
  const one = await worker();
  const order = await placeOrder(at.stage, at.merchant);
  const { id: hold } = await at.fault("orders", { type: "hold", at: "before" });
  await payOrder(at.stage, order);
  await at.stage.sandbox.control("GET", `/holds/${hold}?atLeast=1`);
  const stopped = one.stop();
  await at.stage.sandbox.control("POST", `/holds/${hold}/release`, {});
  expect(await stopped).toBe(0);
  expect(await reload(at.stage, order)).toMatchObject({ status: "submitted", attempts: 1, inDoubt: false });
  const left = await at.stage.services.db.$client`
    select 1 from graphile_worker._private_jobs where locked_by is not null and payload ->> 'orderId' = ${order.id}`;
  expect(left).toEqual([]);
  const next = await worker();
  await at.till("GET", `/orders?reference=${order.reference}&state=done`);
  for (const notification of await heard(at.stage, at.merchant, 1)) await deliver(at.stage, at.merchant, notification);
  const settled = async () => {
    for (const notification of await heard(at.stage, at.merchant)) await deliver(at.stage, at.merchant, notification);
    return (await reload(at.stage, order)).status;
  };
  await expect.poll(settled, { timeout: 60_000 }).toBe("completed");
  expect(await claimsOf(order)).toHaveLength(1);
  expect((await tillOf(at.stage, at.merchant)).sales).toMatchObject({ count: 1, paidCents: 3_700 });
  expect(await next.stop()).toBe(0);
  running = [];
});
