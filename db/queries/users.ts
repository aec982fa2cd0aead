import { and, count, eq, gt, isNull, type SQL, sql } from "drizzle-orm";
import type { Queryable, TenantTransaction } from "@/db/client";
import { inHouseChannels, merchants, passwordResets, sessions, type UserRole, users } from "@/db/schema";

export type SignInUser = {
  id: string;
  merchantId: string;
  name: string;
  role: UserRole;
  passwordHash: string | null;
  disabled: boolean;
};

/** Over all tenants: nobody is signed in yet. */
export async function findUserForSignIn(db: Queryable, email: string): Promise<SignInUser | null> {
  const [row] = await db.execute<SignInUser>(
    sql`select id, merchant_id as "merchantId", name, role, password_hash as "passwordHash", disabled
          from gate.find_user_for_sign_in(${email})`,
  );
  return row ?? null;
}

export type LiveSession = {
  sessionId: string;
  merchantId: string;
  merchantName: string;
  userId: string;
  userName: string;
  email: string;
  role: UserRole;
};

/** The session if it still counts now, with the user's present name and role. */
export async function findLiveSession(
  db: Queryable,
  tokenHash: string,
  idleSeconds: number,
): Promise<LiveSession | null> {
  const [row] = await db.execute<LiveSession>(
    sql`select session_id as "sessionId", merchant_id as "merchantId", merchant_name as "merchantName", user_id as "userId",
               user_name as "userName", email, role
          from gate.find_session(${tokenHash}, ${idleSeconds})`,
  );
  return row ?? null;
}

/** Which of these sessions still count. Asking is no visit: it keeps none of them alive. */
export async function listCountingSessions(db: Queryable, ids: string[], idleSeconds: number): Promise<string[]> {
  if (ids.length === 0) return [];
  const rows = await db.execute<{ session_id: string }>(
    sql`select session_id from gate.counting_sessions(array[${list(ids)}]::uuid[], ${idleSeconds})`,
  );
  return rows.map((row) => row.session_id);
}

export type TryLimit = { key: string; free: number; capSeconds: number };

/** Counts a try under all keys and returns null, or counts nothing and returns until when one of them is blocked. */
export async function claimSignInTry(db: Queryable, limits: TryLimit[], now: Date): Promise<Date | null> {
  const keys = list(limits.map(({ key }) => key));
  const free = list(limits.map((limit) => limit.free));
  const caps = list(limits.map(({ capSeconds }) => capSeconds));
  const [row] = await db.execute<{ until: string | null }>(
    sql`select gate.claim_sign_in_try(array[${keys}]::text[], array[${free}]::integer[], array[${caps}]::integer[],
          ${now.toISOString()}::timestamptz) as until`,
  );
  return row?.until ? new Date(row.until) : null;
}

/** After a success: forgets failures under some keys, and takes this one try back under others. */
export async function settleSignInTry(
  db: Queryable,
  keys: { forget: string[]; takeBack: string[] },
  now: Date,
): Promise<void> {
  await db.execute(
    sql`select gate.settle_sign_in_try(array[${list(keys.forget)}]::text[], array[${list(keys.takeBack)}]::text[],
          ${now.toISOString()}::timestamptz)`,
  );
}

const list = (values: (string | number)[]): SQL =>
  sql.join(
    values.map((value) => sql`${value}`),
    sql`, `,
  );

type NewSession = { userId: string; tokenHash: string; expiresAt: Date; userAgent: string | null };

export async function insertSession(tx: TenantTransaction, session: NewSession): Promise<{ id: string }> {
  const [row] = await tx
    .insert(sessions)
    .values({ ...session, merchantId: tx.merchantId })
    .returning({ id: sessions.id });
  if (!row) throw new Error("the session was not stored");
  return row;
}

/** How many were still open. */
export async function revokeSessions(
  tx: TenantTransaction,
  which: { sessionId: string } | { userId: string },
): Promise<number> {
  const chosen = "sessionId" in which ? eq(sessions.id, which.sessionId) : eq(sessions.userId, which.userId);
  const rows = await tx
    .update(sessions)
    .set({ revokedAt: sql`now()` })
    .where(and(chosen, isNull(sessions.revokedAt)))
    .returning({ id: sessions.id });
  return rows.length;
}

type NewPasswordReset = { userId: string; tokenHash: string; expiresAt: Date };

export async function insertPasswordReset(tx: TenantTransaction, reset: NewPasswordReset): Promise<void> {
  await tx.insert(passwordResets).values({ ...reset, merchantId: tx.merchantId });
}

/** Links that were sent before stop working. */
export async function voidPasswordResets(tx: TenantTransaction, userId: string): Promise<void> {
  await tx
    .update(passwordResets)
    .set({ usedAt: sql`now()` })
    .where(and(eq(passwordResets.userId, userId), isNull(passwordResets.usedAt)));
}

export async function countPasswordResets(tx: TenantTransaction, userId: string, since: Date): Promise<number> {
  const [row] = await tx
    .select({ n: count() })
    .from(passwordResets)
    .where(and(eq(passwordResets.userId, userId), gt(passwordResets.createdAt, since)));
  return row?.n ?? 0;
}

/** Sets the password, ends every session and voids the user's other links; null when the token is unknown, spent or too old. */
export async function spendPasswordReset(
  db: Queryable,
  tokenHash: string,
  passwordHash: string,
): Promise<{ merchantId: string; userId: string } | null> {
  const [row] = await db.execute<{ merchantId: string; userId: string }>(
    sql`select merchant_id as "merchantId", user_id as "userId" from gate.spend_password_reset(${tokenHash}, ${passwordHash})`,
  );
  return row ?? null;
}

export async function findUser(
  tx: TenantTransaction,
  userId: string,
): Promise<{ id: string; email: string; name: string } | null> {
  const [row] = await tx
    .select({ id: users.id, email: users.email, name: users.name })
    .from(users)
    .where(eq(users.id, userId));
  return row ?? null;
}

type NewUser = { email: string; name: string; role: UserRole; passwordHash: string | null };

export async function insertUser(tx: TenantTransaction, user: NewUser): Promise<{ id: string }> {
  const [row] = await tx
    .insert(users)
    .values({ ...user, merchantId: tx.merchantId })
    .returning({ id: users.id });
  if (!row) throw new Error("the user was not stored");
  return row;
}

/** The merchant of the transaction's tenant, with the in-house channel that each merchant has. */
export async function insertMerchant(tx: TenantTransaction, name: string): Promise<void> {
  await tx.insert(merchants).values({ id: tx.merchantId, name });
  await tx.insert(inHouseChannels).values({ merchantId: tx.merchantId });
}

/** When the newest migration of the database was written, in milliseconds. */
export async function findNewestMigration(db: Queryable): Promise<number> {
  const [row] = await db.execute<{ at: string | null }>(sql`select gate.newest_migration() as at`);
  return Number(row?.at ?? 0);
}
