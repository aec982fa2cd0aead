import { withTenant } from "@/db/client";
import { findLinkedSettings } from "@/db/queries/location-settings";
import type { Services } from "@/lib/services";
import { readFloorPlans } from "./read-floor-plans";
import { readOpenChecks } from "./read-open-checks";

type Needs = Pick<Services, "db" | "oauth" | "keyring" | "now" | "lightspeed" | "traffic">;

/** Because somebody asked: tables and open checks of one location, read now. Nothing happens where it is not linked. */
export async function refreshFloorPlans(services: Needs, merchantId: string, locationId: string): Promise<void> {
  const linked = await withTenant(services.db, merchantId, (tx) => findLinkedSettings(tx, locationId));
  if (!linked) return;
  const { businessLocationId } = linked.link;
  const now = { maxAgeMs: 0, force: true };
  await Promise.all([
    readFloorPlans(services, merchantId, businessLocationId, now),
    readOpenChecks(services, merchantId, { businessLocationId, currency: linked.currency }, now),
  ]);
}
