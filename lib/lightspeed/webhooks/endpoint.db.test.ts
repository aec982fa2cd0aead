import { expect, test } from "vitest";
import { withTenant } from "@/db/client";
import { kSeriesFor } from "@/lib/lightspeed/connection/k-series-for";
import { linkLocation } from "@/lib/lightspeed/connection/link-location";
import { getIntegrationLog, getLogDetail } from "@/lib/lightspeed/connection/log";
import { testConnection } from "@/lib/lightspeed/connection/test-connection";
import { endpointTests, theirs } from "@/lib/testing/endpoint-tests";
import { createLinkedMerchant } from "@/lib/testing/linked-merchant";
import { changeEndpoint, repairEndpoint } from "./change-endpoint";
import { checkEndpoints } from "./check-endpoints";
import { findActiveEndpoint } from "./find-endpoint";
import { linkPlaces } from "./link-places";
import { readEndpoint } from "./read-endpoint";
import { registerEndpoint } from "./register-endpoint";
import { rotateEndpoint } from "./rotate-endpoint";
import { setPlaceLink } from "./set-place-link";

const { on, endpointOf, registered, linksOf, work } = endpointTests();

test("connecting registers the endpoint by itself, with all that notifications need, and links each linked place", async () => {
  const { actor, placeId } = await createLinkedMerchant(on.stage);
  const { merchantId } = actor;
  expect(await work(merchantId)).toEqual(["webhooks.prepare", "webhooks.link-places"]);
  const { endpoint, endpointId } = await endpointOf(merchantId);
  expect(endpointId).toMatch(/^[\w-]{32}$/);
  expect(endpoint).toMatchObject({ status: "registered", drift: null, problem: null });
  const client = kSeriesFor(on.stage.services, merchantId);
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
  expect(await withTenant(on.stage.services.db, merchantId, findActiveEndpoint)).toEqual({ endpointId });
  const { entries } = await getIntegrationLog(on.stage.services, merchantId);
  const entry = entries.find(({ operation }) => operation === "Webhooks");
  const detail = await getLogDetail(on.stage.services, merchantId, entry?.seq ?? 0);
  expect(detail?.steps.map(({ operation }) => operation)).toContain("webhookEndpoints.create");
  expect(JSON.stringify([entries, detail])).not.toContain("told to the sandbox");
});

