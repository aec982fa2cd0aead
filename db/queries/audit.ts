import { and, desc, eq, inArray, sql } from "drizzle-orm";
import type { Queryable, TenantTransaction } from "@/db/client";
import { auditEntries } from "@/db/schema";

export type AuditActor = { userId: string; userName: string };

export type AuditNote = {
  merchantId: string;
  /** Null: the system, or somebody who was not signed in. */
  actor: AuditActor | null;
  /** Dotted, past or passive: `connection.deleted`, `sign_in.failed`. */
  action: string;
  subject?: string | null;
  detail?: Record<string, unknown>;
};

/** Adds one entry to the merchant's hash-chained trail. In a transaction it is kept exactly when the rest is. */
export async function appendAudit(db: Queryable, note: AuditNote): Promise<void> {
  const detail = JSON.stringify(note.detail ?? {});
  await db.execute(
    sql`select gate.append_audit(${note.merchantId}::uuid, ${note.actor?.userId ?? null}::uuid, ${note.actor?.userName ?? null}::text,
          ${note.action}::text, ${note.subject ?? null}::text, ${detail}::jsonb)`,
  );
}

/** The first entry of the current tenant's trail that was tampered with; null when the chain holds. */
export async function firstBrokenAuditEntry(tx: Queryable): Promise<number | null> {
  const [row] = await tx.execute<{ seq: string | null }>(sql`select gate.first_broken_audit_entry() as seq`);
  return row?.seq ? Number(row.seq) : null;
}

/** How many of the newest thousand entries of the current tenant's trail say one of the actions and are not older than an hour. */
export async function countAudited(tx: TenantTransaction, actions: readonly string[]): Promise<number> {
  const { merchantId, seq, at, action } = auditEntries;
  const newest = tx
    .select({ at, action })
    .from(auditEntries)
    .where(eq(merchantId, tx.merchantId))
    .orderBy(desc(seq))
    .limit(1_000)
    .as("newest");
  const recent = and(inArray(newest.action, [...actions]), sql`${newest.at} > now() - interval '1 hour'`);
  return (await tx.select({ at: newest.at }).from(newest).where(recent)).length;
}
