import { randomBytes } from "node:crypto";
import postgres from "postgres";
import { createDatabase, withTenant } from "@/db/client";
import { createMerchant } from "@/lib/auth/create-merchant";
import { parseKeyring } from "@/lib/crypto/keyring";
import { createTraffic, OAuthClient } from "@/lib/k-series";
import { adoptConsent } from "@/lib/lightspeed/connection/adopt-consent";
import type { Services } from "@/lib/services";
import { paymentsAt } from "@/lib/testing/payments-at";
import { type SandboxProcess, startSandboxProcess } from "@/lib/testing/sandbox-process";
import { startVaultProcess } from "@/lib/testing/vault-process";
import { median } from "./ratio";

export type HerdFigures = {
  rounds: number;
  callers: number;
  processes: number;
  tokenRequests: number;
  failedCallers: number;
  medianRoundMs: number;
  lostGrantWindowMs: { median: number; worst: number };
};

const ROUNDS = 50;
const PROCESSES = 4;
const CALLERS_EACH = 50;

/** 200 callers in 4 processes meet an expired token, 50 times, against single-use rotating refresh tokens. */
export async function refreshHerd(appUrl: string, ownerUrl: string): Promise<HerdFigures> {
  const sandbox = await startSandboxProcess();
  const db = createDatabase(appUrl);
  const owner = postgres(ownerUrl, { max: 1, onnotice: () => {} });
  const services = servicesFor(db, sandbox);
  const { merchantId } = await createMerchant(db, "Bench", []);
  const account = await sandbox.createAccount({ settings: { accessTokenSeconds: 3600 } });
  await connect(services, sandbox, merchantId, account.accountId);
  const vaults = await Promise.all(Array.from({ length: PROCESSES }, () => startVaultProcess({ services, appUrl })));
  const times: number[] = [];
  let failedCallers = 0;
  try {
    for (let round = 0; round < ROUNDS; round++) {
      await owner`update connections set access_expires_at = now() - interval '1 second' where merchant_id = ${merchantId}`;
      const started = performance.now();
      const answers = await Promise.all(vaults.map((vault) => vault.tokens(merchantId, CALLERS_EACH)));
      times.push(performance.now() - started);
      failedCallers += answers.flatMap(({ errors }) => errors).length;
      if (new Set(answers.flatMap(({ tokens }) => tokens)).size !== 1) failedCallers += 1;
    }
    const requests = await sandbox.requests({ account: account.accountId, operation: "token" });
    const gaps = (await Promise.all(vaults.map((vault) => vault.gaps()))).flat();
    return {
      rounds: ROUNDS,
      callers: PROCESSES * CALLERS_EACH,
      processes: PROCESSES,
      tokenRequests: requests.length,
      failedCallers,
      medianRoundMs: median(times),
      lostGrantWindowMs: { median: median(gaps), worst: Math.max(...gaps) },
    };
  } finally {
    await Promise.all([
      ...vaults.map((vault) => vault.kill()),
      sandbox.stop(),
      owner.end(),
      db.$client.end({ timeout: 2 }),
    ]);
  }
}

function servicesFor(db: Services["db"], sandbox: SandboxProcess): Services {
  const realm = `${sandbox.url}/realms/k-series/protocol/openid-connect`;
  return {
    db,
    keyring: parseKeyring(`k1:${randomBytes(32).toString("base64")}`),
    oauth: new OAuthClient({
      authorizationUrl: `${realm}/auth`,
      tokenUrl: `${realm}/token`,
      revocationUrl: `${realm}/revoke`,
      clientId: sandbox.clientId,
      clientSecret: sandbox.clientSecret,
      tokenAuth: "basic",
      redirectUri: sandbox.redirectUri,
      scopes: ["orders-api", "offline_access"],
    }),
    traffic: createTraffic(),
    payments: paymentsAt(sandbox.url),
    lightspeed: {
      environment: "sandbox",
      apiUrl: sandbox.url,
      clientSecret: sandbox.clientSecret,
      webhooks: { appUrl: "http://localhost:9", credentials: null },
    },
    now: () => new Date(),
  };
}

async function connect(
  services: Services,
  sandbox: SandboxProcess,
  merchantId: string,
  accountId: string,
): Promise<void> {
  const answer = await sandbox.control<{ access_token: string; refresh_token: string }>(
    "POST",
    `/accounts/${accountId}/tokens`,
    {
      scopes: ["orders-api", "offline_access"],
    },
  );
  const tokens = {
    accessToken: answer.access_token,
    refreshToken: answer.refresh_token,
    accessLifetime: 3600,
    refreshLifetime: null,
    scopes: ["orders-api", "offline_access"],
  };
  await withTenant(services.db, merchantId, (tx) =>
    adoptConsent(services, tx, { tokens, businesses: [], by: { userId: merchantId, userName: "Bench" } }),
  );
}
