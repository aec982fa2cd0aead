import { and, desc, eq, isNull, lt, sql } from "drizzle-orm";
import type { Queryable, TenantTransaction } from "../client";
import { type ApiKey, apiKeys, type IdempotencyKey, idempotencyKeys, type OrderChannel } from "../schema";

export async function insertApiKey(
  tx: TenantTransaction,
  key: Pick<ApiKey, "locationId" | "channel" | "name" | "prefix" | "keyHash" | "createdBy"> &
    Partial<Pick<ApiKey, "createdAt">>,
): Promise<ApiKey> {
  const [row] = await tx
    .insert(apiKeys)
    .values({ ...key, merchantId: tx.merchantId })
    .returning();
  if (!row) throw new Error("the key was not stored");
  return row;
}

/** The ones in use first, each newest first. */
export async function listApiKeys(tx: TenantTransaction): Promise<ApiKey[]> {
  return tx
    .select()
    .from(apiKeys)
    .where(eq(apiKeys.merchantId, tx.merchantId))
    .orderBy(sql`${apiKeys.revokedAt} is null desc`, desc(apiKeys.createdAt));
}

const mine = (tx: TenantTransaction, id: string) => and(eq(apiKeys.merchantId, tx.merchantId), eq(apiKeys.id, id));

export async function findApiKeyById(tx: TenantTransaction, id: string): Promise<ApiKey | null> {
  const [row] = await tx.select().from(apiKeys).where(mine(tx, id));
  return row ?? null;
}

/** False when there is no such key, or it ended before. */
export async function endApiKey(
  tx: TenantTransaction,
  id: string,
  end: { revokedAt: Date } | { expiresAt: Date },
): Promise<boolean> {
  const rows = await tx
    .update(apiKeys)
    .set(end)
    .where(and(mine(tx, id), isNull(apiKeys.revokedAt)))
    .returning({ id: apiKeys.id });
  return rows.length > 0;
}

export type ApiCaller = { id: string; merchantId: string; locationId: string; channel: OrderChannel; name: string };

/** Whose key this is, while it counts; over all tenants. */
export async function findApiCaller(db: Queryable, keyHash: string, now: Date): Promise<ApiCaller | null> {
  const [row] = await db.execute<{
    id: string;
    merchant_id: string;
    location_id: string;
    channel: OrderChannel;
    name: string;
  }>(sql`select * from gate.find_api_key(${keyHash}, ${now.toISOString()}::timestamptz)`);
  if (!row) return null;
  return { ...row, merchantId: row.merchant_id, locationId: row.location_id };
}

/**
 * The first of the keys that took each other's place up to this one: each ends exactly so long after its successor was made. The id itself where it is none of
 * a key, or of one that replaced no other.
 */
export async function findFirstOfLine(tx: TenantTransaction, id: string, graceMs: number): Promise<string> {
  const [row] = await tx.execute<{ id: string }>(sql`
    with recursive line as (
      select id, location_id, channel, name, created_at from api_keys where merchant_id = ${tx.merchantId} and id = ${id}
      union
      select k.id, k.location_id, k.channel, k.name, k.created_at from api_keys k join line l
        on k.merchant_id = ${tx.merchantId} and (k.location_id, k.channel, k.name) = (l.location_id, l.channel, l.name)
       and k.created_at < l.created_at and k.expires_at = l.created_at + make_interval(secs => ${graceMs / 1000}))
    select id from line order by created_at limit 1`);
  return row?.id ?? id;
}

type Claim = { apiKeyId: string; key: string; requestHash: string; now: Date; workMs: number; keepMs: number };

/** Makes the key this request's own until the moment that is returned; null when an earlier one has it and is at work or done. */
export async function claimIdempotencyKey(tx: TenantTransaction, claim: Claim): Promise<Date | null> {
  const { apiKeyId, key, requestHash, now, workMs, keepMs } = claim;
  const workingUntil = new Date(now.getTime() + workMs);
  const rows = await tx
    .insert(idempotencyKeys)
    .values({
      ...{ merchantId: tx.merchantId, apiKeyId, key, requestHash, workingUntil },
      expiresAt: new Date(now.getTime() + keepMs),
    })
    .onConflictDoUpdate({
      target: [idempotencyKeys.apiKeyId, idempotencyKeys.key],
      set: { workingUntil },
      // Only where whoever had it was cut off before an answer was known.
      setWhere: and(
        isNull(idempotencyKeys.httpStatus),
        eq(idempotencyKeys.requestHash, requestHash),
        lt(idempotencyKeys.workingUntil, now),
      ),
    })
    .returning({ key: idempotencyKeys.key });
  return rows.length > 0 ? workingUntil : null;
}

const place = (apiKeyId: string, key: string) =>
  and(eq(idempotencyKeys.apiKeyId, apiKeyId), eq(idempotencyKeys.key, key));

export async function findIdempotencyKey(
  tx: TenantTransaction,
  apiKeyId: string,
  key: string,
): Promise<IdempotencyKey | null> {
  const [row] = await tx
    .select()
    .from(idempotencyKeys)
    .where(and(eq(idempotencyKeys.merchantId, tx.merchantId), place(apiKeyId, key)));
  return row ?? null;
}

/** A claim ends at a moment of its own: whoever takes the key over names a later one. */
export type HeldKey = Pick<IdempotencyKey, "apiKeyId" | "key" | "workingUntil">;

const held = (tx: TenantTransaction, { apiKeyId, key, workingUntil }: HeldKey) =>
  and(
    eq(idempotencyKeys.merchantId, tx.merchantId),
    place(apiKeyId, key),
    eq(idempotencyKeys.workingUntil, workingUntil),
    isNull(idempotencyKeys.httpStatus),
  );

/** Whether the key is still this request's; where it is, nobody else takes it over until the transaction ends. */
export async function holdIdempotencyKey(tx: TenantTransaction, claim: HeldKey): Promise<boolean> {
  const rows = await tx
    .select({ key: idempotencyKeys.key })
    .from(idempotencyKeys)
    .where(held(tx, claim))
    .for("no key update");
  return rows.length > 0;
}

/** False when another request has taken the key over, or has answered: then nothing is written. */
export async function saveIdempotencyKey(
  tx: TenantTransaction,
  claim: HeldKey,
  set: Partial<Pick<IdempotencyKey, "orderId" | "httpStatus" | "answer">>,
): Promise<boolean> {
  const rows = await tx.update(idempotencyKeys).set(set).where(held(tx, claim)).returning({ key: idempotencyKeys.key });
  return rows.length > 0;
}

/** The key is free for the next request: nothing came of the one that had it, or an order without an answer yet. */
export async function freeIdempotencyKey(tx: TenantTransaction, claim: HeldKey): Promise<void> {
  const unanswered = held(tx, claim);
  await tx.delete(idempotencyKeys).where(and(unanswered, isNull(idempotencyKeys.orderId)));
  await tx
    .update(idempotencyKeys)
    .set({ workingUntil: new Date(0) })
    .where(unanswered);
}

export async function sweepIdempotencyKeys(db: Queryable, now: Date): Promise<void> {
  await db.execute(sql`select gate.sweep_idempotency_keys(${now.toISOString()}::timestamptz)`);
}
