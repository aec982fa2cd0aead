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
import { instant, merchantId } from "./columns";
import { environments } from "./connections";
import { paymentModes } from "./location-settings";
import { locations } from "./locations";

export const orderStatuses = [
  "draft",
  "awaiting_payment",
  "paid",
  "submitting",
  "submitted",
  "on_pos",
  "settling",
  "completed",
  "failed",
  "unconfirmed",
  "cancelled",
  "refunded",
] as const;
export type OrderStatus = (typeof orderStatuses)[number];

export const orderChannels = ["kiosk", "online", "table_qr", "in_house", "test"] as const;
export type OrderChannel = (typeof orderChannels)[number];

export const orderKinds = ["local", "to_go"] as const;
export type OrderKind = (typeof orderKinds)[number];

/** Which of the two things the order waits for: the order on the till, or its payment there. */
export const orderSteps = ["order", "payment"] as const;
export type OrderStep = (typeof orderSteps)[number];

/** What was chosen under a line, to any depth. */
export type OrderSubItem = {
  sku: string;
  name: string;
  quantity: number;
  /** What one costs the guest; 0 where it is part of what it lies under. */
  unitPriceMinor: number;
  /** Production instructions: never priced. */
  modifiers: { modifierId: string; name: string }[];
  subItems: OrderSubItem[];
};

export type OrderLine = OrderSubItem & {
  discountCode?: string;
  /** What the code takes off this line, for all of its quantity. */
  discountMinor: number;
  /** Sent to the till only where the code is set up as manual. */
  discountIsManual?: boolean;
  course?: number;
};

/** The guest. Erased after the retention period, and on request. */
export type OrderCustomer = { firstName: string; lastName?: string; email?: string; phone?: string };

export type OrderAddress = { line1: string; line2?: string; zip: string; city: string };

const minor = () => bigint({ mode: "number" });
const words = (list: readonly string[]) => sql.raw(list.map((word) => `'${word}'`).join(", "));

/** Where an order that is not over must be looked at again, at the latest: nothing waits for ever. */
const restless = ["draft", "awaiting_payment", "paid", "submitting", "submitted", "on_pos", "settling", "unconfirmed"];

