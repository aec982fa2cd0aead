import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { listIssues } from "@/lib/attention/list-issues";
import { AppError } from "@/lib/errors";
import { OAuthClient, OAuthError } from "@/lib/k-series";
import { log } from "@/lib/log";
import { openVaultStage, roundsOr, type VaultMerchant, type VaultStage } from "@/lib/testing/vault-stage";
import { disconnect } from "./disconnect";
import { testConnection } from "./test-connection";
import { getAccessToken } from "./token-vault";

let stage: VaultStage;
beforeAll(async () => {
  stage = await openVaultStage();
});
afterAll(() => stage.close());

const issuesOf = ({ merchantId }: VaultMerchant) => listIssues(stage.services, merchantId);
const openOf = async (merchant: VaultMerchant) => (await issuesOf(merchant)).open;
const alertsOf = async ({ merchantId }: VaultMerchant) =>
  (
    await stage.sql`select j.payload->>'notice' as notice from graphile_worker._private_jobs j
      join graphile_worker._private_tasks t on t.id = j.task_id
      where t.identifier = 'attention.announce' and j.payload->>'merchantId' = ${merchantId} order by j.id`
  ).map(({ notice }) => String(notice));

/** The next renewal finds that Lightspeed has ended the connection. */
async function end(merchant: VaultMerchant): Promise<void> {
  await stage.leave(merchant, -1);
  const body = JSON.stringify({ error: "invalid_grant" });
  const headers = { "content-type": "application/json" };
  await stage.fault(merchant, { type: "raw", status: 400, headers, body }, { times: 1 });
  expect(await stage.works(merchant)).toBe(false);
}

test("a connection that Lightspeed ended is one issue until somebody consents again and it works; then it opens anew", async () => {
  const merchant = await stage.merchant();
  await end(merchant);
  for (let n = 0; n < 3; n += 1) expect(await stage.works(merchant)).toBe(false);
  expect(await openOf(merchant)).toMatchObject([
    {
      ...{ kind: "connection", severity: "critical", count: 1, title: "Lightspeed has ended the connection" },
      ...{ href: "/lightspeed?tab=settings", remedy: expect.stringContaining("Reconnect") },
    },
  ]);
  await stage.consent(merchant);
  expect(await issuesOf(merchant)).toMatchObject({
    open: [],
    resolved: [{ proof: "Test Owner connected Lightspeed." }],
  });
  await end(merchant);
  expect(await openOf(merchant)).toMatchObject([{ count: 2, reopened: 1, proof: null }]);
});

/** A thousand with TEST_ROUNDS=100: each goes the whole way through the vault. */
const renewals = Math.max(100, roundsOr(0) * 10);

test(`${renewals} renewals that fail are one issue and one alert; only one that works closes it`, async () => {
  const merchant = await stage.merchant();
  await stage.leave(merchant, -1);
  const { oauth } = stage.services;
  const failing = new OAuthClient(oauth.config);
  vi.spyOn(failing, "refresh").mockRejectedValue(new OAuthError("refresh", "transient", "503"));
  const services = { ...stage.services, oauth: failing };
  for (let n = 0; n < renewals; n += 1)
    await expect(getAccessToken(services, merchant.merchantId)).rejects.toBeInstanceOf(AppError);
  expect(await openOf(merchant)).toMatchObject([{ kind: "connection", severity: "warning", count: renewals }]);
  expect(await alertsOf(merchant)).toEqual(["first"]);
  expect(await stage.works(merchant)).toBe(true);
  expect(await issuesOf(merchant)).toMatchObject({ open: [], resolved: [{ count: renewals }] });
}, 240_000);

test("trouble that ends in a refusal is over, and the refusal is the issue", async () => {
  const merchant = await stage.merchant();
  await stage.leave(merchant, -1);
  await stage.fault(merchant, { type: "status", status: 503 }, { times: 1 });
  expect(await stage.works(merchant)).toBe(false);
  expect(await openOf(merchant)).toMatchObject([{ severity: "warning" }]);
  await end(merchant);
  expect(await openOf(merchant)).toMatchObject([{ severity: "critical" }]);
});

test("credentials that do not open are an issue; a test of the connection that went through would close it, one that failed does not", async () => {
  vi.spyOn(log, "error").mockImplementation(() => {});
  const merchant = await stage.merchant();
  await stage.sql`update connections set access_token = refresh_token where merchant_id = ${merchant.merchantId}`;
  expect(await stage.works(merchant)).toBe(false);
  expect(await openOf(merchant)).toMatchObject([{ title: "The stored credentials cannot be read" }]);
  await testConnection(stage.services, merchant.actor);
  expect(await openOf(merchant)).toHaveLength(1);
  await stage.consent(merchant);
  expect(await openOf(merchant)).toEqual([]);
});

test("after Delete nothing about Lightspeed needs anybody", async () => {
  const merchant = await stage.merchant();
  await end(merchant);
  await disconnect(stage.services, merchant.actor, { confirmation: "Lightspeed" });
  expect(await issuesOf(merchant)).toMatchObject({
    open: [],
    resolved: [{ proof: "Test Owner deleted the Lightspeed integration." }],
  });
});
