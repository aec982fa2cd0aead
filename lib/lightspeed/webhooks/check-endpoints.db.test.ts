import postgres from "postgres";
import { afterAll, beforeAll, expect, test } from "vitest";
import { withTenant } from "@/db/client";
import { findEndpoint, listWebhookLinks, saveWebhookLink } from "@/db/queries/webhook-endpoints";
import { listIssues } from "@/lib/attention/list-issues";
import { KSeriesError } from "@/lib/k-series";
import { disconnect } from "@/lib/lightspeed/connection/disconnect";
import { kSeriesFor } from "@/lib/lightspeed/connection/k-series-for";
import { getIntegrationLog } from "@/lib/lightspeed/connection/log";
import type { Services } from "@/lib/services";
import { openStage, type Stage } from "@/lib/testing/connection-stage";
import { createLinkedMerchant } from "@/lib/testing/linked-merchant";
import { repairEndpoint } from "./change-endpoint";
import { checkEndpoints } from "./check-endpoints";
import { mergeEndpoint } from "./compare-endpoint";
import { wantedEndpoint } from "./endpoint-settings";
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

async function registered(wish?: Record<string, unknown>) {
  const merchant = await createLinkedMerchant(stage, wish);
  const { merchantId } = merchant.actor;
  await registerEndpoint(services, merchantId);
  const { id, endpointId } = await inUse(merchantId);
  return { ...merchant, merchantId, id, endpointId, client: kSeriesFor(services, merchantId) };
}

const placesOf = async ({
  client,
  endpointId,
}: Pick<Awaited<ReturnType<typeof registered>>, "client" | "endpointId">) =>
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

test("what a person deleted, here or at Lightspeed, or switched off is not brought back; another environment is left alone", async () => {
  const deleted = await registered();
  await disconnect(services, deleted.actor, { confirmation: "Lightspeed" });
  const removed = await registered();
  await removed.client.webhookEndpoints.remove({ endpointId: removed.endpointId });
  const off = await registered();
  await setPlaceLink(services, off.actor, { businessLocationId: off.placeId, send: false });
  const elsewhere = (await createLinkedMerchant(stage)).actor.merchantId;
  await owner`update connections set environment = 'trial' where merchant_id = ${elsewhere}`;

  await look();
  for (const merchantId of [deleted.merchantId, elsewhere])
    expect(await withTenant(services.db, merchantId, findEndpoint)).toBeNull();
  await expect(removed.client.webhookEndpoints.get({ endpointId: removed.endpointId })).rejects.toThrow("404");
  expect((await inUse(removed.merchantId)).drift).toMatchObject([{ theirs: "not there" }]);
  expect(await placesOf(off)).toEqual([]);
});

