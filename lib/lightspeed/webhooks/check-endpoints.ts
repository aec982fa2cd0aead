import { withTenant } from "@/db/client";
import { findConnection } from "@/db/queries/connections";
import { findEndpoint, listEndpointOwners } from "@/db/queries/webhook-endpoints";
import { AppError } from "@/lib/errors";
import { KSeriesError } from "@/lib/k-series";
import { readBusinesses } from "@/lib/lightspeed/connection/read-businesses";
import { isOfCredentials } from "./compare-endpoint";
import { linkPlaces } from "./link-places";
import { readEndpoint } from "./read-endpoint";
import { type EndpointNeeds, registerEndpoint } from "./register-endpoint";

const PAGE = 100;
const NOBODY = "00000000-0000-0000-0000-000000000000";

/** Looks after each connected merchant's endpoint and list of places in turn; what cannot be asked now is asked again the next time. */
export async function checkEndpoints(services: EndpointNeeds, signal: AbortSignal): Promise<void> {
  let after = NOBODY;
  while (!signal.aborted) {
    const merchants = await listEndpointOwners(services.db, after, PAGE);
    for (const merchantId of merchants) {
      if (signal.aborted) return;
      for (const check of [checkEndpoint, checkPlaces])
        try {
          await check(services, merchantId);
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
  const drift = await readEndpoint(services, merchantId);
  if (drift === null) await linkPlaces(services, merchantId);
  else if (isOfCredentials(drift)) await registerEndpoint(services, merchantId);
}

const LIST_LASTS_MS = 20 * 3_600_000;

/** That each linked place is still there is proven by the list alone. One that no sign-in could read yet is left to the person who reads it. */
async function checkPlaces(services: EndpointNeeds, merchantId: string): Promise<void> {
  const readAt = (await withTenant(services.db, merchantId, findConnection))?.businessesReadAt ?? null;
  if (readAt === null || services.now().getTime() - readAt.getTime() < LIST_LASTS_MS) return;
  await readBusinesses(services, merchantId);
}
