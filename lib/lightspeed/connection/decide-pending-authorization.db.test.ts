import postgres from "postgres";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import type { Actor } from "@/lib/auth/roles";
import { log } from "@/lib/log";
import type { Services } from "@/lib/services";
import { connect, createStageMerchant, openStage, type Stage } from "@/lib/testing/connection-stage";
import type { SandboxAccount } from "@/lib/testing/sandbox-process";
import { getConnectionView } from "./connection-view";
import { decidePendingAuthorization } from "./decide-pending-authorization";
import { disconnect } from "./disconnect";
import { linkLocation } from "./link-location";
import { getAccessToken } from "./token-vault";

let stage: Stage;
let services: Services;
let owner: postgres.Sql;
beforeAll(async () => {
  stage = await openStage();
  services = stage.services;
  owner = postgres(stage.ownerUrl, { max: 1, onnotice: () => {} });
});
afterAll(async () => {
  await owner.end();
  await stage.close();
});

/** A merchant who signed in to another Lightspeed business on Reconnect and has not chosen yet. */
async function waiting(): Promise<{ actor: Actor; present: SandboxAccount; found: SandboxAccount; before: object }> {
  const { actor, locationId } = await createStageMerchant(stage);
  const [present, found] = [await stage.sandbox.createAccount(), await stage.sandbox.createAccount()];
  await connect(stage, actor, present);
  await linkLocation(services, actor, {
    locationId,
    businessLocationId: present.businesses[0]?.locations[0]?.id ?? "",
  });
  await makeOwn(actor.merchantId);
  const before = await standing(actor.merchantId);
  expect(await connect(stage, actor, found)).toBe("choose_business");
  return { actor, present, found, before };
}

/** What a merchant has made since the first connection: a text in place of Lightspeed's, and an address that hears of the place. */
async function makeOwn(merchantId: string): Promise<void> {
  await owner`
    insert into menu_overrides (merchant_id, sku, field, value) values
      (${merchantId}, 'STA-GARNAALKROKET', 'name', 'Croquettes of the house'), (${merchantId}, 'STA-GARNAALKROKET', 'description', 'By hand')`;
  await owner`
    with endpoint as (
      insert into webhook_endpoints (merchant_id, environment, endpoint_id, url, status)
      values (${merchantId}, 'sandbox', ${`test-${merchantId}`}, 'http://localhost:9/webhook', 'registered') returning id
    )
    insert into webhook_links (merchant_id, endpoint, business_location_id, linked)
    select l.merchant_id, endpoint.id, l.business_location_id, true from location_links l, endpoint where l.merchant_id = ${merchantId}`;
}

/** What must not change before somebody chooses. */
async function standing(merchantId: string): Promise<object> {
  const [row] = await owner`
    select c.id, c.status, c.business_id, c.access_token, c.refresh_token, c.token_version, c.scopes, c.connected_at,
           (select jsonb_agg(to_jsonb(l) order by l.id) from location_links l where l.merchant_id = c.merchant_id) as links,
           (select jsonb_agg(to_jsonb(o) order by o.sku, o.field) from menu_overrides o where o.merchant_id = c.merchant_id) as overrides,
           (select jsonb_agg(to_jsonb(e) order by e.id) from webhook_endpoints e where e.merchant_id = c.merchant_id) as endpoints,
           (select jsonb_agg(to_jsonb(w) order by w.business_location_id) from webhook_links w where w.merchant_id = c.merchant_id) as hearing,
           (select provider_integrated from in_house_channels i where i.merchant_id = c.merchant_id) as provider
      from connections c where c.merchant_id = ${merchantId}`;
  return row ?? {};
}