export const orders = pgTable(
  "orders",
  {
    id: uuid().primaryKey().defaultRandom(),
    merchantId: merchantId(),
    locationId: uuid()
      .notNull()
      .references(() => locations.id, { onDelete: "cascade" }),
    environment: text({ enum: environments }).notNull(),
    /** The place at Lightspeed that it was first sent to: everything after that happens there, whatever the location is linked to. Null: never sent, and no check chosen. */
    businessLocationId: text(),
    sequence: integer().notNull(),
    /** `UPV-001`, counted per merchant. */
    number: text().notNull(),
    /** The third-party reference in use: derived once, stored before the first call, reused for every attempt. */
    reference: text().notNull(),
    paymentReference: text().notNull(),
    /** Grows only where a person sends again after a definite failure. */
    resubmissions: integer().notNull().default(0),
    repayments: integer().notNull().default(0),
    channel: text({ enum: orderChannels }).notNull(),
    kind: text({ enum: orderKinds }).notNull(),
    /** Who placed it: an API key's id, the id of a guest's visit, or of whoever sent a test order. */
    apiKeyId: uuid(),
    status: text({ enum: orderStatuses }).notNull(),
    step: text({ enum: orderSteps }).notNull().default("order"),
    /** The fencing number: grows with every claim of the order, and a late write of an older claim changes nothing. */
    version: integer().notNull().default(0),
    /** Tries of the present step. */
    attempts: integer().notNull().default(0),
    /** A try of the present step may have reached Lightspeed without our knowing what became of it. */
    inDoubt: boolean().notNull().default(false),
    currency: text().notNull(),
    subtotalMinor: minor().notNull(),
    discountMinor: minor().notNull(),
    serviceChargeMinor: minor().notNull(),
    tipMinor: minor().notNull(),
    /** Of everything, tip included: what the guest pays. */
    totalMinor: minor().notNull(),
    lines: jsonb().$type<OrderLine[]>().notNull(),
    note: text(),
    tableNumber: text(),
    guests: integer(),
    /** An open check that the lines are added to. */
    addToCheck: text(),
    address: jsonb().$type<OrderAddress>(),
    customer: jsonb().$type<OrderCustomer>(),
    guestErasedAt: instant(),
    /** When the guest comes for it, and when it is released to the till. */
    collectAt: instant(),
    scheduledFor: instant(),
    paymentMode: text({ enum: paymentModes }).notNull(),
    /** Where the guest pays; null before that is known. */
    paymentUrl: text(),
    /** The check on the till. */
    accountIdentifier: text(),
    /** What goes onto the check, without the tip: never more than is due there. Set before the first call. */
    tillAmountMinor: minor(),
    /** The check as last seen there. */
    posTotalMinor: minor(),
    posPaidMinor: minor(),
    posStage: text(),
    failureCode: text(),
    failureDetail: text(),
    failureStep: text({ enum: orderSteps }),
    /** Something about the money that a person must look at, beside whatever the status says. */
    flag: text(),
    flagDetail: text(),
    /** When the order is looked at again whatever happens. */
    deadlineAt: instant(),
    /** Up to here the till may still print it: before that nothing is given back. Null: never sent. */
    deliverableUntil: instant(),
    /** Up to here the till may still book the payment. */
    payableUntil: instant(),
    /** Later than this no kitchen gets it without a person. */
    promisedUntil: instant(),
    paidAt: instant(),
    submittedAt: instant(),
    onPosAt: instant(),
    settledAt: instant(),
    completedAt: instant(),
    /** A failed order is given back then, unless somebody repairs it before. */
    refundDueAt: instant(),
    /** From here on it is never sent again. */
    refundDecidedAt: instant(),
    resolvedAt: instant(),
    resolvedBy: text(),
    createdAt: instant().notNull().defaultNow(),
    updatedAt: instant().notNull().defaultNow(),
  },
  (t) => [
    uniqueIndex("orders_reference_uq").on(t.reference),
    uniqueIndex("orders_payment_reference_uq").on(t.paymentReference),
    uniqueIndex("orders_sequence_uq").on(t.merchantId, t.sequence),
    index("orders_newest_idx").on(t.merchantId, t.createdAt.desc(), t.id.desc()),
    index("orders_location_idx").on(t.merchantId, t.locationId, t.createdAt.desc(), t.id.desc()),
    index("orders_status_idx").on(t.merchantId, t.status, t.createdAt.desc(), t.id.desc()),
    index("orders_number_idx").on(t.merchantId, t.number),
    index("orders_table_idx").on(t.merchantId, t.tableNumber, t.createdAt.desc()),
    index("orders_total_idx").on(t.merchantId, t.totalMinor, t.createdAt.desc()),
    index("orders_account_idx").on(t.merchantId, t.accountIdentifier).where(sql`${t.accountIdentifier} is not null`),
    index("orders_deadline_idx").on(t.deadlineAt).where(sql`${t.deadlineAt} is not null`),
    index("orders_due_idx").on(t.merchantId, t.deadlineAt).where(sql`${t.deadlineAt} is not null`),
    index("orders_refund_due_idx").on(t.refundDueAt).where(sql`${t.refundDueAt} is not null`),
    index("orders_attention_idx")
      .on(t.merchantId, t.createdAt.desc())
      .where(sql`${t.status} in ('failed', 'unconfirmed') or ${t.flag} is not null`),
    index("orders_test_idx").on(t.merchantId, t.createdAt.desc()).where(sql`${t.channel} = 'test'`),
    index("orders_visit_idx").on(t.merchantId, t.apiKeyId, t.createdAt.desc()).where(sql`${t.channel} = 'table_qr'`),
    index("orders_guest_idx")
      .on(t.createdAt)
      .where(sql`${t.customer} is not null or ${t.address} is not null or ${t.note} is not null`),
    index("orders_guest_email_idx")
      .on(t.merchantId, sql`lower(${t.customer} ->> 'email')`)
      .where(sql`${t.customer} ->> 'email' is not null`),
    index("orders_guest_phone_idx")
      .on(t.merchantId, sql`(${t.customer} ->> 'phone')`)
      .where(sql`${t.customer} ->> 'phone' is not null`),
    check("orders_status_ck", sql`${t.status} in (${words(orderStatuses)})`),
    check("orders_deadline_ck", sql`${t.status} not in (${words(restless)}) or ${t.deadlineAt} is not null`),
    check("orders_reference_ck", sql`length(${t.reference}) <= 48 and length(${t.paymentReference}) <= 50`),
    check(
      "orders_total_ck",
      sql`${t.totalMinor} = ${t.subtotalMinor} - ${t.discountMinor} + ${t.serviceChargeMinor} + ${t.tipMinor}`,
    ),
  ],
);

