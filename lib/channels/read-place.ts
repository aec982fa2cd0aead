import type { TenantTransaction } from "@/db/client";
import { findInHouseProvider } from "@/db/queries/channels";
import { findConnection } from "@/db/queries/connections";
import { findLinkedSettings, type LinkedSettings } from "@/db/queries/location-settings";
import { findProfileOfLocation } from "@/db/queries/payment-profiles";
import { findReadiness } from "@/db/queries/pos-readiness";
import { findUsableEndpoint, type UsableEndpoint } from "@/db/queries/till-endpoints";
import type { Connection, Location, PaymentProfile, PosReadiness } from "@/db/schema";

/** What holds for all of a merchant's locations. */
export type AccountFacts = {
  environment: Connection["environment"];
  connection: Connection | null;
  endpoint: UsableEndpoint | null;
  inHouseProvider: "lightspeed" | null;
};

/** Everything in our own database that decides whether orders of a location reach its till. */
export type PlaceFacts = AccountFacts & {
  location: Location | null;
  linked: LinkedSettings | null;
  readiness: PosReadiness | null;
  paymentProfile: PaymentProfile | null;
};

// One connection, so these travel one behind the other without waiting for each answer.

export async function readAccount(
  tx: TenantTransaction,
  environment: Connection["environment"],
): Promise<AccountFacts> {
  const [connection, endpoint, inHouseProvider] = await Promise.all([
    findConnection(tx),
    findUsableEndpoint(tx, environment),
    findInHouseProvider(tx),
  ]);
  return { environment, connection, endpoint, inHouseProvider };
}

export async function readPlace(
  tx: TenantTransaction,
  account: AccountFacts,
  { locationId, location }: { locationId: string; location: Location | null },
): Promise<PlaceFacts> {
  const [linked, row, paymentProfile] = await Promise.all([
    findLinkedSettings(tx, locationId),
    findReadiness(tx, locationId),
    findProfileOfLocation(tx, locationId),
  ]);
  return {
    ...account,
    location,
    linked: linked?.link.environment === account.environment ? linked : null,
    readiness: row?.readiness ?? null,
    paymentProfile,
  };
}
