import { withTenant } from "@/db/client";
import { isLinkedPlace, markLookedUp, type Place } from "@/db/queries/availability";
import { AppError } from "@/lib/errors";
import type { Services } from "@/lib/services";
import { storableText } from "@/lib/storable-text";
import { explainFailure } from "../connection/explain-failure";
import { kSeriesFor } from "../connection/k-series-for";
import type { AvailabilityView } from "./availability-types";
import { getAvailability } from "./get-availability";
import { readCounts } from "./read-counts";

type Needs = Pick<Services, "db" | "oauth" | "keyring" | "now" | "lightspeed" | "traffic">;

export type LookUp = AvailabilityView & { failure: { message: string; remedy: string } | null; warnings: string[] };

/** Asks Lightspeed for these SKUs now. When it does not answer, what is known with its age; they are polled for a day after. */
export async function lookUpAvailability(
  services: Needs,
  merchantId: string,
  { businessLocationId, skus: given }: { businessLocationId: string; skus: readonly string[] },
): Promise<LookUp> {
  const place: Place = { environment: services.lightspeed.environment, businessLocationId };
  if (!(await withTenant(services.db, merchantId, (tx) => isLinkedPlace(tx, place))))
    throw new AppError(
      "not_found",
      "This location is not linked to a Lightspeed location. Link it on the Lightspeed page.",
    );
  const skus = [...new Set(given.map(storableText))];
  const { failure, warnings } = await ask(services, merchantId, place, skus);
  if (!failure) await withTenant(services.db, merchantId, (tx) => markLookedUp(tx, place, skus, services.now()));
  return { ...(await getAvailability(services, merchantId, { businessLocationId, skus })), failure, warnings };
}

async function ask(services: Needs, merchantId: string, place: Place, skus: string[]) {
  try {
    const { warnings } = await readCounts(services, kSeriesFor(services, merchantId), merchantId, place, skus);
    return { failure: null, warnings };
  } catch (error) {
    return { failure: explainFailure(error), warnings: [] };
  }
}
