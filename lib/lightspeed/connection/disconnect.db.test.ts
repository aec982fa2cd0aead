import { eq } from "drizzle-orm";
import postgres from "postgres";
import { afterAll, beforeAll, expect, test } from "vitest";
import { withTenant } from "@/db/client";
import { listDueRefreshes } from "@/db/queries/connection-tokens";
import { auditEntries, deletionReceipts } from "@/db/schema";
import type { Services } from "@/lib/services";
import { authorize, connect, createStageMerchant, openStage, type Stage } from "@/lib/testing/connection-stage";
import { createLinkedMerchant, type LinkedMerchant } from "@/lib/testing/linked-merchant";
import type { SandboxAccount } from "@/lib/testing/sandbox-process";
import { completeAuthorization } from "./complete-authorization";
import { getConnectionView } from "./connection-view";
import { disconnect } from "./disconnect";
import { linkLocation } from "./link-location";
import { getIntegrationLog } from "./log";
import { refreshDueConnections } from "./refresh-due";
import { startAuthorization } from "./start-authorization";
import { testConnection } from "./test-connection";
import { getAccessToken } from "./token-vault";

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

const connected = (): Promise<LinkedMerchant> => createLinkedMerchant(stage);
const typed = { confirmation: "Lightspeed" };
const tokenCalls = async (account: SandboxAccount) =>
  (await stage.sandbox.requests({ account: account.accountId })).length;

/** Every row of every table, as text. */
async function everything(): Promise<string> {
  const tables = await owner<{ name: string }[]>`select tablename as name from pg_tables where schemaname = 'public'`;
  const parts = await Promise.all(
    tables.map(({ name }) => owner`select to_jsonb(t)::text as row from ${owner(name)} t`),
  );
  return parts
    .flat()
    .map(({ row }) => row)
    .join("\n");
}

test.each([
  " Lightspeed",
  "Lightspeed ",
  "lightspeed",
  "LIGHTSPEED",
  "Light speed",
  "Lightspeed\n",
  "Lightspeed\u200b",
  "Ligһtspeed",
  "Lightѕpeed",
  "",
  "Delete",
  "undefined",
])("the word %j is refused by the server and changes nothing", async (confirmation) => {
  const { actor } = await createStageMerchant(stage);
  const { actor: other } = await shared();
  const before = await getConnectionView(services, other.merchantId);
  await expect(disconnect(services, other, { confirmation })).rejects.toMatchObject({ code: "invalid_input" });
  expect(await getConnectionView(services, other.merchantId)).toEqual(before);
  await expect(disconnect(services, actor, { confirmation })).rejects.toMatchObject({ code: "invalid_input" });
});

let once: Promise<LinkedMerchant> | undefined;
/** One connection for all attempts that must leave it as it is. */
const shared = () => {
  once ??= connected();
  return once;
};

test.each(["manager", "viewer"] as const)("a %s cannot delete, however exactly the word is typed", async (role) => {
  const { actor } = await shared();
  await expect(disconnect(services, { ...actor, role }, typed)).rejects.toMatchObject({ code: "forbidden" });
  expect((await getConnectionView(services, actor.merchantId)).status).toBe("connected");
});

test("another merchant deletes only what is its own, which here is nothing", async () => {
  const { actor } = await shared();
  const stranger = (await createStageMerchant(stage)).actor;
  await expect(disconnect(services, stranger, typed)).rejects.toMatchObject({ code: "conflict" });
  expect((await getConnectionView(services, actor.merchantId)).status).toBe("connected");
  expect(await getAccessToken(services, actor.merchantId)).toMatch(/.{20}/);
});

