import { withTenant } from "@/db/client";
import { appendAudit } from "@/db/queries/audit";
import {
  findEndpoint,
  insertEndpoint,
  listWebhookLinks,
  noteRegistered,
  retireEndpoint,
  saveWebhookLink,
  switchEndpoint,
} from "@/db/queries/webhook-endpoints";
import type { StoredWebhookEndpoint } from "@/db/schema";
import { type Actor, can } from "@/lib/auth/roles";
import { AppError } from "@/lib/errors";
import { enqueue } from "@/lib/jobs/task";
import { KSeriesError } from "@/lib/k-series";
import { explainFailure } from "@/lib/lightspeed/connection/explain-failure";
import { kSeriesFor } from "@/lib/lightspeed/connection/k-series-for";
import { writeLog } from "@/lib/lightspeed/connection/log";
import { publishLive } from "@/lib/live/publish";
import { tellDrift } from "./drift-issue";
import { putAtVendor, removeAtVendor } from "./endpoint-at-vendor";
import { newEndpointId, storedSettings, wantedEndpoint } from "./endpoint-settings";
import { endpointQueue, linkPlacesTask, retireEndpointTask } from "./endpoint-tasks";
import type { EndpointNeeds } from "./register-endpoint";

/** A new id, and so a new address: the new one stands at Lightspeed before the old one goes, so that no notification finds neither. */
export async function rotateEndpoint(services: EndpointNeeds, actor: Actor): Promise<void> {
  if (!can(actor, "connection.manage"))
    throw new AppError("forbidden", "Only owners and managers can rotate the webhook endpoint.");
  const { merchantId } = actor;
  const { old, next } = await insertNext(services, merchantId);
  const client = kSeriesFor(services, merchantId);
  const wanted = wantedEndpoint(services.lightspeed.webhooks, next.endpointId);
  try {
    await putAtVendor(client, wanted);
    const links = await withTenant(services.db, merchantId, (tx) => listWebhookLinks(tx, old.id));
    for (const { businessLocationId } of links.filter((link) => link.wanted))
      await client.webhookEndpoints.linkLocation({ endpointId: next.endpointId, businessLocationId });
    await withTenant(services.db, merchantId, async (tx) => {
      await noteRegistered(tx, next.id, storedSettings(wanted));
      for (const { merchantId: _, checkedAt: __, ...link } of links)
        await saveWebhookLink(tx, { ...link, endpoint: next.id });
      if (!(await switchEndpoint(tx, next.id, old.id)))
        throw new AppError("conflict", "The webhook endpoint was changed by somebody else just now.");
      await enqueue(tx, retireEndpointTask, { merchantId, id: old.id }, endpointQueue(merchantId));
      // Reads the warnings of each place for the new one.
      await enqueue(tx, linkPlacesTask, { merchantId }, endpointQueue(merchantId));
      await tellDrift(tx, null, services.now());
      await publishLive(tx, merchantId, "webhooks");
      await appendAudit(tx, { merchantId, actor, action: "webhooks.rotated", subject: next.id });
      await writeLog(tx, services.now(), {
        level: "info",
        operation: "Webhooks",
        message: `${actor.userName} gave the webhook endpoint a new address. The old one is still taken for an hour, and as long as orders are under way that named it.`,
      });
    });
  } catch (error) {
    // The switch may be committed although its answer was lost: what is in use now is never taken away.
    const inUse = await withTenant(services.db, merchantId, findEndpoint);
    if (inUse?.id === next.id) return;
    await withTenant(services.db, merchantId, (tx) => retireEndpoint(tx, next.id));
    // Best effort: nobody sends to an address that was never in use.
    await removeAtVendor(client, next.endpointId).catch(() => {});
    if (!(error instanceof KSeriesError)) throw error;
    const { message, remedy } = explainFailure(error);
    throw new AppError("k_series_unavailable", `${message} The old address stays in use. ${remedy}`, { cause: error });
  }
}

async function insertNext(
  { db, lightspeed }: EndpointNeeds,
  merchantId: string,
): Promise<{ old: StoredWebhookEndpoint; next: StoredWebhookEndpoint }> {
  return withTenant(db, merchantId, async (tx) => {
    const old = await findEndpoint(tx);
    if (old?.status !== "registered") throw new AppError("conflict", "Register the webhook endpoint first.");
    const endpointId = newEndpointId();
    const settings = storedSettings(wantedEndpoint(lightspeed.webhooks, endpointId));
    const next = await insertEndpoint(tx, {
      ...settings,
      endpointId,
      environment: old.environment,
      replaces: old.id,
    });
    if (!next) throw new AppError("conflict", "Somebody is giving the webhook endpoint a new address right now.");
    return { old, next };
  });
}
