import postgres from "postgres";
import { afterAll, beforeAll, expect, inject, onTestFinished, test } from "vitest";
import type { Order } from "@/db/schema";
import { startQueue } from "@/lib/jobs/start-queue";
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
  tillOf,
  timelineOf,
} from "@/lib/testing/order-stage";
import { report } from "@/lib/testing/vault-stage";

// TEST_ROUNDS=1: as many as the proof asks for.
const [MANY, MERCHANTS] = inject("longRounds") > 0 ? [2_000, 4] : [25, 1];
const WORKERS = 3;
/** One call in five. */
const EVERY = 5;
const LIMIT_MS = 60_000 + MANY * 1_500;

const cuts = [
  // Our own patience of ten seconds ends it.
  { type: "hang", afterEffect: true },
  { type: "cut", at: "before" },
  { type: "cut", at: "body" },
  { type: "cut", at: "after" },
  { type: "status", status: 502, afterEffect: true },
];

let stage: Stage;
let owner: postgres.Sql;
beforeAll(async () => {
  stage = await openStage();
  owner = postgres(stage.ownerUrl, { max: 1, onnotice: () => {} });
});
afterAll(async () => {
  await owner.end();
  await stage.close();
});

type House = { merchant: OrderMerchant; orders: Order[]; cut: number };
type Operation = "orders" | "payments";

/** Its calls are cut at each of the points in turn, beginning with another one than those of the next house. */
async function house(nth: number, operation: Operation): Promise<House> {
  const merchant = await createOrderMerchant(stage);
  const orders: Order[] = [];
  for (let n = 0; n < MANY / MERCHANTS; n += 1) orders.push(await placeOrder(stage, merchant));
  const cut = Math.ceil(orders.length / EVERY);
  for (let n = 0; n < cut; n += 1)
    await stage.sandbox.control("POST", "/faults", {
      ...{ account: merchant.account.accountId, operation, times: 1 },
      ...{ skip: n * (EVERY - 1), do: cuts[(nth + n) % cuts.length] },
    });
  return { merchant, orders, cut };
}

/** Of all orders there are. */
async function tally(): Promise<Record<string, number>> {
  const rows = await owner<{ status: string; n: number }[]>`select status, count(*)::int as n from orders group by 1`;
  return Object.fromEntries(rows.map(({ status, n }) => [status, n]));
}

const inDoubt = async () => (await owner`select 1 from orders where in_doubt`).length;

async function isOnTheTill({ merchant, orders }: House): Promise<void> {
  for (const { reference } of orders)
    await stage.sandbox.control("GET", `/till/${merchant.placeId}/orders?reference=${reference}&state=done`);
}

async function devicesOf(houses: readonly House[], availableDevices: boolean): Promise<void> {
  for (const { merchant } of houses)
    await stage.sandbox.control("PATCH", `/till/${merchant.placeId}`, { availableDevices });
}

/** What came of one house: each order is on the till once and paid there once, and never did anybody read that it had failed. */
async function isWhole({ merchant, orders }: House): Promise<void> {
  const till = await tillOf(stage, merchant);
  expect(till.sales).toMatchObject({ count: orders.length, paidCents: orders.length * 3_700 });
  for (const order of orders) {
    expect((await timelineOf(stage, order)).filter(({ toStatus }) => toStatus === "failed")).toEqual([]);
    expect(await reload(stage, order)).toMatchObject({ failureCode: null, flag: null });
    expect(await moneyPlaces(stage, order)).toMatchObject({ heldMinor: 0, tillMinor: 3700 });
  }
}

const cases = [
  { operation: "orders", row: "D1", used: 409 },
  { operation: "payments", row: "D2", used: 400 },
] as const;

test.each(cases)(
  `one call of $operation in five is cut at one of five points, ${MANY} orders at once, three workers: each paid order is on the till and paid there once, none failed by a $used ($row, row 59)`,
  async ({ operation, row, used }) => {
    const houses = await Promise.all(Array.from({ length: MERCHANTS }, (_, nth) => house(nth, operation)));
    const stopping = new AbortController();
    const started = Array.from({ length: WORKERS }, () =>
      startQueue(stage.services, { connectionString: stage.appUrl, signal: stopping.signal, clock: false }),
    );
    const workers = await Promise.all(started);
    onTestFinished(async () => {
      stopping.abort();
      await Promise.all(workers.map(({ runner }) => runner.stop()));
      await owner`delete from orders`;
    });
    await Promise.all(houses.flatMap(({ orders }) => orders.map((order) => payOrder(stage, order))));
    // Without a word from the till, so that each call whose outcome nobody knows is made again.
    await expect.poll(tally, { timeout: LIMIT_MS, interval: 200 }).toEqual({ submitted: MANY });
    const hear = async ({ merchant }: House) => {
      for (const notification of await heard(stage, merchant)) await deliver(stage, merchant, notification);
    };
    const heardAll = async () => {
      await Promise.all(houses.map(hear));
      return tally();
    };
    if (operation === "payments") {
      await Promise.all(houses.map(isOnTheTill));
      // No check shows what an earlier try has brought: only the answer to the next one tells.
      await devicesOf(houses, false);
      await expect.poll(heardAll, { timeout: LIMIT_MS, interval: 100 }).toEqual({ settling: MANY });
      await expect.poll(inDoubt, { timeout: LIMIT_MS, interval: 200 }).toBe(0);
      await devicesOf(houses, true);
    }
    await expect.poll(heardAll, { timeout: LIMIT_MS, interval: 100 }).toEqual({ completed: MANY });

    let [calls, cut, repeated] = [0, 0, 0];
    for (const one of houses) {
      const requests = await stage.sandbox.requests({ account: one.merchant.account.accountId, operation });
      calls += requests.length;
      repeated += requests.filter(({ status }) => status === used).length;
      cut += one.cut;
      await isWhole(one);
    }
    report(`${row}: ${MANY} orders, ${cut} calls cut, ${calls} calls in all, ${repeated} answered with ${used}`);
    expect(repeated).toBeGreaterThan(0);
  },
  3 * LIMIT_MS,
);
