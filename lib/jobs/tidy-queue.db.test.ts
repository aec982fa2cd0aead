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
