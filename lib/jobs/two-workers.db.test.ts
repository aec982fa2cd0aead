import { randomUUID } from "node:crypto";
import { setTimeout as pause } from "node:timers/promises";
import postgres from "postgres";
import { afterEach, beforeEach, expect, inject, test } from "vitest";
import { freePort } from "@/db/embedded/free-port";
import type { Actor } from "@/lib/auth/roles";
import { cancelReplay, findReplayProgress, previewReplay, startReplay } from "@/lib/lightspeed/webhooks/replay-many";
import type { Services } from "@/lib/services";
import { databaseUnderTest } from "@/lib/testing/database-under-test";
import { type OwnProcess, startIngest, startWorker } from "@/lib/testing/ingest-process";
import { sendStubbornly, wasLate } from "@/lib/testing/stubborn-sender";
import { insertSubmittedOrder } from "@/lib/testing/submitted-order";
import { report } from "@/lib/testing/vault-stage";
import { authorization, type EndpointOwner, insertEndpointOwner } from "@/lib/testing/webhook-stage";

const database = databaseUnderTest();
// TEST_ROUNDS=1: as many as the proof asks for.
const long = inject("longRounds") > 0;

let house: EndpointOwner;
let running: OwnProcess[] = [];
beforeEach(async () => {
  house = await insertEndpointOwner(database);
});
afterEach(async () => {
  await Promise.all(running.map((one) => one.kill()));
  running = [];
  await database.owner`delete from webhook_events`;
});

const started = async (one: Promise<OwnProcess>) => {
  const process = await one;
  running.push(process);
  return process;
};
const workers = () => Promise.all([1, 2].map(() => started(startWorker(database.urls.appUrl))));
async function receivers(count: number): Promise<string[]> {
  const ports: number[] = [];
  for (let n = 0; n < count; n += 1) ports.push(await freePort());
  await Promise.all(ports.map((port) => started(startIngest(database.urls.appUrl, port))));
  return ports.map((port) => `http://127.0.0.1:${port}`);
}

/** To the receivers in turn. */
function send(urls: string[], count: number, bodyOf: (n: number) => object, onAcknowledged?: (n: number) => void) {
  let turn = 0;
  return sendStubbornly({
    ...{ url: () => urls[turn++ % urls.length] ?? "", count, parallel: 32, authorization },
    ...{ path: `/webhook/lightspeed/${house.endpointId}`, bodyOf: (n: number) => JSON.stringify(bodyOf(n)) },
    ...(onAcknowledged ? { onAcknowledged } : {}),
  });
}

const item = (n: number) => ({
  ...{ type: "ITEM", sku: `S-${n}`, count: n, businessLocationId: house.placeId },
  countUpdatedAt: new Date().toISOString(),
});
/** Without a time it is asked after, and nobody answers here: it fails every time. */
const poison = (n: number) => ({ type: "ITEM", sku: `S-${n}`, count: 1, businessLocationId: house.placeId });

const statuses = async (): Promise<Record<string, number>> => {
  const rows = await database.owner`select status, count(*)::int as n from webhook_events group by 1`;
  return Object.fromEntries(rows.map(({ status, n }) => [status, n]));
};
const skus = async () =>
  Number((await database.owner`select count(distinct body::json ->> 'sku') from webhook_events`)[0]?.count);
async function untilOpen(most: number): Promise<void> {
  while (((await statuses()).received ?? 0) > most) await pause(50);
}
async function untilHealthyAreDone(): Promise<void> {
  const open = () => database.owner`
    select 1 from webhook_events where status = 'received' and body like '%countUpdatedAt%' limit 1`;
  while ((await open()).length > 0) await pause(50);
}
type Started = { replayId: string };

/** Starts a replay that gets no further than half of the dead letters until it is told to end: the one in the middle is in other hands. */
async function whileHeldHalfWay(
  count: number,
  start: () => Promise<Started>,
  end: (started: Started) => Promise<void>,
): Promise<Started> {
  const waiting = async (least: number) => {
    const look = () => database.owner`
      select 1 from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()`;
    while ((await look()).length < least) await pause(10);
  };
  const holder = postgres(database.urls.ownerUrl, { max: 1, onnotice: () => {} });
  let started: Started = { replayId: "" };
  let ending = Promise.resolve();
  await holder.begin(async (tx) => {
    await tx`select 1 from webhook_events where status = 'dead' order by received_at, id offset ${count / 2} limit 1 for update`;
    started = await start();
    await waiting(1);
    ending = end(started);
    await Promise.race([ending, waiting(2)]);
  });
  await ending;
  await holder.end();
  return started;
}
const percentile = (values: number[], share: number) =>
  values.toSorted((a, b) => a - b)[Math.ceil(values.length * share) - 1] ?? 0;

test("workers stopped: every delivery is answered in time and kept; started, two of them do each once", async () => {
  const count = long ? 10_000 : 300;
  const urls = await receivers(1);
  await send(urls, 20, item);
  const times: number[] = [];
  const began = new Map<number, number>();
  const log = await send(
    urls,
    count,
    (n) => {
      began.set(n, performance.now());
      return item(n);
    },
    (n) => times.push(performance.now() - (began.get(n) ?? 0)),
  );
  expect(log.refusals.filter((one) => !wasLate(one))).toEqual([]);
  expect(log.refusals.length).toBeLessThanOrEqual(long ? 0 : count / 10);
  const kept = await statuses();
  expect(Object.keys(kept)).toEqual(["received"]);
  expect(await skus()).toBe(count);
  expect(kept.received).toBeGreaterThanOrEqual(count + 20);
  // What was stored after its sender had been told "later" came again.
  expect(kept.received).toBeLessThanOrEqual(count + 20 + log.refusals.length);
  await workers();
  await untilOpen(0);
  const p99 = percentile(times, 0.99);
  report(`${count} deliveries without a worker: 99 of 100 answered within ${p99.toFixed(0)} ms`);
  expect(await statuses()).toEqual({ processed: kept.received });
  expect(await database.owner`select 1 from webhook_events where attempts <> 1 or crashes <> 0`).toHaveLength(0);
  expect(p99).toBeLessThan(long ? 300 : 1_000);
}, 600_000);

