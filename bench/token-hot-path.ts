import { randomBytes, randomUUID } from "node:crypto";
import { createDatabase, withTenant } from "@/db/client";
import { findTokenRow, storeConsent } from "@/db/queries/connection-tokens";
import { lockConnection } from "@/db/queries/connections";
import { merchants } from "@/db/schema";
import { parseKeyring } from "@/lib/crypto/keyring";
import { OAuthClient } from "@/lib/k-series";
import { sealTokens } from "@/lib/lightspeed/connection/token-sealing";
import { getAccessToken } from "@/lib/lightspeed/connection/token-vault";
import { compare, type Pair } from "./ratio";

/** `getAccessToken` with a fresh token, against the same single-row select in the same kind of tenant transaction. */
export async function tokenHotPath(appUrl: string): Promise<Pair> {
  const db = createDatabase(appUrl);
  const merchantId = randomUUID();
  const keyring = parseKeyring(`k1:${randomBytes(32).toString("base64")}`);
  await withTenant(db, merchantId, async (tx) => {
    await tx.insert(merchants).values({ id: merchantId, name: "Bench" });
    const row = await lockConnection(tx, "sandbox");
    const tokens = {
      accessToken: randomBytes(600).toString("base64url"),
      refreshToken: randomBytes(600).toString("base64url"),
    };
    await storeConsent(tx, {
      ...sealTokens(keyring, "connections", row, tokens),
      accessLifetime: 36_000,
      refreshLifetime: null,
      refreshInSeconds: 30_000,
      scopes: [],
      environment: "sandbox",
      business: null,
      businesses: [],
      businessesRead: true,
      problem: null,
      connectedById: merchantId,
      connectedByName: "Bench",
    });
  });
  // Never called: the token is fresh.
  const nowhere = "http://localhost:9/";
  const oauth = new OAuthClient({
    authorizationUrl: nowhere,
    tokenUrl: nowhere,
    revocationUrl: nowhere,
    clientId: "-",
    clientSecret: "-",
    tokenAuth: "basic",
    redirectUri: nowhere,
    scopes: [],
  });
  const lightspeed = {
    ...{ environment: "sandbox" as const, apiUrl: nowhere, clientSecret: "-" },
    webhooks: { appUrl: nowhere, credentials: null },
  };
  const services = { db, keyring, oauth, lightspeed, now: () => new Date() };
  const pair = await compare(
    () => getAccessToken(services, merchantId),
    () => withTenant(db, merchantId, findTokenRow),
    { blocks: 20, calls: 200 },
  );
  await db.$client.end({ timeout: 2 });
  return pair;
}
