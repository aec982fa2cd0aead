import { describe, expect, test } from "vitest";
import { OAuthClient } from "@/lib/k-series";
import type { Services } from "@/lib/services";
import { authorize, connect, createStageMerchant, oauthConfig } from "@/lib/testing/connection-stage";
import { consentTests } from "@/lib/testing/consent-tests";
import type { SandboxAccount } from "@/lib/testing/sandbox-process";
import { completeAuthorization } from "./complete-authorization";
import { decidePendingAuthorization } from "./decide-pending-authorization";
import { startAuthorization } from "./start-authorization";
import { getAccessToken } from "./token-vault";

const on = consentTests();

test("a consent stores tokens, business, scopes and the in-house channel", async () => {
  const { actor } = await createStageMerchant(on.stage);
  const account = await on.stage.sandbox.createAccount();
  expect(await connect(on.stage, actor, account)).toBe("connected");
  expect(await on.stage.connectionOf(actor.merchantId)).toMatchObject({
    status: "connected",
    business_id: account.businesses[0]?.id,
    connected_by_id: actor.userId,
    scopes: expect.arrayContaining(["orders-api", "financial-api", "items", "offline_access"]),
  });
  const [channel] = await on.stage
    .owner`select provider_integrated from in_house_channels where merchant_id = ${actor.merchantId}`;
  expect(channel?.provider_integrated).toBe("lightspeed");
  expect(await getAccessToken(on.stage.services, actor.merchantId)).toMatch(/.{20,}/);
});

test("of twenty merchants that race for one Lightspeed business one wins and nineteen are told (A16)", async () => {
  const account = await on.stage.sandbox.createAccount();
  const actors = (
    await Promise.all(Array.from({ length: 20 }, (_, n) => createStageMerchant(on.stage, `Racer ${n}`)))
  ).map(({ actor }) => actor);
  const outcomes = await Promise.all(actors.map((actor) => connect(on.stage, actor, account)));
  expect(outcomes.filter((outcome) => outcome === "connected")).toHaveLength(1);
  expect(outcomes.filter((outcome) => outcome === "business_taken")).toHaveLength(19);
  const [row] = await on.stage
    .owner`select count(*)::int as n from connections where business_id = ${account.businesses[0]?.id ?? ""} and refresh_token is not null`;
  expect(row?.n).toBe(1);
});

test("a role taken away while the person was at Lightspeed is noticed (A16)", async () => {
  const { actor } = await createStageMerchant(on.stage);
  const parameters = await authorize(on.stage, await on.stage.start(actor), await on.stage.sandbox.createAccount());
  expect(await completeAuthorization(on.stage.services, { actor: { ...actor, role: "viewer" }, parameters })).toBe(
    "no_permission",
  );
  expect(await on.stage.tokenRequests()).toBe(0);
});

test("a viewer cannot start, and without an active location nobody can", async () => {
  const { actor, locationId } = await createStageMerchant(on.stage);
  await expect(startAuthorization(on.stage.services, { ...actor, role: "viewer" })).rejects.toMatchObject({
    code: "forbidden",
  });
  await on.stage.owner`update locations set active = false where id = ${locationId}`;
  await expect(startAuthorization(on.stage.services, actor)).rejects.toMatchObject({ code: "conflict" });
});

const fails = (account: SandboxAccount, operation: string, status: number) =>
  on.stage.sandbox.control("POST", "/faults", {
    account: account.accountId,
    operation,
    do: { type: "status", status },
  });

test("a wrong client secret is the operator's affair and says so", async () => {
  const { actor } = await createStageMerchant(on.stage);
  const parameters = await authorize(on.stage, await on.stage.start(actor), await on.stage.sandbox.createAccount());
  const wrong: Services = {
    ...on.stage.services,
    oauth: new OAuthClient({ ...oauthConfig(on.stage.sandbox), clientSecret: "not the registered one" }),
  };
  expect(await completeAuthorization(wrong, { actor, parameters })).toBe("client_refused");
});

test("when the businesses cannot be read the tokens are kept and the Business ID is missing", async () => {
  const { actor } = await createStageMerchant(on.stage);
  const account = await on.stage.sandbox.createAccount();
  await fails(account, "businesses", 500);
  expect(await connect(on.stage, actor, account)).toBe("business_missing");
  expect(await on.stage.connectionOf(actor.merchantId)).toMatchObject({
    status: "degraded",
    problem: "business_missing",
    business_id: null,
    refresh_token: expect.any(String),
  });
  await on.stage.sandbox.control("DELETE", `/faults?account=${account.accountId}`);
  expect(await connect(on.stage, actor, account)).toBe("connected");
  expect(await on.stage.connectionOf(actor.merchantId)).toMatchObject({
    status: "connected",
    problem: null,
    business_id: account.businesses[0]?.id,
  });
});

test("an account without any business is connected and told that its Business ID is missing", async () => {
  const { actor } = await createStageMerchant(on.stage);
  expect(await connect(on.stage, actor, await on.stage.sandbox.createAccount({ businesses: [] }))).toBe(
    "business_missing",
  );
});

describe("another business on Reconnect asks before it replaces (acceptance 9)", () => {
  async function reconnectElsewhere() {
    const { actor } = await createStageMerchant(on.stage);
    await connect(on.stage, actor, await on.stage.sandbox.createAccount());
    const before = await on.stage.connectionOf(actor.merchantId);
    const other = await on.stage.sandbox.createAccount();
    expect(await connect(on.stage, actor, other)).toBe("choose_business");
    expect(await on.stage.connectionOf(actor.merchantId)).toEqual(before);
    return { actor, before, other };
  }

  test("keep: nothing changes, and the new permission is given back", async () => {
    const { actor, before, other } = await reconnectElsewhere();
    await decidePendingAuthorization(on.stage.services, actor, { decision: "keep" });
    expect(await on.stage.connectionOf(actor.merchantId)).toEqual(before);
    expect(await on.stage.sandbox.requests({ operation: "revoke", account: other.accountId })).toHaveLength(1);
    await expect(decidePendingAuthorization(on.stage.services, actor, { decision: "replace" })).rejects.toMatchObject({
      code: "conflict",
    });
  });

  test("replace: the new business and its tokens take over", async () => {
    const { actor, other } = await reconnectElsewhere();
    await decidePendingAuthorization(on.stage.services, actor, { decision: "replace" });
    expect(await on.stage.connectionOf(actor.merchantId)).toMatchObject({
      status: "connected",
      business_id: other.businesses[0]?.id,
    });
    expect(await getAccessToken(on.stage.services, actor.merchantId)).toMatch(/.{20,}/);
  });
});

test("a scope left out at the consent is stored as not granted (acceptance 3)", async () => {
  const { actor } = await createStageMerchant(on.stage);
  const account = await on.stage.sandbox.createAccount();
  expect(await connect(on.stage, actor, account, { scopes: ["orders-api", "items", "offline_access"] })).toBe(
    "connected",
  );
  const scopes = (await on.stage.connectionOf(actor.merchantId))?.scopes;
  expect(scopes).toContain("orders-api");
  expect(scopes).not.toContain("financial-api");
});
