import { boolean, index, jsonb, pgTable, text, uniqueIndex, uuid } from "drizzle-orm/pg-core";
import { instant, merchantId } from "./columns";

/** One span a day, `HH:MM`; null where the location is closed that day. A close before the open is past midnight. */
export type OpeningHours = Record<
  "monday" | "tuesday" | "wednesday" | "thursday" | "friday" | "saturday" | "sunday",
  { open: string; close: string } | null
>;

export const locations = pgTable(
  "locations",
  {
    id: uuid().primaryKey().defaultRandom(),
    merchantId: merchantId(),
    name: text().notNull(),
    street: text().notNull(),
    postalCode: text().notNull(),
    city: text().notNull(),
    /** ISO 3166-1 alpha-2. */
    country: text().notNull(),
    /** IANA name. */
    timeZone: text().notNull(),
    /** ISO 4217. */
    currency: text().notNull(),
    openingHours: jsonb().$type<OpeningHours>().notNull(),
    active: boolean().notNull().default(true),
    createdAt: instant().notNull().defaultNow(),
    updatedAt: instant().notNull().defaultNow(),
  },
  (t) => [index("locations_merchant_idx").on(t.merchantId), uniqueIndex("locations_name_uq").on(t.merchantId, t.name)],
);

export type Location = typeof locations.$inferSelect;
export type NewLocation = typeof locations.$inferInsert;