const rows = async (merchantId: string) => {
  const [row] = await owner`
    select (select count(*)::int from location_links where merchant_id = ${merchantId}) as links,
           (select count(*)::int from locations where merchant_id = ${merchantId}) as locations,
           (select count(*)::int from menu_overrides where merchant_id = ${merchantId}) as overrides,
           (select count(*)::int from webhook_endpoints where merchant_id = ${merchantId}) as endpoints,
           (select count(*)::int from webhook_links where merchant_id = ${merchantId}) as hearing,
           (select count(*)::int from connections where merchant_id = ${merchantId}) as connections`;
  expect(row).toEqual({ links: 1, locations: 1, overrides: 2, endpoints: 1, hearing: 1, connections: 1 });
  return row;
};
const logged = async (merchantId: string) =>
  (await owner`select seq, message, first_at from integration_log where merchant_id = ${merchantId} order by seq`).map(
    (row) => ({ ...row }),
  );
const grantsOf = async ({ accountId }: SandboxAccount) =>
  (await stage.sandbox.control<{ grants: unknown[] }>("GET", `/accounts/${accountId}`)).grants.length;

test("another business changes nothing until it is chosen: tokens, business, links and channel are as before, and still work", async () => {
  const { actor, present, found, before } = await waiting();
  expect(await standing(actor.merchantId)).toEqual(before);
  const view = await getConnectionView(services, actor.merchantId);
  expect(view).toMatchObject({
    status: "connected",
    business: { id: present.businesses[0]?.id },
    pendingChoice: { current: { id: present.businesses[0]?.id }, found: [{ id: found.businesses[0]?.id }] },
  });
  expect(await getAccessToken(services, actor.merchantId)).toMatch(/.{20}/);
});

test("keep: the connection stays as it was, row for row, and the new permission is given back", async () => {
  const { actor, found, before } = await waiting();
  const [counts, lines] = [await rows(actor.merchantId), await logged(actor.merchantId)];
  await decidePendingAuthorization(services, actor, { decision: "keep" });
  expect(await standing(actor.merchantId)).toEqual(before);
  expect(await rows(actor.merchantId)).toEqual(counts);
  expect((await logged(actor.merchantId)).slice(0, lines.length)).toEqual(lines);
  expect((await getConnectionView(services, actor.merchantId)).pendingChoice).toBeNull();
  expect(await grantsOf(found)).toBe(0);
});

test("replace: the same record now holds the new business; links, overrides, endpoints and log are kept, links to the former business are switched off", async () => {
  const { actor, found, before } = await waiting();
  const [counts, lines] = [await rows(actor.merchantId), await logged(actor.merchantId)];
  await decidePendingAuthorization(services, actor, { decision: "replace" });
  const after = await standing(actor.merchantId);
  expect(after).toMatchObject({
    id: (before as { id: string }).id,
    status: "connected",
    business_id: found.businesses[0]?.id,
    links: [{ active: false }],
    overrides: (before as { overrides: unknown }).overrides,
  });
  expect(await rows(actor.merchantId)).toEqual(counts);
  expect((await logged(actor.merchantId)).slice(0, lines.length)).toEqual(lines);
  const [leftover] =
    await owner`select count(*)::int as n from pending_authorizations where merchant_id = ${actor.merchantId}`;
  expect(leftover?.n).toBe(0);
  expect(await getAccessToken(services, actor.merchantId)).toMatch(/.{20}/);
  const served = await stage.sandbox.requests({ account: found.accountId, operation: "token" });
  expect(served.length).toBeGreaterThan(0);
});

test("reconnecting to the same business needs no choice and keeps links, overrides, endpoints, logs and record", async () => {
  const { actor, locationId } = await createStageMerchant(stage);
  const account = await stage.sandbox.createAccount();
  await connect(stage, actor, account);
  await linkLocation(services, actor, {
    locationId,
    businessLocationId: account.businesses[0]?.locations[0]?.id ?? "",
  });
  await makeOwn(actor.merchantId);
  const [{ id, links, overrides, endpoints, hearing }, counts, lines] = [
    (await standing(actor.merchantId)) as Record<"id" | "links" | "overrides" | "endpoints" | "hearing", unknown>,
    await rows(actor.merchantId),
    await logged(actor.merchantId),
  ];
  expect(await connect(stage, actor, account)).toBe("connected");
  expect(await standing(actor.merchantId)).toMatchObject({ id, links, overrides, endpoints, hearing });
  expect(await rows(actor.merchantId)).toEqual(counts);
  expect((await logged(actor.merchantId)).slice(0, lines.length)).toEqual(lines);
});

