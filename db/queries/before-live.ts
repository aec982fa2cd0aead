import { and, eq, exists, isNotNull, isNull, or, type SQL, sql } from "drizzle-orm";
import type { TenantTransaction } from "../client";
import {
  locationLinks,
  paymentProfileLocations,
  paymentProfiles,
  paymentWebhookSecrets,
  type WebhookDrift,
  webhookEndpoints,
  webhookLinks,
} from "../schema";

export type QuietPlace = {
  locationId: string;
  placeName: string;
  drift: WebhookDrift | null;
  /** Lightspeed sends this place's events. */
  linked: boolean;
  problem: string | null;
};

/** Linked locations whose notifications are not as we registered them: another endpoint there, or a place that sends nothing although it shall. */
export async function listQuietPlaces(tx: TenantTransaction): Promise<QuietPlace[]> {
  const { locationId, businessLocationName: placeName } = locationLinks;
  const silent = sql<boolean>`(${webhookLinks.linked} is not true and ${webhookLinks.wanted} is not false)`;
  return tx
    .select({
      ...{ locationId, placeName, drift: webhookEndpoints.drift, problem: webhookLinks.problem },
      linked: sql<boolean>`not ${silent}`,
    })
    .from(locationLinks)
    .innerJoin(
      webhookEndpoints,
      and(
        eq(webhookEndpoints.merchantId, locationLinks.merchantId),
        eq(webhookEndpoints.status, "registered"),
        isNull(webhookEndpoints.replaces),
      ),
    )
    .leftJoin(
      webhookLinks,
      and(
        eq(webhookLinks.endpoint, webhookEndpoints.id),
        eq(webhookLinks.businessLocationId, locationLinks.businessLocationId),
      ),
    )
    .where(
      and(
        eq(locationLinks.merchantId, tx.merchantId),
        eq(locationLinks.active, true),
        or(isNotNull(webhookEndpoints.drift), silent),
      ),
    );
}

/** By which profile each location is paid, and whether its provider can tell us so. */
export async function listPaymentHearing(tx: TenantTransaction) {
  const { provider, handshakeAt, lastEventAt, webhookProblem } = paymentProfiles;
  return tx
    .select({
      locationId: paymentProfileLocations.locationId,
      ...{ profileId: paymentProfiles.id, name: paymentProfiles.name },
      ...{ provider, handshakeAt, lastEventAt, webhookProblem },
      hasSecret: exists(
        tx
          .select({ id: paymentWebhookSecrets.id })
          .from(paymentWebhookSecrets)
          .where(and(eq(paymentWebhookSecrets.profileId, paymentProfiles.id), isNull(paymentWebhookSecrets.expiresAt))),
      ) as SQL<boolean>,
    })
    .from(paymentProfileLocations)
    .innerJoin(paymentProfiles, eq(paymentProfiles.id, paymentProfileLocations.profileId))
    .where(and(eq(paymentProfileLocations.merchantId, tx.merchantId), isNull(paymentProfiles.removedAt)));
}
