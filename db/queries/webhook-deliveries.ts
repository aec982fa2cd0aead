import { and, eq, gte, type SQL, sql } from "drizzle-orm";
import type { TenantTransaction } from "../client";
import { prepared } from "../prepared";
import { type WebhookEvent, webhookEvents } from "../schema";
import { newestFirst } from "./newest-first";
import { type DeliveryFilter, deliveriesOf } from "./webhook-events";

/** A place in the list, to the microsecond. */
export type DeliveryCursor = { at: string; id: string };
/** `older`: the page that follows it; `newer`: the one before. */
export type DeliveryPage = { older?: DeliveryCursor; newer?: DeliveryCursor; limit: number };

export type DeliveryRow = Pick<
  WebhookEvent,
  | "id"
  | "type"
  | "vendorStatus"
  | "reference"
  | "businessLocationId"
  | "verified"
  | "status"
  | "attempts"
  | "outcome"
  | "durationMs"
> & { at: string };

const columns = {
  id: webhookEvents.id,
  at: sql<string>`to_char(${webhookEvents.receivedAt} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')`,
  type: webhookEvents.type,
  vendorStatus: webhookEvents.vendorStatus,
  reference: webhookEvents.reference,
  businessLocationId: webhookEvents.businessLocationId,
  verified: webhookEvents.verified,
  status: webhookEvents.status,
  attempts: webhookEvents.attempts,
  outcome: webhookEvents.outcome,
  durationMs: webhookEvents.durationMs,
};

const newest = [newestFirst(webhookEvents.receivedAt), newestFirst(webhookEvents.id)];
const oldest = [sql`${webhookEvents.receivedAt} asc nulls first`, sql`${webhookEvents.id} asc nulls first`];

/** Newest first, from a place on: a page costs the same wherever it is and however many there are. */
export async function listDeliveries(
  tx: TenantTransaction,
  filter: DeliveryFilter,
  { older, newer, limit }: DeliveryPage,
): Promise<DeliveryRow[]> {
  const place = sql`(${webhookEvents.receivedAt}, ${webhookEvents.id})`;
  const beyond = (sign: SQL, { at, id }: DeliveryCursor) => sql`${place} ${sign} (${at}::timestamptz, ${id}::uuid)`;
  const from = older ? beyond(sql`<`, older) : newer ? beyond(sql`>`, newer) : undefined;
  const rows = await tx
    .select(columns)
    .from(webhookEvents)
    .where(and(deliveriesOf(tx.merchantId, filter), from))
    .orderBy(...(newer ? oldest : newest))
    .limit(limit);
  return newer ? rows.reverse() : rows;
}

export async function findDelivery(tx: TenantTransaction, id: string): Promise<WebhookEvent | null> {
  const [row] = await tx
    .select()
    .from(webhookEvents)
    .where(and(eq(webhookEvents.merchantId, tx.merchantId), eq(webhookEvents.id, id)));
  return row ?? null;
}

/** The newest with this reference: how far a test event has come. */
export async function findDeliveryByReference(tx: TenantTransaction, reference: string): Promise<WebhookEvent | null> {
  const [row] = await tx
    .select()
    .from(webhookEvents)
    .where(and(eq(webhookEvents.merchantId, tx.merchantId), eq(webhookEvents.reference, reference)))
    .orderBy(newestFirst(webhookEvents.receivedAt))
    .limit(1);
  return row ?? null;
}

const selectLastDeliveryAt = prepared(["testType"], (db, { merchantId, testType }) =>
  db
    .select({ at: webhookEvents.receivedAt })
    .from(webhookEvents)
    .where(and(eq(webhookEvents.merchantId, merchantId), sql`${webhookEvents.type} is distinct from ${testType}`))
    .orderBy(newestFirst(webhookEvents.receivedAt))
    .limit(1),
);

/** When the newest one came, tests of our own aside. */
export async function findLastDeliveryAt(tx: TenantTransaction, testType: string): Promise<Date | null> {
  const [row] = await selectLastDeliveryAt(tx, { testType });
  return row?.at ?? null;
}

export type DeliveryHour = { hour: string; count: number; failed: number; medianMs: number | null };

const hour = sql`date_bin('1 hour', ${webhookEvents.receivedAt}, timestamptz '2000-01-01')`;
const done = sql`extract(epoch from ${webhookEvents.finishedAt} - ${webhookEvents.receivedAt}) * 1000`;

const selectHours = prepared(["since"], (db, { merchantId, since }) =>
  db
    .select({
      hour: sql<string>`to_char(${hour} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')`,
      count: sql<number>`count(*)::int`,
      failed: sql<number>`count(*) filter (where ${webhookEvents.status} = 'dead')::int`,
      medianMs: sql<
        number | null
      >`percentile_cont(0.5) within group (order by ${done}) filter (where ${webhookEvents.attempts} = 1 and ${webhookEvents.finishedAt} is not null)`,
    })
    .from(webhookEvents)
    .where(and(eq(webhookEvents.merchantId, merchantId), gte(webhookEvents.receivedAt, since)))
    .groupBy(sql`1`)
    .orderBy(sql`1`),
);

/** Hour by hour since then, hours without any left out. `medianMs`: from arrival to done. */
export async function listDeliveryHours(tx: TenantTransaction, since: Date): Promise<DeliveryHour[]> {
  const rows = await selectHours(tx, { since: since.toISOString() });
  return rows.map((row) => ({ ...row, medianMs: row.medianMs === null ? null : Math.round(Number(row.medianMs)) }));
}

// Written out, since of a value nobody knows beforehand whether the index of what is undone holds for it.
const isDead = sql`${webhookEvents.status} = 'dead'`;
const isParked = sql`${webhookEvents.status} = 'parked'`;

const countOf = (state: SQL) =>
  prepared(["most"], (db, { merchantId, most }) =>
    db.select({ count: sql<number>`count(*)::int` }).from(
      db
        .select({ one: sql`1` })
        .from(webhookEvents)
        .where(and(eq(webhookEvents.merchantId, merchantId), state))
        .limit(most)
        .as("counted"),
    ),
  );
const selectDeadCount = countOf(isDead);
const selectParkedCount = countOf(isParked);

/** Each counted up to `most`, so that a count over a million costs no more than it is worth. */
export async function countUndone(tx: TenantTransaction, most: number): Promise<{ dead: number; parked: number }> {
  const [[dead], [parked]] = await Promise.all([selectDeadCount(tx, { most }), selectParkedCount(tx, { most })]);
  return { dead: dead?.count ?? 0, parked: parked?.count ?? 0 };
}

/** Which types there are among the newest few hundred, for a filter to choose from. */
export async function listDeliveryTypes(tx: TenantTransaction): Promise<string[]> {
  const rows = await tx
    .select({ type: webhookEvents.type })
    .from(webhookEvents)
    .where(eq(webhookEvents.merchantId, tx.merchantId))
    .orderBy(...newest)
    .limit(300);
  return [...new Set(rows.flatMap(({ type }) => (type === null ? [] : [type])))].sort();
}
