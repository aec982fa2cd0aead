import type { Database } from "../client";

export type NewDelivery = {
  id: string;
  endpointId: string | null;
  verified: boolean;
  type: string | null;
  vendorStatus: string | null;
  reference: string | null;
  businessLocationId: string | null;
  accountIdentifier: string | null;
  idempotencyKey: string | null;
  headers: Record<string, string>;
  body: string;
};

/** Stores the deliveries and wakes the worker, in one statement. False for one whose endpoint is none of ours. */
export async function storeWebhookEvents(
  db: Database,
  environment: string,
  deliveries: readonly NewDelivery[],
): Promise<boolean[]> {
  const rows = deliveries.map((one) => ({
    id: one.id,
    endpoint_id: one.endpointId,
    verified: one.verified,
    type: one.type,
    vendor_status: one.vendorStatus,
    reference: one.reference,
    business_location_id: one.businessLocationId,
    account_identifier: one.accountIdentifier,
    idempotency_key: one.idempotencyKey,
    headers: one.headers,
    body: one.body,
  }));
  // The client itself, not the query builder: a prepared statement is one way to the server and back.
  const stored = await db.$client<{ event_id: string; stored: boolean }[]>`
    select event_id, stored from gate.store_webhook_events(${JSON.stringify(rows)}::json, ${environment})`;
  const verdicts = new Map(stored.map((row) => [row.event_id, row.stored]));
  return deliveries.map(({ id }) => verdicts.get(id) ?? false);
}
