import { and, eq, gt, isNull, sql } from "drizzle-orm";
import type { Queryable, TenantTransaction } from "../client";
import { prepared } from "../prepared";
import {
  type AuthorizationRequest,
  authorizationRequests,
  merchants,
  type PendingAuthorization,
  pendingAuthorizations,
  type Sealed,
} from "../schema";

/** Stores a flow in place of the merchant's open one, which from then on says that it was replaced. */
export async function replaceAuthorizationRequest(
  tx: TenantTransaction,
  request: Pick<
    AuthorizationRequest,
    "id" | "userId" | "sessionId" | "environment" | "codeVerifier" | "createdAt" | "expiresAt"
  >,
): Promise<void> {
  // Two starts at once take turns, so that exactly one flow is open afterwards. "No key": rows that only refer to the merchant need not wait.
  await tx.select({ id: merchants.id }).from(merchants).where(eq(merchants.id, tx.merchantId)).for("no key update");
  await tx
    .update(authorizationRequests)
    .set({ replacedAt: request.createdAt, codeVerifier: null })
    .where(
      and(
        eq(authorizationRequests.merchantId, tx.merchantId),
        isNull(authorizationRequests.consumedAt),
        isNull(authorizationRequests.replacedAt),
      ),
    );
  await tx.insert(authorizationRequests).values({ ...request, merchantId: tx.merchantId });
}

export type ConsumedRequest = {
  outcome: "consumed" | "expired" | "already_used" | "replaced";
  id: string;
  merchantId: string;
  userId: string;
  sessionId: string;
  environment: AuthorizationRequest["environment"];
  codeVerifier: Sealed | null;
};

/** Takes the flow out of play whoever asks, in one statement; null when there never was one. The caller checks whose it is afterwards. */
export async function consumeAuthorizationRequest(
  db: Queryable,
  id: string,
  now: Date,
): Promise<ConsumedRequest | null> {
  const [row] = await db.execute<{
    outcome: ConsumedRequest["outcome"];
    merchant_id: string;
    user_id: string;
    session_id: string;
    environment: AuthorizationRequest["environment"];
    code_verifier: Sealed | null;
  }>(sql`select * from gate.consume_authorization_request(${id}::uuid, ${now.toISOString()}::timestamptz)`);
  if (!row) return null;
  const { outcome, environment } = row;
  return {
    outcome,
    id,
    merchantId: row.merchant_id,
    userId: row.user_id,
    sessionId: row.session_id,
    environment,
    codeVerifier: row.code_verifier,
  };
}

/** Whether the flow is still on record; Delete takes it away, and with it what its answer might store. */
export async function isFlowKnown(tx: TenantTransaction, id: string): Promise<boolean> {
  const rows = await tx
    .select({ id: authorizationRequests.id })
    .from(authorizationRequests)
    .where(and(eq(authorizationRequests.merchantId, tx.merchantId), eq(authorizationRequests.id, id)));
  return rows.length > 0;
}

const selectOpenAuthorizationRequest = prepared(["now"], (db, { merchantId, now }) =>
  db
    .select({ id: authorizationRequests.id, createdAt: authorizationRequests.createdAt })
    .from(authorizationRequests)
    .where(
      and(
        eq(authorizationRequests.merchantId, merchantId),
        isNull(authorizationRequests.consumedAt),
        isNull(authorizationRequests.replacedAt),
        gt(authorizationRequests.expiresAt, now),
      ),
    ),
);

/** The merchant's flow that may still come back. */
export async function findOpenAuthorizationRequest(
  tx: TenantTransaction,
  now: Date,
): Promise<Pick<AuthorizationRequest, "id" | "createdAt"> | null> {
  const [row] = await selectOpenAuthorizationRequest(tx, { now: now.toISOString() });
  return row ?? null;
}

export type DeletedAuthorizations = {
  /** How many flows were open. */
  open: number;
  /** The waiting choice, also one that came too late and was not swept yet: its permission stands at the vendor until it is given back. */
  pending: PendingAuthorization | null;
};

export async function deleteAuthorizations(tx: TenantTransaction): Promise<DeletedAuthorizations> {
  const flows = await tx
    .delete(authorizationRequests)
    .where(eq(authorizationRequests.merchantId, tx.merchantId))
    .returning({ consumedAt: authorizationRequests.consumedAt, replacedAt: authorizationRequests.replacedAt });
  const [pending] = await tx
    .delete(pendingAuthorizations)
    .where(eq(pendingAuthorizations.merchantId, tx.merchantId))
    .returning();
  const open = flows.filter(({ consumedAt, replacedAt }) => consumedAt === null && replacedAt === null);
  return { open: open.length, pending: pending ?? null };
}

export type ExpiredChoice = Pick<PendingAuthorization, "id" | "merchantId" | "environment" | "refreshToken">;

/** Takes out every choice that was not made in time, with the permission that nobody took. */
export async function takeExpiredChoices(db: Queryable, now: Date): Promise<ExpiredChoice[]> {
  const rows = await db.execute<{
    id: string;
    merchant_id: string;
    environment: PendingAuthorization["environment"];
    refresh_token: Sealed;
  }>(sql`select * from gate.take_expired_choices(${now.toISOString()}::timestamptz)`);
  return rows.map(({ id, merchant_id, environment, refresh_token }) => ({
    ...{ id, environment },
    ...{ merchantId: merchant_id, refreshToken: refresh_token },
  }));
}

export async function sweepAuthorizations(db: Queryable, now: Date): Promise<void> {
  await db.execute(sql`select gate.sweep_authorizations(${now.toISOString()}::timestamptz)`);
}

/** One waiting choice per merchant: a newer consent takes the place of older ones, which come back. */
export async function savePendingAuthorization(
  tx: TenantTransaction,
  pending: Omit<PendingAuthorization, "merchantId">,
): Promise<PendingAuthorization[]> {
  const older = await tx
    .delete(pendingAuthorizations)
    .where(eq(pendingAuthorizations.merchantId, tx.merchantId))
    .returning();
  await tx.insert(pendingAuthorizations).values({ ...pending, merchantId: tx.merchantId });
  return older;
}

const selectPendingAuthorization = prepared(["now"], (db, { merchantId, now }) =>
  db
    .select()
    .from(pendingAuthorizations)
    .where(and(eq(pendingAuthorizations.merchantId, merchantId), gt(pendingAuthorizations.expiresAt, now))),
);

export async function findPendingAuthorization(tx: TenantTransaction, now: Date): Promise<PendingAuthorization | null> {
  const [row] = await selectPendingAuthorization(tx, { now: now.toISOString() });
  return row ?? null;
}

/** Takes the waiting choice out; null when another tab decided first or it is too old. */
export async function takePendingAuthorization(tx: TenantTransaction, now: Date): Promise<PendingAuthorization | null> {
  const [row] = await tx
    .delete(pendingAuthorizations)
    .where(and(eq(pendingAuthorizations.merchantId, tx.merchantId), gt(pendingAuthorizations.expiresAt, now)))
    .returning();
  return row ?? null;
}
