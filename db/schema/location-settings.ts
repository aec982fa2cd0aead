import { sql } from "drizzle-orm";
import { check, index, integer, jsonb, pgTable, primaryKey, text, uuid } from "drizzle-orm/pg-core";
import { instant, merchantId } from "./columns";
import { locations } from "./locations";

export const paymentModes = ["separate", "embedded"] as const;
export type PaymentMode = (typeof paymentModes)[number];

/** Something about a location's settings that the merchant should know before the next sale. */
export type SettingsProblem = {
  about: "order_profile_dine_in" | "order_profile_takeaway" | "payment_method" | "staff";
  /** Orders that need this setting are not sent; otherwise it is a warning. */
  blocks: boolean;
  message: string;
  remedy: string;
};

/**
 * How orders of one of our locations go to one place at Lightspeed. Per pair: codes of one place mean nothing at another,
 * and linking back finds the old choices. Kept over Delete, like the links.
 */
export const locationSettings = pgTable(
  "location_settings",
  {
    merchantId: merchantId(),
    locationId: uuid()
      .notNull()
      .references(() => locations.id, { onDelete: "cascade" }),
    businessLocationId: text().notNull(),
    /** Codes of the vendor's order profiles. */
    orderProfileDineIn: text(),
    orderProfileTakeaway: text(),
    paymentMethodCode: text(),
    /** What it was called when it was chosen: another name for the same code is told. */
    paymentMethodName: text(),
    staffId: text(),
    deliveryTimeLimitMs: integer().notNull().default(600_000),
    paymentMode: text({ enum: paymentModes }).notNull().default("separate"),
    /** When the choices were last held against Lightspeed's lists, and what was found. */
    checkedAt: instant(),
    checkTriedAt: instant(),
    problems: jsonb().$type<SettingsProblem[]>().notNull().default([]),
    updatedAt: instant().notNull().defaultNow(),
  },
  (t) => [
    primaryKey({ columns: [t.locationId, t.businessLocationId] }),
    index("location_settings_merchant_idx").on(t.merchantId),
    check("location_settings_time_limit_ck", sql`${t.deliveryTimeLimitMs} >= 60000`),
    check("location_settings_payment_mode_ck", sql`${t.paymentMode} in ('separate', 'embedded')`),
  ],
);

export type LocationSettingsRow = typeof locationSettings.$inferSelect;
