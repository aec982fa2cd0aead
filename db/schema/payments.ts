import { sql } from "drizzle-orm";
import {
  bigint,
  boolean,
  check,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
  uniqueIndex,
  uuid,
} from "drizzle-orm/pg-core";
import { instant, merchantId, sealed } from "./columns";
import { locations } from "./locations";

export const profileProviders = ["stripe", "viva"] as const;
/** `test` needs no profile and takes no money: for the merchant's own test orders. */
export const paymentProviders = [...profileProviders, "test"] as const;
export type ProfileProvider = (typeof profileProviders)[number];
export type PaymentProvider = (typeof paymentProviders)[number];

export const paymentStatuses = ["starting", "open", "captured", "failed", "cancelled"] as const;
export type PaymentStatus = (typeof paymentStatuses)[number];

export const paymentEventStatuses = ["received", "processed", "parked", "ignored", "dead"] as const;
export type PaymentEventStatus = (typeof paymentEventStatuses)[number];

export const refundStatuses = ["requested", "issued", "succeeded", "failed"] as const;
export type RefundStatus = (typeof refundStatuses)[number];

/** Where a merchant's customers' payments go: one account at Stripe or Viva Wallet. */
export const paymentProfiles = pgTable(
  "payment_profiles",
  {
    id: uuid().primaryKey().defaultRandom(),
    merchantId: merchantId(),
    name: text().notNull(),
    /** ISO 3166-1 alpha-2. */
    country: text().notNull(),
    provider: text({ enum: profileProviders }).notNull(),
    /** The credentials are of the provider's test environment: no real money. */
    testMode: boolean().notNull(),
    /** Stripe's account id or Viva Wallet's merchant id, as the provider named it when the credentials were checked. */
    accountId: text().notNull(),
    accountName: text(),
    /** JSON of lib/payments/credentials. */
    credentials: sealed().notNull(),
    /** What a page may show of them, for example `sk_test_…4f2a`. */
    credentialsHint: text().notNull(),
    /** Viva Wallet's payment source. */
    sourceCode: text(),
    /** The provider's id of the webhook endpoint that Upvendo registered; null where the merchant did it by hand, or nobody yet. */
    webhookEndpointId: text(),
    /** When Viva Wallet last read its key at our address: until then nobody has entered the address there. */
    handshakeAt: instant(),
    /** Why the endpoint that Upvendo registered can tell nothing, when it was last looked at; null when it can. */
    webhookProblem: text(),
    /** The last notification whose origin was proven. */
    lastEventAt: instant(),
    /** When the provider last said whether it accepts the credentials. */
    checkedAt: instant(),
    /** Why it does not; null when it did. */
    problem: text(),
    /** When it is asked again. */
    checkDueAt: instant().notNull().defaultNow(),
    removedAt: instant(),
    createdAt: instant().notNull().defaultNow(),
    updatedAt: instant().notNull().defaultNow(),
  },
  (t) => [
    index("payment_profiles_merchant_idx").on(t.merchantId),
    index("payment_profiles_check_due_idx").on(t.checkDueAt).where(sql`${t.removedAt} is null`),
    uniqueIndex("payment_profiles_name_uq").on(t.merchantId, t.name).where(sql`${t.removedAt} is null`),
    check("payment_profiles_provider_ck", sql`${t.provider} in ('stripe', 'viva')`),
  ],
);

/** Several at a time, so that one can be replaced without losing a notification. Viva Wallet's is the key of its GET handshake. */
export const paymentWebhookSecrets = pgTable(
  "payment_webhook_secrets",
  {
    id: uuid().primaryKey(),
    merchantId: merchantId(),
    profileId: uuid()
      .notNull()
      .references(() => paymentProfiles.id, { onDelete: "cascade" }),
    secret: sealed().notNull(),
    createdAt: instant().notNull().defaultNow(),
    /** Null: in use. Otherwise accepted until then, for what is still on its way. */
    expiresAt: instant(),
  },
  (t) => [index("payment_webhook_secrets_profile_idx").on(t.profileId)],
);

