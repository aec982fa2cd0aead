import { boolean, index, integer, pgTable, primaryKey, text, uuid } from "drizzle-orm/pg-core";
import { instant, merchantId } from "./columns";
import { locations } from "./locations";
import { orderChannels, orders } from "./orders";

export const pauseCauses = ["person", "pos_errors", "not_ready"] as const;
export type PauseCause = (typeof pauseCauses)[number];

/** Through which channels a location sells. No row: never switched on. */
export const channels = pgTable(
  "channels",
  {
    merchantId: merchantId(),
    locationId: uuid()
      .notNull()
      .references(() => locations.id, { onDelete: "cascade" }),
    channel: text({ enum: orderChannels }).notNull(),
    on: boolean().notNull().default(false),
    /** Null while it is not paused. Only a person ends what a person began. */
    pauseCause: text({ enum: pauseCauses }),
    pauseReason: text(),
    pausedAt: instant(),
    /** Null: until somebody, or a proof, ends it. */
    pausedUntil: instant(),
    /** Null where the machine did it. */
    pausedByName: text(),
    /** Orders in a row that the till did not take. */
    posErrors: integer().notNull().default(0),
    changedAt: instant().notNull().defaultNow(),
  },
  (t) => [
    primaryKey({ columns: [t.locationId, t.channel], name: "channels_pk" }),
    index("channels_merchant_idx").on(t.merchantId),
  ],
);

/** What an order keeps of an item that is limited at the till, until the till's own count says so. */
export const itemReservations = pgTable(
  "item_reservations",
  {
    merchantId: merchantId(),
    orderId: uuid()
      .notNull()
      .references(() => orders.id, { onDelete: "cascade" }),
    businessLocationId: text().notNull(),
    sku: text().notNull(),
    quantity: integer().notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.orderId, t.sku], name: "item_reservations_pk" }),
    index("item_reservations_item_idx").on(t.merchantId, t.businessLocationId, t.sku),
  ],
);

export type Channel = typeof channels.$inferSelect;
