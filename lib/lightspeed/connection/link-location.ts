import { type TenantTransaction, withTenant } from "@/db/client";
import { appendAudit } from "@/db/queries/audit";
import { holdConnection } from "@/db/queries/connections";
import { deleteLocationLink, listLocationsWithLinks, saveLocationLink } from "@/db/queries/location-links";
import { isUniqueViolation } from "@/db/queries/unique-violation";
import { type Actor, can } from "@/lib/auth/roles";
import { AppError } from "@/lib/errors";
import { enqueue } from "@/lib/jobs/task";
import { endpointQueue, linkPlacesTask } from "@/lib/lightspeed/webhooks/endpoint-tasks";
import type { Services } from "@/lib/services";
import { closePlaceIssues } from "./connection-issues";
import { writeLog } from "./log";

type Needs = Pick<Services, "db" | "now">;
type LinkInput = { locationId: string /** Null removes the link. */; businessLocationId: string | null };

/** Says which place at Lightspeed a location of ours is. Only places that the connection's token sees can be chosen. */
export async function linkLocation(
  { db, now }: Needs,
  actor: Actor,
  { locationId, businessLocationId }: LinkInput,
): Promise<void> {
  if (!can(actor, "connection.manage")) throw new AppError("forbidden", "Only owners and managers can link locations.");
  try {
    await withTenant(db, actor.merchantId, async (tx) => {
      const location = (await listLocationsWithLinks(tx)).find((row) => row.locationId === locationId);
      if (!location) throw new AppError("not_found", "This location does not exist.");
      const change =
        businessLocationId === null ? await unlink(tx, locationId) : await link(tx, locationId, businessLocationId);
      if (change === null) return;
      await enqueue(tx, linkPlacesTask, { merchantId: tx.merchantId }, endpointQueue(tx.merchantId));
      const message = `${actor.userName} ${change.verb} ${location.locationName} ${change.preposition} ${change.name}.`;
      if (location.link && (businessLocationId === null || location.link.businessLocationId !== businessLocationId))
        await closePlaceIssues(tx, { locationIds: [locationId], proof: message, at: now() });
      await writeLog(tx, now(), { level: "info", operation: "Settings", message });
      await appendAudit(tx, {
        merchantId: tx.merchantId,
        actor,
        action: `location.${change.verb}`,
        subject: locationId,
        detail: { businessLocationId: change.id },
      });
    });
  } catch (error) {
    if (!isUniqueViolation(error, "location_links_business_location_uq")) throw error;
    throw new AppError(
      "conflict",
      "This Lightspeed location is already linked to another Upvendo location. Unlink it there first.",
    );
  }
}

async function link(tx: TenantTransaction, locationId: string, businessLocationId: string) {
  const connection = await holdConnection(tx);
  if (!connection?.businessId || connection.status === "disabled")
    throw new AppError("not_connected", "Connect Lightspeed first.");
  const business = connection.businesses.find(({ locations }) => locations.some(({ id }) => id === businessLocationId));
  const found = business?.locations.find(({ id }) => id === businessLocationId);
  if (!business || !found)
    throw new AppError("not_found", "Lightspeed does not show this location to your account. Reload the list.");
  if (business.id !== connection.businessId)
    throw new AppError("conflict", `This location belongs to ${business.name}. Choose that business first.`);
  await saveLocationLink(tx, {
    locationId,
    environment: connection.environment,
    businessId: business.id,
    businessLocationId,
    businessLocationName: found.name,
  });
  return { verb: "linked", preposition: "to", id: businessLocationId, name: found.name };
}

async function unlink(tx: TenantTransaction, locationId: string) {
  const removed = await deleteLocationLink(tx, locationId);
  return removed
    ? { verb: "unlinked", preposition: "from", id: removed.businessLocationId, name: removed.businessLocationName }
    : null;
}