/** A location takes payments through one profile at most. */
export const paymentProfileLocations = pgTable(
  "payment_profile_locations",
  {
    merchantId: merchantId(),
    locationId: uuid()
      .notNull()
      .references(() => locations.id, { onDelete: "cascade" }),
    profileId: uuid()
      .notNull()
      .references(() => paymentProfiles.id, { onDelete: "cascade" }),
    createdAt: instant().notNull().defaultNow(),
  },
  (t) => [
    primaryKey({ columns: [t.locationId], name: "payment_profile_locations_pk" }),
    index("payment_profile_locations_profile_idx").on(t.profileId),
    index("payment_profile_locations_merchant_idx").on(t.merchantId),
  ],
);

/** One attempt of a guest to pay an order. Committed before the provider hears of it. */
export const payments = pgTable(
  "payments",
  {
    id: uuid().primaryKey().defaultRandom(),
    merchantId: merchantId(),
    orderId: uuid().notNull(),
    locationId: uuid().notNull(),
    /** Null for provider `test`. */
    profileId: uuid().references(() => paymentProfiles.id),
    provider: text({ enum: paymentProviders }).notNull(),
    testMode: boolean().notNull(),
    status: text({ enum: paymentStatuses }).notNull().default("starting"),
    amountMinor: bigint({ mode: "number" }).notNull(),
    currency: text().notNull(),
    description: text().notNull(),
    returnUrl: text().notNull(),
    /** Stripe's Checkout Session or Viva Wallet's order code. */
    checkoutId: text(),
    redirectUrl: text(),
    expiresAt: instant(),
    /** Stripe's payment intent or Viva Wallet's transaction. */
    providerPaymentId: text(),
    /** What the provider says was taken; differs from `amountMinor` only together with a problem. */
    capturedMinor: bigint({ mode: "number" }),
    capturedCurrency: text(),
    /** What the provider says went back, over all refunds. */
    refundedMinor: bigint({ mode: "number" }).notNull().default(0),
    problem: text(),
    occurredAt: instant(),
    /** When the order was last told; earlier than `changedAt` means that there is news for it. */
    toldAt: instant(),
    changedAt: instant(),
    /** When the provider is asked by itself, should no notification come; null once nothing more is expected. */
    readDueAt: instant(),
    reads: integer().notNull().default(0),
    lastReadAt: instant(),
    /** Questions in a row to which the provider said nothing, since when, and when the merchant was told. */
    unanswered: integer().notNull().default(0),
    unansweredSince: instant(),
    unansweredToldAt: instant(),
    createdAt: instant().notNull().defaultNow(),
    updatedAt: instant().notNull().defaultNow(),
  },
  (t) => [
    index("payments_order_idx").on(t.merchantId, t.orderId),
    index("payments_created_idx").on(t.merchantId, t.createdAt),
    uniqueIndex("payments_checkout_uq").on(t.profileId, t.checkoutId).where(sql`${t.checkoutId} is not null`),
    uniqueIndex("payments_provider_payment_uq")
      .on(t.profileId, t.providerPaymentId)
      .where(sql`${t.providerPaymentId} is not null`),
    index("payments_unanswered_idx").on(t.merchantId, t.profileId).where(sql`${t.unanswered} > 0`),
    index("payments_read_due_idx").on(t.readDueAt).where(sql`${t.readDueAt} is not null`),
    index("payments_untold_idx")
      .on(t.changedAt)
      .where(sql`${t.changedAt} is not null and (${t.toldAt} is null or ${t.toldAt} < ${t.changedAt})`),
    check("payments_amount_ck", sql`${t.amountMinor} > 0`),
    check("payments_provider_ck", sql`${t.provider} = 'test' or ${t.profileId} is not null`),
    check("payments_status_ck", sql`${t.status} in ('starting', 'open', 'captured', 'failed', 'cancelled')`),
  ],
);

/** Money that a provider says it took. `at`: ISO 8601. */
export type Taking = { providerPaymentId: string; amountMinor: number; currency: string; at: string };

