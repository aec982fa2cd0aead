import { sql } from "drizzle-orm";
import { check, index, pgTable, text, uniqueIndex, uuid } from "drizzle-orm/pg-core";
import { instant, merchantId } from "./columns";
import { locations } from "./locations";

export const outageCauses = ["connection_lost", "no_answer", "till_not_ready"] as const;
export type OutageCause = (typeof outageCauses)[number];

/** When no order could reach a linked location's till, a row for each cause and time. Written by whoever notices the change. */
export const locationOutages = pgTable(
  "location_outages",
  {
    id: uuid().primaryKey().defaultRandom(),
    merchantId: merchantId(),
    locationId: uuid()
      .notNull()
      .references(() => locations.id, { onDelete: "cascade" }),
    cause: text({ enum: outageCauses }).notNull(),
    startedAt: instant().notNull(),
    /** Null while it lasts. */
    endedAt: instant(),
  },
  (t) => [
    uniqueIndex("location_outages_open_uq").on(t.locationId, t.cause).where(sql`${t.endedAt} is null`),
    index("location_outages_ended_idx").on(t.merchantId, t.endedAt),
    index("location_outages_old_idx").on(t.endedAt).where(sql`${t.endedAt} is not null`),
    check("location_outages_cause_ck", sql`${t.cause} in ('connection_lost', 'no_answer', 'till_not_ready')`),
    check("location_outages_order_ck", sql`${t.endedAt} >= ${t.startedAt}`),
  ],
);

export type LocationOutage = typeof locationOutages.$inferSelect;
