import { randomUUID } from "node:crypto";
import { sql } from "drizzle-orm";
import postgres from "postgres";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { z } from "zod";
import { createDatabase, type Database } from "@/db/client";
import { enqueueForOrder, submitOrderTask } from "@/lib/orders/tasks";
import type { Services } from "@/lib/services";
import { createTestDatabase, type TestDatabase } from "@/lib/testing/database";
import { startQueue } from "./start-queue";
import { defineTask, enqueue } from "./task";

/** Of a version that is newer than the worker of these tests. */
const laterTask = defineTask({ name: "orders.of-a-later-version", payload: z.object({ orderId: z.uuid() }) });

let database: TestDatabase;
let owner: postgres.Sql;
let db: Database;
beforeAll(async () => {
  database = await createTestDatabase();
  owner = postgres(database.ownerUrl, { max: 1, onnotice: () => {} });
  db = createDatabase(database.appUrl, { max: 12 });
});
beforeEach(() => owner`delete from graphile_worker._private_jobs`);
afterAll(async () => {
  await Promise.all([owner.end(), db.$client.end({ timeout: 1 })]);
  await database.drop();
});

/** A worker all of whose orders last until they are told to end. */
async function startWorker() {
  const ends: (() => void)[] = [];
  const transaction = () => new Promise<void>((end) => ends.push(end));
  const services = { db: { execute: db.execute.bind(db), transaction }, now: () => new Date() } as unknown as Services;
  const stopping = new AbortController();
  const { runner } = await startQueue(services, {
    ...{ connectionString: database.appUrl, signal: stopping.signal, clock: false },
  });
  const stop = async () => {
    stopping.abort();
    for (const end of ends) end();
    await runner.stop();
  };
  return { atWork: () => ends.length, stop };
}

const submit = (merchantId: string) => enqueueForOrder(db, submitOrderTask, { merchantId, orderId: randomUUID() });

const jobs = () => owner`
  select t.identifier, j.locked_by, j.attempts, j.max_attempts, j.run_at < now() + interval '1 minute' as soon, j.last_error is not null as failed
    from graphile_worker._private_jobs j join graphile_worker._private_tasks t on t.id = j.task_id order by j.id`;

test("a kind of work that only a newer version knows is left to it, untouched, and holds up nobody's", async () => {
  const merchants = Array.from({ length: 8 }, () => randomUUID());
  await enqueue(db, laterTask, { orderId: randomUUID() });
  await Promise.all(merchants.map(submit));
  const worker = await startWorker();
  await expect.poll(worker.atWork).toBe(8);
  // Everybody has had their turn and only what nobody here knows waits: the next of the same merchant is not kept back for it.
  await submit(merchants[0] ?? "");
  await expect.poll(worker.atWork).toBe(9);
  await worker.stop();
  const [left] = await jobs();
  expect(left).toMatchObject({ identifier: laterTask.name, locked_by: null, attempts: 0, failed: false });
});

test("a job that this version cannot read is tried again within the minute and many times: the one that can has it then", async () => {
  await db.execute(
    sql`select graphile_worker.add_job(${submitOrderTask.name}, '{"order": "another way to say which"}'::json)`,
  );
  const worker = await startWorker();
  await expect.poll(async () => (await jobs())[0]?.failed).toBe(true);
  await worker.stop();
  expect(await jobs()).toMatchObject([{ locked_by: null, soon: true, max_attempts: 25 }]);
});
