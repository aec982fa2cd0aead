import { and, asc, desc, eq } from "drizzle-orm";
import type { TenantTransaction } from "../client";
import { prepared } from "../prepared";
import { type Location, locationLinks, locations, type NewLocation } from "../schema";

export type LocationValues = Omit<NewLocation, "id" | "merchantId" | "active" | "createdAt" | "updatedAt">;

const selectLocations = prepared([], (db, { merchantId }) =>
  db
    .select({ location: locations, linkId: locationLinks.id })
    .from(locations)
    .leftJoin(locationLinks, and(eq(locationLinks.locationId, locations.id), eq(locationLinks.active, true)))
    .where(eq(locations.merchantId, merchantId))
    .orderBy(desc(locations.active), asc(locations.name)),
);

/** The active ones first, each by name; `linked` counts a link only while it is in use. */
export async function listLocations(tx: TenantTransaction): Promise<(Location & { linked: boolean })[]> {
  const rows = await selectLocations(tx);
  return rows.map(({ location, linkId }) => ({ ...location, linked: linkId !== null }));
}

const selectLocation = prepared(["id"], (db, { merchantId, id }) =>
  db
    .select()
    .from(locations)
    .where(and(eq(locations.merchantId, merchantId), eq(locations.id, id))),
);

export async function findLocation(tx: TenantTransaction, id: string): Promise<Location | null> {
  const [row] = await selectLocation(tx, { id });
  return row ?? null;
}

/** Null when the merchant has a location of this name already. */
export async function insertLocation(tx: TenantTransaction, values: LocationValues): Promise<Location | null> {
  const [row] = await tx
    .insert(locations)
    .values({ ...values, merchantId: tx.merchantId })
    .onConflictDoNothing({ target: [locations.merchantId, locations.name] })
    .returning();
  return row ?? null;
}

/** Null when the merchant has no such location. A name in use is the database's unique violation. */
export async function updateLocation(
  tx: TenantTransaction,
  id: string,
  values: Partial<LocationValues & { active: boolean }>,
): Promise<Location | null> {
  const [row] = await tx
    .update(locations)
    .set({ ...values, updatedAt: new Date() })
    .where(and(eq(locations.merchantId, tx.merchantId), eq(locations.id, id)))
    .returning();
  return row ?? null;
}
