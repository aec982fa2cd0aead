import type { WebhookDrift } from "@/db/schema";
import {
  type KSeriesClient,
  KSeriesHttpError,
  type WebhookEndpoint,
  type WebhookEndpointSettings,
} from "@/lib/k-series";
import { driftOf, mergeEndpoint } from "./compare-endpoint";

/** Null where Lightspeed does not know it. The answer holds our password in clear: never store, log or pass it on. */
export async function readAtVendor(client: KSeriesClient, endpointId: string): Promise<WebhookEndpoint | null> {
  try {
    return await client.webhookEndpoints.get({ endpointId });
  } catch (error) {
    if (error instanceof KSeriesHttpError && error.status === 404) return null;
    throw error;
  }
}

/** Makes Lightspeed have it as wanted, however far an earlier try came, and reads it back. Null: it is so. */
export async function putAtVendor(
  client: KSeriesClient,
  wanted: WebhookEndpointSettings,
): Promise<WebhookDrift | null> {
  const theirs = await readAtVendor(client, wanted.endpointId);
  if (!theirs) await create(client, wanted);
  else if (driftOf(wanted, theirs)) await client.webhookEndpoints.update({ body: mergeEndpoint(theirs, wanted) });
  else return null;
  return driftOf(wanted, await readAtVendor(client, wanted.endpointId));
}

async function create(client: KSeriesClient, wanted: WebhookEndpointSettings): Promise<void> {
  try {
    await client.webhookEndpoints.create({ body: wanted });
  } catch (error) {
    // "Exists already": somebody else of us was quicker. What stands there is compared next.
    const exists = error instanceof KSeriesHttpError && error.status === 400;
    if (!exists || !(await readAtVendor(client, wanted.endpointId))) throw error;
  }
}

/** Also fine where it was gone already. */
export async function removeAtVendor(client: KSeriesClient, endpointId: string): Promise<void> {
  try {
    await client.webhookEndpoints.remove({ endpointId });
  } catch (error) {
    if (!(error instanceof KSeriesHttpError && error.status === 404)) throw error;
  }
}
