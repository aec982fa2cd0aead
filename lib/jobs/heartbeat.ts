import { randomUUID } from "node:crypto";
import { sql } from "drizzle-orm";
import type { Queryable } from "@/db/client";
import { log } from "@/lib/log";
import { textArray } from "./text-array";
import { keepTurns } from "./turns";

/** How often a process says that it lives. */
const BEAT_MS = 4_000;
/** After so long without a word its jobs go to others. A frozen process that wakes later finds its claims outdated. */
const SILENCE_MS = 14_000;
/** So long a session of ours may stand in the middle of a statement that its process has not sent whole. */
const HALF_SAID_MS = 12_000;
/** A process that died before its first word is known by its jobs alone. */
const UNKNOWN_MS = 20_000;

export type Heartbeat = { stop: () => Promise<void> };

type Options = {
  db: Queryable;
  /** The queue's names for this process's workers. */
  workerIds: () => readonly string[];
  /** Done with every beat. */
  also?: () => Promise<void>;
  beatMs?: number;
};

/** Says that this process lives, and gives the jobs of processes that do not to others. The database's clock decides. */
export async function startHeartbeat({ db, workerIds, also, beatMs = BEAT_MS }: Options): Promise<Heartbeat> {
  const processId = randomUUID();
  let timer: NodeJS.Timeout | undefined;
  let stopped = false;
  let running: Promise<void> = Promise.resolve();
  const beat = async () => {
    try {
      await db.execute(sql`select gate.beat_worker(${processId}::uuid, ${textArray(workerIds())}::text[], 0)`);
      await keepTurns(db);
      await releaseJobsOfTheDead(db);
      await endHalfSaid(db);
      await also?.();
    } catch (error) {
      // The database is away, or this beat came to nothing: the next one is seconds off.
      log.warn({ error }, "a heartbeat of the worker failed");
    }
    if (!stopped) timer = setTimeout(() => (running = beat()), beatMs);
  };
  running = beat();
  await running;
  return {
    stop: async () => {
      stopped = true;
      clearTimeout(timer);
      await running;
      await db.execute(sql`select gate.forget_worker(${processId}::uuid)`).catch(() => undefined);
    },
  };
}

/** Without this the queue would leave a dead worker's jobs alone for four hours. Returns the workers that were given up. */
export async function releaseJobsOfTheDead(
  db: Queryable,
  { silenceMs = SILENCE_MS, unknownMs = UNKNOWN_MS } = {},
): Promise<string[]> {
  const rows = await db.execute<{ worker: string }>(sql`
    with live as (select gate.live_workers(${silenceMs}) as ids), held as (
      select locked_by as worker, locked_at from graphile_worker._private_jobs where locked_by is not null
      union all select locked_by, locked_at from graphile_worker._private_job_queues where locked_by is not null)
    select distinct held.worker from held, live
     where not (held.worker = any (live.ids)) and held.locked_at < clock_timestamp() - ${unknownMs} * interval '1 millisecond'`);
  const dead = rows.map(({ worker }) => worker);
  if (dead.length === 0) return [];
  log.warn({ workers: dead.length }, "jobs of workers that died go to others");
  await db.execute(sql`select graphile_worker.force_unlock_workers(${textArray(dead)}::text[])`);
  return dead;
}

/**
 * A process that is frozen between the two halves of a statement keeps the rows of its transaction: the database waits for the rest for as
 * long as the connection is there, and counts that as work, so that no time limit of its own ends it. Returns how many sessions were ended.
 */
export async function endHalfSaid(db: Queryable, halfSaidMs = HALF_SAID_MS): Promise<number> {
  const ended = await db.execute<{ ended: boolean }>(sql`
    select pg_terminate_backend(a.pid) as ended from pg_stat_activity a
     where a.datname = current_database() and a.usename = current_user and a.pid <> pg_backend_pid()
       and a.application_name like 'upvendo%' and a.state = 'active' and a.wait_event = 'ClientRead'
       and a.state_change < clock_timestamp() - ${halfSaidMs} * interval '1 millisecond'`);
  if (ended.length > 0) log.warn({ sessions: ended.length }, "sessions of a process that stands still were ended");
  return ended.length;
}
