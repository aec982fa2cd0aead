import { index, jsonb, pgTable, text, uniqueIndex, uuid } from "drizzle-orm/pg-core";
import { instant, merchantId } from "./columns";
import { environments } from "./connections";
import { locations } from "./locations";
import { orders } from "./orders";

/** A stretch of the way to the till with the proof that it was gone. */
export type ProvenHop = {
  id: string;
  title: string;
  /** When it was proven. */
  at: string;
  /** What was looked at, and what was found. */
  proof: string;
  /** Where that can be looked up. */
  href: string;
};

/** A dress rehearsal: a marked test order that has to go the whole way, and be voided on the till afterwards. */
export const rehearsals = pgTable(
  "rehearsals",
  {
    id: uuid().primaryKey().defaultRandom(),
    merchantId: merchantId(),
    environment: text({ enum: environments }).notNull(),
    locationId: uuid()
      .notNull()
      .references(() => locations.id, { onDelete: "cascade" }),
    orderId: uuid()
      .notNull()
      .references(() => orders.id, { onDelete: "cascade" }),
    /** What held at the moment of the order and may change with the hour: the till's readiness, the item, the look before money. */
    before: jsonb().$type<ProvenHop[]>().notNull(),
    startedByName: text().notNull(),
    startedAt: instant().notNull(),
    /** When the till was asked on paper to void the sale; set before the message leaves, so that it is printed once. */
    voidAskedAt: instant(),
    voidWords: text(),
    /** The receipt as last read at Lightspeed, in words. */
    lookedAt: instant(),
    seen: text(),
    /** The sale was on the till's books once. */
    saleSeenAt: instant(),
    /** Since when the receipt, once seen, has not been found; null while it is. */
    receiptMissingSince: instant(),
    voidedAt: instant(),
    voidProof: text(),
  },
  (t) => [
    uniqueIndex("rehearsals_order_uq").on(t.orderId),
    index("rehearsals_newest_idx").on(t.merchantId, t.locationId, t.startedAt.desc()),
  ],
);

/** Issued only with every hop proven. Append-only: what stood in it when it was issued stays. */
export const certificates = pgTable(
  "certificates",
  {
    id: uuid().primaryKey().defaultRandom(),
    merchantId: merchantId(),
    rehearsalId: uuid()
      .notNull()
      .references(() => rehearsals.id, { onDelete: "cascade" }),
    environment: text({ enum: environments }).notNull(),
    merchantName: text().notNull(),
    locationName: text().notNull(),
    orderNumber: text().notNull(),
    hops: jsonb().$type<ProvenHop[]>().notNull(),
    issuedFor: text().notNull(),
    issuedAt: instant().notNull(),
    softwareVersion: text().notNull(),
    /** SHA-256 (hex) over all of the above. */
    hash: text().notNull(),
  },
  (t) => [
    uniqueIndex("certificates_rehearsal_uq").on(t.rehearsalId),
    index("certificates_merchant_idx").on(t.merchantId),
  ],
);

export type Rehearsal = typeof rehearsals.$inferSelect;
export type Certificate = typeof certificates.$inferSelect;
