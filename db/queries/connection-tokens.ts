import { and, eq, inArray, isNotNull, isNull, lt, lte, or, sql } from "drizzle-orm";
import type { Queryable, TenantTransaction } from "../client";
import { prepared } from "../prepared";
import { type BusinessSnapshot, type Connection, connections, type Sealed } from "../schema";

/** What a caller of the token vault needs, in one row; lifetimes are counted by the database's clock. */
export type TokenRow = Pick<
  Connection,
  | "id"
  | "merchantId"
  | "environment"
  | "status"
  | "problem"
  | "accessToken"
  | "refreshToken"
  | "tokenVersion"
  | "accessLifetime"
  | "scopes"
  | "refreshFailures"
> & {
  /** Seconds until the access token ends, by the database's clock; negative when it has ended. */
  secondsLeft: number | null;
};

const tokenColumns = {
  id: connections.id,
  merchantId: connections.merchantId,
  environment: connections.environment,
  status: connections.status,
  problem: connections.problem,
  accessToken: connections.accessToken,
  refreshToken: connections.refreshToken,
  tokenVersion: connections.tokenVersion,
  accessLifetime: connections.accessLifetime,
  scopes: connections.scopes,
  refreshFailures: connections.refreshFailures,
  secondsLeft: sql<number | null>`extract(epoch from ${connections.accessExpiresAt} - now())::float8`,
};

const selectTokens = prepared([], (db, { merchantId }) =>
  db.select(tokenColumns).from(connections).where(eq(connections.merchantId, merchantId)),
);

export async function findTokenRow(tx: TenantTransaction): Promise<TokenRow | null> {
  const [row] = await selectTokens(tx);
  return row ?? null;
}

export type LeasedRow = TokenRow & {
  leaseOwner: string;
  /** An earlier refresh with these very tokens began and never reported its end. */
  interrupted: boolean;
};

export type LeaseWish = {
  leaseMs: number;
  /** Where the tokens would be sent: those of another environment are not leased. */
  environment: Connection["environment"];
  /** Only where the background job still has to refresh. */
  onlyDue?: boolean;
};

/** Takes the refresh lease; null when somebody else holds it or there is nothing to refresh. */
export async function takeRefreshLease(
  tx: TenantTransaction,
  owner: string,
  { leaseMs, environment, onlyDue = false }: LeaseWish,
): Promise<LeasedRow | null> {
  const before = tx
    .select({
      id: connections.id,
      interrupted:
        sql<boolean>`${connections.leaseOwner} is not null and ${connections.attemptVersion} = ${connections.tokenVersion}`.as(
          "interrupted",
        ),
    })
    .from(connections)
    .where(
      and(
        eq(connections.merchantId, tx.merchantId),
        eq(connections.environment, environment),
        isNotNull(connections.refreshToken),
        inArray(connections.status, ["connected", "degraded"]),
        or(isNull(connections.leaseUntil), lt(connections.leaseUntil, sql`now()`)),
        onlyDue ? lte(connections.refreshDueAt, sql`now()`) : undefined,
      ),
    )
    .for("update")
    .as("before");
  const [row] = await tx
    .update(connections)
    .set({
      leaseOwner: owner,
      // Not now(): that is when the transaction began, and it may have waited for the row.
      leaseUntil: sql`clock_timestamp() + ${leaseMs} * interval '1 millisecond'`,
      attemptVersion: sql`${connections.tokenVersion}`,
      attemptAt: sql`now()`,
    })
    .from(before)
    .where(eq(connections.id, before.id))
    .returning({ ...tokenColumns, interrupted: before.interrupted });
  return row ? { ...row, leaseOwner: owner } : null;
}

export async function releaseRefreshLease(tx: TenantTransaction, owner: string): Promise<void> {
  await tx
    .update(connections)
    .set({ leaseOwner: null, leaseUntil: null })
    .where(and(eq(connections.merchantId, tx.merchantId), eq(connections.leaseOwner, owner)));
}

export type StoredTokens = {
  accessToken: Sealed;
  refreshToken: Sealed;
  accessLifetime: number;
  refreshLifetime: number | null;
  scopes: string[];
  /** Seconds until the background job refreshes. */
  refreshInSeconds: number;
};

const tokenValues = (tokens: StoredTokens) => ({
  accessToken: tokens.accessToken,
  refreshToken: tokens.refreshToken,
  accessLifetime: tokens.accessLifetime,
  accessExpiresAt: sql`now() + ${tokens.accessLifetime} * interval '1 second'`,
  refreshExpiresAt:
    tokens.refreshLifetime === null ? null : sql`now() + ${tokens.refreshLifetime} * interval '1 second'`,
  refreshedAt: sql`now()`,
  refreshDueAt: sql`now() + ${tokens.refreshInSeconds} * interval '1 second'`,
  refreshFailures: 0,
  scopes: tokens.scopes,
  tokenVersion: sql`${connections.tokenVersion} + 1`,
  updatedAt: sql`now()`,
});