test("ten decisions at once: one counts, the others are told that it was made", async () => {
  const { actor } = await waiting();
  const outcomes = await Promise.allSettled(
    Array.from({ length: 10 }, (_, n) =>
      decidePendingAuthorization(services, actor, { decision: n % 2 ? "keep" : "replace" }),
    ),
  );
  expect(outcomes.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
  for (const outcome of outcomes)
    if (outcome.status === "rejected") expect(outcome.reason).toMatchObject({ code: "conflict" });
});

test("a choice that is too old, another merchant's, a viewer's or nobody's changes nothing", async () => {
  const { actor, before } = await waiting();
  const stranger = (await createStageMerchant(stage)).actor;
  const replace = { decision: "replace" } as const;
  await expect(decidePendingAuthorization(services, stranger, replace)).rejects.toMatchObject({ code: "conflict" });
  await expect(decidePendingAuthorization(services, { ...actor, role: "viewer" }, replace)).rejects.toMatchObject({
    code: "forbidden",
  });
  const later = { ...services, now: () => new Date(Date.now() + 10 * 60_000) };
  await expect(decidePendingAuthorization(later, actor, replace)).rejects.toMatchObject({ code: "conflict" });
  expect((await getConnectionView(later, actor.merchantId)).pendingChoice).toBeNull();
  expect(await standing(actor.merchantId)).toEqual(before);
});

test("a business that another merchant has taken meanwhile cannot be switched to, and the choice stays open", async () => {
  const { actor, found, before } = await waiting();
  const rival = (await createStageMerchant(stage)).actor;
  expect(await connect(stage, rival, found)).toBe("connected");
  await expect(decidePendingAuthorization(services, actor, { decision: "replace" })).rejects.toMatchObject({
    code: "conflict",
  });
  expect(await standing(actor.merchantId)).toEqual(before);
  expect((await getConnectionView(services, actor.merchantId)).pendingChoice).not.toBeNull();
  await decidePendingAuthorization(services, actor, { decision: "keep" });
});

test("waiting tokens that do not open raise the alarm, are dropped, and leave the connection as it was", async () => {
  const alarm = vi.spyOn(log, "error").mockImplementation(() => {});
  const { actor, before } = await waiting();
  await owner`update pending_authorizations set refresh_token = access_token where merchant_id = ${actor.merchantId}`;
  await expect(decidePendingAuthorization(services, actor, { decision: "replace" })).rejects.toMatchObject({
    code: "conflict",
  });
  expect(alarm).toHaveBeenCalledTimes(1);
  expect(await standing(actor.merchantId)).toEqual(before);
  expect((await getConnectionView(services, actor.merchantId)).pendingChoice).toBeNull();
});

test("Delete beside a decision: no deadlock, and whichever came first, nothing of either is left over", async () => {
  for (let round = 0; round < 5; round += 1) {
    const { actor } = await waiting();
    const outcomes = await Promise.allSettled([
      decidePendingAuthorization(services, actor, { decision: "replace" }),
      disconnect(services, actor, { confirmation: "Lightspeed" }),
    ]);
    for (const outcome of outcomes)
      if (outcome.status === "rejected")
        expect(outcome.reason, String(outcome.reason?.cause)).toMatchObject({ name: "AppError" });
    expect(await standing(actor.merchantId)).toMatchObject({
      status: "disabled",
      access_token: null,
      refresh_token: null,
      provider: null,
    });
    expect(await owner`select 1 from pending_authorizations where merchant_id = ${actor.merchantId}`).toHaveLength(0);
  }
});
