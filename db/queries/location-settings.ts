import { and, eq, type Placeholder, sql } from "drizzle-orm";
import type { Queryable, TenantTransaction } from "../client";
import { prepared } from "../prepared";
import { type LocationLink, type LocationSettingsRow, locationLinks, locationSettings, locations } from "../schema";

/** The place a location is linked to right now, and its settings there; null where it is not linked. */
export type LinkedSettings = {
  locationName: string;
  /** Whether our location takes orders at all. */
  locationActive: boolean;
  currency: string;
  country: string;
  link: LocationLink;
  settings: LocationSettingsRow | null;
};

const linked = (db: Pick<Queryable, "select">) =>
  db
    .select({
      locationName: locations.name,
      locationActive: locations.active,
      currency: locations.currency,
      country: locations.country,
      link: locationLinks,
      settings: locationSettings,
    })
    .from(locationLinks)
    .innerJoin(locations, eq(locations.id, locationLinks.locationId))
    .leftJoin(
      locationSettings,
      and(
        eq(locationSettings.locationId, locationLinks.locationId),
        eq(locationSettings.businessLocationId, locationLinks.businessLocationId),
      ),
    );

const active = (merchantId: Placeholder) =>
  and(eq(locationLinks.merchantId, merchantId), eq(locationLinks.active, true));

const selectLinkedSettings = prepared(["locationId"], (db, { merchantId, locationId }) =>
  linked(db).where(and(active(merchantId), eq(locationLinks.locationId, locationId))),
);

export async function findLinkedSettings(tx: TenantTransaction, locationId: string): Promise<LinkedSettings | null> {
  const [row] = await selectLinkedSettings(tx, { locationId });
  return row ?? null;
}

/** What was chosen for a place, also one that the location is linked to no more. */
export async function findSettingsOfPlace(tx: TenantTransaction, key: Key): Promise<LocationSettingsRow | null> {
  const [row] = await tx
    .select()
    .from(locationSettings)
    .where(
      and(
        eq(locationSettings.merchantId, tx.merchantId),
        eq(locationSettings.locationId, key.locationId),
        eq(locationSettings.businessLocationId, key.businessLocationId),
      ),
    );
  return row ?? null;
}

const selectAllLinkedSettings = prepared([], (db, { merchantId }) =>
  linked(db).where(active(merchantId)).orderBy(locations.name),
);

export async function listLinkedSettings(tx: TenantTransaction): Promise<LinkedSettings[]> {
  return selectAllLinkedSettings(tx);
}

type Key = { locationId: string; businessLocationId: string };
type Values = Partial<Omit<LocationSettingsRow, "merchantId" | "locationId" | "businessLocationId">>;

/** Changes what is given and leaves the rest; makes the row on first use. */
export async function saveLocationSettings(tx: TenantTransaction, key: Key, values: Values): Promise<void> {
  await tx
    .insert(locationSettings)
    .values({ ...key, ...values, merchantId: tx.merchantId })
    .onConflictDoUpdate({
      target: [locationSettings.locationId, locationSettings.businessLocationId],
      set: { ...values, ...key },
    });
}

export type LinkedPlace = { merchantId: string; locationId: string; businessLocationId: string };

type PlaceRow = { merchant_id: string; location_id: string; business_location_id: string };
export const toPlace = (row: PlaceRow): LinkedPlace => ({
  merchantId: row.merchant_id,
  locationId: row.location_id,
  businessLocationId: row.business_location_id,
});

/** Over all merchants. */
export async function listDueSettingsChecks(db: Queryable, before: Date, limit: number): Promise<LinkedPlace[]> {
  const rows = await db.execute<PlaceRow>(
    sql`select * from gate.due_settings_checks(${before.toISOString()}::timestamptz, ${limit})`,
  );
  return rows.map(toPlace);
}
