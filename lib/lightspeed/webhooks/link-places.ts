import { withTenant } from "@/db/client";
import { listLocationsWithLinks } from "@/db/queries/location-links";
import { deleteWebhookLink, findEndpoint, listWebhookLinks, saveWebhookLink } from "@/db/queries/webhook-endpoints";
import { type KSeriesClient, KSeriesError, KSeriesHttpError, type WebhookLocation } from "@/lib/k-series";
import { explainFailure } from "@/lib/lightspeed/connection/explain-failure";
import { kSeriesFor } from "@/lib/lightspeed/connection/k-series-for";
import { publishLive } from "@/lib/live/publish";
import { storableText } from "@/lib/storable-text";
import type { EndpointNeeds } from "./register-endpoint";

/** Lightspeed's warnings about a place, such as a till app that is too old, in its own words. */
export const warningsOf = ({ warnings }: WebhookLocation): string[] =>
  (warnings ?? []).map(({ type, information }) => storableText([type, information].filter(Boolean).join(": ")));

/**
 * Every place that a location of ours is linked to sends item and readiness events, none that is not linked any more does, and one that
 * somebody switched off stays off. One place's trouble is kept with that place and stops no other.
 */
export async function linkPlaces(services: EndpointNeeds, merchantId: string): Promise<void> {
  const found = await withTenant(services.db, merchantId, async (tx) => {
    const endpoint = await findEndpoint(tx);
    if (endpoint?.status !== "registered") return null;
    const links = await listLocationsWithLinks(tx);
    const places = links.flatMap(({ link }) => (link?.active ? [link.businessLocationId] : []));
    return { endpoint, places, known: await listWebhookLinks(tx, endpoint.id) };
  });
  if (!found) return;
  const { endpoint, places, known } = found;
  const client = kSeriesFor(services, merchantId);
  const off = new Set(known.filter(({ wanted }) => !wanted).map((link) => link.businessLocationId));
  for (const place of places.filter((id) => !off.has(id))) {
    const link = await tryLink(client, endpoint.endpointId, place);
    const stays = await withTenant(services.db, merchantId, async (tx) => {
      const now = (await listWebhookLinks(tx, endpoint.id)).find((one) => one.businessLocationId === place);
      if (now?.wanted === false) return false;
      await saveWebhookLink(tx, { endpoint: endpoint.id, businessLocationId: place, wanted: true, ...link });
      return true;
    });
    // Somebody has switched it off while it was linked.
    if (!stays) await unlinkAtVendor(client, endpoint.endpointId, place);
  }
  let trouble: KSeriesError | null = null;
  for (const { businessLocationId } of known.filter((link) => !places.includes(link.businessLocationId))) {
    try {
      await unlinkAtVendor(client, endpoint.endpointId, businessLocationId);
      await withTenant(services.db, merchantId, (tx) => deleteWebhookLink(tx, endpoint.id, businessLocationId));
    } catch (error) {
      if (!(error instanceof KSeriesError)) throw error;
      trouble = error;
    }
  }
  await withTenant(services.db, merchantId, (tx) => publishLive(tx, merchantId, "webhooks"));
  // The others are done; the job tries again what is left.
  if (trouble) throw trouble;
}

export type LinkState = { linked: boolean; warnings: string[]; problem: string | null };

async function tryLink(client: KSeriesClient, endpointId: string, businessLocationId: string): Promise<LinkState> {
  try {
    const answer = await client.webhookEndpoints.linkLocation({ endpointId, businessLocationId });
    return { linked: true, warnings: warningsOf(answer), problem: null };
  } catch (error) {
    if (!(error instanceof KSeriesError) || error.transient) throw error;
    return { linked: false, warnings: [], problem: explainFailure(error).message };
  }
}

/** Also where it was not linked. */
export async function unlinkAtVendor(client: KSeriesClient, endpointId: string, businessLocationId: string) {
  try {
    await client.webhookEndpoints.unlinkLocation({ endpointId, businessLocationId });
  } catch (error) {
    if (!(error instanceof KSeriesHttpError && error.status === 404)) throw error;
  }
}
