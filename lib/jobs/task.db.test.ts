import { randomUUID } from "node:crypto";
import { sql } from "drizzle-orm";
import { expect, test } from "vitest";
import { z } from "zod";
import { createDatabase, withTenant } from "@/db/client";
import { databaseUnderTest } from "@/lib/testing/database-under-test";
import { defineTask, type EnqueueOptions, enqueue, placeOf, type Task } from "./task";

const database = databaseUnderTest();
const payload = z.looseObject({});
type Kind = Pick<Task, "kitchen" | "low" | "provider">;

const task = defineTask({ name: "test.kinds", payload });

async function stored(kind: Kind, options: EnqueueOptions = {}): Promise<{ flags: string[]; priority: number }> {
  const key = randomUUID();
  await enqueue(database.db, defineTask({ name: "test.kinds", payload, ...kind }), {}, { key, ...options });
  const [job] = await database.owner<{ flags: Record<string, boolean> | null; priority: number }[]>`
    select flags, priority from graphile_worker._private_jobs where key = ${key}`;
  return { flags: Object.keys(job?.flags ?? {}).sort(), priority: job?.priority ?? Number.NaN };
}

test("only what no kitchen waits for, and what is not put off anyway, stands back while one waits", async () => {
  expect(await stored({})).toEqual({ flags: ["afterwards"], priority: 0 });
  expect(await stored({ kitchen: true })).toEqual({ flags: [], priority: -10 });
  expect(await stored({ kitchen: true }, { calm: true })).toEqual({ flags: ["afterwards"], priority: 0 });
  expect(await stored({ kitchen: true, provider: true })).toEqual({ flags: ["provider"], priority: -10 });
  expect(await stored({ low: true })).toEqual({ flags: ["low"], priority: 10 });
});

test("a job is stored as the queue itself would, and the workers hear of it, whether one of its key stands already or not", async () => {
  const { db, owner } = database;
  const runAt = new Date("2026-12-24T18:00:00.250Z");
  const heard: string[] = [];
  const { unlisten } = await owner.listen("jobs:insert", (said) => void heard.push(said));
  const rowOf = (key: string) => owner`
    select task_id, payload, priority, flags, run_at, max_attempts, attempts, revision, job_queue_id is null as free, is_available, locked_by, last_error
      from graphile_worker._private_jobs where key = ${key}`;
  // The first of its name is stored by the queue, which learns the name by it.
  await enqueue(db, task, {}, {});
  for (const options of [{ runAt }, { runAt, fairKey: 'merchant:"1"', turn: "order:1" }, { runAt, calm: true }]) {
    const [ours, theirs] = [randomUUID(), randomUUID()];
    const { flags, priority } = placeOf(task, options);
    for (const round of [1, 2]) {
      const before = heard.length;
      await enqueue(db, task, { round }, { key: ours, ...options });
      await expect.poll(() => heard.length).toBeGreaterThan(before);
      await owner`
        select graphile_worker.add_job(${task.name}, ${JSON.stringify({ round })}::text::json, job_key := ${theirs}, run_at := ${runAt}, priority := ${priority}::int,
                                       flags := array(select jsonb_array_elements_text(${JSON.stringify(flags)}::text::jsonb)))`;
      const [stored] = await rowOf(ours);
      expect(stored).toEqual((await rowOf(theirs))[0]);
      expect(stored).toMatchObject({ payload: { round }, run_at: runAt, revision: round - 1 });
    }
  }
  await unlisten();
});

test("a job whose key a worker takes in that very moment is stored beside the one that has begun (D3)", async () => {
  const { db, owner, urls } = database;
  const worker = createDatabase(urls.appUrl, { max: 1 });
  const key = randomUUID();
  await enqueue(db, task, {}, { key });
  let again: Promise<void> | undefined;
  await worker.transaction(async (tx) => {
    await tx.execute(sql`
      update graphile_worker._private_jobs set locked_by = 'worker', locked_at = now(), attempts = 1 where key = ${key}`);
    again = withTenant(db, randomUUID(), (later) => enqueue(later, task, {}, { key }));
    await expect
      .poll(
        async () =>
          (await owner`select 1 from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()`)
            .length,
      )
      .toBeGreaterThan(0);
  });
  await again;
  await worker.$client.end();
  const waiting = await owner`
    select attempts from graphile_worker._private_jobs where key = ${key} and locked_at is null`;
  expect(waiting).toEqual([{ attempts: 0 }]);
});
