import { index, integer, pgTable, text, uniqueIndex, uuid } from "drizzle-orm/pg-core";
import { instant, merchantId, sealed } from "./columns";
import { locations } from "./locations";

/** What signs the link by which a device becomes a kiosk of a location. A new version makes every kiosk that was opened before none any more. */
export const kioskKeys = pgTable(
  "kiosk_keys",
  {
    id: uuid().primaryKey().defaultRandom(),
    merchantId: merchantId(),
    locationId: uuid()
      .notNull()
      .references(() => locations.id, { onDelete: "cascade" }),
    version: integer().notNull(),
    secret: sealed().notNull(),
    createdAt: instant().notNull().defaultNow(),
    createdBy: text().notNull(),
  },
  (t) => [
    uniqueIndex("kiosk_keys_version_uq").on(t.locationId, t.version),
    index("kiosk_keys_merchant_idx").on(t.merchantId),
  ],
);

export type KioskKey = typeof kioskKeys.$inferSelect;
