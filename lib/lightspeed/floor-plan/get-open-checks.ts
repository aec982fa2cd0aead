import { readTenant } from "@/db/client";
import { findLinkedSettings } from "@/db/queries/location-settings";
import type { Services } from "@/lib/services";
import type { OpenChecksView } from "./floor-plan-types";
import { readOpenChecks } from "./read-open-checks";

type Needs = Pick<Services, "db" | "oauth" | "keyring" | "now" | "lightspeed" | "traffic">;

/** Pages ask every two seconds while somebody looks; those who ask in between share the answer. */
const CHECKS_AGE_MS = 1_500;

/** Null where the location is not linked. */
export async function getOpenChecks(
  services: Needs,
  merchantId: string,
  locationId: string,
): Promise<OpenChecksView | null> {
  const linked = await readTenant(services.db, merchantId, (tx) => findLinkedSettings(tx, locationId));
  if (!linked) return null;
  const place = { businessLocationId: linked.link.businessLocationId, currency: linked.currency };
  const { data, readAt, stale, problem } = await readOpenChecks(services, merchantId, place, {
    maxAgeMs: CHECKS_AGE_MS,
  });
  return { locationName: linked.locationName, checks: data, readAt: readAt?.toISOString() ?? null, stale, problem };
}
