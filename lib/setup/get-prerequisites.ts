import { readTenant, type TenantTransaction } from "@/db/client";
import { findBillingProfile } from "@/db/queries/billing-profiles";
import { findBrand } from "@/db/queries/brands";
import { type LinkedSettings, listLinkedSettings } from "@/db/queries/location-settings";
import { listPaymentProfiles, listProfileLocations, listWebhookSecrets } from "@/db/queries/payment-profiles";
import { listReadiness } from "@/db/queries/pos-readiness";
import { findNewestTestOrder } from "@/db/queries/test-orders";
import { findEndpoint, listWebhookLinks } from "@/db/queries/webhook-endpoints";
import { getConnectionView } from "@/lib/lightspeed/connection/connection-view";
import type { ConnectionView } from "@/lib/lightspeed/connection/connection-view-types";
import { toLocationSettings } from "@/lib/lightspeed/location-settings/get-location-settings";
import { openingAt } from "@/lib/locations/opening-times";
import { whyUnheard } from "@/lib/payments/profiles/why-unheard";
import type { Services } from "@/lib/services";
import { type Prerequisite, prerequisites } from "./prerequisites";
import type { SetupEvidence } from "./setup-evidence";

type Needs = Pick<Services, "db" | "oauth" | "now" | "lightspeed">;

/** From our own database only; `connection` where the caller reads it anyway. */
export async function getPrerequisites(
  services: Needs,
  merchantId: string,
  connection?: Promise<ConnectionView>,
): Promise<Prerequisite[]> {
  const now = services.now();
  const [known, rest] = await Promise.all([
    connection ?? getConnectionView(services, merchantId),
    readTenant(services.db, merchantId, (tx) => readEvidence(tx, now, services.lightspeed.environment)),
  ]);
  return prerequisites({ now, connection: known, ...rest });
}

/** All of the evidence but the connection, and the rows of the links. */
export async function readEvidence(
  tx: TenantTransaction,
  now: Date,
  environment: Services["lightspeed"]["environment"],
): Promise<Omit<SetupEvidence, "now" | "connection"> & { linked: LinkedSettings[] }> {
  const [profiles, assigned, endpoint, readiness, linked, testOrder, billing, { brand }] = await Promise.all([
    listPaymentProfiles(tx),
    listProfileLocations(tx),
    findEndpoint(tx),
    listReadiness(tx),
    listLinkedSettings(tx),
    findNewestTestOrder(tx, environment),
    findBillingProfile(tx),
    findBrand(tx),
  ]);
  const [links, ...secrets] = await Promise.all([
    endpoint ? listWebhookLinks(tx, endpoint.id) : [],
    ...profiles.map(({ id }) => listWebhookSecrets(tx, id, now)),
  ]);
  return {
    paymentProfiles: profiles.map((profile, at) => ({
      ...{ name: profile.name, problem: profile.problem, testMode: profile.testMode },
      checkedAt: profile.checkedAt?.toISOString() ?? null,
      unheard: whyUnheard({
        ...profile,
        hasSecret: secrets[at]?.some(({ expiresAt }) => expiresAt === null) ?? false,
      }),
      locationIds: assigned.filter(({ profileId }) => profileId === profile.id).map(({ locationId }) => locationId),
    })),
    ...{ environment, billing, brand, testOrder, linked },
    settings: linked.map(toLocationSettings),
    webhook: endpoint && {
      registered: endpoint.status === "registered",
      drifted: endpoint.drift !== null && endpoint.drift.length > 0,
      problem: endpoint.problem,
      provenAt: (endpoint.lastReadAt ?? endpoint.registeredAt)?.toISOString() ?? null,
      linkedPlaces: links.filter(({ linked }) => linked).map(({ businessLocationId }) => businessLocationId),
      offPlaces: links.filter(({ wanted }) => !wanted).map(({ businessLocationId }) => businessLocationId),
    },
    readiness: readiness.map(({ locationId, locationName, openingHours, timeZone, readiness: word }) => ({
      ...{ locationId, locationName, word },
      closed: !openingAt(openingHours, timeZone, now).isOpen,
    })),
  };
}
