import { pgTable, text } from "drizzle-orm/pg-core";
import { instant, merchantId } from "./columns";

/** To whom Upvendo's invoices go. */
export const billingProfiles = pgTable("billing_profiles", {
  merchantId: merchantId().primaryKey(),
  legalName: text().notNull(),
  street: text().notNull(),
  postalCode: text().notNull(),
  city: text().notNull(),
  /** ISO 3166-1 alpha-2. */
  country: text().notNull(),
  /** With its country's letters, without spaces; null where the business is not registered. */
  vatNumber: text(),
  invoiceEmail: text().notNull(),
  updatedByName: text().notNull(),
  updatedAt: instant().notNull().defaultNow(),
});

export type BillingProfile = typeof billingProfiles.$inferSelect;
