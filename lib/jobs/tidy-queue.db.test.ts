import { expect, test } from "vitest";
import { z } from "zod";
import { databaseUnderTest } from "@/lib/testing/database-under-test";
import { defineTask, enqueue } from "./task";
import { tidyQueue } from "./tidy-queue";

const database = databaseUnderTest();
const task = defineTask({ name: "test.nothing", payload: z.object({}) });

test("named queues whose work is done are forgotten; those with a job, or that a worker holds, stay", async () => {
  for (const serialKey of ["waiting", "held", "done"])
    await enqueue(database.db, task, {}, { key: serialKey, serialKey });
  const { owner } = database;
  await owner`delete from graphile_worker._private_jobs where key in ('held', 'done')`;
  await owner`update graphile_worker._private_job_queues set locked_by = 'worker', locked_at = now() where queue_name = 'held'`;
  await tidyQueue(database.db);
  const left = await owner`select queue_name as name from graphile_worker._private_job_queues order by 1`;
  expect(left.map(({ name }) => name)).toEqual(["held", "waiting"]);
});

test("a job that is being stored while its idle queue is looked at keeps its queue", async () => {
  const { db, owner } = database;
  await enqueue(db, task, {}, { key: "idle", serialKey: "idle" });
  await owner`delete from graphile_worker._private_jobs where key = 'idle'`;
  let tidied: Promise<void> | undefined;
  await db.transaction(async (tx) => {
    await enqueue(tx, task, {}, { key: "idle", serialKey: "idle" });
    tidied = tidyQueue(db);
    await expect
      .poll(async () => (await owner`select 1 from pg_stat_activity where wait_event_type = 'Lock'`).length)
      .toBeGreaterThan(0);
  });
  await tidied;
  const [job] = await owner`
    select q.queue_name as name from graphile_worker._private_jobs j join graphile_worker._private_job_queues q on q.id = j.job_queue_id where j.key = 'idle'`;
  expect(job).toEqual({ name: "idle" });
});
