import { readTenant } from "@/db/client";
import { findFloorLayout } from "@/db/queries/floor-layouts";
import { findLinkedSettings } from "@/db/queries/location-settings";
import type { Services } from "@/lib/services";
import { arrangeTables } from "./arrange-tables";
import type { FloorPlanView } from "./floor-plan-types";
import { PLANS_AGE_MS, readFloorPlans, type VendorFloorPlan } from "./read-floor-plans";

type Needs = Pick<Services, "db" | "oauth" | "keyring" | "now" | "lightspeed" | "traffic">;

/** The chosen floor plan of a location, or its first; null where the location is not linked. */
export async function getFloorPlan(
  services: Needs,
  merchantId: string,
  { locationId, floorPlanId }: { locationId: string; floorPlanId?: string | undefined },
): Promise<FloorPlanView | null> {
  const linked = await readTenant(services.db, merchantId, (tx) => findLinkedSettings(tx, locationId));
  if (!linked) return null;
  const { businessLocationId } = linked.link;
  const { data, readAt, stale, problem } = await readFloorPlans(services, merchantId, businessLocationId, {
    maxAgeMs: PLANS_AGE_MS,
  });
  const plans = data ?? [];
  const plan = plans.find(({ id }) => id === floorPlanId) ?? plans[0];
  const layout =
    plan &&
    (await readTenant(services.db, merchantId, (tx) =>
      findFloorLayout(tx, { locationId, businessLocationId, floorPlanId: plan.id }),
    ));
  return {
    locationId,
    currency: linked.currency,
    plans: plans.map(({ id, name }) => ({ id, name })),
    plan: plan
      ? {
          id: plan.id,
          name: plan.name,
          tables: arrangeTables(plan.tables, layout?.places ?? null),
          version: layout?.version ?? 0,
          arrangedBy: layout ? { name: layout.updatedByName ?? "", at: layout.updatedAt.toISOString() } : null,
        }
      : null,
    ...numbersOf(plans),
    readAt: readAt?.toISOString() ?? null,
    stale,
    problem,
  };
}

function numbersOf(plans: VendorFloorPlan[]): Pick<FloorPlanView, "numbers" | "duplicates"> {
  const all = plans.flatMap(({ tables }) => tables.map(({ number }) => number));
  const numbers = [...new Set(all)].sort((a, b) => a - b);
  return { numbers, duplicates: numbers.filter((number) => all.indexOf(number) !== all.lastIndexOf(number)) };
}