/** Every reference that an order ever had towards the till, so that a late answer to an old one finds its order. */
export const orderReferences = pgTable(
  "order_references",
  {
    reference: text().primaryKey(),
    merchantId: merchantId(),
    orderId: uuid()
      .notNull()
      .references(() => orders.id, { onDelete: "cascade" }),
    step: text({ enum: orderSteps }).notNull(),
    createdAt: instant().notNull().defaultNow(),
  },
  (t) => [index("order_references_order_idx").on(t.orderId), index("order_references_merchant_idx").on(t.merchantId)],
);

/** Where a merchant's order numbers stand. */
export const orderCounters = pgTable("order_counters", {
  merchantId: merchantId().primaryKey(),
  last: integer().notNull(),
});

export const timelineDirections = ["out", "in", "here"] as const;

/** Everything that happened to an order, both directions; bodies are redacted before they come here. Append-only. */
export const orderTimeline = pgTable(
  "order_timeline",
  {
    id: bigint({ mode: "number" }).primaryKey().generatedByDefaultAsIdentity(),
    merchantId: merchantId(),
    orderId: uuid()
      .notNull()
      .references(() => orders.id, { onDelete: "cascade" }),
    at: instant().notNull(),
    direction: text({ enum: timelineDirections }).notNull(),
    /** `orders.submitLocal`, `ORDER SUCCESS`, `paid`, … */
    kind: text().notNull(),
    message: text().notNull(),
    /** Null where the machine did it. */
    actor: text(),
    attempt: integer(),
    httpStatus: integer(),
    durationMs: integer(),
    correlationId: text(),
    fromStatus: text({ enum: orderStatuses }),
    toStatus: text({ enum: orderStatuses }),
    detail: jsonb().$type<unknown>().notNull(),
  },
  (t) => [
    index("order_timeline_order_idx").on(t.orderId, t.id),
    index("order_timeline_merchant_idx").on(t.merchantId),
    index("order_timeline_taken_idx")
      .on(t.merchantId, t.at)
      .where(sql`${t.direction} = 'out' and ${t.detail} ->> 'outcome' = 'accepted'`),
  ],
);

export const ledgerAccounts = ["guest", "cart", "tip", "held", "till", "till_tip", "refunded"] as const;
export type LedgerAccount = (typeof ledgerAccounts)[number];

/** Double entry: the entries of a posting add up to zero, which the database checks at commit. Append-only. */
export const ledgerEntries = pgTable(
  "ledger_entries",
  {
    merchantId: merchantId(),
    orderId: uuid()
      .notNull()
      .references(() => orders.id, { onDelete: "cascade" }),
    /** What happened, once: `placed`, `captured:<payment>`, `booked:<reference>`, `refunded:<…>`. */
    posting: text().notNull(),
    line: integer().notNull(),
    account: text({ enum: ledgerAccounts }).notNull(),
    amountMinor: minor().notNull(),
    currency: text().notNull(),
    /** Where this amount comes from, in words. */
    source: text().notNull(),
    at: instant().notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.orderId, t.posting, t.line], name: "ledger_entries_pk" }),
    index("ledger_entries_merchant_idx").on(t.merchantId),
    index("ledger_entries_day_idx").on(t.merchantId, t.at).where(sql`${t.posting} <> 'placed'`),
    check("ledger_entries_account_ck", sql`${t.account} in (${words(ledgerAccounts)})`),
  ],
);

export type Order = typeof orders.$inferSelect;
export type NewOrder = typeof orders.$inferInsert;
export type TimelineEntry = typeof orderTimeline.$inferSelect;
export type LedgerEntry = typeof ledgerEntries.$inferSelect;
