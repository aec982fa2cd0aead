import postgres from "postgres";
import { afterAll, beforeAll, expect, test } from "vitest";
import { withTenant } from "@/db/client";
import { findEndpoint, listWebhookLinks } from "@/db/queries/webhook-endpoints";
import { registry } from "@/lib/jobs/registry";
import type { KSeriesClient } from "@/lib/k-series";
import { disconnect } from "@/lib/lightspeed/connection/disconnect";
import { kSeriesFor } from "@/lib/lightspeed/connection/k-series-for";
import { linkLocation } from "@/lib/lightspeed/connection/link-location";
import { getIntegrationLog, getLogDetail } from "@/lib/lightspeed/connection/log";
import { testConnection } from "@/lib/lightspeed/connection/test-connection";
import type { Services } from "@/lib/services";
import { connect, openStage, type Stage } from "@/lib/testing/connection-stage";
import { createLinkedMerchant } from "@/lib/testing/linked-merchant";
import { changeEndpoint, repairEndpoint } from "./change-endpoint";
import { checkEndpoints } from "./check-endpoints";
import { findActiveEndpoint } from "./find-endpoint";
import { linkPlaces } from "./link-places";
import { readEndpoint } from "./read-endpoint";
import { registerEndpoint } from "./register-endpoint";
import { rotateEndpoint } from "./rotate-endpoint";
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

/** A merchant whose endpoint stands at Lightspeed, and the vendor's side of it. */
async function registered() {
  const merchant = await createLinkedMerchant(stage);
  const { merchantId } = merchant.actor;
  await registerEndpoint(services, merchantId);
  return { ...merchant, merchantId, client: kSeriesFor(services, merchantId), ...(await endpointOf(merchantId)) };
}

async function endpointOf(merchantId: string) {
  const endpoint = await withTenant(services.db, merchantId, findEndpoint);
  if (!endpoint) throw new Error("no endpoint is in use");
  return { endpoint, endpointId: endpoint.endpointId };
}

const theirs = (client: KSeriesClient, endpointId: string) => client.webhookEndpoints.get({ endpointId });
const linksOf = async (merchantId: string) =>
  withTenant(services.db, merchantId, async (tx) => listWebhookLinks(tx, (await endpointOf(merchantId)).endpoint.id));
const wishes = (merchantId: string) =>
  owner`select t.identifier, j.run_at > now() + interval '50 minutes' as later from graphile_worker._private_jobs j
    join graphile_worker._private_tasks t on t.id = j.task_id where j.payload->>'merchantId' = ${merchantId} order by j.id`;

/** Does what the worker would do now. */
async function work(merchantId: string): Promise<string[]> {
  const jobs = await owner`delete from graphile_worker._private_jobs j using graphile_worker._private_tasks t
    where t.id = j.task_id and j.payload->>'merchantId' = ${merchantId} and j.run_at <= now() returning t.identifier, j.payload, j.id`;
  for (const { identifier, payload } of jobs.toSorted((a, b) => Number(a.id) - Number(b.id)))
    await registry.find(({ name }) => name === identifier)?.run(services, payload, new AbortController().signal);
  return jobs.map(({ identifier }) => identifier);
}

async function anHourLater(merchantId: string, rotated: string) {
  await owner`update webhook_endpoints set updated_at = updated_at - interval '61 minutes' where endpoint_id = ${rotated}`;
  await owner`update graphile_worker._private_jobs set run_at = now() where payload->>'merchantId' = ${merchantId}`;
}

