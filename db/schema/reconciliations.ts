import { sql } from "drizzle-orm";
import { check, date, index, integer, jsonb, pgTable, primaryKey, text, uuid } from "drizzle-orm/pg-core";
import { instant, merchantId } from "./columns";
import { locations } from "./locations";
import type { ReadProblem } from "./snapshots";

/** `waiting`: the business day is not complete at the till. `unreadable`: one of the three books could not be read. */
export const reconciliationStates = ["waiting", "even", "differs", "unreadable"] as const;
export type ReconciliationState = (typeof reconciliationStates)[number];

export const differenceKinds = [
  "paid_not_on_till",
  "sale_without_order",
  "sale_twice",
  "sale_without_payment",
  "till_amount_differs",
  "till_tip_differs",
  "till_method_differs",
  "voided_money_kept",
  "refunded_still_sold",
  "capture_unknown",
  "capture_missing",
  "capture_amount_differs",
  "refund_unknown",
  "refund_missing",
  "refund_amount_differs",
  "money_left_over",
] as const;
export type DifferenceKind = (typeof differenceKinds)[number];

/** Where two of the three books do not say the same. Amounts in the smallest unit of the currency that stands beside them. */
export type Difference = {
  kind: DifferenceKind;
  /** Ours, where one of our orders is known for it. */
  order: { id: string; number: string } | null;
  /** What finds it at the till or the payment provider. */
  reference: string | null;
  oursMinor: number | null;
  theirsMinor: number | null;
  currency: string;
  /** A code, a number of receipts, another currency: what the amounts do not say. */
  ours?: string;
  theirs?: string;
};

/** What was compared, so that "even" says of what. */
export type ReconciledCounts = {
  orders: number;
  receipts: number;
  captures: number;
  refunds: number;
  /** By our books, by the till's receipts and by the providers' books. */
  oursMinor: number;
  tillMinor: number;
  providerMinor: number;
};

/** One business day of a location: our orders and books, the till's receipts and the payment providers' books held against each other. */
export const reconciliations = pgTable(
  "reconciliations",
  {
    merchantId: merchantId(),
    locationId: uuid()
      .notNull()
      .references(() => locations.id, { onDelete: "cascade" }),
    /** The restaurant's business day: never a calendar day. */
    day: date().notNull(),
    state: text({ enum: reconciliationStates }).notNull(),
    differences: jsonb().$type<Difference[]>().notNull().default([]),
    /** Null until it was compared once. */
    counts: jsonb().$type<ReconciledCounts>(),
    /** Why one of the books could not be read. */
    problem: jsonb().$type<ReadProblem>(),
    currency: text().notNull(),
    attempts: integer().notNull().default(0),
    /** When it is looked at again by itself; null: not any more. */
    dueAt: instant(),
    /** When the three books were last compared. */
    comparedAt: instant(),
    triedAt: instant(),
    /** Who asked for the last run; null: the clock. */
    byName: text(),
  },
  (t) => [
    primaryKey({ columns: [t.merchantId, t.locationId, t.day], name: "reconciliations_pk" }),
    index("reconciliations_newest_idx").on(t.merchantId, t.day.desc()),
    index("reconciliations_location_idx").on(t.locationId),
    index("reconciliations_due_idx").on(t.dueAt).where(sql`${t.dueAt} is not null`),
    check(
      "reconciliations_state_ck",
      sql`${t.state} in (${sql.raw(reconciliationStates.map((state) => `'${state}'`).join(", "))})`,
    ),
  ],
);

export type Reconciliation = typeof reconciliations.$inferSelect;
