import { afterAll, beforeAll, expect, test } from "vitest";
import { withTenant } from "@/db/client";
import { savePendingAuthorization } from "@/db/queries/authorization-requests";
import { createTraffic, OAuthClient } from "@/lib/k-series";
import type { Services } from "@/lib/services";
import { oauthConfig } from "@/lib/testing/connection-stage";
import { type SandboxProcess, startSandboxProcess } from "@/lib/testing/sandbox-process";
import { openVaultStage, type VaultMerchant, type VaultStage } from "@/lib/testing/vault-stage";
import { getConnectionView } from "./connection-view";
import { decidePendingAuthorization } from "./decide-pending-authorization";
import { disconnect } from "./disconnect";
import { kSeriesFor } from "./k-series-for";
import { refreshDueConnections } from "./refresh-due";
import { sweepExpired } from "./sweep-expired";
import { testConnection } from "./test-connection";
import { sealTokens } from "./token-sealing";
import { getAccessToken } from "./token-vault";

let stage: VaultStage;
/** Where production is, with every request written down. */
let production: SandboxProcess;
/** The same database after a restart with LIGHTSPEED_ENVIRONMENT=production. */
let restarted: Services;
beforeAll(async () => {
  [stage, production] = await Promise.all([openVaultStage(), startSandboxProcess()]);
  restarted = {
    ...stage.services,
    oauth: new OAuthClient(oauthConfig(production)),
    traffic: createTraffic(),
    lightspeed: { ...stage.services.lightspeed, environment: "production", apiUrl: production.url },
  };
});
afterAll(() => Promise.all([stage.close(), production.stop()]));

async function trialMerchant(): Promise<VaultMerchant> {
  const merchant = await stage.merchant();
  await stage.sql`update connections set environment = 'trial', refresh_due_at = now() - interval '1 minute' where merchant_id = ${merchant.merchantId}`;
  return merchant;
}

async function parkChoice({ merchantId, actor }: VaultMerchant, expiresAt: Date): Promise<void> {
  const id = crypto.randomUUID();
  const sealed = sealTokens(
    stage.services.keyring,
    "pending_authorizations",
    { id, merchantId },
    {
      ...{ accessToken: "waiting access", refreshToken: "waiting refresh" },
    },
  );
  await withTenant(stage.services.db, merchantId, (tx) =>
    savePendingAuthorization(tx, {
      ...{ id, userId: actor.userId, environment: "trial", ...sealed, accessLifetime: 3600, receivedAt: new Date() },
      ...{ refreshExpiresAt: null, scopes: [], businesses: [], expiresAt },
    }),
  );
}

const sentToProduction = () => production.requests({});
const elsewhere = { code: "not_connected", message: expect.stringContaining("another Lightspeed environment") };

test("nothing with a trial token is sent to production after a restart with it, and nothing is lost (acceptance 12)", async () => {
  const merchant = await trialMerchant();
  const { merchantId, actor } = merchant;
  const before = await stage.row(merchant);

  await expect(getAccessToken(restarted, merchantId)).rejects.toMatchObject(elsewhere);
  await expect(getAccessToken(restarted, merchantId, { refused: "x" })).rejects.toMatchObject(elsewhere);
  await expect(kSeriesFor(restarted, merchantId).businesses.list({})).rejects.toMatchObject(elsewhere);
  await stage.leave(merchant, -1);
  await expect(getAccessToken(restarted, merchantId)).rejects.toMatchObject(elsewhere);
  await refreshDueConnections(restarted);
  const { results } = await testConnection(restarted, actor);
  expect(results.filter(({ result }) => result === "ok")).toEqual([]);

  expect(await sentToProduction()).toEqual([]);
  const after = await stage.row(merchant);
  for (const kept of ["accessToken", "refreshToken", "tokenVersion", "refreshFailures", "refreshDueAt"] as const)
    expect(after[kept]).toEqual(before[kept]);
  expect(after.leaseOwner).toBeNull();
  expect(await getConnectionView(restarted, merchantId)).toMatchObject({
    ...{ status: "needs_reauthorization", environment: "trial", problem: { code: "other_environment" } },
  });
});

test("back on trial, the connection works as before", async () => {
  const merchant = await trialMerchant();
  await refreshDueConnections(restarted);
  const trial: Services = {
    ...stage.services,
    lightspeed: { ...stage.services.lightspeed, environment: "trial" },
  };
  await stage.leave(merchant, -1);
  await refreshDueConnections(trial);
  expect(await kSeriesFor(trial, merchant.merchantId).businesses.list({})).not.toEqual([]);
  expect(await stage.tokenRequests(merchant)).toHaveLength(1);
});

test("a waiting choice of trial is neither taken up nor given back at production", async () => {
  const merchant = await trialMerchant();
  for (const decision of ["replace", "keep"] as const) {
    await parkChoice(merchant, new Date(Date.now() + 600_000));
    await expect(decidePendingAuthorization(restarted, merchant.actor, { decision })).rejects.toMatchObject({
      ...{ code: "conflict", message: expect.stringContaining("another Lightspeed environment") },
    });
  }
  await parkChoice(merchant, new Date(Date.now() - 1000));
  await sweepExpired(restarted);
  const [left] =
    await stage.sql`select count(*)::int as n from pending_authorizations where merchant_id = ${merchant.merchantId}`;
  expect(left).toEqual({ n: 0 });
  expect(await sentToProduction()).toEqual([]);
});

test("Delete removes a trial connection without telling production, and says that Lightspeed has not confirmed", async () => {
  const merchant = await trialMerchant();
  await stage.sql`insert into webhook_endpoints (merchant_id, environment, endpoint_id, url, status)
    values (${merchant.merchantId}, 'trial', ${`endpoint-${merchant.merchantId}`}, 'http://localhost:9', 'registered')`;
  await parkChoice(merchant, new Date(Date.now() + 600_000));
  const receipt = await disconnect(restarted, merchant.actor, { confirmation: "Lightspeed" });
  expect(receipt.unreachable.map(({ what }) => what)).toEqual([
    "Webhook endpoint at Lightspeed",
    "Permission at Lightspeed",
  ]);
  expect(await sentToProduction()).toEqual([]);
  expect((await stage.row(merchant)).refreshToken).toBeNull();
});
