import { and, eq, sql } from "drizzle-orm";
import type { Queryable, TenantTransaction } from "../client";
import {
  type Connection,
  type WebhookAttempt,
  type WebhookEvent,
  type WebhookEventStatus,
  webhookIdempotencyKeys,
} from "../schema";

export type ClaimedEvent = Pick<
  WebhookEvent,
  | "id"
  | "merchantId"
  | "environment"
  | "verified"
  | "type"
  | "vendorStatus"
  | "reference"
  | "businessLocationId"
  | "accountIdentifier"
  | "idempotencyKey"
  | "body"
  | "attempts"
  | "crashes"
  | "trigger"
  | "history"
  | "replayedBy"
> & {
  receivedAt: Date;
  /** To the microsecond, as the database knows the row. */
  receivedKey: string;
  /** Whose the reference and the place in it are, over all merchants. */
  byReference: string | null;
  byLocation: string | null;
  /** Of the merchant that it is for. */
  connection: Pick<Connection, "status" | "environment"> | null;
};

type Row = {
  id: string;
  received_key: string;
  merchant_id: string | null;
  environment: WebhookEvent["environment"];
  verified: boolean;
  type: string | null;
  vendor_status: string | null;
  reference: string | null;
  business_location_id: string | null;
  account_identifier: string | null;
  idempotency_key: string | null;
  body: string;
  attempts: number;
  crashes: number;
  trigger: WebhookEvent["trigger"];
  history: WebhookAttempt[];
  replayed_by: string | null;
  by_reference: string | null;
  by_location: string | null;
  connection_status: Connection["status"] | null;
  connection_environment: Connection["environment"] | null;
};

export type Claim = {
  owner: string;
  limit: number;
  leaseSeconds: number;
  /** Those that a worker ended over; they are taken one at a time. */
  suspect: boolean;
};

/** Leases what is due; no two owners get the same event as long as the lease lasts. */
export async function claimWebhookEvents(
  db: Queryable,
  { owner, limit, leaseSeconds, suspect }: Claim,
): Promise<ClaimedEvent[]> {
  const rows = await db.execute<Row>(
    sql`select * from gate.take_webhook_events(${owner}::uuid, ${limit}, ${leaseSeconds}, ${suspect})`,
  );
  return rows.map(({ connection_status: status, connection_environment: environment, ...row }) => ({
    ...row,
    merchantId: row.merchant_id,
    vendorStatus: row.vendor_status,
    businessLocationId: row.business_location_id,
    accountIdentifier: row.account_identifier,
    idempotencyKey: row.idempotency_key,
    replayedBy: row.replayed_by,
    receivedKey: row.received_key,
    receivedAt: new Date(row.received_key),
    byReference: row.by_reference,
    byLocation: row.by_location,
    connection: status && environment ? { status, environment } : null,
  }));
}

export type Finish = {
  status: WebhookEventStatus;
  outcome: string;
  remedy: string | null;
  /** Null: nothing more happens by itself. */
  againInSeconds: number | null;
  attempt: WebhookAttempt;
};

/** `notice`: what open pages are told. False when the lease went to another worker meanwhile; nothing is written then. */
export async function finishWebhookEvent(
  db: Queryable,
  event: Pick<ClaimedEvent, "id" | "receivedKey">,
  owner: string,
  { status, outcome, remedy, againInSeconds, attempt }: Finish,
  notice: string | null,
): Promise<boolean> {
  const [row] = await db.execute<{ finished: boolean }>(
    sql`select gate.finish_webhook_event(${event.id}::uuid, ${event.receivedKey}::timestamptz, ${owner}::uuid, ${status}::text, ${outcome}::text,
          ${remedy}::text, ${againInSeconds}::float8, ${JSON.stringify(attempt)}::jsonb, ${attempt.durationMs}::int, ${notice}::text) as finished`,
  );
  return row?.finished ?? false;
}

/** Gives an event without a merchant to one. */
export async function adoptWebhookEvent(
  db: Queryable,
  event: Pick<ClaimedEvent, "id" | "receivedKey">,
  merchantId: string,
): Promise<void> {
  await db.execute(
    sql`select gate.adopt_webhook_event(${event.id}::uuid, ${event.receivedKey}::timestamptz, ${merchantId}::uuid)`,
  );
}

export type KeyClaim = { key: string; eventId: string; digest: string };

/** The event that had this key before with the same content; null where this one is the first, or the content is another. */
export async function claimIdempotencyKey(
  tx: TenantTransaction,
  { key, eventId, digest }: KeyClaim,
): Promise<string | null> {
  await tx
    .insert(webhookIdempotencyKeys)
    .values({ merchantId: tx.merchantId, key, eventId, digest })
    .onConflictDoNothing();
  const [row] = await tx
    .select({ eventId: webhookIdempotencyKeys.eventId, digest: webhookIdempotencyKeys.digest })
    .from(webhookIdempotencyKeys)
    .where(and(eq(webhookIdempotencyKeys.merchantId, tx.merchantId), eq(webhookIdempotencyKeys.key, key)));
  return row && row.eventId !== eventId && row.digest === digest ? row.eventId : null;
}

/** Makes the days to come and drops those past their time. */
export async function keepWebhookDays(db: Queryable, days: number): Promise<void> {
  await db.execute(sql`select gate.keep_webhook_days(${days}::int)`);
  await db.execute(sql`select gate.sweep_webhook_leftovers(${days}::int)`);
}