test("connecting registers the endpoint by itself, with all that notifications need, and links each linked place", async () => {
  const { actor, placeId } = await createLinkedMerchant(stage);
  const { merchantId } = actor;
  expect(await work(merchantId)).toEqual(["webhooks.prepare", "webhooks.link-places"]);
  const { endpoint, endpointId } = await endpointOf(merchantId);
  expect(endpointId).toMatch(/^[\w-]{32}$/);
  expect(endpoint).toMatchObject({ status: "registered", drift: null, problem: null });
  const client = kSeriesFor(services, merchantId);
  expect(await theirs(client, endpointId)).toMatchObject({
    url: `http://localhost:9/webhook/lightspeed/${endpointId}`,
    withBasicAuth: true,
    username: "lightspeed",
    provideAccount: true,
    expandTransactions: true,
    expandPayments: true,
    subscribeTo: [
      { resource: "order", name: "DELIVERED" },
      { resource: "item", name: "SALES_RESTRICTION_UPDATED" },
      { resource: "order_api", name: "ONLINE_ORDER_READINESS" },
    ],
  });
  const places = await client.webhookEndpoints.listLocations({ endpointId });
  expect(places.map(({ businessLocationId }) => businessLocationId)).toEqual([placeId]);
  expect(await withTenant(services.db, merchantId, findActiveEndpoint)).toEqual({ endpointId });
  const { entries } = await getIntegrationLog(services, merchantId);
  const entry = entries.find(({ operation }) => operation === "Webhooks");
  const detail = await getLogDetail(services, merchantId, entry?.seq ?? 0);
  expect(detail?.steps.map(({ operation }) => operation)).toContain("webhookEndpoints.create");
  expect(JSON.stringify([entries, detail])).not.toContain("told to the sandbox");
});

test("no credential of ours is stored beside the endpoint, in its drift or anywhere else", async () => {
  const { client, endpointId, merchantId, actor } = await registered();
  const known = await theirs(client, endpointId);
  await client.webhookEndpoints.update({
    body: { ...wanted(known), username: "else", password: "somebody else's password" },
  });
  expect(await readEndpoint(services, merchantId)).toEqual([
    { field: "User or password", ours: "as configured", theirs: "different" },
  ]);
  await testConnection(services, actor);
  const tables = await owner<{ name: string }[]>`select tablename as name from pg_tables where schemaname = 'public'`;
  for (const { name } of tables) {
    const [found] = await owner`select count(*)::int as n from ${owner(name)} t
      where to_jsonb(t)::text ~ 'told to the sandbox|somebody else'`;
    expect(found?.n, name).toBe(0);
  }
});

const wanted = ({ endpointId, url, username, password }: Awaited<ReturnType<typeof theirs>>) => ({
  ...{ endpointId, url, withBasicAuth: true, username: username ?? "", password: password ?? "" },
  ...{ provideAccount: true, expandTransactions: true, expandPayments: true },
  subscribeTo: [
    { resource: "order" as const, name: "DELIVERED" },
    { resource: "item" as const, name: "SALES_RESTRICTION_UPDATED" },
    { resource: "order_api" as const, name: "ONLINE_ORDER_READINESS" },
  ],
});

test("registering twice, at once or after a try whose answer was lost, leaves one endpoint", async () => {
  const { actor, account } = await createLinkedMerchant(stage);
  await stage.sandbox.control("PATCH", `/accounts/${account.accountId}`, { settings: { putOverwritesWebhook: false } });
  const { merchantId } = actor;
  await stage.sandbox.control("POST", "/faults", {
    ...{ account: account.accountId, operation: "webhooks", skip: 1, times: 1 },
    do: { type: "cut", at: "after" },
  });
  await expect(registerEndpoint(services, merchantId)).rejects.toThrow();
  const { endpoint, endpointId } = await endpointOf(merchantId);
  expect(endpoint.status).toBe("failed");
  expect(endpoint.problem).toContain("Lightspeed did not answer in time.");
  await Promise.all([registerEndpoint(services, merchantId), registerEndpoint(services, merchantId)]);
  expect(await endpointOf(merchantId)).toMatchObject({ endpointId, endpoint: { status: "registered", problem: null } });
  const puts = await owner`select count(*)::int as n from webhook_endpoints where merchant_id = ${merchantId}`;
  expect(puts[0]?.n).toBe(1);
});

