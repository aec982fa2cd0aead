import { customType, integer, pgTable, text, uuid } from "drizzle-orm/pg-core";
import { instant, merchantId } from "./columns";

const bytes = customType<{ data: Buffer; driverData: Buffer }>({ dataType: () => "bytea" });

/** How guests see a merchant. Without a row the merchant's own name and our colours stand. */
export const brands = pgTable("brands", {
  merchantId: merchantId().primaryKey(),
  name: text().notNull(),
  /** `#rrggbb`, as all three. */
  accent: text().notNull(),
  ground: text().notNull(),
  ink: text().notNull(),
  updatedByName: text().notNull(),
  updatedAt: instant().notNull().defaultNow(),
});

/** One for each merchant, drawn anew by us. `id` changes with the picture and is its public address. */
export const brandLogos = pgTable("brand_logos", {
  merchantId: merchantId().primaryKey(),
  id: uuid().notNull().unique(),
  webp: bytes().notNull(),
  width: integer().notNull(),
  height: integer().notNull(),
  updatedAt: instant().notNull().defaultNow(),
});

export type Brand = typeof brands.$inferSelect;
export type BrandLogo = typeof brandLogos.$inferSelect;
