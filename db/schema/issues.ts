import { sql } from "drizzle-orm";
import { boolean, check, index, integer, jsonb, pgTable, text, uniqueIndex, uuid } from "drizzle-orm/pg-core";
import { instant, merchantId, sealed } from "./columns";
import { locations } from "./locations";

export const issueSeverities = ["critical", "warning"] as const;
export type IssueSeverity = (typeof issueSeverities)[number];

/** What needs somebody: one row per problem, however often it is noticed. */
export const issues = pgTable(
  "issues",
  {
    id: uuid().primaryKey().defaultRandom(),
    merchantId: merchantId(),
    kind: text().notNull(),
    /** The fingerprint within the kind. */
    key: text().notNull(),
    locationId: uuid().references(() => locations.id, { onDelete: "cascade" }),
    severity: text({ enum: issueSeverities }).notNull(),
    title: text().notNull(),
    body: text().notNull(),
    remedy: text().notNull(),
    href: text().notNull(),
    count: integer().notNull().default(1),
    reopened: integer().notNull().default(0),
    firstAt: instant().notNull(),
    /** Since when it stands open this time. */
    openedAt: instant().notNull(),
    lastAt: instant().notNull(),
    resolvedAt: instant(),
    /** What proved that it is over. */
    proof: text(),
    /** The notices that went out about this time. */
    announcedAt: instant(),
    remindedAt: instant(),
    recoveryAt: instant(),
  },
  (t) => [
    uniqueIndex("issues_fingerprint_uq").on(t.merchantId, t.kind, t.key),
    index("issues_open_idx").on(t.merchantId, t.lastAt.desc()).where(sql`${t.resolvedAt} is null`),
    index("issues_resolved_idx").on(t.merchantId, t.resolvedAt.desc()).where(sql`${t.resolvedAt} is not null`),
    check("issues_severity_ck", sql`${t.severity} in ('critical', 'warning')`),
  ],
);

/** How the last delivery to the merchant's webhook ended. Instants are ISO 8601. */
export type WebhookOutcome = {
  at: string;
  /** What it was about. */
  subject: string;
  ok: boolean;
  /** In the merchant's words. */
  detail: string;
  attempt: number;
  /** When it is tried again; null: not any more. */
  nextAt: string | null;
};

/** Who hears of issues outside the page. Without a row: the owners, by e-mail. */
export const attentionSettings = pgTable(
  "attention_settings",
  {
    id: uuid().primaryKey().defaultRandom(),
    merchantId: merchantId(),
    byEmail: boolean().notNull().default(true),
    /** Empty: the owners. */
    recipients: text().array().notNull().default([]),
    /** The address holds a secret with most receivers. */
    webhookUrl: sealed(),
    /** Signs what is sent there; shown once. */
    webhookSecret: sealed(),
    webhookOutcome: jsonb().$type<WebhookOutcome>(),
    /** The last test notice: they are not sent one after the other. */
    testedAt: instant(),
    updatedAt: instant().notNull(),
    updatedBy: text().notNull(),
  },
  (t) => [uniqueIndex("attention_settings_merchant_uq").on(t.merchantId)],
);

export type Issue = typeof issues.$inferSelect;
export type AttentionSettings = typeof attentionSettings.$inferSelect;
