import { and, asc, eq, ne, sql } from "drizzle-orm";
import type { TenantTransaction } from "../client";
import { prepared } from "../prepared";
import { type LocationLink, locationLinks, locations } from "../schema";

export type LocationWithLink = { locationId: string; locationName: string; active: boolean; link: LocationLink | null };

const selectLocationsWithLinks = prepared([], (db, { merchantId }) =>
  db
    .select({ locationId: locations.id, locationName: locations.name, active: locations.active, link: locationLinks })
    .from(locations)
    .leftJoin(locationLinks, eq(locationLinks.locationId, locations.id))
    .where(eq(locations.merchantId, merchantId))
    .orderBy(sql`${locations.active} desc`, asc(locations.name)),
);

/** Every location of the merchant with its link, active ones first. */
export async function listLocationsWithLinks(tx: TenantTransaction): Promise<LocationWithLink[]> {
  return selectLocationsWithLinks(tx);
}

export async function countActiveLocations(tx: TenantTransaction): Promise<number> {
  const [row] = await tx
    .select({ count: sql<number>`count(*)::int` })
    .from(locations)
    .where(and(eq(locations.merchantId, tx.merchantId), eq(locations.active, true)));
  return row?.count ?? 0;
}

/** One link per location: a new one takes the old one's place. Another merchant's claim on the place at Lightspeed is a unique violation. */
export async function saveLocationLink(
  tx: TenantTransaction,
  link: Omit<LocationLink, "id" | "merchantId" | "active" | "createdAt" | "updatedAt">,
): Promise<void> {
  const values = { ...link, active: true, updatedAt: sql`now()` };
  await tx
    .insert(locationLinks)
    .values({ ...link, merchantId: tx.merchantId, active: true })
    .onConflictDoUpdate({ target: locationLinks.locationId, set: values });
}

export async function deleteLocationLink(tx: TenantTransaction, locationId: string): Promise<LocationLink | null> {
  const [row] = await tx
    .delete(locationLinks)
    .where(and(eq(locationLinks.merchantId, tx.merchantId), eq(locationLinks.locationId, locationId)))
    .returning();
  return row ?? null;
}

/** Keeps the links for later without letting them act; returns the locations of those that acted before. */
export async function deactivateLocationLinks(tx: TenantTransaction, keepBusinessId?: string): Promise<string[]> {
  const rows = await tx
    .update(locationLinks)
    .set({ active: false, updatedAt: sql`now()` })
    .where(
      and(
        eq(locationLinks.merchantId, tx.merchantId),
        eq(locationLinks.active, true),
        keepBusinessId === undefined ? undefined : ne(locationLinks.businessId, keepBusinessId),
      ),
    )
    .returning({ locationId: locationLinks.locationId });
  return rows.map(({ locationId }) => locationId);
}

/** By whose clock a linked place lives. */
export async function findPlaceTimeZone(tx: TenantTransaction, placeId: string): Promise<string | null> {
  const [row] = await tx
    .select({ timeZone: locations.timeZone })
    .from(locationLinks)
    .innerJoin(locations, eq(locations.id, locationLinks.locationId))
    .where(
      and(
        eq(locationLinks.merchantId, tx.merchantId),
        eq(locationLinks.businessLocationId, placeId),
        eq(locationLinks.active, true),
      ),
    );
  return row?.timeZone ?? null;
}
