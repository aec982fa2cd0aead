import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from "vitest";
import { withTenant } from "@/db/client";
import { storeRefreshedTokens } from "@/db/queries/connection-tokens";
import { AppError } from "@/lib/errors";
import { OAuthClient, type OAuthConfig } from "@/lib/k-series";
import { log } from "@/lib/log";
import type { Services } from "@/lib/services";
import { openVaultStage, type VaultMerchant, type VaultStage } from "@/lib/testing/vault-stage";
import { sealTokens } from "./token-sealing";
import { getAccessToken } from "./token-vault";

let stage: VaultStage;
beforeAll(async () => {
  stage = await openVaultStage();
});
afterAll(() => stage.close());

const json = (status: number, body: unknown, headers: Record<string, string> = {}) => ({
  type: "raw",
  status,
  headers: { "content-type": "application/json", ...headers },
  body: JSON.stringify(body),
});
const html = (status: number) => ({
  type: "raw",
  status,
  headers: { "content-type": "text/html" },
  body: '<html><body>{"error":"invalid_grant"}</body></html>',
});
const good = { access_token: "a", refresh_token: "r", token_type: "Bearer", expires_in: 3600 };
const elsewhere = { location: "http://localhost:1/token" };

type Case = { name: string; effect?: object; config?: Partial<OAuthConfig>; verdict: "ended" | "trouble" | "client" };

/** What a token endpoint can do instead of answering with tokens, and what may follow from it. */
const cases: Case[] = [
  { name: "400 invalid_grant", effect: json(400, { error: "invalid_grant" }), verdict: "ended" },
  { name: "401 invalid_grant", effect: json(401, { error: "invalid_grant" }), verdict: "ended" },
  { name: "400 invalid_grant as HTML", effect: html(400), verdict: "trouble" },
  { name: "403 invalid_grant", effect: json(403, { error: "invalid_grant" }), verdict: "trouble" },
  { name: "404 invalid_grant", effect: json(404, { error: "invalid_grant" }), verdict: "trouble" },
  { name: "200 with error invalid_grant", effect: json(200, { error: "invalid_grant" }), verdict: "trouble" },
  { name: "500 with error invalid_grant", effect: json(500, { error: "invalid_grant" }), verdict: "trouble" },
  { name: "503 with error invalid_grant", effect: json(503, { error: "invalid_grant" }), verdict: "trouble" },
  { name: "429 with error invalid_grant", effect: json(429, { error: "invalid_grant" }), verdict: "trouble" },
  { name: "invalid_grant in another spelling", effect: json(400, { error: "Invalid_Grant" }), verdict: "trouble" },
  { name: "400 without a body", effect: { type: "raw", status: 400, headers: {} }, verdict: "trouble" },
  { name: "400 with an unknown error", effect: json(400, { error: "weather" }), verdict: "trouble" },
  { name: "400 temporarily_unavailable", effect: json(400, { error: "temporarily_unavailable" }), verdict: "trouble" },
  { name: "401 invalid_client", effect: json(401, { error: "invalid_client" }), verdict: "client" },
  { name: "400 invalid_client", effect: json(400, { error: "invalid_client" }), verdict: "client" },
  { name: "400 unauthorized_client", effect: json(400, { error: "unauthorized_client" }), verdict: "client" },
  {
    name: "401 with a challenge",
    effect: json(401, { error: "invalid_client" }, { "www-authenticate": 'Basic realm="k-series"' }),
    verdict: "client",
  },
  { name: "401 from a gateway, as HTML", effect: html(401), verdict: "client" },
  { name: "403 from a firewall, as HTML", effect: html(403), verdict: "trouble" },
  { name: "404 as HTML", effect: html(404), verdict: "trouble" },
  { name: "429 with Retry-After", effect: { type: "status", status: 429, retryAfter: 5 }, verdict: "trouble" },
  { name: "500", effect: { type: "status", status: 500 }, verdict: "trouble" },
  { name: "502 as HTML", effect: html(502), verdict: "trouble" },
  { name: "503", effect: { type: "status", status: 503 }, verdict: "trouble" },
  { name: "200 as HTML", effect: html(200), verdict: "trouble" },
  { name: "200 with broken JSON", effect: { ...json(200, 0), body: '{"access_token":' }, verdict: "trouble" },
  { name: "200 without a lifetime", effect: json(200, { ...good, expires_in: undefined }), verdict: "trouble" },
  { name: "200 with another token type", effect: json(200, { ...good, token_type: "mac" }), verdict: "trouble" },
  { name: "302 elsewhere", effect: { type: "raw", status: 302, headers: elsewhere }, verdict: "trouble" },
  { name: "307 elsewhere", effect: { type: "raw", status: 307, headers: elsewhere }, verdict: "trouble" },
  { name: "a cut before the answer", effect: { type: "cut", at: "before" }, verdict: "trouble" },
  { name: "no answer in time", effect: { type: "hang" }, config: { timeoutMs: 80 }, verdict: "trouble" },
  { name: "a host name that is not known", config: { tokenUrl: "http://nowhere.invalid/token" }, verdict: "trouble" },
  { name: "a closed port", config: { tokenUrl: "http://localhost:1/token" }, verdict: "trouble" },
];

