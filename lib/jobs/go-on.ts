import { setTimeout as pause } from "node:timers/promises";
import { type SQL, sql } from "drizzle-orm";
import type { z } from "zod";
import type { Queryable, TenantTransaction } from "@/db/client";
import { log } from "@/lib/log";
import { endOf } from "./end-job";
import { type EnqueueOptions, enqueue, flagsAsStored, placeOf, type Task } from "./task";

/**
 * What a worker goes on with at once when its job is done: under the turn and among the share of the job that is stored for it. That job is the worker's own
 * from the beginning, as if the queue had handed it over; should the worker die, it is another's like all that it had begun.
 */
export type Onward = { jobId: string; turn: string; fairKey: string; work: () => Promise<void> };

type ToKeep = EnqueueOptions & { key: string };

/**
 * Stores a job as begun by this worker, in the caller's transaction: nobody else ever sees it, unless the worker ends. Written by itself, since the queue's own
 * way of adding one is four statements and a call to all workers to come and look, who would find nothing. Where a job of this key stands already, that one is
 * renewed and taken; null for one that others have begun.
 */
export async function keepJob<S extends z.ZodType>(
  tx: TenantTransaction,
  task: Task<S>,
  payload: z.input<S>,
  { options, workerId }: { options: ToKeep; workerId: string },
): Promise<string | null> {
  const { key } = options;
  const { flags, priority } = placeOf(task, options);
  const flagged = flagsAsStored(flags);
  const [stored] = await tx.execute<{ id: string }>(sql`
    insert into graphile_worker._private_jobs (task_id, payload, key, priority, flags, max_attempts, attempts, locked_by, locked_at)
    select id, ${JSON.stringify(payload)}::json, ${key}, ${priority}::int, ${flagged}::jsonb, 25, 1, ${workerId}, now()
      from graphile_worker._private_tasks where identifier = ${task.name}
    on conflict (key) do nothing returning id::text`);
  if (stored) return stored.id;
  await enqueue(tx, task, payload, options);
  const [taken] = await tx.execute<{ id: string }>(sql`
    update graphile_worker._private_jobs set locked_by = ${workerId}, locked_at = now(), attempts = attempts + 1
     where key = ${key} and locked_at is null returning id::text`);
  return taken?.id ?? null;
}

/** Lets others have it, where this worker has it. */
export const leaveJob = (db: Queryable, key: string, workerId: string): Promise<void> =>
  write(
    db,
    sql`update graphile_worker._private_jobs set locked_by = null, locked_at = null where key = ${key} and locked_by = ${workerId}`,
  );

const ENDS = [100, 1_000, 5_000];

/** Does the work and then says to the queue what became of it. */
export async function goOn(
  db: Queryable,
  { jobId, work, turn }: Onward,
  workerId: string,
  asJob: (work: () => Promise<void>) => Promise<void>,
): Promise<void> {
  let end = endOf({ jobId, workerId });
  try {
    await asJob(work);
  } catch (error) {
    log.warn({ error, turn }, "going on at once failed; its job comes again");
    end = endOf({ jobId, workerId }, { error });
  }
  await write(db, end);
}

/** What never reaches the database is done again once this process has ended, and before that where an order's deadline says so. */
async function write(db: Queryable, end: SQL, pauses = ENDS): Promise<void> {
  try {
    await db.execute(end);
  } catch (error) {
    const [ms, ...rest] = pauses;
    if (ms === undefined) return log.warn({ error }, "the end of a job was not written down");
    await pause(ms);
    await write(db, end, rest);
  }
}
