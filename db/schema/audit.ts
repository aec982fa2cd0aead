import { bigint, index, jsonb, pgTable, primaryKey, text, uuid } from "drizzle-orm/pg-core";
import { instant, merchantId } from "./columns";

/** Append-only and hash-chained: the app's role may read it, and writes only through `gate.append_audit`. */
export const auditEntries = pgTable(
  "audit_entries",
  {
    merchantId: merchantId(),
    seq: bigint({ mode: "number" }).notNull(),
    at: instant().notNull(),
    /** Null: the system, or somebody who was not signed in. */
    actorId: uuid(),
    actorName: text(),
    action: text().notNull(),
    subject: text(),
    detail: jsonb().$type<Record<string, unknown>>().notNull(),
    /** SHA-256 (hex) over the previous entry's hash and this entry's fields. */
    hash: text().notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.merchantId, t.seq], name: "audit_entries_pk" }),
    index("audit_entries_actor_idx").on(t.merchantId, t.actorId, t.seq.desc()),
  ],
);

/** Where each trail ends: without it nobody would see that its last entries are gone. */
export const auditHeads = pgTable("audit_heads", {
  merchantId: merchantId().primaryKey(),
  seq: bigint({ mode: "number" }).notNull(),
  hash: text().notNull(),
});

export type AuditEntry = typeof auditEntries.$inferSelect;