test("a payment's word fifty times over two receivers and two workers, and again an hour later after a restart: booked once", async () => {
  const orders = long ? 20 : 4;
  const sent = await Promise.all(
    Array.from({ length: orders }, (_, n) => insertSubmittedOrder(database.owner, house, n + 1)),
  );
  const word = (n: number) => ({
    ...{
      type: "PAYMENT",
      status: "SUCCESS",
      businessLocationId: house.placeId,
      iKaccountIdentifier: `A9.${n % orders}`,
    },
    thirdPartyReference: sent[n % orders]?.paymentReference,
  });
  const booked = () =>
    database.owner`select order_id, count(distinct posting)::int as n from ledger_entries where posting like 'booked%' group by 1`;
  const round = async () => {
    const urls = await receivers(2);
    await workers();
    // Each until it is acknowledged: a database that is busy for a second is a reason to come again.
    const log = await send(urls, 50 * orders, word);
    expect(log.acknowledged).toHaveLength(50 * orders);
    await untilOpen(0);
    expect(await statuses()).toEqual({ processed: await rows() });
    expect((await booked()).map(({ n }) => n)).toEqual(Array.from({ length: orders }, () => 1));
  };
  const rows = async () => Number((await database.owner`select count(*) from webhook_events`)[0]?.count);
  await round();
  const before = await database.owner`select * from ledger_entries order by order_id, posting, line`;
  await Promise.all(running.map((one) => one.kill()));
  running = [];
  await database.owner`update webhook_events set finished_at = finished_at - interval '1 hour'`;
  await round();
  expect(await database.owner`select * from ledger_entries order by order_id, posting, line`).toEqual(before);
  expect(await rows()).toBeGreaterThanOrEqual(100 * orders);
  const ends = await database.owner`select distinct status from orders where merchant_id = ${house.merchantId}`;
  expect(ends.map(({ status }) => status)).toEqual(["completed"]);
}, 600_000);

test("one message in a hundred that fails every time holds up no other, with two workers", async () => {
  const count = long ? 5_000 : 400;
  const urls = await receivers(1);
  await workers();
  const delays = async (first: number, bodyOf: (n: number) => object) => {
    await send(urls, count, (n) => bodyOf(first + n));
    await untilHealthyAreDone();
    // Once for each message: what was stored after its sender had been told "later" came again.
    const rows = await database.owner`
      select min(extract(epoch from finished_at - received_at)) * 1000 as ms
        from webhook_events where status = 'processed' group by body::json ->> 'sku'`;
    await database.owner`delete from webhook_events`;
    return rows.map(({ ms }) => Number(ms));
  };
  const healthy = await delays(0, item);
  const beside = await delays(count, (n) => (n % 100 === 7 ? poison(n) : item(n)));
  const [base, mixed] = [percentile(healthy, 0.99), percentile(beside, 0.99)];
  report(
    `${count} deliveries, 1 % poison: 99 of 100 done within ${mixed.toFixed(0)} ms, ${base.toFixed(0)} ms without`,
  );
  expect(beside).toHaveLength(count - count / 100);
  // Two runs of a busy machine differ by more than the poison adds.
  expect(mixed).toBeLessThan(2 * base + 500);
}, 600_000);

test("dead letters replayed by two workers are done once each; cancelled half-way, each is either done or as it was", async () => {
  const count = long ? 500 : 300;
  const services = { db: database.db, now: () => new Date() } as Services;
  const ada: Actor = {
    ...{ sessionId: randomUUID(), merchantId: house.merchantId, merchantName: "House", userId: randomUUID() },
    ...{ userName: "Ada", email: "ada@upvendo.test", role: "owner" },
  };
  const [url = ""] = await receivers(1);
  const bury = async (atWork: "nobody" | "workers") => {
    await database.owner`delete from webhook_events`;
    await send([url], count, item);
    // What somebody has in hand must be finished before it can be called dead.
    if (atWork === "workers") await untilOpen(0);
    await database.owner`update webhook_events set status = 'dead', due_at = null, attempts = 0`;
  };
  const filter = { status: "dead" as const };
  const ended = async (replayId: string) => {
    for (;;) {
      const progress = await findReplayProgress(services, house.merchantId, replayId);
      if (progress && progress.status !== "running") return progress;
      await pause(20);
    }
  };

  await bury("nobody");
  expect(await previewReplay(services, ada, filter)).toEqual({ count });
  const { replayId } = await startReplay(services, ada, { filter, expected: count });
  await workers();
  await ended(replayId);
  await untilOpen(0);
  expect(await statuses()).toEqual({ processed: count });
  expect(await database.owner`select 1 from webhook_events where attempts <> 1`).toHaveLength(0);

  await bury("workers");
  const replay = await whileHeldHalfWay(
    count,
    () => startReplay(services, ada, { filter, expected: count }),
    (started) => cancelReplay(services, ada, started),
  );
  await ended(replay.replayId);
  await untilOpen(0);
  const { processed = 0, dead = 0, ...others } = await statuses();
  report(`${count} dead letters: cancelled after ${processed}`);
  expect([processed + dead, others]).toEqual([count, {}]);
  expect(Math.min(processed, dead)).toBeGreaterThan(0);
  expect(await database.owner`select 1 from webhook_events where status = 'processed' and attempts <> 1`).toHaveLength(
    0,
  );
}, 600_000);
