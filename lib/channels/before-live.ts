import type { TenantTransaction } from "@/db/client";
import { listPaymentHearing, listQuietPlaces, type QuietPlace } from "@/db/queries/before-live";
import { findBillingProfile } from "@/db/queries/billing-profiles";
import { findBrand } from "@/db/queries/brands";
import { findConnection } from "@/db/queries/connections";
import { hasCompletedTestOrder } from "@/db/queries/test-orders";
import { isEndpointGone } from "@/db/queries/till-endpoints";
import type { OrderChannel } from "@/db/schema";
import { whyUnheard } from "@/lib/payments/profiles/why-unheard";
import type { Obstacle } from "./find-obstacles";

/** Whoever orders there is a guest, who sees the restaurant's name and pays. */
export const isForGuests = (channel: OrderChannel): boolean =>
  channel === "kiosk" || channel === "online" || channel === "table_qr";

/** Everything for all locations at once: what each of them lacks is asked of the answer. */
export type MissingBeforeLive = (locationId: string) => Obstacle[];

/**
 * What a merchant owes before guests may order at a location. It keeps a channel from being switched on; one that sells goes on, since a word
 * that does not come is read back from the till. A test order counts for the connection it was made with: it took everything that comes
 * before it, from the link to the till's own word. The age of a proof is no reason.
 */
export async function missingBeforeLive(tx: TenantTransaction): Promise<MissingBeforeLive> {
  const [billing, { brand }, connection, quiet, payments] = await Promise.all([
    findBillingProfile(tx),
    findBrand(tx),
    findConnection(tx),
    listQuietPlaces(tx),
    listPaymentHearing(tx),
  ]);
  const since = connection?.connectedAt;
  const isProven = since && (await hasCompletedTestOrder(tx, { environment: connection.environment, since }));
  return (locationId) =>
    [
      billing === null && {
        code: "no_billing",
        message: "Before it can go live: Upvendo does not know to whom its invoices go.",
        remedy: "Fill in billing.",
        href: "/settings/billing#billing",
      },
      brand === null && {
        code: "no_brand",
        message: "Before it can go live: guests would not see your own name and colours.",
        remedy: "Choose your branding.",
        href: "/settings/brand#brand",
      },
      ...payments.filter((one) => one.locationId === locationId).flatMap(noPaymentWebhook),
      ...quiet.filter((one) => one.locationId === locationId).flatMap(notHeard),
      !isProven && {
        code: "no_test_order",
        message: "Before it can go live: no test order has gone the whole way to the till yet.",
        remedy: "Place a test order.",
        href: "/channels/test",
      },
    ].filter((found) => found !== false);
}

function noPaymentWebhook(profile: Awaited<ReturnType<typeof listPaymentHearing>>[number]): Obstacle[] {
  const unheard = whyUnheard(profile);
  if (unheard === null) return [];
  return [
    {
      code: "payment_unheard",
      message: `Before it can go live: ${profile.name} cannot tell Upvendo of payments. ${unheard.why}`,
      remedy: "Set up its webhook.",
      href: `/settings/payments/${profile.profileId}#webhook`,
    },
  ];
}

/** An endpoint that is gone stops the channel by itself (`find-obstacles`). */
function notHeard({ placeName, drift, linked, problem }: QuietPlace): Obstacle[] {
  const differs = drift !== null && drift.length > 0 && !isEndpointGone(drift);
  return [
    differs && {
      code: "endpoint_drift",
      message: "Before it can go live: Lightspeed has the webhook otherwise than Upvendo registered it.",
      remedy: "Press Repair on the Webhooks page.",
      href: "/lightspeed/webhooks#endpoint",
    },
    !linked && {
      code: "place_silent",
      message: `Before it can go live: ${placeName} does not send events yet.${problem ? ` ${problem}` : ""}`,
      remedy: "Switch its events on, or off for good, on the Webhooks page.",
      href: "/lightspeed/webhooks#places",
    },
  ].filter((found) => found !== false);
}
