import { expect, test } from "vitest";
import { withTenant } from "@/db/client";
import { findEndpoint } from "@/db/queries/webhook-endpoints";
import { disconnect } from "@/lib/lightspeed/connection/disconnect";
import { kSeriesFor } from "@/lib/lightspeed/connection/k-series-for";
import type { Services } from "@/lib/services";
import { connect } from "@/lib/testing/connection-stage";
import { endpointTests, theirs } from "@/lib/testing/endpoint-tests";
import { rotateEndpoint } from "./rotate-endpoint";

const { on, endpointOf, registered, wishes, work, anHourLater } = endpointTests();

test("rotating puts the new endpoint up before the old one goes; the old one is accepted for an hour more", async () => {
  const { actor, merchantId, client, endpointId: old } = await registered();
  await work(merchantId);
  await rotateEndpoint(on.stage.services, actor);
  const { endpointId: next } = await endpointOf(merchantId);
  expect(next).not.toBe(old);
  expect((await theirs(client, next)).url).toContain(next);
  expect(await client.webhookEndpoints.listLocations({ endpointId: next })).toHaveLength(1);
  const [row] = await on.owner`select status, retired_at from webhook_endpoints where endpoint_id = ${old}`;
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
  const [retired] = await on.owner`select retired_at from webhook_endpoints where endpoint_id = ${old}`;
  expect(retired?.retired_at).not.toBeNull();
});

test("a rotation that fails keeps the old endpoint in use, and two at once make one new address", async () => {
  const { actor, account, merchantId, client, endpointId: old } = await registered();
  await on.stage.sandbox.control("POST", "/faults", {
    ...{ account: account.accountId, operation: "webhooks", skip: 1, times: 1 },
    do: { type: "status", status: 400 },
  });
  await expect(rotateEndpoint(on.stage.services, actor)).rejects.toMatchObject({ code: "k_series_unavailable" });
  expect((await endpointOf(merchantId)).endpointId).toBe(old);
  expect((await theirs(client, old)).url).toContain(old);

  const both = await Promise.allSettled([
    rotateEndpoint(on.stage.services, actor),
    rotateEndpoint(on.stage.services, actor),
  ]);
  expect(both.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
  const [open] =
    await on.owner`select count(*)::int as n from webhook_endpoints where merchant_id = ${merchantId} and status <> 'removed'`;
  expect(open?.n).toBe(1);
});

test("a rotation whose commit was done but whose answer was lost leaves the new endpoint in use, at Lightspeed too", async () => {
  const { actor, merchantId, client, endpointId: old } = await registered();
  let lost = false;
  const transaction: Services["db"]["transaction"] = async (run, config) => {
    const result = await on.stage.services.db.transaction(run, config);
    if (lost || (await endpointOf(merchantId)).endpointId === old) return result;
    lost = true;
    throw new Error("the connection is gone");
  };
  const db = new Proxy(on.stage.services.db, {
    get: (target, name) => (name === "transaction" ? transaction : Reflect.get(target, name)),
  });
  await rotateEndpoint({ ...on.stage.services, db }, actor);
  expect(lost).toBe(true);
  const { endpoint, endpointId } = await endpointOf(merchantId);
  expect(endpoint.status).toBe("registered");
  expect(endpointId).not.toBe(old);
  expect((await theirs(client, endpointId)).url).toContain(endpointId);
});

test("Delete takes the endpoint out of Lightspeed and says so; connecting again registers a new one", async () => {
  const { actor, account, merchantId, endpointId: old } = await registered();
  await on.stage.sandbox.control("DELETE", "/requests");
  const receipt = await disconnect(on.stage.services, actor, { confirmation: "Lightspeed" });
  expect(receipt.removed.map(({ what }) => what)).toContain("Webhook endpoint");
  expect(receipt.unreachable).toEqual([]);
  const asked = await on.stage.sandbox.requests({ account: account.accountId });
  expect(asked.map(({ operation }) => operation)).toEqual(["webhooks", "revoke"]);
  const [row] =
    await on.owner`select status, retired_at is not null as retired from webhook_endpoints where endpoint_id = ${old}`;
  expect(row).toEqual({ status: "removed", retired: true });
  expect(await work(merchantId)).not.toEqual([]);
  expect(await withTenant(on.stage.services.db, merchantId, findEndpoint)).toBeNull();

  await connect(on.stage, actor, account);
  await work(merchantId);
  const { endpointId: next, endpoint } = await endpointOf(merchantId);
  expect(next).not.toBe(old);
  expect(endpoint.status).toBe("registered");
  await expect(theirs(kSeriesFor(on.stage.services, merchantId), old)).rejects.toThrow("404");
});

test("Delete also takes out the endpoint before a rotation, which Lightspeed had until then", async () => {
  const { actor, client, merchantId, endpointId: old, account } = await registered();
  await rotateEndpoint(on.stage.services, actor);
  const { endpointId: next } = await endpointOf(merchantId);
  expect((await theirs(client, old)).url).toContain(old);
  await disconnect(on.stage.services, actor, { confirmation: "Lightspeed" });
  await connect(on.stage, actor, account);
  for (const gone of [old, next]) await expect(theirs(client, gone)).rejects.toThrow("404");
});

test("Delete does not wait for a vendor that is down, and says what it could not reach", async () => {
  const { actor, account } = await registered();
  await on.stage.sandbox.control("POST", "/faults", {
    ...{ account: account.accountId, operation: "webhooks" },
    do: { type: "status", status: 500 },
  });
  const receipt = await disconnect(on.stage.services, actor, { confirmation: "Lightspeed" });
  expect(receipt.unreachable.map(({ what }) => what)).toEqual(["Webhook endpoint at Lightspeed"]);
  expect(receipt.removed.map(({ what }) => what)).toContain("Permission at Lightspeed");
});