test("two processes that register at the same time leave one endpoint and no problem", async () => {
  const { actor, account } = await createLinkedMerchant(stage);
  const { merchantId } = actor;
  await stage.sandbox.control("PATCH", `/accounts/${account.accountId}`, { settings: { putOverwritesWebhook: false } });
  // Both have asked whether it is there before either puts it there.
  const { id } = await stage.sandbox.control<{ id: string }>("POST", "/faults", {
    ...{ account: account.accountId, operation: "webhooks", times: 2 },
    do: { type: "hold", at: "after" },
  });
  const both = [registerEndpoint(services, merchantId), registerEndpoint(services, merchantId)];
  await stage.sandbox.control("GET", `/holds/${id}?atLeast=2&timeoutMs=10000`);
  await stage.sandbox.control("POST", `/holds/${id}/release`, {});
  await Promise.all(both);
  expect(await endpointOf(merchantId)).toMatchObject({
    endpoint: { status: "registered", problem: null, drift: null },
  });
});

test("a permission that is missing is told, and is no reason to try for ever", async () => {
  const { actor } = await createLinkedMerchant(stage);
  await stage.sandbox.control("POST", "/faults", {
    operation: "webhooks",
    times: 1,
    do: { type: "status", status: 403 },
  });
  await registerEndpoint(services, actor.merchantId);
  const { endpoint } = await endpointOf(actor.merchantId);
  expect(endpoint).toMatchObject({ status: "failed", problem: expect.stringContaining("403") });
  const { entries } = await getIntegrationLog(services, actor.merchantId);
  expect(entries[0]?.message).toContain("could not be registered");
});

test("changing only the address keeps the flags and the subscriptions, also somebody else's", async () => {
  const { actor, client, endpointId } = await registered();
  const known = await theirs(client, endpointId);
  const foreign = { resource: "payment" as const, name: "SOMETHING_ELSE" };
  await client.webhookEndpoints.update({
    body: {
      ...wanted(known),
      url: "https://elsewhere.example/hook",
      subscribeTo: [...wanted(known).subscribeTo, foreign],
    },
  });
  await changeEndpoint(services, actor, ({ url }) => ({ url }));
  const after = await theirs(client, endpointId);
  expect(after).toMatchObject({ url: known.url, provideAccount: true, expandTransactions: true, expandPayments: true });
  expect(after.subscribeTo).toHaveLength(4);
  expect(after.subscribeTo).toContainEqual(foreign);
});

test("a foreign change is found, said field by field, offered for repair, and repaired by one call", async () => {
  const { actor, merchantId, client, endpointId } = await registered();
  const known = await theirs(client, endpointId);
  await client.webhookEndpoints.update({
    body: { ...wanted(known), url: "https://elsewhere.example/hook", expandPayments: false, subscribeTo: [] },
  });
  await checkEndpoints(services, new AbortController().signal);
  const { endpoint } = await endpointOf(merchantId);
  expect(endpoint.drift?.map(({ field }) => field)).toEqual([
    "Address",
    "Payments of the check",
    "Events order/DELIVERED",
    "Events item/SALES_RESTRICTION_UPDATED",
    "Events order_api/ONLINE_ORDER_READINESS",
  ]);
  const test = await testConnection(services, actor);
  expect(test.results.find(({ capability }) => capability === "Webhooks")).toMatchObject({
    result: "failed",
    remedy: "Open Webhooks and click Repair.",
  });
  await repairEndpoint(services, actor);
  expect(await endpointOf(merchantId)).toMatchObject({ endpoint: { status: "registered", drift: null } });
  expect(await readEndpoint(services, merchantId)).toBeNull();
});

test("an endpoint that is gone at Lightspeed is found, and repaired under the same id", async () => {
  const { actor, merchantId, client, endpointId } = await registered();
  await client.webhookEndpoints.remove({ endpointId });
  expect(await readEndpoint(services, merchantId)).toEqual([
    { field: "Endpoint", ours: "registered", theirs: "not there" },
  ]);
  await repairEndpoint(services, actor);
  expect((await theirs(client, endpointId)).url).toContain(endpointId);
  expect((await client.webhookEndpoints.listLocations({ endpointId })).length).toBe(1);
});

