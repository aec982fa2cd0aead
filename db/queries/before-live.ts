import { and, eq, isNotNull, isNull, or, sql } from "drizzle-orm";
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

/** Locations whose payment provider has no way to tell us of payments, with the profile's name. */
export async function listUnheardPayments(
  tx: TenantTransaction,
): Promise<{ locationId: string; profileId: string; name: string }[]> {
  return tx
    .select({
      locationId: paymentProfileLocations.locationId,
      ...{ profileId: paymentProfiles.id, name: paymentProfiles.name },
    })
    .from(paymentProfileLocations)
    .innerJoin(paymentProfiles, eq(paymentProfiles.id, paymentProfileLocations.profileId))
    .leftJoin(
      paymentWebhookSecrets,
      and(eq(paymentWebhookSecrets.profileId, paymentProfiles.id), isNull(paymentWebhookSecrets.expiresAt)),
    )
    .where(
      and(
        eq(paymentProfileLocations.merchantId, tx.merchantId),
        isNull(paymentProfiles.removedAt),
        isNull(paymentWebhookSecrets.id),
      ),
    );
}
