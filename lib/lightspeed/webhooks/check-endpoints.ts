import { withTenant } from "@/db/client";
import { findEndpoint, listEndpointOwners } from "@/db/queries/webhook-endpoints";
import { AppError } from "@/lib/errors";
import { KSeriesError } from "@/lib/k-series";
import { linkPlaces } from "./link-places";
import { readEndpoint } from "./read-endpoint";
import { type EndpointNeeds, registerEndpoint } from "./register-endpoint";

const PAGE = 100;
const NOBODY = "00000000-0000-0000-0000-000000000000";

/** Looks after each connected merchant's endpoint in turn; one that cannot be asked now is asked again the next time. */
export async function checkEndpoints(services: EndpointNeeds, signal: AbortSignal): Promise<void> {
  let after = NOBODY;
  while (!signal.aborted) {
    const merchants = await listEndpointOwners(services.db, after, PAGE);
    for (const merchantId of merchants) {
      if (signal.aborted) return;
      try {
        await checkEndpoint(services, merchantId);
      } catch (error) {
        if (!(error instanceof AppError || error instanceof KSeriesError)) throw error;
      }
    }
    const last = merchants.at(-1);
    if (last === undefined) return;
    after = last;
  }
}

async function checkEndpoint(services: EndpointNeeds, merchantId: string): Promise<void> {
  const endpoint = await withTenant(services.db, merchantId, findEndpoint);
  // It never stood at Lightspeed. One that stood and was taken away there is a person's doing: said, and offered for repair.
  if (endpoint?.status !== "registered") return registerEndpoint(services, merchantId);
  if ((await readEndpoint(services, merchantId)) === null) await linkPlaces(services, merchantId);
}
