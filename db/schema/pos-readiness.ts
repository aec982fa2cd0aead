import { boolean, index, pgTable, text, uuid } from "drizzle-orm/pg-core";
import { instant, merchantId } from "./columns";
import { locations } from "./locations";

/** Whether a location's till takes online orders, as Lightspeed last told: by a notification or when asked. */
export const posReadiness = pgTable(
  "pos_readiness",
  {
    locationId: uuid()
      .primaryKey()
      .references(() => locations.id, { onDelete: "cascade" }),
    merchantId: merchantId(),
    businessLocationId: text().notNull(),
    /** The vendor's word, `READY` or `NOT_READY`; null until the first answer. */
    status: text(),
    apiEnabled: boolean(),
    /** `OPENED` or `CLOSED`. */
    salesPeriod: text(),
    acceptingOnlineOrders: boolean(),
    availableDevices: boolean(),
    orderProfileId: text(),
    staffId: text(),
    /** The vendor's own time of the last change. */
    lastUpdatedAt: instant(),
    /** Orders what is told: an older word never replaces a newer one. */
    versionAt: instant(),
    /** When the state was last proven. */
    readAt: instant(),
    source: text({ enum: ["poll", "webhook"] }),
    triedAt: instant(),
    /** Why the last try gave no answer, in the merchant's words. */
    problem: text(),
  },
  (t) => [index("pos_readiness_merchant_idx").on(t.merchantId)],
);

export type PosReadiness = typeof posReadiness.$inferSelect;
