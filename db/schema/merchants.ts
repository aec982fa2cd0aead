import { pgTable, text, timestamp, uuid } from "drizzle-orm/pg-core";

/** A tenant. The product document's "vendor id" is this id. */
export const merchants = pgTable("merchants", {
  id: uuid().primaryKey().defaultRandom(),
  name: text().notNull(),
  createdAt: timestamp({ withTimezone: true }).notNull().defaultNow(),
});

export type Merchant = typeof merchants.$inferSelect;