test("a new password is written to each endpoint without anybody's doing; whatever else differs is offered for repair", async () => {
  const both = [await registered(), await registered()];
  const [, changed] = both;
  const { client, endpointId } = changed as (typeof both)[number];
  const theirs = await client.webhookEndpoints.get({ endpointId });
  await client.webhookEndpoints.update({ body: mergeEndpoint(theirs, { provideAccount: false }) });
  const credentials = { user: "lightspeed", password: "a new one for the whole house" };
  const { lightspeed } = services;
  const rotated = { ...services, lightspeed: { ...lightspeed, webhooks: { ...lightspeed.webhooks, credentials } } };
  await checkEndpoints(rotated, new AbortController().signal);
  const [now, other] = await Promise.all(
    both.map(({ client, endpointId }) => client.webhookEndpoints.get({ endpointId })),
  );
  expect(now).toMatchObject({ username: "lightspeed", password: credentials.password, provideAccount: true });
  expect(other).toMatchObject({ password: lightspeed.webhooks.credentials?.password, provideAccount: false });
  expect(await inUse(both[0]?.merchantId ?? "")).toMatchObject({ status: "registered", drift: null });
  expect((await inUse(both[1]?.merchantId ?? "")).drift).toHaveLength(2);
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

/** Sends events of three places, of which a location of ours is linked to the first only. */
async function withTwoToTakeOff() {
  const businesses = [{ name: "Bistro BV", locations: [{ name: "North" }, { name: "South" }, { name: "West" }] }];
  const merchant = await registered({ businesses });
  const [, south = "", west = ""] = merchant.account.businesses[0]?.locations.map(({ id }) => id) ?? [];
  for (const businessLocationId of [south, west]) {
    await merchant.client.webhookEndpoints.linkLocation({ endpointId: merchant.endpointId, businessLocationId });
    await withTenant(services.db, merchant.merchantId, (tx) =>
      saveWebhookLink(tx, {
        ...{ endpoint: merchant.id, businessLocationId, wanted: true, linked: true, warnings: [], problem: null },
      }),
    );
  }
  return { ...merchant, south, west };
}

const keptOf = ({ merchantId, id }: { merchantId: string; id: string }) =>
  withTenant(services.db, merchantId, (tx) => listWebhookLinks(tx, id));

test("a place that cannot be taken off stops no other, and is tried again", async () => {
  const merchant = await withTwoToTakeOff();
  // The first place is linked again, then the two are taken off: the first of them is refused.
  await fault(merchant.account, { skip: 1, times: 1, do: { type: "status", status: 400 } });
  await expect(linkPlaces(services, merchant.merchantId)).rejects.toThrow(KSeriesError);
  const left = (await placesOf(merchant)).filter((place) => place !== merchant.placeId);
  expect(left).toHaveLength(1);
  const kept = (await keptOf(merchant)).map(({ businessLocationId }) => businessLocationId);
  expect(kept.toSorted()).toEqual([merchant.placeId, ...left].toSorted());
  await linkPlaces(services, merchant.merchantId);
  expect(await placesOf(merchant)).toEqual([merchant.placeId]);
  expect(await keptOf(merchant)).toMatchObject([{ businessLocationId: merchant.placeId, linked: true }]);
});

test("a place that a person switches off while the job links it stays off", async () => {
  const { account, actor, placeId, ...merchant } = await registered();
  const { id } = await stage.sandbox.control<{ id: string }>("POST", "/faults", {
    ...{ account: account.accountId, operation: "webhooks", times: 1, do: { type: "hold", at: "before" } },
  });
  const job = linkPlaces(services, merchant.merchantId);
  await stage.sandbox.control("GET", `/holds/${id}?atLeast=1&timeoutMs=10000`);
  await setPlaceLink(services, actor, { businessLocationId: placeId, send: false });
  await stage.sandbox.control("POST", `/holds/${id}/release`, {});
  await job;
  expect(await placesOf(merchant)).toEqual([]);
  expect(await keptOf(merchant)).toMatchObject([{ businessLocationId: placeId, wanted: false, linked: false }]);
});

test("the list of places is read again within a day, so that a link that is there does not grow old", async () => {
  const { merchantId } = await registered();
  const readAt = async () => {
    const [row] = await owner<{ at: Date }[]>`
      select businesses_read_at as at from connections where merchant_id = ${merchantId}`;
    return row?.at;
  };
  const young = await readAt();
  await look();
  expect(await readAt()).toEqual(young);
  await owner`
    update connections set businesses_read_at = now() - interval '21 hours', businesses = '[]' where merchant_id = ${merchantId}`;
  await look();
  const [row] = await owner<{ fresh: boolean; businesses: unknown[] }[]>`
    select businesses_read_at > now() - interval '1 hour' as fresh, businesses from connections where merchant_id = ${merchantId}`;
  expect(row?.fresh).toBe(true);
  expect(row?.businesses).not.toEqual([]);
});

test("what was changed at Lightspeed is told as an issue, graver where orders are refused, until it is put back", async () => {
  const { actor, merchantId, client, endpointId } = await registered();
  const told = async () => {
    const { open } = await listIssues(services, merchantId);
    return open.filter(({ kind }) => kind === "webhook_endpoint");
  };
  await look();
  expect(await told()).toEqual([]);
  const { expandPayments, ...theirs } = wantedEndpoint(services.lightspeed.webhooks, endpointId);
  await client.webhookEndpoints.update({ body: { ...theirs, expandPayments: !expandPayments } });
  await look();
  expect(await told()).toMatchObject([{ severity: "warning", body: expect.stringContaining("Payments of the check") }]);
  await client.webhookEndpoints.remove({ endpointId });
  await look();
  expect(await told()).toMatchObject([{ severity: "critical", body: expect.stringContaining("channels are stopped") }]);
  await repairEndpoint(services, actor);
  expect(await told()).toEqual([]);
});
