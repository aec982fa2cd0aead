import { withTenant } from "@/db/client";
import { listLinkedSettings } from "@/db/queries/location-settings";
import { type Actor, can } from "@/lib/auth/roles";
import { AppError } from "@/lib/errors";
import { pollAvailability } from "@/lib/lightspeed/availability/poll-availability";
import { readBusinesses } from "@/lib/lightspeed/connection/read-businesses";
import { testConnection } from "@/lib/lightspeed/connection/test-connection";
import { checkAllSettings } from "@/lib/lightspeed/location-settings/check-all-settings";
import { startMenuSync } from "@/lib/lightspeed/menu/start-sync";
import { readAllReadiness } from "@/lib/lightspeed/readiness/read-all-readiness";
import { repairEndpoint } from "@/lib/lightspeed/webhooks/change-endpoint";
import { readEndpoint } from "@/lib/lightspeed/webhooks/read-endpoint";
import { registerEndpointNow } from "@/lib/lightspeed/webhooks/register-endpoint";
import type { Services } from "@/lib/services";
import type { RepairName } from "./help-types";

const repairs: Record<RepairName, (services: Services, actor: Actor) => Promise<unknown>> = {
  test: testConnection,
  "read-businesses": (services, { merchantId }) => readBusinesses(services, merchantId),
  "register-endpoint": (services, { merchantId }) => registerEndpointNow(services, merchantId),
  "repair-endpoint": repairEndpoint,
  "check-endpoint": (services, { merchantId }) => readEndpoint(services, merchantId),
  "check-order-settings": (services, { merchantId }) => checkAllSettings(services, merchantId),
  "ask-readiness": (services, { merchantId }) => readAllReadiness(services, merchantId),
  "sync-menus": async (services, actor) => {
    const linked = await withTenant(services.db, actor.merchantId, listLinkedSettings);
    for (const { link } of linked) await startMenuSync(services, actor, { locationId: link.locationId });
  },
  "read-counts": async (services, { merchantId }) => {
    const linked = await withTenant(services.db, merchantId, listLinkedSettings);
    for (const { link, locationActive } of linked)
      if (locationActive) await pollAvailability(services, { merchantId, businessLocationId: link.businessLocationId });
  },
};

/** The same verb that the page of the thing calls; each may be done twice. */
export async function repair(services: Services, actor: Actor, name: RepairName): Promise<void> {
  if (!can(actor, "connection.manage")) throw new AppError("forbidden", "Only owners and managers can do this.");
  await repairs[name](services, actor);
}
