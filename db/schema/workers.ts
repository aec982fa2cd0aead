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
