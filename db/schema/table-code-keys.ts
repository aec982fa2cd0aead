import { index, integer, pgTable, text, uniqueIndex, uuid } from "drizzle-orm/pg-core";
import { instant, merchantId, sealed } from "./columns";
import { locations } from "./locations";

/** What signs the codes on a location's tables. A new version makes every printed code worthless. */
export const tableCodeKeys = pgTable(
  "table_code_keys",
  {
    id: uuid().primaryKey().defaultRandom(),
    merchantId: merchantId(),
    locationId: uuid()
      .notNull()
      .references(() => locations.id, { onDelete: "cascade" }),
    version: integer().notNull(),
    secret: sealed().notNull(),
    createdAt: instant().notNull().defaultNow(),
    /** Who replaced the one before; null for the first. */
    createdBy: text(),
    /** The tables whose codes of its were taken out to print, by somebody who may, and when the last of them was. */
    drawnTables: integer().array().notNull().default([]),
    drawnAt: instant(),
  },
  (t) => [
    uniqueIndex("table_code_keys_version_uq").on(t.locationId, t.version),
    index("table_code_keys_merchant_idx").on(t.merchantId),
  ],
);

export type TableCodeKey = typeof tableCodeKeys.$inferSelect;