const servicesWith = (config: Partial<OAuthConfig> = {}): Services => ({
  ...stage.services,
  oauth: new OAuthClient({ ...stage.services.oauth.config, ...config }),
});

const errorOf = (work: Promise<unknown>) =>
  work.then(
    () => null,
    (error: unknown) => (error instanceof AppError ? error.code : String(error)),
  );

/** Somebody else's refresh commits while ours is on its way. */
function raced(services: Services, merchant: VaultMerchant): Services {
  const oauth = new OAuthClient(services.oauth.config);
  vi.spyOn(oauth, "refresh").mockImplementation(async (...input) => {
    const row = await stage.row(merchant);
    const tokens = { accessToken: "newer-access", refreshToken: "newer-refresh" };
    await withTenant(services.db, merchant.merchantId, (tx) =>
      storeRefreshedTokens(tx, row.tokenVersion, {
        ...sealTokens(services.keyring, "connections", row, tokens),
        ...{ accessLifetime: 3600, refreshLifetime: null, scopes: row.scopes, refreshInSeconds: 3000, clears: [] },
      }),
    );
    return services.oauth.refresh(...input);
  });
  return { ...services, oauth };
}

describe("an answer of the token endpoint that is not tokens", () => {
  let fresh: VaultMerchant;
  let stale: VaultMerchant;
  beforeAll(async () => {
    [fresh, stale] = await Promise.all([stage.merchant(), stage.merchant()]);
  });
  afterEach(() => Promise.all([fresh, stale].map((one) => stage.clearFaults(one).then(() => stage.consent(one)))));

  test.each(cases.map((one) => [one.name, one] as const))("%s", async (_name, { effect, config, verdict }) => {
    const alarm = vi.spyOn(log, "error").mockImplementation(() => {});
    for (const merchant of [fresh, stale]) {
      await stage.leave(merchant, -1);
      if (effect) await stage.fault(merchant, effect, { times: 1 });
    }

    const error = await errorOf(getAccessToken(servicesWith(config), fresh.merchantId));
    const row = await stage.row(fresh);
    const [line] = await stage.logLines(fresh);
    if (verdict === "ended") {
      expect(error).toBe("needs_reauthorization");
      expect(row).toMatchObject({ status: "needs_reauthorization", problem: "refresh_refused", refreshToken: null });
      expect(line).toMatchObject({ level: "error" });
    } else {
      expect(error).toBe("k_series_unavailable");
      expect(row).toMatchObject({
        status: "degraded",
        problem: verdict === "client" ? "client_refused" : "refresh_failing",
        refreshToken: expect.any(String),
        leaseOwner: null,
      });
      expect(line).toMatchObject({ level: "warning" });
      // It may pass by itself, and then everything is well again.
      await stage.clearFaults(fresh);
      expect(await stage.works(fresh)).toBe(true);
      expect((await stage.row(fresh)).status).toBe("connected");
    }
    expect(alarm).toHaveBeenCalledTimes(verdict === "client" ? 1 : 0);

    // The row holds others' newer tokens by now: whatever was said of the old ones changes nothing.
    expect(await getAccessToken(raced(servicesWith(config), stale), stale.merchantId)).toBe("newer-access");
    expect(await stage.row(stale)).toMatchObject({ status: "connected", problem: null, lastCheckOk: true });
    expect(await stage.logLines(stale)).toEqual([]);
  });
});