test("a place's warning is kept in Lightspeed's words; switched off it stays off until somebody switches it on", async () => {
  const { actor, account, merchantId, placeId, client, endpointId } = await registered();
  await stage.sandbox.control("PATCH", `/accounts/${account.accountId}`, { settings: { posAppOutdated: true } });
  await linkPlaces(services, merchantId);
  expect(await linksOf(merchantId)).toMatchObject([
    { businessLocationId: placeId, linked: true, warnings: [expect.stringMatching(/POS_VERSION: .*older/)] },
  ]);
  await setPlaceLink(services, actor, { businessLocationId: placeId, send: false });
  await linkPlaces(services, merchantId);
  expect(await client.webhookEndpoints.listLocations({ endpointId })).toEqual([]);
  expect(await linksOf(merchantId)).toMatchObject([{ linked: false, wanted: false }]);
  await setPlaceLink(services, actor, { businessLocationId: placeId, send: true });
  expect(await client.webhookEndpoints.listLocations({ endpointId })).toHaveLength(1);
});

test("unlinking a location takes its place off the endpoint", async () => {
  const { actor, locationId, merchantId, client, endpointId } = await registered();
  await work(merchantId);
  await linkLocation(services, actor, { locationId, businessLocationId: null });
  expect(await work(merchantId)).toEqual(["webhooks.link-places"]);
  expect(await client.webhookEndpoints.listLocations({ endpointId })).toEqual([]);
  expect(await linksOf(merchantId)).toEqual([]);
});

test("rotating puts the new endpoint up before the old one goes; the old one is accepted for an hour more", async () => {
  const { actor, merchantId, client, endpointId: old } = await registered();
  await work(merchantId);
  await rotateEndpoint(services, actor);
  const { endpointId: next } = await endpointOf(merchantId);
  expect(next).not.toBe(old);
  expect((await theirs(client, next)).url).toContain(next);
  expect(await client.webhookEndpoints.listLocations({ endpointId: next })).toHaveLength(1);
  const [row] = await owner`select status, retired_at from webhook_endpoints where endpoint_id = ${old}`;
  expect(row).toEqual({ status: "removed", retired_at: null });
  expect(await work(merchantId)).toEqual(["webhooks.retire", "webhooks.link-places"]);
  // Its places are the new one's; it stands there for what is under way.
  expect((await theirs(client, old)).url).toContain(old);
  expect(await client.webhookEndpoints.listLocations({ endpointId: old })).toEqual([]);
  expect(await wishes(merchantId)).toMatchObject([{ identifier: "webhooks.retire", later: true }]);
  await anHourLater(merchantId, old);
  await work(merchantId);
  await expect(theirs(client, old)).rejects.toThrow("404");
  expect(await wishes(merchantId)).toEqual([]);
  const [retired] = await owner`select retired_at from webhook_endpoints where endpoint_id = ${old}`;
  expect(retired?.retired_at).not.toBeNull();
});

