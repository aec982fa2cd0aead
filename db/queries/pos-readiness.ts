import { and, asc, eq, ne, type Placeholder, sql } from "drizzle-orm";
import type { Queryable, TenantTransaction } from "../client";
import { prepared } from "../prepared";
import { type Location, locationLinks, locations, type PosReadiness, posReadiness } from "../schema";
import type { LinkedPlace } from "./location-settings";

export type ReadinessRow = Pick<Location, "openingHours" | "timeZone"> & {
  locationId: string;
  locationName: string;
  locationActive: boolean;
  businessLocationId: string;
  businessLocationName: string;
  /** Null until Lightspeed was asked about this very place. */
  readiness: PosReadiness | null;
};

const rows = (db: Pick<Queryable, "select">) =>
  db
    .select({
      locationId: locationLinks.locationId,
      locationName: locations.name,
      locationActive: locations.active,
      openingHours: locations.openingHours,
      timeZone: locations.timeZone,
      businessLocationId: locationLinks.businessLocationId,
      businessLocationName: locationLinks.businessLocationName,
      readiness: posReadiness,
    })
    .from(locationLinks)
    .innerJoin(locations, eq(locations.id, locationLinks.locationId))
    .leftJoin(
      posReadiness,
      and(
        eq(posReadiness.locationId, locationLinks.locationId),
        eq(posReadiness.businessLocationId, locationLinks.businessLocationId),
      ),
    );

const linked = (merchantId: string | Placeholder) =>
  and(eq(locationLinks.merchantId, merchantId), eq(locationLinks.active, true));

const selectReadinesss = prepared([], (db, { merchantId }) =>
  rows(db).where(linked(merchantId)).orderBy(asc(locations.name)),
);

export async function listReadiness(tx: TenantTransaction): Promise<ReadinessRow[]> {
  return selectReadinesss(tx);
}

const selectReadiness = prepared(["locationId"], (db, { merchantId, locationId }) =>
  rows(db).where(and(linked(merchantId), eq(locationLinks.locationId, locationId))),
);

export async function findReadiness(tx: TenantTransaction, locationId: string): Promise<ReadinessRow | null> {
  const [row] = await selectReadiness(tx, { locationId });
  return row ?? null;
}

export async function findReadinessOfPlace(
  tx: TenantTransaction,
  businessLocationId: string,
): Promise<ReadinessRow | null> {
  const [row] = await rows(tx).where(
    and(linked(tx.merchantId), eq(locationLinks.businessLocationId, businessLocationId)),
  );
  return row ?? null;
}

type Key = { locationId: string; businessLocationId: string };

export type ReadinessWord = Pick<
  PosReadiness,
  | "status"
  | "apiEnabled"
  | "salesPeriod"
  | "acceptingOnlineOrders"
  | "availableDevices"
  | "orderProfileId"
  | "staffId"
  | "lastUpdatedAt"
> & {
  versionAt: Date;
  readAt: Date;
  source: "poll" | "webhook";
  /** When we asked; null for what we were told unasked. */
  askedAt: Date | null;
};

/** A question asked so long after the last proof is newer whatever times the vendor writes. */
const NEWER_ANYWAY_S = 60;

/** False where the stored word is newer, which then stays. */
export async function storeReadiness(
  tx: TenantTransaction,
  key: Key,
  { askedAt, ...word }: ReadinessWord,
): Promise<boolean> {
  const values = { ...key, ...word, problem: null, ...(word.source === "poll" ? { triedAt: word.readAt } : {}) };
  const stored = await tx
    .insert(posReadiness)
    .values({ ...values, merchantId: tx.merchantId })
    .onConflictDoUpdate({
      target: posReadiness.locationId,
      set: { ...values, readAt: sql`greatest(${posReadiness.readAt}, excluded.read_at)` },
      // What was known of another place is of no interest here.
      setWhere: sql`${posReadiness.businessLocationId} <> excluded.business_location_id
        or ${posReadiness.versionAt} is null or ${posReadiness.versionAt} <= excluded.version_at
        or ${posReadiness.readAt} + ${NEWER_ANYWAY_S} * interval '1 second' < ${askedAt?.toISOString() ?? null}::timestamptz`,
    })
    .returning({ locationId: posReadiness.locationId });
  return stored.length > 0;
}

/** Notes a try that told nothing new; what is known, and its age, stay. */
export async function noteReadinessTry(
  tx: TenantTransaction,
  key: Key,
  { triedAt, problem }: { triedAt: Date; problem: string | null },
): Promise<void> {
  // What was known of another place says nothing about this one.
  await tx
    .delete(posReadiness)
    .where(
      and(
        eq(posReadiness.merchantId, tx.merchantId),
        eq(posReadiness.locationId, key.locationId),
        ne(posReadiness.businessLocationId, key.businessLocationId),
      ),
    );
  await tx
    .insert(posReadiness)
    .values({ ...key, merchantId: tx.merchantId, triedAt, problem })
    .onConflictDoUpdate({ target: posReadiness.locationId, set: { triedAt, problem } });
}

/** Over all merchants. */
export async function listDueReadiness(db: Queryable, before: Date, limit: number): Promise<LinkedPlace[]> {
  const due = await db.execute<{ merchant_id: string; location_id: string; business_location_id: string }>(
    sql`select * from gate.due_readiness(${before.toISOString()}::timestamptz, ${limit})`,
  );
  return due.map((row) => ({
    merchantId: row.merchant_id,
    locationId: row.location_id,
    businessLocationId: row.business_location_id,
  }));
}
