import { randomUUID } from "node:crypto";
import type { SQL } from "drizzle-orm";
import { PgDialect } from "drizzle-orm/pg-core";
import postgres from "postgres";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Queryable, withTenant } from "@/db/client";
import { enqueueForOrder, submitOrderTask } from "@/lib/orders/tasks";
import { follow, payOrder, placeOrder } from "@/lib/testing/order-stage";
import { orderTests } from "@/lib/testing/order-tests";
import { startHeartbeat } from "./heartbeat";
import { startQueue } from "./start-queue";
import { inTurn, NotYetItsTurnError, TURN_MS } from "./turns";

const at = orderTests();
let owner: postgres.Sql;
beforeAll(() => {
  owner = postgres(at.stage.ownerUrl, { max: 1, onnotice: () => {} });
});
afterAll(() => owner.end());

const db = () => at.stage.services.db;
const turn = (name: string, workerId = "w1") => ({ name, workerId });
const patient = { patienceMs: 60_000 };

/** Work that lasts until it is told to end. */
function held() {
  let end = () => {};
  let begin = () => {};
  const begun = new Promise<void>((resolve) => {
    begin = resolve;
  });
  const work = () =>
    new Promise<void>((resolve) => {
      end = resolve;
      begin();
    });
  return { work, begun, end: () => end() };
}

test("of many at once under one name each works alone, and all get their turn; another name waits for nobody", async () => {
  const name = `order:${randomUUID()}`;
  let active = 0;
  let most = 0;
  let done = 0;
  const work = async () => {
    most = Math.max(most, ++active);
    await db().execute("select pg_sleep(0.002)");
    active -= 1;
    done += 1;
  };
  await Promise.all(Array.from({ length: 30 }, (_, n) => inTurn(db(), turn(name, `w${n % 3}`), work, patient)));
  expect({ most, done }).toEqual({ most: 1, done: 30 });
  const { work: long, begun, end } = held();
  const first = inTurn(db(), turn(name), long);
  await begun;
  expect(await inTurn(db(), turn(`order:${randomUUID()}`), async () => "at once", { patienceMs: 0 })).toBe("at once");
  end();
  await first;
});

test("whoever waits too long begins nothing; a turn ends with its work, however that ends", async () => {
  const name = `order:${randomUUID()}`;
  const { work, begun, end } = held();
  const first = inTurn(db(), turn(name), work);
  await begun;
  const began: string[] = [];
  const second = inTurn(db(), turn(name), async () => began.push("second"), { patienceMs: 0 });
  await expect(second).rejects.toThrow(NotYetItsTurnError);
  expect(began).toEqual([]);
  end();
  await first;
  const fault = inTurn(db(), turn(name), () => Promise.reject(new Error("went wrong")));
  await expect(fault).rejects.toThrow("went wrong");
  expect(await inTurn(db(), turn(name), async () => "next", { patienceMs: 0 })).toBe("next");
});

const left = async (name: string) => {
  const [row] = await owner<{ ms: number }[]>`
    select extract(epoch from kept_until - clock_timestamp())::float8 * 1000 as ms from job_turns where name = ${name}`;
  return row?.ms ?? 0;
};
const beat = async () => (await startHeartbeat({ db: db(), workerIds: () => ["w1"], beatMs: 60_000 })).stop();
const lapse = (name: string) =>
  owner`update job_turns set kept_until = clock_timestamp() - interval '1 second' where name = ${name}`;

/** Less than a heartbeat gives, and more than a busy machine takes from a turn to the next heartbeat. */
const BRIEF_MS = TURN_MS - 4_000;

test("a heartbeat keeps what its process works on; what lapsed all the same is not revived, and its late end ends nobody else's", async () => {
  const name = `order:${randomUUID()}`;
  const [frozen, other] = [held(), held()];
  const first = inTurn(db(), turn(name), frozen.work, { keptMs: BRIEF_MS });
  await frozen.begun;
  expect(await left(name)).toBeLessThan(BRIEF_MS);
  await beat();
  expect(await left(name)).toBeGreaterThan(BRIEF_MS);
  await lapse(name);
  await beat();
  const second = inTurn(db(), turn(name, "w2"), other.work, { patienceMs: 0 });
  await other.begun;
  frozen.end();
  await first;
  await expect(inTurn(db(), turn(name), async () => {}, { patienceMs: 0 })).rejects.toThrow(NotYetItsTurnError);
  other.end();
  await second;
});

/** The same database over a connection that breaks at one statement, before or after it was done. */
const breakingAt = (statement: string, when: "before" | "after"): Queryable =>
  Object.assign(Object.create(db()), {
    execute: async (query: SQL) => {
      const breaks = new PgDialect().sqlToQuery(query).sql.includes(statement);
      const rows = breaks && when === "before" ? [] : await db().execute(query);
      if (breaks) throw new Error("the connection broke");
      return rows;
    },
  });

test("a turn whose end never arrived, or of whose taking nobody heard, lapses although its process lives on", async () => {
  const [unended, unheard] = [`order:${randomUUID()}`, `order:${randomUUID()}`];
  await inTurn(breakingAt("end_turn", "before"), turn(unended), async () => {}, { keptMs: BRIEF_MS });
  const taking = inTurn(breakingAt("take_turn", "after"), turn(unheard), async () => {}, { keptMs: BRIEF_MS });
  await expect(taking).rejects.toThrow("connection broke");
  await beat();
  for (const name of [unended, unheard]) {
    expect(await left(name)).toBeGreaterThan(0);
    expect(await left(name)).toBeLessThan(BRIEF_MS);
    await lapse(name);
    expect(await inTurn(db(), turn(name, "w2"), async () => "next", { patienceMs: 0 })).toBe("next");
  }
});

test("a job that finds its order being worked on comes again and is done once; an order leaves no queue behind", async () => {
  const { stage, merchant } = at;
  const order = await placeOrder(stage, merchant);
  await payOrder(stage, order);
  await withTenant(db(), order.merchantId, (tx) =>
    enqueueForOrder(tx, submitOrderTask, { merchantId: order.merchantId, orderId: order.id }),
  );
  const { work, begun, end } = held();
  const before = inTurn(db(), turn(`order:${order.id}`), work, { keptMs: 600_000 });
  await begun;
  const stopping = new AbortController();
  const { runner } = await startQueue(stage.services, {
    ...{ connectionString: stage.appUrl, signal: stopping.signal, clock: false },
  });
  const sent = async () => {
    const requests = await stage.sandbox.requests({ account: merchant.account.accountId, operation: "orders" });
    return requests.length;
  };
  const lastError = async () => {
    const [job] = await owner<{ last_error: string | null }[]>`
      select last_error from graphile_worker.jobs where key = ${`${submitOrderTask.name}:${order.id}`}`;
    return job?.last_error ?? "";
  };
  await expect.poll(lastError, { timeout: 30_000, interval: 50 }).toContain("is being worked on");
  expect(await sent()).toBe(0);
  end();
  await before;
  await expect.poll(sent, { timeout: 60_000 }).toBe(1);
  stopping.abort();
  await runner.stop();
  await follow(stage, merchant, order, ["completed"]);
  const [queues] = await owner<{ n: number }[]>`
    select count(*)::int as n from graphile_worker._private_job_queues where queue_name like '%' || ${order.id} || '%'`;
  expect(queues?.n).toBe(0);
});