describe("an answer lost on the wire", () => {
  const cuts = (["before", "body", "after"] as const).flatMap((at) => [
    { at, refreshGraceMs: 600_000 },
    { at, refreshGraceMs: 0 },
  ]);
  test.each(cuts)(
    "cut $at, grace $refreshGraceMs ms: at most two attempts, then a right state",
    async ({ at, refreshGraceMs }) => {
      const merchant = await stage.merchant({ refreshGraceMs });
      await stage.leave(merchant, -1);
      await stage.fault(merchant, { type: "cut", at }, { times: 1 });
      const before = (await stage.tokenRequests(merchant)).length;
      expect(await errorOf(getAccessToken(stage.services, merchant.merchantId))).toBe("k_series_unavailable");
      expect((await stage.row(merchant)).status).toBe("degraded");
      const recovers = at === "before" || refreshGraceMs > 0;
      for (let call = 0; call < 3; call += 1) {
        expect(await errorOf(getAccessToken(stage.services, merchant.merchantId))).toBe(
          recovers ? null : "needs_reauthorization",
        );
      }
      expect((await stage.row(merchant)).status).toBe(recovers ? "connected" : "needs_reauthorization");
      expect(await stage.works(merchant)).toBe(recovers);
      expect((await stage.tokenRequests(merchant)).length - before).toBe(2);
    },
  );
});

test("a token that still works serves on through one missed renewal, and the connection is not in trouble", async () => {
  const merchant = await stage.merchant();
  const token = await getAccessToken(stage.services, merchant.merchantId);
  await stage.leave(merchant, 200);
  await stage.fault(merchant, { type: "status", status: 503 });
  expect(await getAccessToken(stage.services, merchant.merchantId)).toBe(token);
  expect(await stage.row(merchant)).toMatchObject({ status: "connected", refreshFailures: 1 });
  expect(await getAccessToken(stage.services, merchant.merchantId)).toBe(token);
  expect(await stage.row(merchant)).toMatchObject({ status: "degraded", refreshFailures: 2 });
});

test("a problem that a renewal cannot disprove outlives an outage", async () => {
  const merchant = await stage.merchant();
  await stage.sql`update connections set status = 'degraded', problem = 'business_missing', business_id = null where merchant_id = ${merchant.merchantId}`;
  await stage.leave(merchant, -1);
  await stage.fault(merchant, { type: "status", status: 503 }, { times: 1 });
  expect(await errorOf(getAccessToken(stage.services, merchant.merchantId))).toBe("k_series_unavailable");
  expect(await errorOf(getAccessToken(stage.services, merchant.merchantId))).toBeNull();
  expect(await stage.row(merchant)).toMatchObject({ status: "degraded", problem: "business_missing" });
});

test("the granted scopes stay as they were when a refresh does not repeat them", async () => {
  const merchant = await stage.merchant();
  await stage.sql`update connections set scopes = '{items}' where merchant_id = ${merchant.merchantId}`;
  await stage.leave(merchant, -1);
  await stage.fault(merchant, json(200, good), { times: 1 });
  await getAccessToken(stage.services, merchant.merchantId);
  expect((await stage.row(merchant)).scopes).toEqual(["items"]);
});
