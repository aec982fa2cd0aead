import { integer, pgTable, text, timestamp, uuid } from "drizzle-orm/pg-core";

/** Which worker processes live. No tenant: reached through `gate` functions only. */
export const workerHeartbeats = pgTable("worker_heartbeats", {
  processId: uuid().primaryKey(),
  /** The queue's names for this process's workers. */
  workerIds: text().array().notNull(),
  startedAt: timestamp({ withTimezone: true }).notNull().defaultNow(),
  beatAt: timestamp({ withTimezone: true }).notNull().defaultNow(),
  /** Jobs done so far, for whoever looks. */
  jobs: integer().notNull().default(0),
});

/**
 * Who works on what only one may work on at a time. Unlogged: after a crash of the database nobody does. No tenant: reached through `gate`
 * functions only.
 */
export const jobTurns = pgTable("job_turns", {
  name: text().primaryKey(),
  /** Of this turn, so that it ends its own alone. */
  turnId: uuid().notNull(),
  /** The queue's name for the worker, for whoever looks. */
  workerId: text().notNull(),
  keptUntil: timestamp({ withTimezone: true }).notNull(),
});
