import { randomUUID } from "node:crypto";
import { setTimeout as delay } from "node:timers/promises";
import postgres from "postgres";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createDatabase, type Database } from "@/db/client";
import { loadSalesTask } from "@/lib/lightspeed/reports/report-tasks";
import type { Services } from "@/lib/services";
import { type DurableDatabase, startDurableDatabase } from "@/lib/testing/durable-database";
import { startWorker } from "@/lib/testing/ingest-process";
import { startQueue } from "./start-queue";
import { enqueue } from "./task";

let server: DurableDatabase;
let owner: postgres.Sql;
let db: Database;
beforeAll(async () => {
  server = await startDurableDatabase();
  owner = postgres(server.ownerUrl, { max: 1, onnotice: () => {} });
  db = createDatabase(server.appUrl, { max: 2 });
});
afterAll(async () => {
  await Promise.all([owner.end(), db.$client.end({ timeout: 1 })]);
  await server.remove();
});

test("a job that is over while the database takes no connection is written down when it does again, and the worker lives on", async () => {
  const role = new URL(server.appUrl).username;
  const key = randomUUID();
  let over = () => {};
  const ended = new Promise<void>((resolve) => {
    over = resolve;
  });
  const services = {
    db: {
      execute: async () => [],
      transaction: async () => {
        await owner`alter role ${owner(role)} connection limit 0`;
        await owner`select pg_terminate_backend(pid) from pg_stat_activity where usename = ${role}`;
        over();
        throw new Error("it came to nothing");
      },
    },
  } as unknown as Services;
  const stopping = new AbortController();
  const { runner } = await startQueue(services, {
    ...{ connectionString: server.appUrl, signal: stopping.signal, clock: false },
  });
  // Once it stands: what is cut off while it connects is another matter.
  const listening = () =>
    owner`select 1 from pg_stat_activity where query ilike '%listen "jobs:insert"%' and state = 'idle'`;
  await expect.poll(async () => (await listening()).length).toBeGreaterThan(0);
  await enqueue(db, loadSalesTask, { merchantId: randomUUID(), placeId: "none" }, { key });
  await ended;
  const refused = () => postgres(server.appUrl, { max: 1 })`select 1`.catch(({ code }) => code);
  expect(await refused()).toBe("53300");
  await owner`alter role ${owner(role)} connection limit -1`;
  const job = async () =>
    (await owner`select locked_by, attempts, last_error from graphile_worker._private_jobs where key = ${key}`)[0];
  // The longest of the queue's pauses between two tries, and as much again.
  await expect.poll(async () => (await job())?.locked_by, { timeout: 60_000 }).toBeNull();
  expect(await job()).toMatchObject({ attempts: 1, last_error: expect.stringContaining("it came to nothing") });
  stopping.abort();
  await runner.stop();
});

test("told to stop while the database is away, a worker ends within half a minute all the same", async () => {
  const worker = await startWorker(server.appUrl);
  await server.stop();
  // By then what it asks for is tried again with pauses.
  await expect.poll(worker.output).toContain("a heartbeat of the worker failed");
  const asked = performance.now();
  const ended = worker.stop();
  const code = await Promise.race([ended, delay(40_000, "still there", { ref: false })]);
  if (code === "still there") await worker.kill();
  expect(code).toBe(0);
  expect(performance.now() - asked).toBeLessThan(30_000);
}, 180_000);
