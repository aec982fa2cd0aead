import { randomUUID } from "node:crypto";
import { sql } from "drizzle-orm";
import { expect, test } from "vitest";
import { z } from "zod";
import { createDatabase } from "@/db/client";
import { startCutDatabase } from "@/lib/testing/cut-database";
import { databaseUnderTest } from "@/lib/testing/database-under-test";
import { createFairness } from "./fairness";
import { endHalfSaid, releaseJobsOfTheDead, startHeartbeat } from "./heartbeat";
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

test("what a process holds that was frozen within a statement is free again; who only thinks, or waits for a lock, is left alone", async () => {
  const way = await startCutDatabase(database.urls.appUrl);
  const open = (url: string, applicationName: string) => createDatabase(url, { max: 1, applicationName }).$client;
  const [frozen, thinking, waiting] = [
    open(way.url, "upvendo-worker"),
    open(database.urls.appUrl, "upvendo"),
    open(database.urls.appUrl, "upvendo-worker"),
  ];
  const lock = Math.floor(Math.random() * 1e9);
  const isFree = async () => {
    const [row] = await database.owner<{ free: boolean }[]>`select pg_try_advisory_xact_lock(${lock}) as free`;
    return row?.free === true;
  };
  const standing = (where: "ClientRead" | "advisory") => async () => {
    const rows = await database.owner`
      select from pg_stat_activity where application_name = 'upvendo-worker' and state = 'active' and wait_event = ${where}`;
    return rows.length;
  };
  const held = frozen.begin(async (tx) => {
    await tx`select pg_advisory_xact_lock(${lock})`;
    way.freeze();
    // The database is told the text of a statement, and what is in it only after it has answered.
    await tx`select ${randomUUID()}::text as never_told`.describe();
  });
  held.catch(() => {});
  let go = () => {};
  const thought = new Promise<void>((resolve) => (go = resolve));
  const thinks = thinking.begin(async (tx) => {
    await tx`select 1`;
    await thought;
    return tx`select 2 as two`;
  });
  await expect.poll(standing("ClientRead")).toBe(1);
  expect(await isFree()).toBe(false);
  const waits = waiting.begin((tx) => tx`select pg_advisory_xact_lock(${lock})`);
  waits.catch(() => {});
  await expect.poll(standing("advisory")).toBe(1);
  expect(await endHalfSaid(database.db, 60_000)).toBe(0);
  expect(await isFree()).toBe(false);
  expect(await endHalfSaid(database.db, 0)).toBe(1);
  await waits;
  expect(await isFree()).toBe(true);
  go();
  expect(await thinks).toMatchObject([{ two: 2 }]);
  await Promise.all([frozen, thinking, waiting].map((one) => one.end({ timeout: 0 })));
  await way.close();
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
