import { createHash } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import { withTenant } from "@/db/client";
import { findPendingAuthorization } from "@/db/queries/authorization-requests";
import { OAuthClient, type TokenSet } from "@/lib/k-series";
import type { Services } from "@/lib/services";
import { connect, createStageMerchant, oauthConfig } from "@/lib/testing/connection-stage";
import { openVaultStage, type VaultMerchant, type VaultStage } from "@/lib/testing/vault-stage";
import { adoptConsent } from "./adopt-consent";
import { giveBack } from "./give-back";
import { sweepExpired } from "./sweep-expired";
import { openRefreshToken } from "./token-sealing";

let stage: VaultStage;
beforeAll(async () => {
  stage = await openVaultStage();
});
afterAll(() => stage.close());

const hashOf = (token: string) => createHash("sha256").update(token).digest("hex");

/** A connected merchant who signed in to another Lightspeed business, and the permission that waits for the choice. */
async function waiting() {
  const { actor } = await createStageMerchant(stage);
  const [account, other] = [await stage.sandbox.createAccount(), await stage.sandbox.createAccount()];
  const merchant: VaultMerchant = { actor, account, merchantId: actor.merchantId };
  await connect(stage, actor, account);
  expect(await connect(stage, actor, other)).toBe("choose_business");
  return { merchant, other, token: await pendingToken(merchant) };
}

async function pendingToken({ merchantId }: VaultMerchant): Promise<string> {
  const { db, keyring, now } = stage.services;
  const choice = await withTenant(db, merchantId, (tx) => findPendingAuthorization(tx, now()));
  if (!choice) throw new Error("nothing waits for a choice");
  return openRefreshToken(keyring, "pending_authorizations", choice);
}

const elevenMinutesOn = (): Services => ({ ...stage.services, now: () => new Date(Date.now() + 11 * 60_000) });
const revoked = async ({ accountId }: { accountId: string }) =>
  (await stage.sandbox.requests({ account: accountId, operation: "revoke" })).map(({ token }) => token?.tokenHash);

test("a choice that nobody made in time goes, and its permission is given back; the connection works on", async () => {
  const { merchant, other, token } = await waiting();
  await sweepExpired(stage.services);
  expect(await revoked(other)).toEqual([]);
  await sweepExpired(elevenMinutesOn());
  expect(await revoked(other)).toEqual([hashOf(token)]);
  expect(await revoked(merchant.account)).toEqual([]);
  await expect(pendingToken(merchant)).rejects.toThrow("nothing waits");
  expect(await stage.works(merchant)).toBe(true);
  await sweepExpired(elevenMinutesOn());
  expect(await revoked(other)).toHaveLength(1);
});

test("a newer sign-in takes the place of a waiting choice, whose permission is given back", async () => {
  const { merchant, other, token } = await waiting();
  const third = await stage.sandbox.createAccount();
  expect(await connect(stage, merchant.actor, third)).toBe("choose_business");
  expect(await revoked(other)).toEqual([hashOf(token)]);
  expect(await revoked(third)).toEqual([]);
});

test.each([
  ["Lightspeed does not answer", { type: "cut", at: "before" }],
  ["Lightspeed refuses", { type: "status", status: 503 }],
])("%s: the choice goes all the same", async (_, what) => {
  const { merchant, other } = await waiting();
  await stage.sandbox.control("POST", "/faults", { account: other.accountId, operation: "revoke", do: what });
  await sweepExpired(elevenMinutesOn());
  await expect(pendingToken(merchant)).rejects.toThrow("nothing waits");
});

const jwt = (claims: object) => `${part({ alg: "none" })}.${part(claims)}.x`;
const part = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");

/** A connection whose refresh token is a JWT of this user, and what was asked to be withdrawn. */
async function connectedAs(sub: string) {
  const sent: string[] = [];
  const oauth = new OAuthClient({
    ...oauthConfig(stage.sandbox),
    fetch: async (_, init) => {
      sent.push(String(new URLSearchParams(String(init.body)).get("token")));
      return new Response(null, { status: 200 });
    },
  });
  const { actor } = await createStageMerchant(stage);
  const tokens: TokenSet = {
    accessToken: "access",
    refreshToken: jwt({ sub, jti: "kept" }),
    accessLifetime: 3_600,
    refreshLifetime: null,
    scopes: ["orders-api"],
  };
  await withTenant(stage.services.db, actor.merchantId, (tx) =>
    adoptConsent(stage.services, tx, { tokens, businesses: [], by: actor }),
  );
  return { services: { ...stage.services, oauth }, merchantId: actor.merchantId, sent };
}

test("a permission of the user who connected is not withdrawn: the connection would end with it", async () => {
  const { services, merchantId, sent } = await connectedAs("user-1");
  await giveBack(services, merchantId, jwt({ sub: "user-1", jti: "unused" }));
  expect(sent).toEqual([]);
  const unused = [jwt({ sub: "user-2" }), "not-a-jwt", "a.b.c", jwt({})];
  for (const token of unused) await giveBack(services, merchantId, token);
  expect(sent).toEqual(unused);
  await giveBack(services, merchantId, jwt({ sub: "user-3" }), [jwt({ sub: "user-3", jti: "newer" })]);
  expect(sent).toEqual(unused);
});
