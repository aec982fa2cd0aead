import { and, desc, eq, gt, inArray, isNotNull, isNull, notInArray, or, type Placeholder, sql } from "drizzle-orm";
import type { Queryable, TenantTransaction } from "../client";
import { prepared } from "../prepared";
import {
  type AvailabilityRead,
  availabilityReads,
  type Connection,
  type ItemAvailability,
  itemAvailability,
  locationLinks,
  orders,
  type StoredWebhookEndpoint,
  webhookEndpoints,
} from "../schema";

/** A location at Lightspeed; ids of two environments may be equal. */
export type Place = { environment: Connection["environment"]; businessLocationId: string };

export type CountRow = Omit<ItemAvailability, "merchantId" | "environment" | "businessLocationId" | "lookedUpAt">;

const countColumns = {
  sku: itemAvailability.sku,
  count: itemAvailability.count,
  countUpdatedAt: itemAvailability.countUpdatedAt,
  readAt: itemAvailability.readAt,
  source: itemAvailability.source,
  polled: itemAvailability.polled,
};

type Named = { merchantId: string | Placeholder };
type NamedPlace = { [K in keyof Place]: Place[K] | Placeholder };

const countsAt = ({ merchantId }: Named, { environment, businessLocationId }: NamedPlace) =>
  and(
    eq(itemAvailability.merchantId, merchantId),
    eq(itemAvailability.environment, environment),
    eq(itemAvailability.businessLocationId, businessLocationId),
  );

const readsAt = ({ merchantId }: Named, { environment, businessLocationId }: NamedPlace) =>
  and(
    eq(availabilityReads.merchantId, merchantId),
    eq(availabilityReads.environment, environment),
    eq(availabilityReads.businessLocationId, businessLocationId),
  );

/** Whether one of the merchant's locations is this place. */
export async function isLinkedPlace(tx: TenantTransaction, place: Place): Promise<boolean> {
  const [row] = await tx
    .select({ id: locationLinks.id })
    .from(locationLinks)
    .where(
      and(
        eq(locationLinks.merchantId, tx.merchantId),
        eq(locationLinks.environment, place.environment),
        eq(locationLinks.businessLocationId, place.businessLocationId),
        eq(locationLinks.active, true),
      ),
    );
  return row !== undefined;
}

/** Whether guests order there right now: then a count that nobody told us costs a sale or an apology. */
export async function isSellingAt(tx: TenantTransaction, place: Place, since: Date): Promise<boolean> {
  const [row] = await tx
    .select({ id: orders.id })
    .from(orders)
    .innerJoin(locationLinks, eq(locationLinks.locationId, orders.locationId))
    .where(
      and(
        eq(orders.merchantId, tx.merchantId),
        gt(orders.createdAt, since),
        eq(locationLinks.environment, place.environment),
        eq(locationLinks.businessLocationId, place.businessLocationId),
        eq(locationLinks.active, true),
      ),
    )
    .limit(1);
  return row !== undefined;
}

/** The place's row, made on first use and held until the transaction ends: one writer of counts at a time. */
export async function holdAvailability(tx: TenantTransaction, place: Place): Promise<AvailabilityRead> {
  await tx
    .insert(availabilityReads)
    .values({ ...place, merchantId: tx.merchantId })
    .onConflictDoNothing();
  const [row] = await tx.select().from(availabilityReads).where(readsAt(tx, place)).for("update");
  if (!row) throw new Error("the row that was just inserted is missing");
  return row;
}

const selectRead = prepared(["environment", "businessLocationId"], (db, given) =>
  db.select().from(availabilityReads).where(readsAt(given, given)),
);

export async function findAvailabilityRead(tx: TenantTransaction, place: Place): Promise<AvailabilityRead | null> {
  const [row] = await selectRead(tx, place);
  return row ?? null;
}

export async function updateAvailabilityRead(
  tx: TenantTransaction,
  place: Place,
  values: Partial<Omit<AvailabilityRead, "merchantId" | "environment" | "businessLocationId">>,
): Promise<void> {
  await tx.update(availabilityReads).set(values).where(readsAt(tx, place));
}

