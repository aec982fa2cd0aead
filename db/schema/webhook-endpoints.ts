import { sql } from "drizzle-orm";
import { boolean, check, index, jsonb, pgTable, primaryKey, text, uniqueIndex, uuid } from "drizzle-orm/pg-core";
import { instant, merchantId } from "./columns";
import { environments } from "./connections";

export const webhookEndpointStatuses = ["pending", "registered", "failed", "removed"] as const;

/** What Lightspeed also sends when asked to (`subscribeTo`). */
export type WebhookSubscription = { resource: string; name: string };

/** A difference between what we registered and what Lightspeed has; null where nothing differs. */
export type WebhookDrift = { field: string; ours: string; theirs: string }[];

/** Our URL as registered with Lightspeed. The id is a secret: it stands in the URL and names the merchant. */
export const webhookEndpoints = pgTable(
  "webhook_endpoints",
  {
    id: uuid().primaryKey().defaultRandom(),
    merchantId: merchantId(),
    environment: text({ enum: environments }).notNull(),
    /** At least 128 random bits; case sensitive. */
    endpointId: text().notNull(),
    url: text().notNull(),
    withBasicAuth: boolean().notNull().default(false),
    provideAccount: boolean().notNull().default(false),
    expandTransactions: boolean().notNull().default(false),
    expandPayments: boolean().notNull().default(false),
    subscriptions: jsonb().$type<WebhookSubscription[]>().notNull().default([]),
    status: text({ enum: webhookEndpointStatuses }).notNull().default("pending"),
    problem: text(),
    registeredAt: instant(),
    lastReadAt: instant(),
    drift: jsonb().$type<WebhookDrift>(),
    createdAt: instant().notNull().defaultNow(),
    updatedAt: instant().notNull().defaultNow(),
    /** Rotation: the endpoint whose place this one takes once it stands at Lightspeed; null for the one in use. */
    replaces: uuid(),
    /** From then on deliveries to it count only with credentials. */
    retiredAt: instant(),
  },
  (t) => [
    uniqueIndex("webhook_endpoints_endpoint_uq").on(t.endpointId),
    index("webhook_endpoints_merchant_idx").on(t.merchantId, t.createdAt),
    // One in use, and one about to take its place: whoever comes second finds that out here.
    uniqueIndex("webhook_endpoints_active_uq")
      .on(t.merchantId)
      .where(sql`${t.status} <> 'removed' and ${t.replaces} is null`),
    uniqueIndex("webhook_endpoints_next_uq")
      .on(t.merchantId)
      .where(sql`${t.status} <> 'removed' and ${t.replaces} is not null`),
    check("webhook_endpoints_status_ck", sql`${t.status} in ('pending', 'registered', 'failed', 'removed')`),
  ],
);

/** Which places at Lightspeed send item and readiness events to an endpoint; orders and payments come without. */
export const webhookLinks = pgTable(
  "webhook_links",
  {
    merchantId: merchantId(),
    endpoint: uuid()
      .notNull()
      .references(() => webhookEndpoints.id, { onDelete: "cascade" }),
    businessLocationId: text().notNull(),
    /** False: somebody switched it off here, so no job switches it on again. */
    wanted: boolean().notNull().default(true),
    linked: boolean().notNull().default(false),
    /** In Lightspeed's own words. */
    warnings: jsonb().$type<string[]>().notNull().default([]),
    /** Why the last try did not work. */
    problem: text(),
    checkedAt: instant(),
  },
  (t) => [
    primaryKey({ columns: [t.endpoint, t.businessLocationId], name: "webhook_links_pk" }),
    index("webhook_links_merchant_idx").on(t.merchantId),
  ],
);

export type WebhookLink = typeof webhookLinks.$inferSelect;
export type StoredWebhookEndpoint = typeof webhookEndpoints.$inferSelect;
