import { randomUUID } from "node:crypto";
import { sql } from "drizzle-orm";
import postgres from "postgres";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { createDatabase, type Database } from "@/db/client";
import { enqueueForOrder, submitOrderTask } from "@/lib/orders/tasks";
import type { Services } from "@/lib/services";
import { createTestDatabase, type TestDatabase } from "@/lib/testing/database";
import { endJob } from "./end-job";
import { startQueue } from "./start-queue";

let database: TestDatabase;
let owner: postgres.Sql;
let db: Database;
beforeAll(async () => {
  database = await createTestDatabase();
  owner = postgres(database.ownerUrl, { max: 1, onnotice: () => {} });
  db = createDatabase(database.appUrl, { max: 1 });
});
beforeEach(() => owner`delete from graphile_worker._private_jobs`);
afterAll(async () => {
  await Promise.all([owner.end(), db.$client.end({ timeout: 1 })]);
  await database.drop();
});

/** Taken by this worker, with the queue that it stands in. */
async function taken(workerId: string): Promise<string> {
  const [job] = await owner<{ id: string }[]>`
    select id::text from graphile_worker.add_job('orders.sweep', '{}', queue_name => 'one after the other')`;
  await owner`update graphile_worker._private_jobs set locked_by = ${workerId}, locked_at = now(), attempts = 1`;
  await owner`update graphile_worker._private_job_queues set locked_by = ${workerId}, locked_at = now()`;
  return job?.id ?? "";
}

const jobs = () => owner`
  select locked_by, attempts, last_error, run_at > now() as later from graphile_worker._private_jobs`;
const queues = () => owner`select locked_by from graphile_worker._private_job_queues`;

test("a job that is over is gone, and its queue goes on", async () => {
  await endJob(db, { jobId: await taken("w1"), workerId: "w1" });
  expect(await jobs()).toEqual([]);
  expect(await queues()).toMatchObject([{ locked_by: null }]);
});

test("one that failed comes again later, with its reason and nothing of what was written", async () => {
  const jobId = await taken("w1");
  const error = await db.execute(sql`select ${"a guest's name"}::int`).catch((fault: unknown) => fault);
  await endJob(db, { jobId, workerId: "w1" }, { error });
  const [job] = await jobs();
  expect(job).toMatchObject({ locked_by: null, attempts: 1, later: true, last_error: expect.stringMatching(/./) });
  expect(JSON.stringify(job)).not.toContain("a guest's name");
  expect(await queues()).toMatchObject([{ locked_by: null }]);
});

test("who was taken for dead ends nothing that is another's by now", async () => {
  const jobId = await taken("w2");
  await endJob(db, { jobId, workerId: "w1" });
  await endJob(db, { jobId, workerId: "w1" }, { error: new Error("too late") });
  expect(await jobs()).toMatchObject([{ locked_by: "w2", last_error: null }]);
  expect(await queues()).toMatchObject([{ locked_by: "w2" }]);
});

test.each([
  ["is over", () => undefined, []],
  ["fails", () => Promise.reject(new Error("it came to nothing")), [{ locked_by: null, later: true }]],
])(
  "a job that %s after its worker was told to stop is written down before the worker goes (F1)",
  async (_, end, expected) => {
    let [begun, finish] = [false, () => {}];
    const told = new Promise<void>((resolve) => {
      finish = resolve;
    });
    const transaction = async () => {
      begun = true;
      await told;
      return end();
    };
    const services = {
      db: { execute: db.execute.bind(db), transaction },
      now: () => new Date(),
    } as unknown as Services;
    const stopping = new AbortController();
    const { runner } = await startQueue(services, {
      ...{ connectionString: database.appUrl, signal: stopping.signal, clock: false },
    });
    await enqueueForOrder(db, submitOrderTask, { merchantId: randomUUID(), orderId: randomUUID() });
    await expect.poll(() => begun).toBe(true);
    stopping.abort();
    const stopped = runner.stop();
    finish();
    await stopped;
    expect(await jobs()).toMatchObject(expected);
  },
);