const selectCounts = prepared(["environment", "businessLocationId"], (db, given) =>
  db.select(countColumns).from(itemAvailability).where(countsAt(given, given)).orderBy(itemAvailability.sku),
);

/** All of the place, or those named. */
export async function listCounts(tx: TenantTransaction, place: Place, skus?: readonly string[]): Promise<CountRow[]> {
  if (!skus) return selectCounts(tx, place);
  return tx
    .select(countColumns)
    .from(itemAvailability)
    .where(and(countsAt(tx, place), inArray(itemAvailability.sku, [...skus])))
    .orderBy(itemAvailability.sku);
}

/** SKUs that must be asked for beside the menu's: limited ones, and what somebody looked up since. */
export async function listCountedSkus(tx: TenantTransaction, place: Place, lookedUpSince: Date): Promise<string[]> {
  const rows = await tx
    .select({ sku: itemAvailability.sku })
    .from(itemAvailability)
    .where(
      and(countsAt(tx, place), or(isNotNull(itemAvailability.count), gt(itemAvailability.lookedUpAt, lookedUpSince))),
    );
  return rows.map(({ sku }) => sku);
}

export async function saveCounts(tx: TenantTransaction, place: Place, rows: readonly CountRow[]): Promise<void> {
  for (let start = 0; start < rows.length; start += 500) {
    await tx
      .insert(itemAvailability)
      .values(rows.slice(start, start + 500).map((row) => ({ ...row, ...place, merchantId: tx.merchantId })))
      .onConflictDoUpdate({
        target: [
          itemAvailability.merchantId,
          itemAvailability.environment,
          itemAvailability.businessLocationId,
          itemAvailability.sku,
        ],
        set: {
          count: sql`excluded.count`,
          countUpdatedAt: sql`excluded.count_updated_at`,
          readAt: sql`excluded.read_at`,
          source: sql`excluded.source`,
          polled: sql`excluded.polled`,
        },
      });
  }
}

export async function markLookedUp(
  tx: TenantTransaction,
  place: Place,
  skus: readonly string[],
  at: Date,
): Promise<void> {
  await tx
    .update(itemAvailability)
    .set({ lookedUpAt: at })
    .where(and(countsAt(tx, place), inArray(itemAvailability.sku, [...skus])));
}

/** Rows that a complete poll no longer asks for: the place's proof is no longer theirs. */
export async function releasePolled(tx: TenantTransaction, place: Place, asked: readonly string[]): Promise<void> {
  await tx
    .update(itemAvailability)
    .set({ polled: false })
    .where(
      and(
        countsAt(tx, place),
        eq(itemAvailability.polled, true),
        asked.length > 0 ? notInArray(itemAvailability.sku, [...asked]) : undefined,
      ),
    );
}

/** Over all tenants: linked places without a waiting job, the longest overdue first. */
export async function listOverduePlaces(
  db: Queryable,
  limit: number,
): Promise<{ merchantId: string; businessLocationId: string }[]> {
  const rows = await db.execute<{ merchant_id: string; business_location_id: string }>(
    sql`select merchant_id, business_location_id from gate.overdue_availability(now(), ${limit})`,
  );
  return rows.map((row) => ({ merchantId: row.merchant_id, businessLocationId: row.business_location_id }));
}

/** The endpoint that Lightspeed sends to, as last registered. */
export async function findRegisteredEndpoint(
  tx: TenantTransaction,
  environment: Place["environment"],
): Promise<Pick<StoredWebhookEndpoint, "id" | "endpointId" | "subscriptions"> | null> {
  const { id, endpointId, subscriptions } = webhookEndpoints;
  const [row] = await tx
    .select({ id, endpointId, subscriptions })
    .from(webhookEndpoints)
    .where(
      and(
        eq(webhookEndpoints.merchantId, tx.merchantId),
        eq(webhookEndpoints.environment, environment),
        eq(webhookEndpoints.status, "registered"),
        isNull(webhookEndpoints.retiredAt),
      ),
    )
    .orderBy(desc(webhookEndpoints.createdAt))
    .limit(1);
  return row ?? null;
}
