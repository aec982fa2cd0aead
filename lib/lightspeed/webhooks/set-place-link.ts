import { withTenant } from "@/db/client";
import { appendAudit } from "@/db/queries/audit";
import { listLocationsWithLinks } from "@/db/queries/location-links";
import { findEndpoint, saveWebhookLink } from "@/db/queries/webhook-endpoints";
import { type Actor, can } from "@/lib/auth/roles";
import { AppError } from "@/lib/errors";
import { KSeriesError } from "@/lib/k-series";
import { explainFailure } from "@/lib/lightspeed/connection/explain-failure";
import { kSeriesFor } from "@/lib/lightspeed/connection/k-series-for";
import { writeLog } from "@/lib/lightspeed/connection/log";
import { publishLive } from "@/lib/live/publish";
import { unlinkAtVendor, warningsOf } from "./link-places";
import type { EndpointNeeds } from "./register-endpoint";

type PlaceInput = { businessLocationId: string; send: boolean };

/** Switches one place's item and readiness events on or off. Off stays off until somebody switches it on. */
export async function setPlaceLink(
  services: EndpointNeeds,
  actor: Actor,
  { businessLocationId, send }: PlaceInput,
): Promise<void> {
  if (!can(actor, "connection.manage"))
    throw new AppError("forbidden", "Only owners and managers can change which locations send events.");
  const { merchantId } = actor;
  const { endpoint, name } = await withTenant(services.db, merchantId, async (tx) => {
    const links = await listLocationsWithLinks(tx);
    const link = links.find((row) => row.link?.active && row.link.businessLocationId === businessLocationId)?.link;
    if (!link) throw new AppError("not_found", "No location of yours is linked to this place at Lightspeed.");
    const found = await findEndpoint(tx);
    if (found?.status !== "registered") throw new AppError("conflict", "Register the webhook endpoint first.");
    return { endpoint: found, name: link.businessLocationName };
  });
  const state = { endpoint: endpoint.id, businessLocationId, wanted: send, linked: send, problem: null };
  const warnings = await atVendor(services, merchantId, endpoint.endpointId, { businessLocationId, send });
  await withTenant(services.db, merchantId, async (tx) => {
    await saveWebhookLink(tx, { ...state, warnings });
    await publishLive(tx, merchantId, "webhooks");
    const detail = { location: name, events: send ? "on" : "off" };
    await appendAudit(tx, { merchantId, actor, action: "webhook.place_switched", subject: businessLocationId, detail });
    await writeLog(tx, services.now(), {
      level: warnings.length > 0 ? "warning" : "info",
      operation: "Webhooks",
      message: [`${actor.userName} switched events of ${name} ${send ? "on" : "off"}.`, ...warnings].join(" "),
    });
  });
}

async function atVendor(
  services: EndpointNeeds,
  merchantId: string,
  endpointId: string,
  { businessLocationId, send }: PlaceInput,
): Promise<string[]> {
  const client = kSeriesFor(services, merchantId);
  try {
    if (send) return warningsOf(await client.webhookEndpoints.linkLocation({ endpointId, businessLocationId }));
    await unlinkAtVendor(client, endpointId, businessLocationId);
    return [];
  } catch (error) {
    if (!(error instanceof KSeriesError)) throw error;
    const { message, remedy } = explainFailure(error);
    throw new AppError("k_series_unavailable", `${message} ${remedy}`, { cause: error });
  }
}