test("no credential of ours is stored beside the endpoint, in its drift or anywhere else", async () => {
  const { client, endpointId, merchantId, actor } = await registered();
  const known = await theirs(client, endpointId);
  await client.webhookEndpoints.update({
    body: { ...wanted(known), username: "else", password: "somebody else's password" },
  });
  expect(await readEndpoint(on.stage.services, merchantId)).toEqual([
    { field: "User or password", ours: "as configured", theirs: "different" },
  ]);
  await testConnection(on.stage.services, actor);
  const tables = await on.owner<
    { name: string }[]
  >`select tablename as name from pg_tables where schemaname = 'public'`;
  for (const { name } of tables) {
    const [found] = await on.owner`select count(*)::int as n from ${on.owner(name)} t
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
  const { actor, account } = await createLinkedMerchant(on.stage);
  await on.stage.sandbox.control("PATCH", `/accounts/${account.accountId}`, {
    settings: { putOverwritesWebhook: false },
  });
  const { merchantId } = actor;
  await on.stage.sandbox.control("POST", "/faults", {
    ...{ account: account.accountId, operation: "webhooks", skip: 1, times: 1 },
    do: { type: "cut", at: "after" },
  });
  await expect(registerEndpoint(on.stage.services, merchantId)).rejects.toThrow();
  const { endpoint, endpointId } = await endpointOf(merchantId);
  expect(endpoint.status).toBe("failed");
  expect(endpoint.problem).toContain("Lightspeed did not answer in time.");
  await Promise.all([registerEndpoint(on.stage.services, merchantId), registerEndpoint(on.stage.services, merchantId)]);
  expect(await endpointOf(merchantId)).toMatchObject({ endpointId, endpoint: { status: "registered", problem: null } });
  const puts = await on.owner`select count(*)::int as n from webhook_endpoints where merchant_id = ${merchantId}`;
  expect(puts[0]?.n).toBe(1);
});

test("two processes that register at the same time leave one endpoint and no problem", async () => {
  const { actor, account } = await createLinkedMerchant(on.stage);
  const { merchantId } = actor;
  await on.stage.sandbox.control("PATCH", `/accounts/${account.accountId}`, {
    settings: { putOverwritesWebhook: false },
  });
  // Both have asked whether it is there before either puts it there.
  const { id } = await on.stage.sandbox.control<{ id: string }>("POST", "/faults", {
    ...{ account: account.accountId, operation: "webhooks", times: 2 },
    do: { type: "hold", at: "after" },
  });
  const both = [registerEndpoint(on.stage.services, merchantId), registerEndpoint(on.stage.services, merchantId)];
  await on.stage.sandbox.control("GET", `/holds/${id}?atLeast=2&timeoutMs=10000`);
  await on.stage.sandbox.control("POST", `/holds/${id}/release`, {});
  await Promise.all(both);
  expect(await endpointOf(merchantId)).toMatchObject({
    endpoint: { status: "registered", problem: null, drift: null },
  });
});

test("a permission that is missing is told, and is no reason to try for ever", async () => {
  const { actor } = await createLinkedMerchant(on.stage);
  await on.stage.sandbox.control("POST", "/faults", {
    operation: "webhooks",
    times: 1,
    do: { type: "status", status: 403 },
  });
  await registerEndpoint(on.stage.services, actor.merchantId);
  const { endpoint } = await endpointOf(actor.merchantId);
  expect(endpoint).toMatchObject({ status: "failed", problem: expect.stringContaining("403") });
  const { entries } = await getIntegrationLog(on.stage.services, actor.merchantId);
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
  await changeEndpoint(on.stage.services, actor, ({ url }) => ({ url }));
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
  await checkEndpoints(on.stage.services, new AbortController().signal);
  const { endpoint } = await endpointOf(merchantId);
  expect(endpoint.drift?.map(({ field }) => field)).toEqual([
    "Address",
    "Payments of the check",
    "Events order/DELIVERED",
    "Events item/SALES_RESTRICTION_UPDATED",
    "Events order_api/ONLINE_ORDER_READINESS",
  ]);
  const test = await testConnection(on.stage.services, actor);
  expect(test.results.find(({ capability }) => capability === "Webhooks")).toMatchObject({
    result: "failed",
    remedy: "Open Webhooks and click Repair.",
  });
  await repairEndpoint(on.stage.services, actor);
  expect(await endpointOf(merchantId)).toMatchObject({ endpoint: { status: "registered", drift: null } });
  expect(await readEndpoint(on.stage.services, merchantId)).toBeNull();
});

test("an endpoint that is gone at Lightspeed is found, and repaired under the same id", async () => {
  const { actor, merchantId, client, endpointId } = await registered();
  await client.webhookEndpoints.remove({ endpointId });
  expect(await readEndpoint(on.stage.services, merchantId)).toEqual([
    { field: "Endpoint", ours: "registered", theirs: "not there" },
  ]);
  await repairEndpoint(on.stage.services, actor);
  expect((await theirs(client, endpointId)).url).toContain(endpointId);
  expect((await client.webhookEndpoints.listLocations({ endpointId })).length).toBe(1);
});

test("a place's warning is kept in Lightspeed's words; switched off it stays off until somebody switches it on", async () => {
  const { actor, account, merchantId, placeId, client, endpointId } = await registered();
  await on.stage.sandbox.control("PATCH", `/accounts/${account.accountId}`, { settings: { posAppOutdated: true } });
  await linkPlaces(on.stage.services, merchantId);
  expect(await linksOf(merchantId)).toMatchObject([
    { businessLocationId: placeId, linked: true, warnings: [expect.stringMatching(/POS_VERSION: .*older/)] },
  ]);
  await setPlaceLink(on.stage.services, actor, { businessLocationId: placeId, send: false });
  await linkPlaces(on.stage.services, merchantId);
  expect(await client.webhookEndpoints.listLocations({ endpointId })).toEqual([]);
  expect(await linksOf(merchantId)).toMatchObject([{ linked: false, wanted: false }]);
  await setPlaceLink(on.stage.services, actor, { businessLocationId: placeId, send: true });
  expect(await client.webhookEndpoints.listLocations({ endpointId })).toHaveLength(1);
});

test("unlinking a location takes its place off the endpoint", async () => {
  const { actor, locationId, merchantId, client, endpointId } = await registered();
  await work(merchantId);
  await linkLocation(on.stage.services, actor, { locationId, businessLocationId: null });
  expect(await work(merchantId)).toEqual(["webhooks.link-places"]);
  expect(await client.webhookEndpoints.listLocations({ endpointId })).toEqual([]);
  expect(await linksOf(merchantId)).toEqual([]);
});

test.each(["viewer"] as const)("a %s changes nothing", async (role) => {
  const { actor, placeId, endpointId, merchantId } = await registered();
  const viewer = { ...actor, role };
  await expect(rotateEndpoint(on.stage.services, viewer)).rejects.toMatchObject({ code: "forbidden" });
  await expect(repairEndpoint(on.stage.services, viewer)).rejects.toMatchObject({ code: "forbidden" });
  const off = { businessLocationId: placeId, send: false };
  await expect(setPlaceLink(on.stage.services, viewer, off)).rejects.toMatchObject({ code: "forbidden" });
  expect((await endpointOf(merchantId)).endpointId).toBe(endpointId);
});
