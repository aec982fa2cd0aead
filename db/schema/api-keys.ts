import { index, integer, jsonb, pgTable, primaryKey, text, uniqueIndex, uuid } from "drizzle-orm/pg-core";
import { instant, merchantId } from "./columns";
import { locations } from "./locations";
import { orderChannels } from "./orders";

/** What a channel signs in with. The key itself is shown once and never stored. */
export const apiKeys = pgTable(
  "api_keys",
  {
    id: uuid().primaryKey().defaultRandom(),
    merchantId: merchantId(),
    locationId: uuid()
      .notNull()
      .references(() => locations.id, { onDelete: "cascade" }),
    channel: text({ enum: orderChannels }).notNull(),
    name: text().notNull(),
    /** The beginning of the key, to tell keys apart. */
    prefix: text().notNull(),
    /** SHA-256 (hex): the key is 256 random bits, so a slow hash would add nothing. */
    keyHash: text().notNull(),
    createdAt: instant().notNull().defaultNow(),
    createdBy: text().notNull(),
    lastUsedAt: instant(),
    /** After a rotation the old key works a little longer. */
    expiresAt: instant(),
    revokedAt: instant(),
  },
  (t) => [uniqueIndex("api_keys_hash_uq").on(t.keyHash), index("api_keys_merchant_idx").on(t.merchantId)],
);

/** The answer to a key of the caller's, kept for a day: the same request gets the same answer. */
export const idempotencyKeys = pgTable(
  "idempotency_keys",
  {
    merchantId: merchantId(),
    /** Whose key it is: the id of an API key, the first of those that took each other's place, or of a guest's visit. */
    apiKeyId: uuid().notNull(),
    key: text().notNull(),
    /** SHA-256 (hex) of the body. */
    requestHash: text().notNull(),
    orderId: uuid(),
    /** Null while the first request is at work. */
    httpStatus: integer(),
    answer: jsonb().$type<unknown>(),
    /** Until then the first request has the word; afterwards another one takes over. */
    workingUntil: instant().notNull(),
    createdAt: instant().notNull().defaultNow(),
    expiresAt: instant().notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.apiKeyId, t.key], name: "idempotency_keys_pk" }),
    index("idempotency_keys_expires_idx").on(t.expiresAt),
    index("idempotency_keys_merchant_idx").on(t.merchantId),
  ],
);

export type ApiKey = typeof apiKeys.$inferSelect;
export type IdempotencyKey = typeof idempotencyKeys.$inferSelect;
