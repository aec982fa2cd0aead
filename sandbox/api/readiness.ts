import { isReady, statusOf } from "../till/status";
import { staff } from "../world/reference";
import type { Site } from "../world/world";
import type { Operation } from "./operation";
import { int64 } from "./wire";

/** Readiness as the query and the notification tell it; a missing mapping does not make a location not ready. */
export function readinessOf(site: Site) {
  const status = statusOf(site);
  const [profile] = site.venue.profiles;
  return {
    status: isReady(status) ? "READY" : "NOT_READY",
    lastUpdatedAt: new Date(status.updatedAt).toISOString(),
    onlineOrderingApiConfiguration: {
      enabled: status.apiEnabled,
      orderProfileId: status.profileMapped && profile ? int64(profile.id) : null,
      staffId: status.staffMapped ? int64(String(staff[0]?.id)) : null,
    },
    posStatus: {
      salesPeriod: status.salesPeriod,
      acceptingOnlineOrders: status.acceptingOnlineOrders,
      availableDevices: status.availableDevices,
    },
  };
}

export const readiness: Operation[] = [
  {
    id: "getOnlineOrderReadiness",
    kind: "readiness",
    method: "GET",
    path: "/o/op/1/onlineOrderReadiness",
    scope: "orders-api",
    errors: "ordering",
    about: "location-in-query",
    handle: (call) => ({ status: 200, body: readinessOf(call.site()) }),
  },
];
