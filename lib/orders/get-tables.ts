import { withTenant } from "@/db/client";
import { findTableCodeKey } from "@/db/queries/guests";
import { getFloorPlan } from "@/lib/lightspeed/floor-plan/get-floor-plan";
import type { Services } from "@/lib/services";

export type TablesView = {
  numbers: number[];
  /** Grows with every replacement; 0: no code was made yet. */
  codeVersion: number;
  codesSince: string | null;
  readAt: string | null;
  stale: boolean;
  problem: { message: string; remedy: string } | null;
};

/** The tables of a location that codes can be printed for. Null: not linked. */
export async function getTables(
  services: Pick<Services, "db" | "oauth" | "keyring" | "now" | "lightspeed" | "traffic">,
  merchantId: string,
  locationId: string,
): Promise<TablesView | null> {
  const plan = await getFloorPlan(services, merchantId, { locationId });
  if (!plan) return null;
  const key = await withTenant(services.db, merchantId, (tx) => findTableCodeKey(tx, locationId));
  const { numbers, readAt, stale, problem } = plan;
  const codesSince = key?.createdAt.toISOString() ?? null;
  return { numbers, codeVersion: key?.version ?? 0, codesSince, readAt, stale, problem };
}
