import { integer, json, pgTable, primaryKey, text, uuid } from "drizzle-orm/pg-core";
import { instant, merchantId } from "./columns";

/** Why the last read did not work, in the merchant's words. */
export type ReadProblem = { message: string; remedy: string };

/** The vendor's answers as last read, one row per data set; the lease lets one caller of all processes read at a time. */
export const snapshots = pgTable(
  "snapshots",
  {
    merchantId: merchantId(),
    kind: text().notNull(),
    key: text().notNull(),
    /** Not jsonb: it keeps texts that jsonb refuses (U+0000, halves of a character), and nobody asks for a part of it. */
    data: json().$type<unknown>(),
    readAt: instant(),
    problem: json().$type<ReadProblem>(),
    /** After a failure nobody asks the vendor before this time, except at somebody's wish. */
    retryAt: instant(),
    /** Grows with every try that ended, so that who waited can tell. */
    tries: integer().notNull().default(0),
    leaseOwner: uuid(),
    leaseUntil: instant(),
  },
  (t) => [primaryKey({ columns: [t.merchantId, t.kind, t.key], name: "snapshots_pk" })],
);

export type SnapshotRow = typeof snapshots.$inferSelect;
