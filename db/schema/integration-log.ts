import { bigint, index, integer, jsonb, pgTable, primaryKey, text } from "drizzle-orm/pg-core";
import { instant, merchantId } from "./columns";

export const logLevels = ["info", "warning", "error"] as const;
export type LogLevel = (typeof logLevels)[number];

/** One call inside an operation; never a header, token or body. */
export type LogStep = {
  operation: string;
  /** HTTP status, or null where no answer came. */
  status: number | null;
  durationMs: number;
  correlationId: string;
  note?: string;
};

/** Where the merchant's ring stands; its row lock makes writers take turns. */
export const integrationLogHeads = pgTable("integration_log_heads", {
  merchantId: merchantId().primaryKey(),
  seq: bigint({ mode: "number" }).notNull(),
  fingerprint: text().notNull(),
});

/** A ring of 100 rows per merchant (slot = seq mod 100): a write costs the same however long the history. */
export const integrationLog = pgTable(
  "integration_log",
  {
    merchantId: merchantId(),
    slot: integer().notNull(),
    seq: bigint({ mode: "number" }).notNull(),
    level: text({ enum: logLevels }).notNull(),
    operation: text().notNull(),
    message: text().notNull(),
    count: integer().notNull().default(1),
    firstAt: instant().notNull(),
    lastAt: instant().notNull(),
    steps: jsonb().$type<LogStep[]>().notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.merchantId, t.slot], name: "integration_log_pk" }),
    index("integration_log_newest_idx").on(t.merchantId, t.seq.desc()),
  ],
);

export type LogEntry = typeof integrationLog.$inferSelect;
