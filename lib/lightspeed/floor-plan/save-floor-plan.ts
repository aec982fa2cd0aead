import { withTenant } from "@/db/client";
import { appendAudit } from "@/db/queries/audit";
import { findFloorLayout, saveFloorLayout } from "@/db/queries/floor-layouts";
import { findLinkedSettings } from "@/db/queries/location-settings";
import { type Actor, can } from "@/lib/auth/roles";
import { AppError } from "@/lib/errors";
import type { Services } from "@/lib/services";
import { notLinked } from "../location-settings/get-location-settings";
import { readFloorPlans } from "./read-floor-plans";

type Needs = Pick<Services, "db" | "oauth" | "keyring" | "now" | "lightspeed" | "traffic">;

export type LayoutInput = {
  locationId: string;
  floorPlanId: string;
  /** The version that was arranged; 0 where there was none. */
  version: number;
  places: { tableId: string; x: number; y: number }[];
};

const ANY_AGE_MS = 24 * 3_600_000;

/**
 * Keeps the merchant's own arrangement. Tables of Lightspeed that are left out come back as new ones; a table that Lightspeed no longer
 * has is forgotten by leaving it out. Two who arrange at once: the second is told.
 */
export async function saveFloorPlan(
  services: Needs,
  actor: Actor,
  { locationId, floorPlanId, version, places }: LayoutInput,
): Promise<{ version: number }> {
  if (!can(actor, "floor-plans.edit"))
    throw new AppError("forbidden", "Only owners and managers can arrange floor plans.");
  const { merchantId } = actor;
  const linked = await withTenant(services.db, merchantId, (tx) => findLinkedSettings(tx, locationId));
  if (!linked) throw notLinked();
  const { businessLocationId } = linked.link;
  const { data } = await readFloorPlans(services, merchantId, businessLocationId, { maxAgeMs: ANY_AGE_MS });
  const plan = data?.find(({ id }) => id === floorPlanId);
  if (!plan) throw new AppError("not_found", "Lightspeed no longer has this floor plan. Refresh the page.");
  const key = { locationId, businessLocationId, floorPlanId };
  return withTenant(services.db, merchantId, async (tx) => {
    const before = await findFloorLayout(tx, key);
    const numbers = new Map([
      ...(before?.places ?? []).map(({ tableId, number }) => [tableId, number] as const),
      ...plan.tables.map(({ id, number }) => [id, number] as const),
    ]);
    const kept = places.flatMap(({ tableId, x, y }) => {
      const number = numbers.get(tableId);
      return number === undefined ? [] : [{ tableId, number, x, y }];
    });
    const saved = await saveFloorLayout(tx, key, { places: kept, basedOn: version, updatedByName: actor.userName });
    if (saved === null)
      throw new AppError(
        "conflict",
        `${before?.updatedByName ?? "Somebody"} saved another arrangement meanwhile. Reload the page to see it, then arrange again.`,
      );
    await appendAudit(tx, {
      merchantId,
      actor,
      action: "floor_plan.arranged",
      subject: locationId,
      detail: { businessLocationId, floorPlanId, tables: kept.length, version: saved },
    });
    return { version: saved };
  });
}
