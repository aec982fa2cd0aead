import { sql } from "drizzle-orm";
import { boolean, check, index, integer, jsonb, pgTable, text, uniqueIndex, uuid } from "drizzle-orm/pg-core";
import { instant, merchantId, sealed } from "./columns";
import { locations } from "./locations";

export const connectionStatuses = [
  "not_connected",
  "connected",
  "degraded",
  "needs_reauthorization",
  "disabled",
] as const;
export type StoredConnectionStatus = (typeof connectionStatuses)[number];

export const environments = ["sandbox", "trial", "production"] as const;

/** A Lightspeed business as last read with the connection's token. Ids are int64 and stay text. */
export type BusinessSnapshot = { id: string; name: string; locations: { id: string; name: string }[] };

/** One merchant's standing permission at Lightspeed. The row survives Delete, so that links and log stay attached. */
export const connections = pgTable(
  "connections",
  {
    id: uuid().primaryKey().defaultRandom(),
    merchantId: merchantId(),
    environment: text({ enum: environments }).notNull(),
    status: text({ enum: connectionStatuses }).notNull().default("not_connected"),
    /** Why the status is not `connected`: a code of `lib/lightspeed/connection/problems`. */
    problem: text(),
    problemDetail: text(),
    problemSince: instant(),
    businessId: text(),
    businessName: text(),
    businesses: jsonb().$type<BusinessSnapshot[]>().notNull().default([]),
    businessesReadAt: instant(),
    scopes: text().array().notNull().default(sql`'{}'`),
    accessToken: sealed(),
    refreshToken: sealed(),
    /** Grows with every stored token set; a refresh is stored only where it still matches. */
    tokenVersion: integer().notNull().default(0),
    accessExpiresAt: instant(),
    /** Null with a refresh token: no fixed end (`refresh_expires_in: 0`). */
    refreshExpiresAt: instant(),
    /** Lifetime of the current access token in seconds, from `expires_in`. */
    accessLifetime: integer(),
    refreshedAt: instant(),
    /** When the background job refreshes, jittered; null where nothing is to be refreshed. */
    refreshDueAt: instant(),
    refreshFailures: integer().notNull().default(0),
    leaseOwner: uuid(),
    leaseUntil: instant(),
    /** The token version that the last started refresh spends: still equal to `tokenVersion` means its outcome is unknown. */
    attemptVersion: integer(),
    attemptAt: instant(),
    connectedById: uuid(),
    connectedByName: text(),
    connectedAt: instant(),
    disabledAt: instant(),
    /** Last time that Lightspeed answered a call for this connection, and how. */
    lastCheckedAt: instant(),
    lastCheckOk: boolean(),
    lastCheckError: text(),
    createdAt: instant().notNull().defaultNow(),
    updatedAt: instant().notNull().defaultNow(),
  },
  (t) => [
    uniqueIndex("connections_merchant_uq").on(t.merchantId),
    // One tenant per business: a second one is told, whoever comes first.
    uniqueIndex("connections_business_uq")
      .on(t.environment, t.businessId)
      .where(sql`${t.businessId} is not null and ${t.status} in ('connected', 'degraded', 'needs_reauthorization')`),
    index("connections_refresh_due_idx").on(t.refreshDueAt).where(sql`${t.refreshDueAt} is not null`),
    check(
      "connections_status_ck",
      sql`${t.status} in ('not_connected', 'connected', 'degraded', 'needs_reauthorization', 'disabled')`,
    ),
    check(
      "connections_disabled_clear_ck",
      sql`${t.status} <> 'disabled' or (${t.accessToken} is null and ${t.refreshToken} is null and ${t.refreshDueAt} is null)`,
    ),
  ],
);

/** A browser that was sent to Lightspeed and may come back once, within ten minutes. */
export const authorizationRequests = pgTable(
  "authorization_requests",
  {
    /** The flow id inside the signed state. */
    id: uuid().primaryKey(),
    merchantId: merchantId(),
    userId: uuid().notNull(),
    sessionId: uuid().notNull(),
    environment: text({ enum: environments }).notNull(),
    /** Null once consumed, replaced or swept. */
    codeVerifier: sealed(),
    createdAt: instant().notNull(),
    expiresAt: instant().notNull(),
    consumedAt: instant(),
    replacedAt: instant(),
  },
  (t) => [
    uniqueIndex("authorization_requests_open_uq")
      .on(t.merchantId)
      .where(sql`${t.consumedAt} is null and ${t.replacedAt} is null`),
    index("authorization_requests_expires_idx").on(t.expiresAt),
  ],
);

