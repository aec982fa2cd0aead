import { and, eq, inArray, sql } from "drizzle-orm";
import type { Queryable, TenantTransaction } from "../client";
import { prepared } from "../prepared";
import {
  type BusinessSnapshot,
  type Connection,
  connections,
  inHouseChannels,
  type StoredConnectionStatus,
} from "../schema";

const selectConnection = prepared([], (db, { merchantId }) =>
  db.select().from(connections).where(eq(connections.merchantId, merchantId)),
);

export async function findConnection(tx: TenantTransaction): Promise<Connection | null> {
  const [row] = await selectConnection(tx);
  return row ?? null;
}

/** As `findConnection`, and held until the transaction ends: what is decided on it is still true when it is written. */
export async function holdConnection(tx: TenantTransaction): Promise<Connection | null> {
  const [row] = await tx
    .select()
    .from(connections)
    .where(eq(connections.merchantId, tx.merchantId))
    .for("no key update");
  return row ?? null;
}

/** The merchant's row, made on first use; locked until the transaction ends. */
export async function lockConnection(
  tx: TenantTransaction,
  environment: Connection["environment"],
): Promise<Connection> {
  await tx.insert(connections).values({ merchantId: tx.merchantId, environment }).onConflictDoNothing();
  const [row] = await tx.select().from(connections).where(eq(connections.merchantId, tx.merchantId)).for("update");
  if (!row) throw new Error("the connection row that was just inserted is missing");
  return row;
}

export type StatusMove = {
  from: readonly StoredConnectionStatus[];
  to: StoredConnectionStatus;
  problem: { code: string; detail: string | null } | null;
  /** Moves only a row whose present problem is one of these. */
  onlyProblems?: readonly string[];
};

/** Moves the status only from one of `from`; false when it was in none of them. An equal problem keeps its beginning. */
export async function moveConnection(tx: TenantTransaction, move: StatusMove, tokenVersion?: number): Promise<boolean> {
  const code = move.problem?.code ?? null;
  const moved = await tx
    .update(connections)
    .set({
      status: move.to,
      problem: code,
      problemDetail: move.problem?.detail ?? null,
      problemSince:
        code === null
          ? null
          : sql`case when ${connections.problem} = ${code} then ${connections.problemSince} else now() end`,
      updatedAt: sql`now()`,
    })
    .where(
      and(
        eq(connections.merchantId, tx.merchantId),
        inArray(connections.status, [...move.from]),
        tokenVersion === undefined ? undefined : eq(connections.tokenVersion, tokenVersion),
        move.onlyProblems ? inArray(connections.problem, [...move.onlyProblems]) : undefined,
      ),
    )
    .returning({ id: connections.id });
  return moved.length > 0;
}

export async function noteCheck(tx: TenantTransaction, ok: boolean, error: string | null): Promise<void> {
  await tx
    .update(connections)
    .set({ lastCheckedAt: sql`now()`, lastCheckOk: ok, lastCheckError: error })
    .where(eq(connections.merchantId, tx.merchantId));
}

export async function storeBusinesses(
  tx: TenantTransaction,
  { businesses, business }: { businesses: BusinessSnapshot[]; business: { id: string; name: string } | null },
): Promise<void> {
  await tx
    .update(connections)
    .set({
      businesses,
      businessesReadAt: sql`now()`,
      businessId: business?.id ?? null,
      businessName: business?.name ?? null,
      updatedAt: sql`now()`,
    })
    .where(eq(connections.merchantId, tx.merchantId));
}

/** Delete's half in this table: false when it was removed already. Business and links stay readable, secrets go. */
export async function disableConnection(tx: TenantTransaction): Promise<boolean> {
  const disabled = await tx
    .update(connections)
    .set({
      status: "disabled",
      problem: null,
      problemDetail: null,
      problemSince: null,
      accessToken: null,
      refreshToken: null,
      accessExpiresAt: null,
      refreshExpiresAt: null,
      accessLifetime: null,
      refreshDueAt: null,
      refreshFailures: 0,
      leaseOwner: null,
      leaseUntil: null,
      attemptVersion: null,
      scopes: [],
      tokenVersion: sql`${connections.tokenVersion} + 1`,
      disabledAt: sql`now()`,
      updatedAt: sql`now()`,
    })
    .where(and(eq(connections.merchantId, tx.merchantId), sql`${connections.status} <> 'disabled'`))
    .returning({ id: connections.id });
  return disabled.length > 0;
}

export async function setInHouseProvider(tx: TenantTransaction, provider: "lightspeed" | null): Promise<void> {
  await tx
    .insert(inHouseChannels)
    .values({ merchantId: tx.merchantId, providerIntegrated: provider })
    .onConflictDoUpdate({
      target: inHouseChannels.merchantId,
      set: { providerIntegrated: provider, updatedAt: sql`now()` },
    });
}

/** Over all tenants, in the order of their ids. */
export async function listMerchantIds(db: Queryable, after: string, limit: number): Promise<string[]> {
  const rows = await db.execute<{ merchant_id: string }>(
    sql`select merchant_id from gate.merchants_after(${after}::uuid, ${limit})`,
  );
  return rows.map((row) => row.merchant_id);
}