test("a rotation that fails keeps the old endpoint in use, and two at once make one new address", async () => {
  const { actor, account, merchantId, client, endpointId: old } = await registered();
  await stage.sandbox.control("POST", "/faults", {
    ...{ account: account.accountId, operation: "webhooks", skip: 1, times: 1 },
    do: { type: "status", status: 400 },
  });
  await expect(rotateEndpoint(services, actor)).rejects.toMatchObject({ code: "k_series_unavailable" });
  expect((await endpointOf(merchantId)).endpointId).toBe(old);
  expect((await theirs(client, old)).url).toContain(old);

  const both = await Promise.allSettled([rotateEndpoint(services, actor), rotateEndpoint(services, actor)]);
  expect(both.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
  const [open] =
    await owner`select count(*)::int as n from webhook_endpoints where merchant_id = ${merchantId} and status <> 'removed'`;
  expect(open?.n).toBe(1);
});

test("a rotation whose commit was done but whose answer was lost leaves the new endpoint in use, at Lightspeed too", async () => {
  const { actor, merchantId, client, endpointId: old } = await registered();
  let lost = false;
  const transaction: Services["db"]["transaction"] = async (run, config) => {
    const result = await services.db.transaction(run, config);
    if (lost || (await endpointOf(merchantId)).endpointId === old) return result;
    lost = true;
    throw new Error("the connection is gone");
  };
  const db = new Proxy(services.db, {
    get: (target, name) => (name === "transaction" ? transaction : Reflect.get(target, name)),
  });
  await rotateEndpoint({ ...services, db }, actor);
  expect(lost).toBe(true);
  const { endpoint, endpointId } = await endpointOf(merchantId);
  expect(endpoint.status).toBe("registered");
  expect(endpointId).not.toBe(old);
  expect((await theirs(client, endpointId)).url).toContain(endpointId);
});

test("Delete takes the endpoint out of Lightspeed and says so; connecting again registers a new one", async () => {
  const { actor, account, merchantId, endpointId: old } = await registered();
  await stage.sandbox.control("DELETE", "/requests");
  const receipt = await disconnect(services, actor, { confirmation: "Lightspeed" });
  expect(receipt.removed.map(({ what }) => what)).toContain("Webhook endpoint");
  expect(receipt.unreachable).toEqual([]);
  const asked = await stage.sandbox.requests({ account: account.accountId });
  expect(asked.map(({ operation }) => operation)).toEqual(["webhooks", "revoke"]);
  const [row] =
    await owner`select status, retired_at is not null as retired from webhook_endpoints where endpoint_id = ${old}`;
  expect(row).toEqual({ status: "removed", retired: true });
  expect(await work(merchantId)).not.toEqual([]);
  expect(await withTenant(services.db, merchantId, findEndpoint)).toBeNull();

  await connect(stage, actor, account);
  await work(merchantId);
  const { endpointId: next, endpoint } = await endpointOf(merchantId);
  expect(next).not.toBe(old);
  expect(endpoint.status).toBe("registered");
  await expect(theirs(kSeriesFor(services, merchantId), old)).rejects.toThrow("404");
});

test("Delete also takes out the endpoint before a rotation, which Lightspeed had until then", async () => {
  const { actor, client, merchantId, endpointId: old, account } = await registered();
  await rotateEndpoint(services, actor);
  const { endpointId: next } = await endpointOf(merchantId);
  expect((await theirs(client, old)).url).toContain(old);
  await disconnect(services, actor, { confirmation: "Lightspeed" });
  await connect(stage, actor, account);
  for (const gone of [old, next]) await expect(theirs(client, gone)).rejects.toThrow("404");
});

test("Delete does not wait for a vendor that is down, and says what it could not reach", async () => {
  const { actor, account } = await registered();
  await stage.sandbox.control("POST", "/faults", {
    ...{ account: account.accountId, operation: "webhooks" },
    do: { type: "status", status: 500 },
  });
  const receipt = await disconnect(services, actor, { confirmation: "Lightspeed" });
  expect(receipt.unreachable.map(({ what }) => what)).toEqual(["Webhook endpoint at Lightspeed"]);
  expect(receipt.removed.map(({ what }) => what)).toContain("Permission at Lightspeed");
});

test.each(["viewer"] as const)("a %s changes nothing", async (role) => {
  const { actor, placeId, endpointId, merchantId } = await registered();
  const viewer = { ...actor, role };
  await expect(rotateEndpoint(services, viewer)).rejects.toMatchObject({ code: "forbidden" });
  await expect(repairEndpoint(services, viewer)).rejects.toMatchObject({ code: "forbidden" });
  const off = { businessLocationId: placeId, send: false };
  await expect(setPlaceLink(services, viewer, off)).rejects.toMatchObject({ code: "forbidden" });
  expect((await endpointOf(merchantId)).endpointId).toBe(endpointId);
});
