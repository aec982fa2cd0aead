import { and, asc, desc, eq, isNull, lt, sql } from "drizzle-orm";
import type { TenantTransaction } from "@/db/client";
import { type AuditEntry, auditEntries, sessions, type UserRole, users } from "@/db/schema";
import { newestFirst } from "./newest-first";

export type MemberRow = {
  id: string;
  name: string;
  email: string;
  role: UserRole;
  disabledAt: Date | null;
  /** False until an invited person has chosen a password. */
  joined: boolean;
  createdAt: Date;
  openSessions: number;
  lastSeenAt: Date | null;
  /** Until when the newest invitation link works; null without one. */
  invitedUntil: Date | null;
};

// By name, not by column: inside a select from one table the columns lose their table, and the inner ones would win.
const counts = (idleSeconds: number) =>
  sql.raw(
    `sessions.revoked_at is null and sessions.expires_at > now()
   and sessions.last_seen_at > now() - make_interval(secs => ${Number(idleSeconds)})`,
  );

const member = (idleSeconds: number) => ({
  id: users.id,
  name: users.name,
  email: users.email,
  role: users.role,
  disabledAt: users.disabledAt,
  joined: sql<boolean>`users.password_hash is not null`,
  createdAt: users.createdAt,
  openSessions: sql<number>`
    (select count(*)::int from sessions where sessions.user_id = users.id and ${counts(idleSeconds)})`,
  lastSeenAt: sql<Date | null>`
    (select max(sessions.last_seen_at) from sessions where sessions.user_id = users.id)`.mapWith(asDate),
  invitedUntil: sql<Date | null>`
    (select max(r.expires_at) from password_resets r where r.user_id = users.id and r.used_at is null)`.mapWith(asDate),
});

function asDate(value: string): Date {
  return new Date(value);
}

/** Who belongs to the merchant: active ones by name, then the disabled. */
export async function listMembers(tx: TenantTransaction, idleSeconds: number): Promise<MemberRow[]> {
  return tx
    .select(member(idleSeconds))
    .from(users)
    .orderBy(sql`${users.disabledAt} is not null`, asc(users.name), asc(users.id));
}

export async function findMember(tx: TenantTransaction, id: string, idleSeconds: number): Promise<MemberRow | null> {
  const [row] = await tx.select(member(idleSeconds)).from(users).where(eq(users.id, id));
  return row ?? null;
}

export type MemberSession = { id: string; createdAt: Date; lastSeenAt: Date; userAgent: string | null };

export async function listMemberSessions(
  tx: TenantTransaction,
  userId: string,
  idleSeconds: number,
): Promise<MemberSession[]> {
  return tx
    .select({
      id: sessions.id,
      createdAt: sessions.createdAt,
      lastSeenAt: sessions.lastSeenAt,
      userAgent: sessions.userAgent,
    })
    .from(sessions)
    .where(and(eq(sessions.userId, userId), counts(idleSeconds)))
    .orderBy(desc(sessions.lastSeenAt));
}

/** The owners who can sign in, held until the transaction ends: two owners cannot take the role from each other at once. */
export async function lockOwners(tx: TenantTransaction): Promise<string[]> {
  const rows = await tx
    .select({ id: users.id })
    .from(users)
    .where(and(eq(users.role, "owner"), isNull(users.disabledAt), sql`${users.passwordHash} is not null`))
    .orderBy(asc(users.id))
    .for("update");
  return rows.map(({ id }) => id);
}

/** The database ends the user's sessions with it. False where nothing changed. */
export async function setMemberRole(tx: TenantTransaction, id: string, role: UserRole): Promise<boolean> {
  const rows = await tx
    .update(users)
    .set({ role })
    .where(and(eq(users.id, id), sql`${users.role} <> ${role}`))
    .returning({ id: users.id });
  return rows.length > 0;
}

/** The database ends the user's sessions when it disables. False where nothing changed. */
export async function setMemberDisabled(tx: TenantTransaction, id: string, disabled: boolean): Promise<boolean> {
  const rows = await tx
    .update(users)
    .set({ disabledAt: disabled ? sql`now()` : null })
    .where(and(eq(users.id, id), disabled ? isNull(users.disabledAt) : sql`${users.disabledAt} is not null`))
    .returning({ id: users.id });
  return rows.length > 0;
}

/** Takes an invitation back; somebody who has joined stays. */
export async function deleteInvitedMember(tx: TenantTransaction, id: string): Promise<boolean> {
  const rows = await tx
    .delete(users)
    .where(and(eq(users.id, id), isNull(users.passwordHash)))
    .returning({ id: users.id });
  return rows.length > 0;
}

export type AuditFilter = { actorId?: string; before?: number; limit: number };

/** Newest first. */
export async function listAuditEntries(
  tx: TenantTransaction,
  { actorId, before, limit }: AuditFilter,
): Promise<AuditEntry[]> {
  return tx
    .select()
    .from(auditEntries)
    .where(
      and(
        eq(auditEntries.merchantId, tx.merchantId),
        actorId === undefined ? undefined : eq(auditEntries.actorId, actorId),
        before === undefined ? undefined : lt(auditEntries.seq, before),
      ),
    )
    .orderBy(actorId === undefined ? desc(auditEntries.seq) : newestFirst(auditEntries.seq))
    .limit(limit);
}