test("Delete clears credentials, flows, channel and test, keeps links and log, gives the permission back, and says so", async () => {
  const { actor, account, locationId, placeId } = await connected();
  await testConnection(services, actor);
  const { url } = await startAuthorization(services, actor);
  const access = await getAccessToken(services, actor.merchantId);
  const receipt = await disconnect(services, actor, typed);

  expect(receipt).toMatchObject({ byName: actor.userName, unreachable: [] });
  expect(receipt.removed.map(({ what }) => what)).toEqual([
    "Access and refresh token",
    "In-house channel",
    "Background renewal",
    "Sign-ins in progress",
    "Permission at Lightspeed",
  ]);
  expect(receipt.kept.map(({ what }) => what)).toEqual([
    "Integration logs",
    "Location links",
    "Locations and settings in Upvendo",
  ]);

  const { merchantId } = actor;
  const [row] = await owner`select * from connections where merchant_id = ${merchantId}`;
  expect(row).toMatchObject({
    status: "disabled",
    access_token: null,
    refresh_token: null,
    refresh_due_at: null,
    lease_owner: null,
    scopes: [],
  });
  const [left] = await owner`
    select (select count(*)::int from authorization_requests where merchant_id = ${merchantId}) as flows,
           (select count(*)::int from pending_authorizations where merchant_id = ${merchantId}) as pending,
           (select count(*)::int from connection_tests where merchant_id = ${merchantId}) as tests,
           (select provider_integrated from in_house_channels where merchant_id = ${merchantId}) as provider,
           (select array_agg(active) from location_links where merchant_id = ${merchantId}) as links`;
  expect(left).toEqual({ flows: 0, pending: 0, tests: 0, provider: null, links: [false] });

  // Gone at the vendor too: the sandbox has no grant left, and the access token is dead.
  const { grants } = await stage.sandbox.control<{ grants: unknown[] }>("GET", `/accounts/${account.accountId}`);
  expect(grants).toEqual([]);

  const view = await getConnectionView(services, merchantId);
  expect(view).toMatchObject({
    status: "disabled",
    business: null,
    tokenLife: null,
    scopes: expect.any(Array),
    receipt: { byName: actor.userName },
  });
  expect(view.links).toMatchObject([{ locationId, link: { businessLocationId: placeId, active: false } }]);
  const { entries } = await getIntegrationLog(services, merchantId);
  expect(entries[0]).toMatchObject({ operation: "Delete", level: "warning" });
  expect(entries.length).toBeGreaterThan(2);
  const trail = await withTenant(services.db, merchantId, (tx) =>
    tx.select({ action: auditEntries.action }).from(auditEntries).where(eq(auditEntries.action, "connection.deleted")),
  );
  expect(trail).toHaveLength(1);

  // The flow that was open when Delete came is refused when its answer arrives.
  const parameters = await authorize(stage, url, account);
  expect(await completeAuthorization(services, { actor, parameters })).toBe("invalid_state");
  expect((await getConnectionView(services, merchantId)).status).toBe("disabled");
  expect(await everything()).not.toContain(access);
});

test("afterwards nothing acts: no token, no test, no job, no link, no request to Lightspeed", async () => {
  const { actor, account, locationId, placeId } = await connected();
  const { merchantId } = actor;
  await disconnect(services, actor, typed);
  const before = await tokenCalls(account);
  await expect(getAccessToken(services, merchantId)).rejects.toMatchObject({ code: "not_connected" });
  await expect(getAccessToken(services, merchantId, { refused: "x" })).rejects.toMatchObject({ code: "not_connected" });
  await expect(testConnection(services, actor)).rejects.toMatchObject({ code: "not_connected" });
  await expect(linkLocation(services, actor, { locationId, businessLocationId: placeId })).rejects.toMatchObject({
    code: "not_connected",
  });
  await expect(disconnect(services, actor, typed)).rejects.toMatchObject({ code: "conflict" });
  expect(await listDueRefreshes(services.db, "sandbox", 1_000)).not.toContain(merchantId);
  await refreshDueConnections(services);
  expect(await tokenCalls(account)).toBe(before);
});

test("connecting again uses the same record, offers the links again and takes the receipt away", async () => {
  const { actor, account, locationId, placeId } = await connected();
  const { merchantId } = actor;
  const id = async () => (await owner`select id from connections where merchant_id = ${merchantId}`)[0]?.id;
  const former = await id();
  await disconnect(services, actor, typed);
  expect(await connect(stage, actor, account)).toBe("connected");
  expect(await id()).toBe(former);
  const view = await getConnectionView(services, merchantId);
  expect(view).toMatchObject({
    status: "connected",
    receipt: null,
    links: [{ link: { businessLocationId: placeId, active: false } }],
  });
  const [channel] = await owner`select provider_integrated from in_house_channels where merchant_id = ${merchantId}`;
  expect(channel?.provider_integrated).toBe("lightspeed");
  await linkLocation(services, actor, { locationId, businessLocationId: placeId });
  expect((await getConnectionView(services, merchantId)).links).toMatchObject([{ link: { active: true } }]);
});

test("the receipt that the page shows is the newest one", async () => {
  const { actor, account } = await connected();
  await disconnect(services, actor, typed);
  await connect(stage, actor, account);
  await disconnect(services, { ...actor, userName: "Second Owner" }, typed);
  expect((await getConnectionView(services, actor.merchantId)).receipt?.byName).toBe("Second Owner");
  expect(await withTenant(services.db, actor.merchantId, (tx) => tx.select().from(deletionReceipts))).toHaveLength(2);
});
