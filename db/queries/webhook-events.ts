import { and, eq, gte, lt, lte, type SQL, sql } from "drizzle-orm";
import type { TenantTransaction } from "../client";
import { type WebhookEventStatus, webhookEvents } from "../schema";

/** Makes what waits for this reference due again; returns how many that were. */
export async function wakeParkedEvents(tx: TenantTransaction, merchantId: string, reference: string): Promise<number> {
  const rows = await tx
    .update(webhookEvents)
    .set({
      ...{ status: "received", dueAt: sql`clock_timestamp()`, trigger: "woken" },
      // Whoever is at it may have looked too early, and loses the right to park it again. One that a worker ended over stays suspect.
      leaseOwner: sql`case when ${webhookEvents.dueAt} > clock_timestamp() then null else ${webhookEvents.leaseOwner} end`,
    })
    .where(
      and(
        eq(webhookEvents.merchantId, merchantId),
        eq(webhookEvents.reference, reference),
        eq(webhookEvents.status, "parked"),
      ),
    )
    .returning({ id: webhookEvents.id });
  if (rows.length > 0) await tx.execute(sql`select pg_notify('webhook_inbox', '')`);
  return rows.length;
}

/** Which of a merchant's deliveries; what is left out does not matter. */
export type DeliveryFilter = {
  type?: string | undefined;
  status?: WebhookEventStatus | undefined;
  verified?: boolean | undefined;
  reference?: string | undefined;
  businessLocationId?: string | undefined;
  from?: Date | undefined;
  to?: Date | undefined;
};

export function deliveriesOf(merchantId: string, filter: DeliveryFilter): SQL | undefined {
  const { type, status, verified, reference, businessLocationId, from, to } = filter;
  return and(
    eq(webhookEvents.merchantId, merchantId),
    type === undefined ? undefined : eq(webhookEvents.type, type),
    status === undefined ? undefined : eq(webhookEvents.status, status),
    verified === undefined ? undefined : eq(webhookEvents.verified, verified),
    reference === undefined ? undefined : eq(webhookEvents.reference, reference),
    businessLocationId === undefined ? undefined : eq(webhookEvents.businessLocationId, businessLocationId),
    from === undefined ? undefined : gte(webhookEvents.receivedAt, from),
    to === undefined ? undefined : lt(webhookEvents.receivedAt, to),
  );
}

/** Counts up to `most`, so that a count over a million costs no more than it is worth. */
export async function countDeliveries(tx: TenantTransaction, filter: DeliveryFilter, most: number): Promise<number> {
  const counted = tx
    .select({ one: sql`1` })
    .from(webhookEvents)
    .where(deliveriesOf(tx.merchantId, filter))
    .limit(most)
    .as("counted");
  const [row] = await tx.select({ count: sql<number>`count(*)::int` }).from(counted);
  return row?.count ?? 0;
}

/**
 * Why a merchant's dead letters died, each reason once; with them what is being tried again and did not work so far. Without those
 * about whose matter a later message of the same type was worked on: they are of no interest any more.
 */
export async function listDeadReasons(tx: TenantTransaction): Promise<string[]> {
  const rows = await tx.execute<{ outcome: string }>(sql`
    with open as (
      select type, reference, received_at, outcome from webhook_events
        where merchant_id = ${tx.merchantId}::uuid and status = 'dead'
      union all
      select type, reference, received_at, outcome from webhook_events
        where merchant_id = ${tx.merchantId}::uuid and status = 'received' and due_at is not null and outcome is not null
    )
    select distinct outcome from open
      where outcome is not null and (reference is null or not exists (
        select from webhook_events later
          where later.merchant_id = ${tx.merchantId}::uuid and later.reference = open.reference and later.status = 'processed'
            and later.type is not distinct from open.type and later.received_at > open.received_at
      ))`);
  return rows.map(({ outcome }) => outcome);
}

const wakeInbox = (tx: TenantTransaction) => tx.execute(sql`select pg_notify('webhook_inbox', '')`);

/** Lets one delivery be worked on again; false when the merchant has none with this id. */
export async function replayEvent(tx: TenantTransaction, id: string, byName: string): Promise<boolean> {
  const rows = await tx
    .update(webhookEvents)
    .set({
      ...{ status: "received", dueAt: sql`clock_timestamp()`, trigger: "replay", replayedBy: byName, crashes: 0 },
      // Whoever is at it now loses the right to write down how it ended.
      leaseOwner: null,
    })
    .where(and(eq(webhookEvents.merchantId, tx.merchantId), eq(webhookEvents.id, id)))
    .returning({ id: webhookEvents.id });
  if (rows.length > 0) await wakeInbox(tx);
  return rows.length > 0;
}

export type ReplayCursor = { at: string; id: string };

/** Lets the next few that match be worked on again, the oldest first; returns how many, and where to go on (null at the end). */
export async function replayNextEvents(
  tx: TenantTransaction,
  {
    filter,
    until,
    after,
    replayId,
    byName,
    limit,
  }: {
    filter: DeliveryFilter;
    until: Date;
    after: ReplayCursor | null;
    replayId: string;
    byName: string;
    limit: number;
  },
): Promise<{ count: number; cursor: ReplayCursor | null }> {
  const where = and(
    deliveriesOf(tx.merchantId, filter),
    lte(webhookEvents.receivedAt, until),
    after
      ? sql`(${webhookEvents.receivedAt}, ${webhookEvents.id}) > (${after.at}::timestamptz, ${after.id}::uuid)`
      : undefined,
  );
  const rows = await tx.execute<ReplayCursor>(sql`
    with picked as (
      select id, received_at from webhook_events where ${where} order by received_at, id limit ${limit} for update
    ), changed as (
      update webhook_events e set status = 'received', due_at = clock_timestamp(), trigger = 'replay', replayed_by = ${byName}::text,
        replay_id = ${replayId}::uuid, crashes = 0, lease_owner = null
      from picked where e.id = picked.id and e.received_at = picked.received_at
    )
    select id, received_at::text as at from picked order by received_at, id`);
  if (rows.length > 0) await wakeInbox(tx);
  return { count: rows.length, cursor: rows.at(-1) ?? null };
}

/** How many of a replay's deliveries are still to be worked on. */
export async function countPendingOf(tx: TenantTransaction, replayId: string): Promise<number> {
  const [row] = await tx
    .select({ count: sql<number>`count(*)::int` })
    .from(webhookEvents)
    .where(
      and(
        eq(webhookEvents.merchantId, tx.merchantId),
        eq(webhookEvents.replayId, replayId),
        eq(webhookEvents.status, "received"),
        eq(webhookEvents.trigger, "replay"),
        sql`${webhookEvents.dueAt} is not null`,
      ),
    );
  return row?.count ?? 0;
}
