import { withTenant } from "@/db/client";
import { appendAudit } from "@/db/queries/audit";
import { findEndpoint, noteEndpointRead, noteRegistered } from "@/db/queries/webhook-endpoints";
import { type Actor, can } from "@/lib/auth/roles";
import { AppError } from "@/lib/errors";
import { KSeriesError, type WebhookEndpointSettings } from "@/lib/k-series";
import { explainFailure } from "@/lib/lightspeed/connection/explain-failure";
import { kSeriesFor } from "@/lib/lightspeed/connection/k-series-for";
import { writeLog } from "@/lib/lightspeed/connection/log";
import { publishLive } from "@/lib/live/publish";
import { driftOf, mergeEndpoint } from "./compare-endpoint";
import { tellDrift } from "./drift-issue";
import { readAtVendor } from "./endpoint-at-vendor";
import { storedSettings, wantedEndpoint } from "./endpoint-settings";
import { type EndpointNeeds, registerEndpoint } from "./register-endpoint";

/** Puts the endpoint at Lightspeed back to what we want. Read, merge, write, read back: what an update leaves out is switched off. */
export async function repairEndpoint(services: EndpointNeeds, actor: Actor): Promise<void> {
  return changeEndpoint(services, actor, (wanted) => wanted);
}

/** `choose` says which of our settings to write; everything else stays as Lightspeed has it. */
export async function changeEndpoint(
  services: EndpointNeeds,
  actor: Actor,
  choose: (wanted: WebhookEndpointSettings) => Partial<WebhookEndpointSettings>,
): Promise<void> {
  if (!can(actor, "connection.manage"))
    throw new AppError("forbidden", "Only owners and managers can change the webhook endpoint.");
  const { merchantId } = actor;
  const endpoint = await withTenant(services.db, merchantId, findEndpoint);
  if (!endpoint) throw new AppError("not_found", "No webhook endpoint is registered.");
  const wanted = wantedEndpoint(services.lightspeed.webhooks, endpoint.endpointId);
  const client = kSeriesFor(services, merchantId);
  try {
    const theirs = await readAtVendor(client, endpoint.endpointId);
    // Gone: there is nothing to merge with.
    if (!theirs) return await registerEndpoint(services, merchantId);
    await client.webhookEndpoints.update({ body: mergeEndpoint(theirs, choose(wanted)) });
    const drift = driftOf(wanted, await readAtVendor(client, endpoint.endpointId));
    await withTenant(services.db, merchantId, async (tx) => {
      await (drift
        ? noteEndpointRead(tx, endpoint.id, drift)
        : noteRegistered(tx, endpoint.id, storedSettings(wanted)));
      await tellDrift(tx, drift, services.now());
      await publishLive(tx, merchantId, "webhooks");
      await appendAudit(tx, { merchantId, actor, action: "webhook.endpoint_repaired", subject: endpoint.id });
      await writeLog(tx, services.now(), {
        level: "info",
        operation: "Webhooks",
        message: `${actor.userName} wrote the webhook endpoint's settings to Lightspeed again.`,
      });
    });
  } catch (error) {
    if (!(error instanceof KSeriesError)) throw error;
    const { message, remedy } = explainFailure(error);
    throw new AppError("k_series_unavailable", `${message} ${remedy}`, { cause: error });
  }
}
