import { sql } from "drizzle-orm";
import { boolean, check, index, integer, jsonb, pgTable, primaryKey, text } from "drizzle-orm/pg-core";
import { instant, merchantId } from "./columns";
import { environments } from "./connections";

export const countSources = ["poll", "webhook"] as const;

/** How many of an item a Lightspeed location has left, as last told. A SKU without a row has not been asked for. */
export const itemAvailability = pgTable(
  "item_availability",
  {
    merchantId: merchantId(),
    environment: text({ enum: environments }).notNull(),
    businessLocationId: text().notNull(),
    sku: text().notNull(),
    /** Null is without limit, 0 is sold out. */
    count: integer(),
    /** By the vendor's clock; null where it named no time, as for an item without limit. The newer one wins. */
    countUpdatedAt: instant(),
    /** When we learned it; for a poll when it began. */
    readAt: instant().notNull(),
    source: text({ enum: countSources }).notNull(),
    /** Confirmed by every complete poll of the place since: those do not touch rows that have not changed. */
    polled: boolean().notNull().default(false),
    /** Somebody asked for this SKU; polled for a day after. */
    lookedUpAt: instant(),
  },
  (t) => [
    primaryKey({
      columns: [t.merchantId, t.environment, t.businessLocationId, t.sku],
      name: "item_availability_pk",
    }),
    index("item_availability_limited_idx")
      .on(t.merchantId, t.environment, t.businessLocationId)
      .where(sql`${t.count} is not null`),
    check("item_availability_source_ck", sql`${t.source} in ('poll', 'webhook')`),
  ],
);

/** How the polling of a place stands. Its row lock makes writers of counts take turns. */
export const availabilityReads = pgTable(
  "availability_reads",
  {
    merchantId: merchantId(),
    environment: text({ enum: environments }).notNull(),
    businessLocationId: text().notNull(),
    /** Beginning of the last complete poll. */
    readAt: instant(),
    triedAt: instant(),
    /** Why the last try did not work, in the merchant's words. */
    problem: text(),
    remedy: text(),
    /** The vendor's own words about this place, such as a POS app that is too old. */
    warnings: jsonb().$type<string[]>().notNull().default([]),
    dueAt: instant(),
    /** Somebody has the page open until then. */
    watchedUntil: instant(),
    /** The newest event for this place, whatever its item. */
    lastEventAt: instant(),
  },
  (t) => [
    primaryKey({ columns: [t.merchantId, t.environment, t.businessLocationId], name: "availability_reads_pk" }),
    index("availability_reads_due_idx").on(t.dueAt),
  ],
);

export type ItemAvailability = typeof itemAvailability.$inferSelect;
export type AvailabilityRead = typeof availabilityReads.$inferSelect;
