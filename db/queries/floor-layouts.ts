import { and, eq, sql } from "drizzle-orm";
import type { TenantTransaction } from "../client";
import { prepared } from "../prepared";
import { type FloorLayout, floorLayouts, type TablePlace } from "../schema";

export type LayoutKey = { locationId: string; businessLocationId: string; floorPlanId: string };

const selectFloorLayout = prepared(
  ["locationId", "businessLocationId", "floorPlanId"],
  (db, { merchantId, locationId, businessLocationId, floorPlanId }) =>
    db
      .select()
      .from(floorLayouts)
      .where(
        and(
          eq(floorLayouts.merchantId, merchantId),
          eq(floorLayouts.locationId, locationId),
          eq(floorLayouts.businessLocationId, businessLocationId),
          eq(floorLayouts.floorPlanId, floorPlanId),
        ),
      ),
);

export async function findFloorLayout(tx: TenantTransaction, key: LayoutKey): Promise<FloorLayout | null> {
  const [row] = await selectFloorLayout(tx, {
    locationId: key.locationId,
    businessLocationId: key.businessLocationId,
    floorPlanId: key.floorPlanId,
  });
  return row ?? null;
}

/** The new version; null where somebody saved since the one that this is based on. `basedOn` 0: there was none. */
export async function saveFloorLayout(
  tx: TenantTransaction,
  key: LayoutKey,
  { places, basedOn, updatedByName }: { places: TablePlace[]; basedOn: number; updatedByName: string },
): Promise<number | null> {
  const [row] = await tx
    .insert(floorLayouts)
    .values({ ...key, merchantId: tx.merchantId, places, updatedByName, version: basedOn + 1 })
    .onConflictDoUpdate({
      target: [floorLayouts.locationId, floorLayouts.businessLocationId, floorLayouts.floorPlanId],
      set: { places, updatedByName, version: basedOn + 1, updatedAt: sql`now()` },
      setWhere: eq(floorLayouts.version, basedOn),
    })
    .returning({ version: floorLayouts.version });
  return row?.version ?? null;
}
