import type { TenantTransaction } from "@/db/client";
import { findConnection } from "@/db/queries/connections";
import { findLinkedSettings, findSettingsOfPlace } from "@/db/queries/location-settings";
import { findUsableEndpoint } from "@/db/queries/till-endpoints";
import type { LocationSettingsRow, Order, PaymentMode } from "@/db/schema";
import { unlistedPlaces } from "@/lib/lightspeed/connection/unlisted-places";

/** What an order needs from the merchant's settings to get to the till. */
export type TillSetup = {
  businessLocationId: string;
  endpointId: string;
  /** Null: none is chosen for this kind of order, which is then not sent. */
  accountProfileCode: string | null;
  /** Null: the till takes its own default for online payments. */
  paymentMethod: string | null;
  staffId: string | null;
  deliverWithinMs: number;
  paymentMode: PaymentMode;
};

/** What is missing, in a word that `explain-failure` knows. */
export type MissingSetup = MissingPlace | "no_endpoint";

/** `place_gone`: it was sent to a place that the location is not linked to any more and that the connection does not see. */
export type MissingPlace = "not_linked" | "place_gone";

type Placed = Pick<Order, "locationId" | "environment" | "businessLocationId">;

export async function readTillSetup(
  tx: TenantTransaction,
  order: Placed & Pick<Order, "kind">,
): Promise<TillSetup | MissingSetup> {
  const [place, endpoint] = await Promise.all([findTillPlace(tx, order), findUsableEndpoint(tx, order.environment)]);
  if (typeof place === "string") return place;
  // One that is said to be gone is tried all the same: the guest has paid, and it may have been put back.
  if (endpoint === null) return "no_endpoint";
  const { endpointId } = endpoint;
  const { settings, businessLocationId } = place;
  const accountProfileCode = order.kind === "local" ? settings?.orderProfileDineIn : settings?.orderProfileTakeaway;
  return {
    businessLocationId,
    endpointId,
    accountProfileCode: accountProfileCode ?? null,
    paymentMethod: settings?.paymentMethodCode ?? null,
    staffId: settings?.staffId ?? null,
    deliverWithinMs: Math.max(settings?.deliveryTimeLimitMs ?? 600_000, 60_000),
    paymentMode: settings?.paymentMode ?? "separate",
  };
}

/** Where the order is or goes: what was sent once stays with that till, or another one would cook it again and this one be forgotten. */
export async function findTillPlace(
  tx: TenantTransaction,
  { locationId, environment, businessLocationId }: Placed,
): Promise<{ businessLocationId: string; settings: LocationSettingsRow | null } | MissingPlace> {
  const linked = await findLinkedSettings(tx, locationId);
  const here = linked?.link.environment === environment ? linked : null;
  if (businessLocationId === null || here?.link.businessLocationId === businessLocationId)
    return here ? { businessLocationId: here.link.businessLocationId, settings: here.settings } : "not_linked";
  const connection = await findConnection(tx);
  if (!connection || connection.status === "disabled" || connection.environment !== environment) return "not_linked";
  if (unlistedPlaces(connection.businesses, [{ businessLocationId }]).length > 0) return "place_gone";
  return { businessLocationId, settings: await findSettingsOfPlace(tx, { locationId, businessLocationId }) };
}
