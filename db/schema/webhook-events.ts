import { sql } from "drizzle-orm";
import { bigint, boolean, check, index, integer, jsonb, pgTable, primaryKey, text, uuid } from "drizzle-orm/pg-core";
import { instant, merchantId } from "./columns";
import { environments } from "./connections";
import { merchants } from "./merchants";

export const webhookEventStatuses = ["received", "processed", "parked", "ignored", "dead"] as const;
export type WebhookEventStatus = (typeof webhookEventStatuses)[number];

/** One attempt at an event, oldest first; the newest twenty are kept. */
export type WebhookAttempt = {
  at: string;
  trigger: "delivery" | "retry" | "woken" | "replay";
  /** Who asked for a replay. */
  by?: string;
  result: "processed" | "parked" | "ignored" | "failed" | "crashed";
  what: string;
  durationMs: number | null;
};

/**
 * Every delivery that was let in, and at once the worker's list of work. Partitioned by day (schema `webhook_days`), so that
 * retention drops days instead of deleting rows; therefore no unique key but the primary one.
 */
export const webhookEvents = pgTable(
  "webhook_events",
  {
    /** Made by the receiver, in the order of time. */
    id: uuid().notNull(),
    receivedAt: instant().notNull().defaultNow(),
    /** Null: came without an endpoint id and nothing in it names a merchant yet. No merchant sees it. */
    merchantId: uuid().references(() => merchants.id, { onDelete: "cascade" }),
    environment: text({ enum: environments }).notNull(),
    endpointId: text(),
    /** False: only the endpoint id speaks for it, so it may not change anything that is not read back. */
    verified: boolean().notNull(),
    /** What the body says, for looking up; null where it says nothing usable. */
    type: text(),
    vendorStatus: text(),
    reference: text(),
    businessLocationId: text(),
    accountIdentifier: text(),
    idempotencyKey: text(),
    /** Without credentials. */
    headers: jsonb().$type<Record<string, string>>().notNull().default({}),
    /** As it came: text, since every JSON type rounds or refuses something. */
    body: text().notNull(),
    status: text({ enum: webhookEventStatuses }).notNull().default("received"),
    attempts: integer().notNull().default(0),
    /** How often a worker ended while at it. */
    crashes: integer().notNull().default(0),
    /** When it may be worked on (again); the end of the lease while somebody is; null when nothing more happens by itself. */
    dueAt: instant().defaultNow(),
    leaseOwner: uuid(),
    trigger: text({ enum: ["delivery", "retry", "woken", "replay"] })
      .notNull()
      .default("delivery"),
    startedAt: instant(),
    finishedAt: instant(),
    durationMs: integer(),
    /** What it did, or why not, in the merchant's words. */
    outcome: text(),
    remedy: text(),
    history: jsonb().$type<WebhookAttempt[]>().notNull().default([]),
    correlationId: uuid().notNull(),
    replayedBy: text(),
    /** The bulk replay that it was last part of. */
    replayId: uuid(),
  },
  (t) => [
    primaryKey({ columns: [t.id, t.receivedAt], name: "webhook_events_pk" }),
    index("webhook_events_newest_idx").on(t.merchantId, t.receivedAt.desc(), t.id.desc()),
    index("webhook_events_reference_idx").on(t.merchantId, t.reference).where(sql`${t.reference} is not null`),
    index("webhook_events_due_idx").on(t.dueAt).where(sql`${t.dueAt} is not null`),
    index("webhook_events_open_idx").on(t.merchantId, t.receivedAt).where(sql`${t.status} in ('dead', 'parked')`),
    check("webhook_events_status_ck", sql`${t.status} in ('received', 'processed', 'parked', 'ignored', 'dead')`),
  ],
);

/** Keys of `X-Lightspeed-Idempotency-Key` that were seen: the same key with the same content is a true repeat. */
export const webhookIdempotencyKeys = pgTable(
  "webhook_idempotency_keys",
  {
    merchantId: merchantId(),
    key: text().notNull(),
    eventId: uuid().notNull(),
    /** SHA-256 (hex) over the verdict and the body. */
    digest: text().notNull(),
    claimedAt: instant().notNull().defaultNow(),
  },
  (t) => [
    primaryKey({ columns: [t.merchantId, t.key], name: "webhook_idempotency_keys_pk" }),
    index("webhook_idempotency_keys_claimed_idx").on(t.claimedAt),
  ],
);

/** What was refused at the door, an hour and a reason a row: counted instead of stored or logged. */
export const webhookRefusals = pgTable(
  "webhook_refusals",
  {
    hour: instant().notNull(),
    reason: text().notNull(),
    count: bigint({ mode: "number" }).notNull(),
    lastAt: instant().notNull(),
  },
  (t) => [primaryKey({ columns: [t.hour, t.reason], name: "webhook_refusals_pk" })],
);

/** A replay of many deliveries: what was asked for, and how far it is. */
export const webhookReplays = pgTable(
  "webhook_replays",
  {
    id: uuid().primaryKey().defaultRandom(),
    merchantId: merchantId(),
    filter: jsonb().$type<Record<string, unknown>>().notNull(),
    total: integer().notNull(),
    done: integer().notNull().default(0),
    status: text({ enum: ["running", "completed", "cancelled"] })
      .notNull()
      .default("running"),
    /** Where it goes on, in the order of (received, id). */
    cursorAt: instant(),
    cursorId: uuid(),
    /** Deliveries that came later are not part of it. */
    until: instant().notNull(),
    byName: text().notNull(),
    createdAt: instant().notNull().defaultNow(),
    updatedAt: instant().notNull().defaultNow(),
  },
  (t) => [index("webhook_replays_merchant_idx").on(t.merchantId, t.createdAt)],
);

export type WebhookEvent = typeof webhookEvents.$inferSelect;
export type WebhookReplay = typeof webhookReplays.$inferSelect;