/**
 * Compare-and-set on the token version: false when newer tokens, or a removal, came in between. The same statement ends the
 * trouble in `clears`, so that no crash in between leaves a working connection "with problems".
 */
export async function storeRefreshedTokens(
  tx: TenantTransaction,
  version: number,
  { clears, ...tokens }: StoredTokens & { clears: readonly string[] },
): Promise<boolean> {
  const cleared = and(eq(connections.status, "degraded"), inArray(connections.problem, [...clears]));
  const stored = await tx
    .update(connections)
    .set({
      ...tokenValues(tokens),
      leaseOwner: null,
      leaseUntil: null,
      status: sql`case when ${cleared} then 'connected' else ${connections.status} end`,
      problem: sql`case when ${cleared} then null else ${connections.problem} end`,
      problemDetail: sql`case when ${cleared} then null else ${connections.problemDetail} end`,
      problemSince: sql`case when ${cleared} then null else ${connections.problemSince} end`,
      lastCheckedAt: sql`now()`,
      lastCheckOk: true,
      lastCheckError: null,
    })
    .where(
      and(
        eq(connections.merchantId, tx.merchantId),
        eq(connections.tokenVersion, version),
        isNotNull(connections.refreshToken),
      ),
    )
    .returning({ id: connections.id });
  return stored.length > 0;
}

export type NewConsent = StoredTokens & {
  environment: Connection["environment"];
  business: { id: string; name: string } | null;
  businesses: BusinessSnapshot[];
  /** The list is of this sign-in; not the one of before. */
  businessesRead: boolean;
  problem: { code: string; detail: string | null } | null;
  connectedById: string;
  connectedByName: string;
};

/** A fresh consent replaces whatever tokens were there; a refresh still in flight loses by the version. */
export async function storeConsent(tx: TenantTransaction, consent: NewConsent): Promise<void> {
  await tx
    .update(connections)
    .set({
      ...tokenValues(consent),
      environment: consent.environment,
      status: consent.problem ? "degraded" : "connected",
      problem: consent.problem?.code ?? null,
      problemDetail: consent.problem?.detail ?? null,
      problemSince: consent.problem ? sql`now()` : null,
      businessId: consent.business?.id ?? null,
      businessName: consent.business?.name ?? null,
      businesses: consent.businesses,
      businessesReadAt: consent.businessesRead ? sql`now()` : null,
      leaseOwner: null,
      leaseUntil: null,
      connectedById: consent.connectedById,
      connectedByName: consent.connectedByName,
      connectedAt: sql`now()`,
      disabledAt: null,
      lastCheckedAt: sql`now()`,
      lastCheckOk: consent.problem === null,
      lastCheckError: consent.problem?.detail ?? null,
    })
    .where(eq(connections.merchantId, tx.merchantId));
}

/** Nothing is refreshed any more until somebody consents again; the tokens are of no use and go. */
export async function dropTokens(tx: TenantTransaction): Promise<void> {
  await tx
    .update(connections)
    .set({
      accessToken: null,
      refreshToken: null,
      refreshDueAt: null,
      leaseOwner: null,
      leaseUntil: null,
      tokenVersion: sql`${connections.tokenVersion} + 1`,
    })
    .where(eq(connections.merchantId, tx.merchantId));
}

/** Leaves the tokens where they are, but lets the background job forget them. */
export async function stopRefreshing(tx: TenantTransaction): Promise<void> {
  await tx.update(connections).set({ refreshDueAt: null }).where(eq(connections.merchantId, tx.merchantId));
}

/** Counts a refresh that did not work out and says when the next one is due; null when the tokens are others by now. */
export async function noteRefreshFailure(
  tx: TenantTransaction,
  version: number,
  retryInSeconds: number,
): Promise<number | null> {
  const [row] = await tx
    .update(connections)
    .set({
      refreshFailures: sql`${connections.refreshFailures} + 1`,
      refreshDueAt: sql`now() + ${retryInSeconds} * interval '1 second'`,
    })
    .where(
      and(
        eq(connections.merchantId, tx.merchantId),
        eq(connections.tokenVersion, version),
        isNotNull(connections.refreshToken),
      ),
    )
    .returning({ failures: connections.refreshFailures });
  return row?.failures ?? null;
}

/** Over all tenants: who has orders on their way first, then the longest due. */
export async function listDueRefreshes(
  db: Queryable,
  environment: Connection["environment"],
  limit: number,
): Promise<string[]> {
  const rows = await db.execute<{ merchant_id: string }>(
    sql`select merchant_id from gate.due_refreshes(now(), ${environment}, ${limit})`,
  );
  return rows.map((row) => row.merchant_id);
}
