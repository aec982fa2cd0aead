import { and, desc, eq, inArray, isNotNull, isNull, ne, type Placeholder, sql } from "drizzle-orm";
import type { Queryable, TenantTransaction } from "../client";
import { prepared } from "../prepared";
import {
  type StoredWebhookEndpoint,
  type WebhookDrift,
  type WebhookLink,
  webhookEndpoints,
  webhookLinks,
} from "../schema";

type Settings = Pick<
  StoredWebhookEndpoint,
  "url" | "withBasicAuth" | "provideAccount" | "expandTransactions" | "expandPayments" | "subscriptions"
>;

const inUse = ({ merchantId }: { merchantId: string | Placeholder }) =>
  and(eq(webhookEndpoints.merchantId, merchantId), ne(webhookEndpoints.status, "removed"));

const selectEndpoint = prepared([], (db, { merchantId }) =>
  db
    .select()
    .from(webhookEndpoints)
    .where(and(inUse({ merchantId }), isNull(webhookEndpoints.replaces))),
);

/** The one in use, whatever its state. */
export async function findEndpoint(tx: TenantTransaction): Promise<StoredWebhookEndpoint | null> {
  const [row] = await selectEndpoint(tx);
  return row ?? null;
}

/** Null where one is in use already or, with `replaces`, about to be. */
export async function insertEndpoint(
  tx: TenantTransaction,
  endpoint: Settings & Pick<StoredWebhookEndpoint, "environment" | "endpointId"> & { replaces?: string },
): Promise<StoredWebhookEndpoint | null> {
  const [row] = await tx
    .insert(webhookEndpoints)
    .values({ ...endpoint, merchantId: tx.merchantId })
    .onConflictDoNothing()
    .returning();
  return row ?? null;
}

/** It stands at Lightspeed as we want it. False when it was removed meanwhile. */
export async function noteRegistered(tx: TenantTransaction, id: string, settings: Settings): Promise<boolean> {
  const rows = await tx
    .update(webhookEndpoints)
    .set({
      ...settings,
      status: "registered",
      problem: null,
      drift: null,
      registeredAt: sql`coalesce(${webhookEndpoints.registeredAt}, now())`,
      lastReadAt: sql`now()`,
      updatedAt: sql`now()`,
    })
    .where(and(inUse(tx), eq(webhookEndpoints.id, id)))
    .returning({ id: webhookEndpoints.id });
  return rows.length > 0;
}

export async function noteEndpointProblem(tx: TenantTransaction, id: string, problem: string): Promise<void> {
  await tx
    .update(webhookEndpoints)
    .set({
      // What was registered stays so while Lightspeed cannot be asked.
      status: sql`case when ${webhookEndpoints.status} = 'registered' then 'registered' else 'failed' end`,
      problem,
      updatedAt: sql`now()`,
    })
    .where(and(inUse(tx), eq(webhookEndpoints.id, id)));
}

export async function noteEndpointRead(tx: TenantTransaction, id: string, drift: WebhookDrift | null): Promise<void> {
  await tx
    .update(webhookEndpoints)
    .set({ drift, problem: null, lastReadAt: sql`now()` })
    .where(and(inUse(tx), eq(webhookEndpoints.id, id)));
}

/** Rotation's last step: the next one is in use from now on. False when either is not there any more. */
export async function switchEndpoint(tx: TenantTransaction, nextId: string, oldId: string): Promise<boolean> {
  const old = await tx
    .update(webhookEndpoints)
    .set({ status: "removed", updatedAt: sql`now()` })
    .where(and(inUse(tx), eq(webhookEndpoints.id, oldId)))
    .returning({ id: webhookEndpoints.id });
  if (old.length === 0) return false;
  const next = await tx
    .update(webhookEndpoints)
    .set({ replaces: null, updatedAt: sql`now()` })
    .where(and(inUse(tx), eq(webhookEndpoints.id, nextId)))
    .returning({ id: webhookEndpoints.id });
  return next.length > 0;
}

