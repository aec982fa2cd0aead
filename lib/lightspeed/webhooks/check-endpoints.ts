import { listEndpointOwners } from "@/db/queries/webhook-endpoints";
import { AppError } from "@/lib/errors";
import { KSeriesError } from "@/lib/k-series";
import { linkPlaces } from "./link-places";
import { readEndpoint } from "./read-endpoint";
import type { EndpointNeeds } from "./register-endpoint";

const PAGE = 100;
const NOBODY = "00000000-0000-0000-0000-000000000000";

/** Looks after each merchant's endpoint in turn; one that cannot be asked now is asked again the next time. */
export async function checkEndpoints(services: EndpointNeeds, signal: AbortSignal): Promise<void> {
  let after = NOBODY;
  while (!signal.aborted) {
    const merchants = await listEndpointOwners(services.db, after, PAGE);
    for (const merchantId of merchants) {
      if (signal.aborted) return;
      try {
        if ((await readEndpoint(services, merchantId)) === null) await linkPlaces(services, merchantId);
      } catch (error) {
        if (!(error instanceof AppError || error instanceof KSeriesError)) throw error;
      }
    }
    const last = merchants.at(-1);
    if (last === undefined) return;
    after = last;
  }
}
