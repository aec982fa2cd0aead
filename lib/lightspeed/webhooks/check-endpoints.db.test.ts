import postgres from "postgres";
import { afterAll, beforeAll, expect, test } from "vitest";
import { withTenant } from "@/db/client";
import { findEndpoint, listWebhookLinks } from "@/db/queries/webhook-endpoints";
import { KSeriesError } from "@/lib/k-series";
import { disconnect } from "@/lib/lightspeed/connection/disconnect";
import { kSeriesFor } from "@/lib/lightspeed/connection/k-series-for";
import { linkLocation } from "@/lib/lightspeed/connection/link-location";
import { getIntegrationLog } from "@/lib/lightspeed/connection/log";
import type { Services } from "@/lib/services";
import { openStage, type Stage } from "@/lib/testing/connection-stage";
import { createLinkedMerchant } from "@/lib/testing/linked-merchant";
import { checkEndpoints } from "./check-endpoints";
import { linkPlaces } from "./link-places";
import { registerEndpoint } from "./register-endpoint";
import { setPlaceLink } from "./set-place-link";

let stage: Stage;
let services: Services;
let owner: postgres.Sql;
beforeAll(async () => {
  stage = await openStage();
  services = stage.services;
  owner = postgres(stage.ownerUrl, { max: 2, onnotice: () => {} });
});
afterAll(async () => {
  await owner.end();
  await stage.close();
});

const look = () => checkEndpoints(services, new AbortController().signal);

async function inUse(merchantId: string) {
  const endpoint = await withTenant(services.db, merchantId, findEndpoint);
  if (!endpoint) throw new Error("no endpoint is in use");
  return endpoint;
}

async function registered() {
  const merchant = await createLinkedMerchant(stage);
  const { merchantId } = merchant.actor;
  await registerEndpoint(services, merchantId);
  const { id, endpointId } = await inUse(merchantId);
  return { ...merchant, merchantId, id, endpointId, client: kSeriesFor(services, merchantId) };
}

const placesOf = async ({ client, endpointId }: Pick<Awaited<ReturnType<typeof registered>>, "client" | "endpointId">) =>
  (await client.webhookEndpoints.listLocations({ endpointId })).map(({ businessLocationId }) => businessLocationId);

const fault = (account: { accountId: string }, rule: object) =>
  stage.sandbox.control("POST", "/faults", { account: account.accountId, operation: "webhooks", ...rule });

test("a connected merchant without an endpoint gets one: never made, begun by a process that died, or refused at first", async () => {
  const none = await createLinkedMerchant(stage);
  const pending = await createLinkedMerchant(stage);
  await fault(pending.account, { skip: 1, times: 1, do: { type: "cut", at: "after" } });
  await expect(registerEndpoint(services, pending.actor.merchantId)).rejects.toThrow(KSeriesError);
  await owner`update webhook_endpoints set status = 'pending', problem = null where merchant_id = ${pending.actor.merchantId}`;
  const begun = await inUse(pending.actor.merchantId);
  const refused = await createLinkedMerchant(stage);
  await fault(refused.account, { times: 1, do: { type: "status", status: 403 } });
  await registerEndpoint(services, refused.actor.merchantId);
  expect(await inUse(refused.actor.merchantId)).toMatchObject({ status: "failed" });

  await look();
  for (const { actor, placeId } of [none, pending, refused]) {
    const { merchantId } = actor;
    const { endpointId, ...endpoint } = await inUse(merchantId);
    expect(endpoint).toMatchObject({ status: "registered", problem: null, drift: null });
    const client = kSeriesFor(services, merchantId);
    expect((await client.webhookEndpoints.get({ endpointId })).url).toContain(endpointId);
    expect(await placesOf({ client, endpointId })).toEqual([placeId]);
  }
  expect((await inUse(pending.actor.merchantId)).endpointId).toBe(begun.endpointId);
});

test("what a person deleted, here or at Lightspeed, or switched off is not brought back", async () => {
  const deleted = await registered();
  await disconnect(services, deleted.actor, { confirmation: "Lightspeed" });
  const removed = await registered();
  await removed.client.webhookEndpoints.remove({ endpointId: removed.endpointId });
  const off = await registered();
  await setPlaceLink(services, off.actor, { businessLocationId: off.placeId, send: false });

  await look();
  expect(await withTenant(services.db, deleted.merchantId, findEndpoint)).toBeNull();
  await expect(removed.client.webhookEndpoints.get({ endpointId: removed.endpointId })).rejects.toThrow("404");
  expect((await inUse(removed.merchantId)).drift).toMatchObject([{ theirs: "not there" }]);
  expect(await placesOf(off)).toEqual([]);
});

test("one that is refused every time stops nobody else, and is one line in its log", async () => {
  const refused = await createLinkedMerchant(stage);
  await fault(refused.account, { do: { type: "status", status: 403 } });
  const other = await createLinkedMerchant(stage);
  for (let n = 0; n < 3; n += 1) await look();
  expect(await inUse(other.actor.merchantId)).toMatchObject({ status: "registered" });
  const { entries } = await getIntegrationLog(services, refused.actor.merchantId);
  expect(entries.filter(({ message }) => message.includes("could not be registered"))).toMatchObject([{ count: 3 }]);
});
