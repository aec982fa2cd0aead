import { sql } from "drizzle-orm";
import type { Queryable } from "@/db/client";
import { log } from "@/lib/log";

/** What one reading differs from the next by chance is no reason to let time jump. */
const JITTER_MS = 250;
/** An answer that took so long says too little about when it was true. */
const SLOW_MS = 1_000;
const ODD_MS = 5_000;

export type DatabaseClock = {
  now: () => Date;
  /** Reads the database's clock. */
  set: () => Promise<void>;
};

/**
 * The time by which a worker decides what is due, too late, or can be printed no more: the database's, so that all workers mean the same
 * moment whatever their machines say. Between two readings it goes on by the process's own steady clock, which nobody can set.
 */
export function createDatabaseClock(db: Queryable): DatabaseClock {
  let anchor: { time: number; at: number } | undefined;
  let told = false;
  const carried = (at: number) => (anchor ? anchor.time + at - anchor.at : Date.now());
  return {
    now: () => new Date(carried(performance.now())),
    set: async () => {
      const asked = performance.now();
      const [row] = await db.execute<{ ms: number }>(
        sql`select (extract(epoch from clock_timestamp()) * 1000)::float8 as ms`,
      );
      const answered = performance.now();
      const at = (asked + answered) / 2;
      if (!row || (anchor && answered - asked > SLOW_MS)) return;
      const off = Math.abs(Date.now() - row.ms) > ODD_MS;
      if (off && !told) log.warn("this machine's clock differs from the database's, which counts");
      told = off;
      if (!anchor || Math.abs(carried(at) - row.ms) > JITTER_MS) anchor = { time: row.ms, at };
    },
  };
}
