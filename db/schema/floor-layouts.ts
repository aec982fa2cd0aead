import { index, integer, jsonb, pgTable, primaryKey, text, uuid } from "drizzle-orm/pg-core";
import { instant, merchantId } from "./columns";
import { locations } from "./locations";

/** Where a table stands on the merchant's own drawing, in steps of its grid; `number` names it when Lightspeed no longer does. */
export type TablePlace = { tableId: string; number: number; x: number; y: number };

/** The merchant's arrangement of one of Lightspeed's floor plans, which come without any coordinates. */
export const floorLayouts = pgTable(
  "floor_layouts",
  {
    merchantId: merchantId(),
    locationId: uuid()
      .notNull()
      .references(() => locations.id, { onDelete: "cascade" }),
    businessLocationId: text().notNull(),
    floorPlanId: text().notNull(),
    places: jsonb().$type<TablePlace[]>().notNull().default([]),
    /** Grows with every save; a save on an older one is refused. */
    version: integer().notNull().default(1),
    updatedByName: text(),
    updatedAt: instant().notNull().defaultNow(),
  },
  (t) => [
    primaryKey({ columns: [t.locationId, t.businessLocationId, t.floorPlanId] }),
    index("floor_layouts_merchant_idx").on(t.merchantId),
  ],
);

export type FloorLayout = typeof floorLayouts.$inferSelect;
