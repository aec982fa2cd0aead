import { sql } from "drizzle-orm";
import { boolean, check, date, index, integer, json, pgTable, primaryKey, text } from "drizzle-orm/pg-core";
import { instant, merchantId } from "./columns";
import type { ReadProblem } from "./snapshots";

/** What was sold on one business day of a vendor's location, added up; the receipts themselves are not kept. */
export const salesDays = pgTable(
  "sales_days",
  {
    merchantId: merchantId(),
    placeId: text().notNull(),
    /** The restaurant's business day, which may end after midnight: never a calendar day. */
    day: date().notNull(),
    /** Amounts in the smallest unit of this currency. */
    currency: text().notNull(),
    totals: json().$type<unknown>().notNull(),
    /** The vendor says that nothing is missing: never read again by itself. */
    complete: boolean().notNull(),
    /** When the next business day begins. */
    nextStart: instant(),
    readAt: instant().notNull(),
  },
  (t) => [primaryKey({ columns: [t.merchantId, t.placeId, t.day], name: "sales_days_pk" })],
);

/** The reading of days that a report lacks: one at a time for each of the vendor's locations. */
export const salesLoads = pgTable(
  "sales_loads",
  {
    merchantId: merchantId(),
    placeId: text().notNull(),
    state: text({ enum: ["running", "done", "cancelled", "failed"] }).notNull(),
    fromDay: date().notNull(),
    toDay: date().notNull(),
    /** Also the business day that is now, whichever date that has. */
    current: boolean().notNull(),
    total: integer().notNull().default(0),
    done: integer().notNull().default(0),
    failures: integer().notNull().default(0),
    problem: json().$type<ReadProblem>(),
    /** When it goes on after a failure. */
    nextAt: instant(),
    startedAt: instant().notNull(),
    startedByName: text(),
    updatedAt: instant().notNull().defaultNow(),
  },
  (t) => [
    primaryKey({ columns: [t.merchantId, t.placeId], name: "sales_loads_pk" }),
    index("sales_loads_running_idx").on(t.updatedAt).where(sql`${t.state} = 'running'`),
    check("sales_loads_state", sql`${t.state} in ('running', 'done', 'cancelled', 'failed')`),
  ],
);

export type SalesDayRow = typeof salesDays.$inferSelect;
export type SalesLoad = typeof salesLoads.$inferSelect;