/** Tokens of another Lightspeed business, waiting for the merchant's decision; nothing of the connection has changed. */
export const pendingAuthorizations = pgTable(
  "pending_authorizations",
  {
    id: uuid().primaryKey(),
    merchantId: merchantId(),
    userId: uuid().notNull(),
    environment: text({ enum: environments }).notNull(),
    accessToken: sealed().notNull(),
    refreshToken: sealed().notNull(),
    accessLifetime: integer().notNull(),
    receivedAt: instant().notNull(),
    refreshExpiresAt: instant(),
    scopes: text().array().notNull(),
    businesses: jsonb().$type<BusinessSnapshot[]>().notNull(),
    expiresAt: instant().notNull(),
  },
  (t) => [uniqueIndex("pending_authorizations_merchant_uq").on(t.merchantId)],
);

export const locationLinks = pgTable(
  "location_links",
  {
    id: uuid().primaryKey().defaultRandom(),
    merchantId: merchantId(),
    locationId: uuid()
      .notNull()
      .references(() => locations.id, { onDelete: "cascade" }),
    environment: text({ enum: environments }).notNull(),
    businessId: text().notNull(),
    businessLocationId: text().notNull(),
    businessLocationName: text().notNull(),
    /** Kept inactive after Delete and offered again on the next connect. */
    active: boolean().notNull().default(true),
    createdAt: instant().notNull().defaultNow(),
    updatedAt: instant().notNull().defaultNow(),
  },
  (t) => [
    uniqueIndex("location_links_location_uq").on(t.locationId),
    uniqueIndex("location_links_business_location_uq").on(t.environment, t.businessLocationId).where(sql`${t.active}`),
    index("location_links_merchant_idx").on(t.merchantId),
  ],
);

/** The merchant's one in-house channel. */
export const inHouseChannels = pgTable("in_house_channels", {
  merchantId: merchantId().primaryKey(),
  providerIntegrated: text({ enum: ["lightspeed"] }),
  updatedAt: instant().notNull().defaultNow(),
});

export type CapabilityResult = {
  capability: string;
  /** `neutral`: not set up yet, which is no fault. */
  result: "ok" | "failed" | "neutral";
  durationMs: number;
  message: string;
  remedy?: string;
};

/** The newest Test Connection; `runningUntil` keeps two from running at once over all processes. */
export const connectionTests = pgTable("connection_tests", {
  merchantId: merchantId().primaryKey(),
  runningUntil: instant(),
  testedAt: instant(),
  durationMs: integer(),
  results: jsonb().$type<CapabilityResult[]>().notNull().default([]),
});

export type ReceiptLine = { what: string; detail?: string };

/** What Delete removed, kept and could not reach. */
export const deletionReceipts = pgTable(
  "deletion_receipts",
  {
    id: uuid().primaryKey().defaultRandom(),
    merchantId: merchantId(),
    createdAt: instant().notNull().defaultNow(),
    byName: text().notNull(),
    removed: jsonb().$type<ReceiptLine[]>().notNull(),
    kept: jsonb().$type<ReceiptLine[]>().notNull(),
    unreachable: jsonb().$type<ReceiptLine[]>().notNull(),
  },
  (t) => [index("deletion_receipts_merchant_idx").on(t.merchantId, t.createdAt)],
);

export type Connection = typeof connections.$inferSelect;
export type AuthorizationRequest = typeof authorizationRequests.$inferSelect;
export type PendingAuthorization = typeof pendingAuthorizations.$inferSelect;
export type LocationLink = typeof locationLinks.$inferSelect;
export type ConnectionTest = typeof connectionTests.$inferSelect;
export type DeletionReceipt = typeof deletionReceipts.$inferSelect;
