import type { z } from "zod";
import { type Queryable, sendAlong } from "@/db/client";
import { clientOf } from "@/db/prepared";
import { textArray } from "./text-array";

/** A kind of background work. Whoever enqueues needs only this, never the handler. */
export type Task<S extends z.ZodType = z.ZodType> = {
  name: string;
  payload: S;
  /** Put off while anything else waits, and never on all workers of a process: what an order or a payment does not need. */
  low?: true;
  /** A kitchen waits for it: goes before all that is only to be booked or looked at afterwards. */
  kitchen?: true;
  /** Asks a payment provider, who may hang: never on all workers of a process. */
  provider?: true;
};

/** The flag of a job that can wait, and its place behind all others. */
export const LOW = "low";
export const LOW_PRIORITY = 10;
/** Of what a kitchen waits for, before all others. */
export const KITCHEN_PRIORITY = -10;
/** The flag of a job that asks a payment provider. */
export const PROVIDER = "provider";
/** The flag of a job that no kitchen waits for, and that is not put off altogether either. */
export const AFTERWARDS = "afterwards";

const TURN = "turn:";

/** What a job's flags say: whose turn it is, and among whom the workers are shared. */
export function readFlags(flags: Record<string, unknown> | null): { turn: string | null; names: string[] } {
  const all = Object.keys(flags ?? {});
  const turn = all.find((flag) => flag.startsWith(TURN))?.slice(TURN.length) ?? null;
  return { turn, names: all.filter((flag) => !flag.startsWith(TURN)) };
}

export function defineTask<S extends z.ZodType>(task: Task<S>): Task<S> {
  return task;
}

export type EnqueueOptions = {
  /** A waiting job with the same key is replaced instead of joined by a second one. */
  key?: string;
  /** Jobs with the same name run one after the other. For few names that stay: each look for a job goes through all that ever were. */
  serialKey?: string;
  /** The same for names without number that come and go, and for short work: the next one waits where it is. */
  turn?: string;
  /** Of all workers of a process only some work on jobs of the same name at a time, so that others get their turn. */
  fairKey?: string;
  runAt?: Date;
  /** A waiting job with the same key stays where it is in the queue; without it it goes to the end. */
  keepPlace?: boolean;
  /** Nobody waits for this one: among all others, whatever its task says. */
  calm?: boolean;
};

/** How the queue knows a job: among whom it has a share, whose turn it is, and what goes before it. */
export function placeOf(
  task: Task,
  { turn, fairKey, calm = false }: EnqueueOptions,
): { flags: string[]; priority: number } {
  const isForKitchen = task.kitchen === true && !calm;
  const flags = [
    ...[fairKey, turn && TURN + turn, task.low && LOW, task.provider && PROVIDER],
    !task.low && !isForKitchen && AFTERWARDS,
  ].filter((name) => typeof name === "string");
  return { flags, priority: task.low ? LOW_PRIORITY : isForKitchen ? KITCHEN_PRIORITY : 0 };
}

/** A job's flags as the queue's table has them. */
export const flagsAsStored = (flags: readonly string[]): string =>
  JSON.stringify(Object.fromEntries(flags.map((flag) => [flag, true])));

/**
 * Stores the job in the caller's transaction: it exists exactly when the row that needs it exists. Written by itself where none of its key stands yet, which
 * is most of the time: the queue's own way of adding one is five statements, and asks for more than all else that stores a payment's notice. Where one stands, the
 * queue itself renews it. Where a worker takes the waiting job of this key between
 * the queue's look at it and its write, the queue stores nothing and says so by an answer without an id only; by then that job counts as begun, and asked once
 * more the queue stores another beside it.
 */
export async function enqueue<S extends z.ZodType>(
  tx: Queryable,
  task: Task<S>,
  payload: z.input<S>,
  options: EnqueueOptions = {},
): Promise<void> {
  const { key = null, serialKey = null, runAt = null, keepPlace = false } = options;
  const { flags: names, priority } = placeOf(task, options);
  const flags = names.length === 0 ? null : textArray(names);
  const flagged = names.length === 0 ? null : flagsAsStored(names);
  const client = clientOf(tx);
  const add = client`(graphile_worker.add_job(name, payload, queue_name := queue, job_key := key, run_at := run_at, flags := flags, priority := priority, job_key_mode := mode)).id`;
  await sendAlong(
    tx,
    client`
      with job as (
        select ${task.name}::text as name, ${JSON.stringify(payload)}::json as payload, ${serialKey}::text as queue, ${key}::text as key,
               ${runAt?.toISOString() ?? null}::timestamptz as run_at, ${flags}::text[] as flags, ${priority}::int as priority,
               ${keepPlace && key !== null ? "preserve_run_at" : null}::text as mode),
      stored as (
        insert into graphile_worker._private_jobs (task_id, payload, key, priority, flags, run_at, max_attempts)
        select t.id, payload, key, priority, ${flagged}::jsonb, coalesce(run_at, now()), 25
          from job join graphile_worker._private_tasks t on t.identifier = job.name where queue is null
        on conflict (key) do nothing returning id)
      select coalesce((select id from stored), ${add}, ${add}),
             (select pg_notify('jobs:insert', json_build_object('r', random(), 'count', 1)::text) from stored)
        from job`,
  );
}