/** Notifications of the providers. Only what finds and dates the payment is kept: guests' data stays at the provider. */
export const paymentEvents = pgTable(
  "payment_events",
  {
    id: uuid().primaryKey().defaultRandom(),
    merchantId: merchantId(),
    profileId: uuid()
      .notNull()
      .references(() => paymentProfiles.id, { onDelete: "cascade" }),
    provider: text({ enum: profileProviders }).notNull(),
    /** Signed by the provider. Viva Wallet signs nothing, so its notices only say where to look. */
    verified: boolean().notNull(),
    /** Stripe's event id; null where the sender is not proven, since anybody could use up an id. */
    providerEventId: text(),
    type: text().notNull(),
    /** What the notice is about, as the provider names it: checkout, payment, refund. */
    objectIds: text().array().notNull().default(sql`'{}'`),
    paymentId: uuid().references(() => payments.id),
    /** What a signed notice says was taken. */
    taken: jsonb().$type<Taking>(),
    bodyHash: text().notNull(),
    status: text({ enum: paymentEventStatuses }).notNull().default("received"),
    what: text(),
    attempts: integer().notNull().default(0),
    receivedAt: instant().notNull().defaultNow(),
    processedAt: instant(),
  },
  (t) => [
    uniqueIndex("payment_events_provider_uq")
      .on(t.profileId, t.providerEventId)
      .where(sql`${t.providerEventId} is not null`),
    index("payment_events_profile_idx").on(t.profileId, t.receivedAt),
    index("payment_events_payment_idx").on(t.paymentId).where(sql`${t.paymentId} is not null`),
    check("payment_events_status_ck", sql`${t.status} in ('received', 'processed', 'parked', 'ignored', 'dead')`),
  ],
);

export const refunds = pgTable(
  "refunds",
  {
    id: uuid().primaryKey().defaultRandom(),
    merchantId: merchantId(),
    paymentId: uuid()
      .notNull()
      .references(() => payments.id),
    orderId: uuid().notNull(),
    amountMinor: bigint({ mode: "number" }).notNull(),
    currency: text().notNull(),
    /** The place of the order's line that it is for; null for an amount of the whole. */
    line: integer(),
    reason: text().notNull(),
    /** `provider`: somebody gave the money back in the provider's own dashboard. */
    origin: text({ enum: ["upvendo", "provider"] })
      .notNull()
      .default("upvendo"),
    requestedById: uuid(),
    requestedByName: text(),
    status: text({ enum: refundStatuses }).notNull().default("requested"),
    providerRefundId: text(),
    problem: text(),
    attempts: integer().notNull().default(0),
    /** Committed before the call leaves: set and without a provider's id, the outcome is unknown until it is read back. */
    attemptedAt: instant(),
    leaseUntil: instant(),
    /** When it is tried or read back again by itself; null once it is settled and the order was told. */
    dueAt: instant(),
    settledAt: instant(),
    toldAt: instant(),
    createdAt: instant().notNull().defaultNow(),
    updatedAt: instant().notNull().defaultNow(),
  },
  (t) => [
    index("refunds_payment_idx").on(t.paymentId),
    index("refunds_order_idx").on(t.merchantId, t.orderId),
    uniqueIndex("refunds_provider_uq")
      .on(t.paymentId, t.providerRefundId)
      .where(sql`${t.providerRefundId} is not null`),
    index("refunds_due_idx").on(t.dueAt).where(sql`${t.dueAt} is not null`),
    check("refunds_amount_ck", sql`${t.amountMinor} > 0`),
    check("refunds_status_ck", sql`${t.status} in ('requested', 'issued', 'succeeded', 'failed')`),
  ],
);

export type PaymentProfile = typeof paymentProfiles.$inferSelect;
export type PaymentWebhookSecret = typeof paymentWebhookSecrets.$inferSelect;
export type Payment = typeof payments.$inferSelect;
export type NewPayment = typeof payments.$inferInsert;
export type PaymentEvent = typeof paymentEvents.$inferSelect;
export type NewPaymentEvent = typeof paymentEvents.$inferInsert;
export type Refund = typeof refunds.$inferSelect;
