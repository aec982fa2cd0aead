import { withTenant } from "@/db/client";
import { findEndpoint, listWebhookLinks } from "@/db/queries/webhook-endpoints";
import { registry } from "@/lib/jobs/registry";
import type { KSeriesClient } from "@/lib/k-series";
import { kSeriesFor } from "@/lib/lightspeed/connection/k-series-for";
import { registerEndpoint } from "@/lib/lightspeed/webhooks/register-endpoint";
import { createLinkedMerchant } from "./linked-merchant";
import { ownedStage } from "./owned-stage";

export const theirs = (client: KSeriesClient, endpointId: string) => client.webhookEndpoints.get({ endpointId });

/** For the tests of a file: a stage, merchants whose endpoint stands at Lightspeed, and the worker's side of it. */
export function endpointTests() {
  const on = ownedStage();

  async function endpointOf(merchantId: string) {
    const endpoint = await withTenant(on.stage.services.db, merchantId, findEndpoint);
    if (!endpoint) throw new Error("no endpoint is in use");
    return { endpoint, endpointId: endpoint.endpointId };
  }

  /** A merchant whose endpoint stands at Lightspeed, and the vendor's side of it. */
  async function registered() {
    const { services } = on.stage;
    const merchant = await createLinkedMerchant(on.stage);
    const { merchantId } = merchant.actor;
    await registerEndpoint(services, merchantId);
    return { ...merchant, merchantId, client: kSeriesFor(services, merchantId), ...(await endpointOf(merchantId)) };
  }

  const linksOf = async (merchantId: string) =>
    withTenant(on.stage.services.db, merchantId, async (tx) =>
      listWebhookLinks(tx, (await endpointOf(merchantId)).endpoint.id),
    );

  const wishes = (merchantId: string) =>
    on.owner`select t.identifier, j.run_at > now() + interval '50 minutes' as later from graphile_worker._private_jobs j
      join graphile_worker._private_tasks t on t.id = j.task_id where j.payload->>'merchantId' = ${merchantId} order by j.id`;

  /** Does what the worker would do now. */
  async function work(merchantId: string): Promise<string[]> {
    const jobs = await on.owner`delete from graphile_worker._private_jobs j using graphile_worker._private_tasks t
      where t.id = j.task_id and j.payload->>'merchantId' = ${merchantId} and j.run_at <= now() returning t.identifier, j.payload, j.id`;
    for (const { identifier, payload } of jobs.toSorted((a, b) => Number(a.id) - Number(b.id)))
      await registry
        .find(({ name }) => name === identifier)
        ?.run(on.stage.services, payload, { signal: new AbortController().signal, workerId: "the test" });
    return jobs.map(({ identifier }) => identifier);
  }

  async function anHourLater(merchantId: string, rotated: string) {
    await on.owner`update webhook_endpoints set updated_at = updated_at - interval '61 minutes' where endpoint_id = ${rotated}`;
    await on.owner`update graphile_worker._private_jobs set run_at = now() where payload->>'merchantId' = ${merchantId}`;
  }

  return { on, endpointOf, registered, linksOf, wishes, work, anHourLater };
}