/** From now on nothing but credentials speaks for a delivery to it. */
export async function retireEndpoint(tx: TenantTransaction, id: string): Promise<void> {
  await tx
    .update(webhookEndpoints)
    .set({ status: "removed", retiredAt: sql`coalesce(${webhookEndpoints.retiredAt}, now())`, updatedAt: sql`now()` })
    .where(and(eq(webhookEndpoints.merchantId, tx.merchantId), eq(webhookEndpoints.id, id)));
}

/** Delete: all of them, also those still in their time of grace. Returns those that Lightspeed may still know. */
export async function retireAllEndpoints(tx: TenantTransaction): Promise<StoredWebhookEndpoint[]> {
  const before = await tx
    .select()
    .from(webhookEndpoints)
    .where(and(eq(webhookEndpoints.merchantId, tx.merchantId), isNull(webhookEndpoints.retiredAt)))
    .for("update");
  const ids = before.map(({ id }) => id);
  if (ids.length > 0)
    await tx
      .update(webhookEndpoints)
      .set({ status: "removed", retiredAt: sql`now()`, updatedAt: sql`now()` })
      .where(and(eq(webhookEndpoints.merchantId, tx.merchantId), inArray(webhookEndpoints.id, ids)));
  return before;
}

/** One that a rotation put out of use and that is still taken from; null for any other. */
export async function findOldEndpoint(tx: TenantTransaction, id: string): Promise<StoredWebhookEndpoint | null> {
  const [row] = await tx
    .select()
    .from(webhookEndpoints)
    .where(
      and(
        eq(webhookEndpoints.merchantId, tx.merchantId),
        eq(webhookEndpoints.id, id),
        eq(webhookEndpoints.status, "removed"),
        isNull(webhookEndpoints.retiredAt),
      ),
    );
  return row ?? null;
}

const selectEndpointInGrace = prepared([], (db, { merchantId }) =>
  db
    .select()
    .from(webhookEndpoints)
    .where(
      and(
        eq(webhookEndpoints.merchantId, merchantId),
        eq(webhookEndpoints.status, "removed"),
        isNull(webhookEndpoints.retiredAt),
        isNotNull(webhookEndpoints.registeredAt),
      ),
    )
    .orderBy(desc(webhookEndpoints.updatedAt))
    .limit(1),
);

/** The endpoint before the one in use, while deliveries to it still count. */
export async function findEndpointInGrace(tx: TenantTransaction): Promise<StoredWebhookEndpoint | null> {
  const [row] = await selectEndpointInGrace(tx);
  return row ?? null;
}

/** Connected merchants, whether or not an endpoint stands for them: over all tenants, in the order of their ids. */
export async function listEndpointOwners(db: Queryable, after: string, limit: number): Promise<string[]> {
  const rows = await db.execute<{ merchant_id: string }>(
    sql`select merchant_id from gate.webhook_endpoint_owners(${after}::uuid, ${limit})`,
  );
  return rows.map((row) => row.merchant_id);
}

const selectWebhookLinks = prepared(["endpoint"], (db, { merchantId, endpoint }) =>
  db
    .select()
    .from(webhookLinks)
    .where(and(eq(webhookLinks.merchantId, merchantId), eq(webhookLinks.endpoint, endpoint))),
);

export async function listWebhookLinks(tx: TenantTransaction, endpoint: string): Promise<WebhookLink[]> {
  return selectWebhookLinks(tx, { endpoint });
}

export async function saveWebhookLink(
  tx: TenantTransaction,
  link: Omit<WebhookLink, "merchantId" | "checkedAt">,
): Promise<void> {
  const values = { ...link, checkedAt: sql`now()` };
  await tx
    .insert(webhookLinks)
    .values({ ...values, merchantId: tx.merchantId })
    .onConflictDoUpdate({ target: [webhookLinks.endpoint, webhookLinks.businessLocationId], set: values });
}

export async function deleteWebhookLink(tx: TenantTransaction, endpoint: string, place: string): Promise<void> {
  await tx
    .delete(webhookLinks)
    .where(
      and(
        eq(webhookLinks.merchantId, tx.merchantId),
        eq(webhookLinks.endpoint, endpoint),
        eq(webhookLinks.businessLocationId, place),
      ),
    );
}
