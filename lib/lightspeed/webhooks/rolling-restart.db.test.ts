import { setTimeout as pause } from "node:timers/promises";
import { expect, inject, test } from "vitest";
import { freePort } from "@/db/embedded/free-port";
import { listWebhookRefusals } from "@/db/queries/webhook-refusals";
import { databaseUnderTest } from "@/lib/testing/database-under-test";
import { type OwnProcess, startIngest, startWorker } from "@/lib/testing/ingest-process";
import { sendStubbornly, wasLate } from "@/lib/testing/stubborn-sender";
import { report } from "@/lib/testing/vault-stage";
import { createSender } from "@/lib/testing/webhook-sender";
import { authorization, insertEndpointOwner } from "@/lib/testing/webhook-stage";

const database = databaseUnderTest();
// TEST_ROUNDS=1: as many as the proof asks for.
const long = inject("longRounds") > 0;

/** What a reverse proxy does: asks each receiver whether it is ready, and sends to those that are. */
function readyOnes(ports: number[]) {
  const ready = new Set<number>();
  let [turn, last] = [0, ports[0] ?? 0];
  const ask = async (port: number) => {
    const answer = await fetch(`http://127.0.0.1:${port}/api/health/ready`).catch(() => null);
    if (answer?.ok) ready.add(port);
    else ready.delete(port);
  };
  const timer = setInterval(() => ports.forEach((port) => void ask(port)), 100);
  return {
    isReady: (port: number) => ready.has(port),
    next: () => {
      const open = ports.filter((port) => ready.has(port));
      turn += 1;
      // On a machine without a core to spare none may say in time that it is ready: then the one that was used last.
      last = open[turn % Math.max(1, open.length)] ?? last;
      return `http://127.0.0.1:${last}`;
    },
    stop: () => clearInterval(timer),
  };
}

test("two receivers and two workers restarted in turn under load: no failed delivery, none done twice, each ends in time", async () => {
  const house = await insertEndpointOwner(database);
  const url = database.urls.appUrl;
  const ports = [await freePort(), await freePort()];
  const receivers: OwnProcess[] = [];
  for (const port of ports) receivers.push(await startIngest(url, port));
  const workers = [await startWorker(url), await startWorker(url)];
  const proxy = readyOnes(ports);
  while (!ports.every(proxy.isReady)) await pause(50);

  let going = true;
  const sending = sendStubbornly({
    ...{ url: proxy.next, count: Number.POSITIVE_INFINITY, parallel: 32, perSecond: long ? 100 : 40, authorization },
    path: `/webhook/lightspeed/${house.endpointId}`,
    bodyOf: (n) =>
      JSON.stringify({
        type: "ITEM",
        sku: `${n}`,
        count: n,
        businessLocationId: house.placeId,
        countUpdatedAt: new Date().toISOString(),
      }),
    goOn: () => going,
  });
  const exits: { code: number | null; ms: number }[] = [];
  const end = async (one: OwnProcess | undefined) => {
    const at = performance.now();
    exits.push({ code: (await one?.stop()) ?? null, ms: performance.now() - at });
  };
  for (let round = 0; round < (long ? 20 : 1); round += 1) {
    for (const [index, port] of ports.entries()) {
      await end(receivers[index]);
      receivers[index] = await startIngest(url, port);
      while (!proxy.isReady(port)) await pause(50);
      await end(workers[index]);
      workers[index] = await startWorker(url);
    }
  }
  going = false;
  const log = await sending;
  proxy.stop();
  const open = async () =>
    Number((await database.owner`select count(*) from webhook_events where status = 'received'`)[0]?.count);
  while ((await open()) > 0) await pause(100);
  for (const one of [...receivers, ...workers]) await end(one);

  const rows = await database.owner`select status, attempts, crashes from webhook_events`;
  report(
    `${exits.length} orderly ends, ${log.acknowledged.length} deliveries, ${log.refusals.length} failed, slowest end ${Math.max(...exits.map(({ ms }) => ms)).toFixed(0)} ms`,
  );
  const late = log.refusals.filter(wasLate);
  expect(log.refusals.filter((one) => !wasLate(one)).slice(0, 5)).toEqual([]);
  // A process that starts takes both cores for a moment.
  expect(late.length).toBeLessThan(log.acknowledged.length / 10);
  expect(rows.length).toBeGreaterThanOrEqual(log.acknowledged.length);
  expect(rows.length).toBeLessThanOrEqual(log.acknowledged.length + late.length);
  expect(
    rows.filter(({ status, attempts, crashes }) => status !== "processed" || attempts !== 1 || crashes !== 0),
  ).toEqual([]);
  expect(exits.filter(({ code, ms }) => code !== 0 || ms > 30_000)).toEqual([]);
}, 1_800_000);

test("a flood of junk is refused and counted; true deliveries pass, and the integration log stays as it is", async () => {
  const house = await insertEndpointOwner(database);
  const port = await freePort();
  const receiver = await startIngest(database.urls.appUrl, port);
  const integrationLog = async () => Number((await database.owner`select sum(count) from integration_log`)[0]?.sum);
  const logged = await integrationLog();
  const seconds = long ? 300 : 3;
  const flood = createSender(`http://127.0.0.1:${port}`, { sockets: 8 });
  let junk = 0;
  let going = true;
  const flooding = Promise.all(
    Array.from({ length: 8 }, async () => {
      while (going) {
        const { status } = await flood.send({ headers: { authorization: `Basic ${junk}` }, body: "{}" });
        expect(status).toBe(401);
        junk += 1;
      }
    }),
  );
  const times: number[] = [];
  const started = performance.now();
  const log = await sendStubbornly({
    ...{
      url: () => `http://127.0.0.1:${port}`,
      count: seconds * (long ? 100 : 30),
      parallel: 16,
      perSecond: long ? 100 : 30,
    },
    ...{ authorization, path: `/webhook/lightspeed/${house.endpointId}` },
    bodyOf: (n) => JSON.stringify({ thirdPartyReference: `flood-${n}` }),
    onAcknowledged: (n) => times.push(performance.now() - started - (n * 1000) / (long ? 100 : 30)),
  });
  going = false;
  await flooding;
  flood.close();
  await receiver.stop();
  const rows = await database.owner`select distinct reference from webhook_events where reference like 'flood-%'`;
  expect(rows).toHaveLength(log.acknowledged.length);
  expect(log.refusals.filter((one) => !wasLate(one))).toEqual([]);
  expect(log.refusals.length).toBeLessThanOrEqual(long ? 0 : log.acknowledged.length / 10);
  expect(await integrationLog()).toBe(logged);
  const refused = await listWebhookRefusals(database.db, new Date(Date.now() - 3_600_000));
  expect(refused.filter(({ reason }) => reason !== "unavailable")).toMatchObject([
    { reason: "unauthorized", count: junk },
  ]);
  const p99 = times.sort((a, b) => a - b)[Math.ceil(times.length * 0.99) - 1] ?? 0;
  report(
    `${Math.round(junk / seconds)}/s of junk for ${seconds} s: true deliveries within ${p99.toFixed(0)} ms (99 of 100)`,
  );
  if (long) expect(p99).toBeLessThan(500);
}, 600_000);
