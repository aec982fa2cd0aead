import { withTenant } from "@/db/client";
import { holdConnection, moveConnection, storeBusinesses } from "@/db/queries/connections";
import { isUniqueViolation } from "@/db/queries/unique-violation";
import type { BusinessSnapshot, Connection } from "@/db/schema";
import { AppError } from "@/lib/errors";
import { type Business, KSeriesError } from "@/lib/k-series";
import type { Services } from "@/lib/services";
import { storableText } from "@/lib/storable-text";
import { settleConnection } from "./connection-issues";
import { transitions } from "./connection-transitions";
import { giveBackPending } from "./give-back";
import { kSeriesFor } from "./k-series-for";
import { parkConnection } from "./park-connection";

type Needs = Pick<Services, "db" | "oauth" | "keyring" | "now" | "lightspeed" | "traffic">;

export const toSnapshot = (businesses: Business[]): BusinessSnapshot[] =>
  businesses.map(({ id, name, businessLocations }) => ({
    id,
    name: storableText(name),
    locations: businessLocations.map((place) => ({ id: place.id, name: storableText(place.name) })),
  }));

/**
 * Reads again what the token can see. The chosen business stays, only its name may change; where none was known yet, the first is taken.
 * A permission whose list could not be read at the sign-in and that turns out to be another business's is not taken up without being asked.
 */
export async function readBusinesses(services: Needs, merchantId: string): Promise<void> {
  const businesses = await list(services, merchantId);
  try {
    const parked = await withTenant(services.db, merchantId, async (tx) => {
      const connection = await holdConnection(tx);
      // Deleted while Lightspeed answered.
      if (!connection || connection.status === "disabled") return null;
      if (isOfAnother(connection, businesses)) return parkConnection(services, tx, connection, businesses);
      const business = businessAfter(connection, businesses);
      await storeBusinesses(tx, { businesses, business });
      await settleConnection(tx, "Lightspeed answered with the list of businesses.", services.now());
      if (businesses.some(({ id }) => id === business?.id))
        await moveConnection(tx, { ...transitions.recovery, problem: null, onlyProblems: ["business_missing"] });
      return null;
    });
    for (const choice of parked?.dropped ?? []) await giveBackPending(services, choice, [parked?.refreshToken ?? ""]);
  } catch (error) {
    if (!isUniqueViolation(error, "connections_business_uq")) throw error;
    throw new AppError("conflict", "Another Upvendo merchant is connected to that Lightspeed business.");
  }
}

const isOfAnother = ({ problem, businessId }: Connection, businesses: BusinessSnapshot[]): boolean =>
  problem === "business_missing" &&
  businessId !== null &&
  businesses.length > 0 &&
  !businesses.some(({ id }) => id === businessId);

function businessAfter({ businessId, businessName }: Connection, businesses: BusinessSnapshot[]) {
  const [first] = businesses;
  if (businessId === null) return first ? { id: first.id, name: first.name } : null;
  const known = businesses.find(({ id }) => id === businessId);
  return { id: businessId, name: known?.name ?? businessName ?? "" };
}

async function list(services: Needs, merchantId: string): Promise<BusinessSnapshot[]> {
  try {
    return toSnapshot(await kSeriesFor(services, merchantId).businesses.list({}));
  } catch (error) {
    if (!(error instanceof KSeriesError)) throw error;
    throw new AppError(
      "k_series_unavailable",
      "Lightspeed did not answer with the list of businesses. Try again in a minute.",
      { cause: error },
    );
  }
}
