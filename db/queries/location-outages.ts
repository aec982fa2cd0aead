import { and, asc, desc, eq, gt, inArray, isNull, or, sql } from "drizzle-orm";
import type { Queryable, TenantTransaction } from "../client";
import {
  type Location,
  type LocationOutage,
  locationLinks,
  locationOutages,
  locations,
  type OutageCause,
} from "../schema";

/** One that has begun already goes on. */
export async function beginOutage(
  tx: TenantTransaction,
  outage: { locationId: string; cause: OutageCause; startedAt: Date },
): Promise<void> {
  await tx
    .insert(locationOutages)
    .values({ ...outage, merchantId: tx.merchantId })
    .onConflictDoNothing();
}

/** At every linked location of the merchant. */
export async function beginOutageEverywhere(
  tx: TenantTransaction,
  { cause, startedAt }: { cause: OutageCause; startedAt: Date },
): Promise<void> {
  await tx.execute(sql`
    insert into location_outages (merchant_id, location_id, cause, started_at)
    select merchant_id, location_id, ${cause}::text, ${startedAt.toISOString()}::timestamptz from location_links
      where merchant_id = ${tx.merchantId}::uuid and active
    on conflict do nothing`);
}

/** Of those that last; everywhere, or at some locations. None ends before it began, whatever the clocks say. */
export async function endOutages(
  tx: TenantTransaction,
  { causes, locationIds, at }: { causes: OutageCause[]; locationIds?: string[]; at: Date },
): Promise<void> {
  await tx
    .update(locationOutages)
    .set({ endedAt: sql`greatest(${locationOutages.startedAt}, ${at.toISOString()}::timestamptz)` })
    .where(
      and(
        eq(locationOutages.merchantId, tx.merchantId),
        isNull(locationOutages.endedAt),
        inArray(locationOutages.cause, causes),
        locationIds ? inArray(locationOutages.locationId, locationIds) : undefined,
      ),
    );
}

/** Those that lasted into the time since then, the newest first. */
export async function listOutages(tx: TenantTransaction, since: Date): Promise<LocationOutage[]> {
  return tx
    .select()
    .from(locationOutages)
    .where(
      and(
        eq(locationOutages.merchantId, tx.merchantId),
        or(isNull(locationOutages.endedAt), gt(locationOutages.endedAt, since)),
      ),
    )
    .orderBy(desc(locationOutages.startedAt))
    .limit(5_000);
}

export type WatchedPlace = Pick<Location, "id" | "name" | "openingHours" | "timeZone"> & {
  /** Before that nobody looked. */
  linkedAt: Date;
};

export async function listWatchedPlaces(tx: TenantTransaction): Promise<WatchedPlace[]> {
  const { id, name, openingHours, timeZone } = locations;
  return tx
    .select({ id, name, openingHours, timeZone, linkedAt: locationLinks.createdAt })
    .from(locationLinks)
    .innerJoin(locations, eq(locations.id, locationLinks.locationId))
    .where(and(eq(locationLinks.merchantId, tx.merchantId), eq(locationLinks.active, true)))
    .orderBy(asc(locations.name));
}

/** Over all merchants: what ended before then. What lasts is never removed. */
export async function sweepOutages(db: Queryable, before: Date): Promise<void> {
  await db.execute(sql`select gate.sweep_outages(${before.toISOString()}::timestamptz)`);
}
