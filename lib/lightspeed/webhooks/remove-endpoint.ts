import { withTenant } from "@/db/client";
import { hasOrdersUnderWay } from "@/db/queries/orders";
import { deleteWebhookLink, findOldEndpoint, listWebhookLinks, retireEndpoint } from "@/db/queries/webhook-endpoints";
import { AppError } from "@/lib/errors";
import { enqueue } from "@/lib/jobs/task";
import { KSeriesError } from "@/lib/k-series";
import { kSeriesFor, kSeriesWith } from "@/lib/lightspeed/connection/k-series-for";
import type { Services } from "@/lib/services";
import { removeAtVendor } from "./endpoint-at-vendor";
import { endpointQueue, retireEndpointTask } from "./endpoint-tasks";
import { unlinkAtVendor } from "./link-places";
import type { EndpointNeeds } from "./register-endpoint";

/** For what Lightspeed has sent to the old address already and sends again. */
const GRACE_MS = 60 * 60_000;
const LOOK_AGAIN_MS = 60 * 60_000;
/** An order that is collected later than this after the rotation is read back from the till instead. */
const MOST_MS = 14 * 24 * 60 * 60_000;
/** Whoever read the old id in the moment of the rotation stored its order no later than this. */
const OVERLAP_MS = 60_000;

/**
 * The endpoint before a rotation: its places are the new one's from now on, but Lightspeed has it, and we take from it, until the time of
 * grace is over and no order is under way that named it. Lightspeed tells nobody of an order whose endpoint is gone. Throws where a later
 * try may help.
 */
export async function retireOldEndpoint(services: EndpointNeeds, merchantId: string, id: string): Promise<void> {
  const { db } = services;
  const now = services.now().getTime();
  const found = await withTenant(db, merchantId, async (tx) => {
    const old = await findOldEndpoint(tx, id);
    if (!old) return null;
    const age = now - old.updatedAt.getTime();
    const named = await hasOrdersUnderWay(tx, new Date(old.updatedAt.getTime() + OVERLAP_MS));
    return { old, links: await listWebhookLinks(tx, id), stays: age < GRACE_MS || (named && age < MOST_MS), age };
  });
  // Delete has seen to it.
  if (!found) return;
  const { old, links, stays, age } = found;
  await unlessRefused(async () => {
    const client = kSeriesFor(services, merchantId);
    if (!stays) return removeAtVendor(client, old.endpointId);
    for (const { businessLocationId } of links) {
      await unlinkAtVendor(client, old.endpointId, businessLocationId);
      await withTenant(db, merchantId, (tx) => deleteWebhookLink(tx, id, businessLocationId));
    }
  });
  await withTenant(db, merchantId, async (tx) => {
    if (!stays) return retireEndpoint(tx, id);
    const runAt = new Date(now + (age < GRACE_MS ? GRACE_MS - age : LOOK_AGAIN_MS));
    await enqueue(tx, retireEndpointTask, { merchantId, id }, { ...endpointQueue(merchantId), runAt });
  });
}

async function unlessRefused(work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    // Not connected any more: Delete sees to it.
    if (error instanceof AppError) return;
    if (!(error instanceof KSeriesError) || error.transient) throw error;
  }
}

/** With a token that is about to be given back; false where one of them may still be there. */
export async function removeEndpointsWith(
  services: Pick<Services, "lightspeed" | "traffic">,
  { merchantId, accessToken }: { merchantId: string; accessToken: string },
  endpointIds: string[],
): Promise<boolean> {
  const client = kSeriesWith(services, { merchantId, accessToken, record: () => {} });
  try {
    for (const endpointId of endpointIds) await removeAtVendor(client, endpointId);
    return true;
  } catch (error) {
    if (error instanceof KSeriesError) return false;
    throw error;
  }
}
