import { readTenant, type TenantTransaction } from "@/db/client";
import { findReadiness, listReadiness, type ReadinessRow } from "@/db/queries/pos-readiness";
import type { Services } from "@/lib/services";
import type { ReadinessView } from "./readiness-types";

/** Of every linked location, from our own database. */
export async function listReadinessViews({ db }: Pick<Services, "db">, merchantId: string): Promise<ReadinessView[]> {
  return readTenant(db, merchantId, readReadinessViews);
}

export const readReadinessViews = async (tx: TenantTransaction) => (await listReadiness(tx)).map(toReadinessView);

/** Null where the location is not linked. */
export async function getReadiness(
  { db }: Pick<Services, "db">,
  merchantId: string,
  locationId: string,
): Promise<ReadinessView | null> {
  const row = await readTenant(db, merchantId, (tx) => findReadiness(tx, locationId));
  return row && toReadinessView(row);
}

const states: Record<string, ReadinessView["state"]> = { READY: "ready", NOT_READY: "not_ready" };

export function toReadinessView({ readiness, ...place }: ReadinessRow): ReadinessView {
  const period = readiness?.salesPeriod ?? null;
  return {
    locationId: place.locationId,
    locationName: place.locationName,
    businessLocationName: place.businessLocationName,
    state: states[readiness?.status ?? ""] ?? "unknown",
    parts: [
      { key: "apiEnabled", ok: readiness?.apiEnabled ?? null },
      { key: "salesPeriod", ok: period === null ? null : period === "OPENED" },
      { key: "acceptingOnlineOrders", ok: readiness?.acceptingOnlineOrders ?? null },
      { key: "availableDevices", ok: readiness?.availableDevices ?? null },
    ],
    orderProfileId: readiness?.orderProfileId ?? null,
    staffId: readiness?.staffId ?? null,
    changedAt: readiness?.lastUpdatedAt?.toISOString() ?? null,
    readAt: readiness?.readAt?.toISOString() ?? null,
    source: readiness?.source ?? null,
    problem: readiness?.problem ?? null,
  };
}
