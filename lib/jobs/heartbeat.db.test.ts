import { randomUUID } from "node:crypto";
import { sql } from "drizzle-orm";
import { expect, test } from "vitest";
import { z } from "zod";
import { databaseUnderTest } from "@/lib/testing/database-under-test";
import { createFairness } from "./fairness";
import { releaseJobsOfTheDead, startHeartbeat } from "./heartbeat";
import { defineTask, enqueue } from "./task";

const database = databaseUnderTest();
const task = defineTask({ name: "test.nothing", payload: z.object({}) });

/** A job that a worker of this name took so long ago. */
async function heldBy(worker: string, agoMs: number): Promise<string> {
  const key = randomUUID();
  await enqueue(database.db, task, {}, { key, serialKey: `queue-${key}` });
  await database.owner`update graphile_worker._private_jobs set locked_by = ${worker}, locked_at = now() - ${agoMs} * interval '1 millisecond' where key = ${key}`;
  await database.owner`update graphile_worker._private_job_queues set locked_by = ${worker}, locked_at = now() - ${agoMs} * interval '1 millisecond' where queue_name = ${`queue-${key}`}`;
  return key;
}

const holderOf = async (key: string) =>
  (
    await database.owner<
      { holder: string | null }[]
    >`select locked_by as holder from graphile_worker._private_jobs where key = ${key}`
  )[0]?.holder;

test("jobs of a worker that has gone silent are free within seconds, those of a living one stay its own", async () => {
  const dead = await heldBy("dead", 25_000);
  const young = await heldBy("just begun", 5_000);
  const beat = await startHeartbeat({ db: database.db, workerIds: () => ["living"], beatMs: 60_000 });
  const living = await heldBy("living", 25_000);
  await releaseJobsOfTheDead(database.db);
  expect(await Promise.all([dead, young, living].map(holderOf))).toEqual([null, "just begun", "living"]);
  await database.db.execute(sql`select 1`);
  await database.owner`update worker_heartbeats set beat_at = now() - interval '15 seconds'`;
  expect(await releaseJobsOfTheDead(database.db)).toEqual(["living"]);
  expect(await holderOf(living)).toBeNull();
  await beat.stop();
});

test("a merchant at its share starts nothing more until one of its jobs is done, and others are not held up", async () => {
  const fairness = createFairness(2);
  const ends: (() => void)[] = [];
  const work = () => new Promise<void>((resolve) => void ends.push(resolve));
  const runs = [fairness.run(["m1"], work), fairness.run(["m1"], work), fairness.run(["m2"], work)];
  expect(fairness.full()).toEqual(["m1"]);
  ends[0]?.();
  await runs[0];
  expect(fairness.full()).toEqual([]);
  for (const end of ends) end();
  await Promise.all(runs);
});
