import { withTenant } from "@/db/client";
import { listLocationsWithLinks } from "@/db/queries/location-links";
import { findDelivery } from "@/db/queries/webhook-deliveries";
import type { Services } from "@/lib/services";
import type { DeliveryView } from "./webhook-view-types";

/** Null for what does not exist or is another merchant's. */
export async function findDeliveryView(
  { db }: Pick<Services, "db">,
  merchantId: string,
  id: string,
): Promise<DeliveryView | null> {
  return withTenant(db, merchantId, async (tx) => {
    const event = await findDelivery(tx, id);
    if (!event) return null;
    const links = await listLocationsWithLinks(tx);
    const place = links.find(({ link }) => link?.businessLocationId === event.businessLocationId)?.link;
    const { type, vendorStatus, reference, businessLocationId, verified, status, attempts, outcome } = event;
    return {
      ...{ id, type, vendorStatus, reference, businessLocationId, verified, status, attempts, outcome },
      at: event.receivedAt.toISOString(),
      placeName: place?.businessLocationName ?? null,
      accountIdentifier: event.accountIdentifier,
      headers: Object.entries(event.headers)
        .map(([name, value]) => ({ name, value }))
        .sort((a, b) => a.name.localeCompare(b.name, "en")),
      body: event.body,
      remedy: event.remedy,
      startedAt: event.startedAt?.toISOString() ?? null,
      finishedAt: event.finishedAt?.toISOString() ?? null,
      durationMs: event.durationMs,
      nextTryAt: event.leaseOwner === null ? (event.dueAt?.toISOString() ?? null) : null,
      attemptsMade: event.history,
      correlationId: event.correlationId,
    };
  });
}
