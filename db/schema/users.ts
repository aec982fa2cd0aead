import { sql } from "drizzle-orm";
import { check, index, integer, pgTable, text, timestamp, uniqueIndex, uuid } from "drizzle-orm/pg-core";
import { instant, merchantId } from "./columns";

export const userRoles = ["owner", "manager", "viewer"] as const;
export type UserRole = (typeof userRoles)[number];

export const users = pgTable(
  "users",
  {
    id: uuid().primaryKey().defaultRandom(),
    merchantId: merchantId(),
    /** Lower case; unique over all merchants, since it is what a person signs in with. */
    email: text().notNull(),
    name: text().notNull(),
    /** `scrypt$N$r$p$salt$hash`; null until an invited person has chosen a password. */
    passwordHash: text(),
    role: text({ enum: userRoles }).notNull(),
    disabledAt: instant(),
    createdAt: instant().notNull().defaultNow(),
  },
  (t) => [
    uniqueIndex("users_email_uq").on(t.email),
    index("users_merchant_idx").on(t.merchantId),
    check("users_email_lower_ck", sql`${t.email} = lower(${t.email})`),
    check("users_role_ck", sql`${t.role} in ('owner', 'manager', 'viewer')`),
  ],
);

/** What makes a sign-in revocable: the cookie carries the session's secret, this row decides whether it still counts. */
export const sessions = pgTable(
  "sessions",
  {
    id: uuid().primaryKey().defaultRandom(),
    /** SHA-256 (hex) of the session id in the cookie. */
    tokenHash: text().notNull(),
    merchantId: merchantId(),
    userId: uuid()
      .notNull()
      .references(() => users.id, { onDelete: "cascade" }),
    createdAt: instant().notNull().defaultNow(),
    lastSeenAt: instant().notNull().defaultNow(),
    /** The absolute limit; the idle limit is counted from `lastSeenAt`. */
    expiresAt: instant().notNull(),
    revokedAt: instant(),
    userAgent: text(),
  },
  (t) => [uniqueIndex("sessions_token_uq").on(t.tokenHash), index("sessions_user_idx").on(t.userId)],
);

export const passwordResets = pgTable(
  "password_resets",
  {
    id: uuid().primaryKey().defaultRandom(),
    merchantId: merchantId(),
    userId: uuid()
      .notNull()
      .references(() => users.id, { onDelete: "cascade" }),
    /** SHA-256 (hex) of the token in the mailed link. */
    tokenHash: text().notNull(),
    createdAt: instant().notNull().defaultNow(),
    expiresAt: instant().notNull(),
    usedAt: instant(),
  },
  (t) => [uniqueIndex("password_resets_token_uq").on(t.tokenHash), index("password_resets_user_idx").on(t.userId)],
);

/** Failed sign-ins per account and per network. No tenant: reached through `gate` functions only. */
export const signInThrottles = pgTable("sign_in_throttles", {
  /** A keyed hash of the account or network, so that the table holds neither e-mail nor address. */
  key: text().primaryKey(),
  failures: integer().notNull().default(0),
  lastFailureAt: timestamp({ withTimezone: true }).notNull().defaultNow(),
  blockedUntil: timestamp({ withTimezone: true }).notNull().defaultNow(),
});

export type User = typeof users.$inferSelect;
export type Session = typeof sessions.$inferSelect;
