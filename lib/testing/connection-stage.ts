import { randomBytes, randomUUID } from "node:crypto";
import { createDatabase, withTenant } from "@/db/client";
import { inHouseChannels, locations, merchants, type UserRole } from "@/db/schema";
import type { Actor } from "@/lib/auth/roles";
import { parseKeyring } from "@/lib/crypto/keyring";
import { createTraffic, OAuthClient } from "@/lib/k-series";
import { completeAuthorization } from "@/lib/lightspeed/connection/complete-authorization";
import type { ConnectOutcomeCode } from "@/lib/lightspeed/connection/connect-outcomes";
import { startAuthorization } from "@/lib/lightspeed/connection/start-authorization";
import type { Services } from "@/lib/services";
import { createTestDatabase } from "./database";
import { paymentsAt } from "./payments-at";
import { type SandboxAccount, type SandboxProcess, startSandboxProcess } from "./sandbox-process";

export const newKey = (id: string): string => `${id}:${randomBytes(32).toString("base64")}`;

/** What a rule of the connection is tested on: a database of its own, the sandbox as a process, and services that reach both. */
export type Stage = {
  services: Services;
  sandbox: SandboxProcess;
  /** The role that sees everything, for looking behind the policies. */
  ownerUrl: string;
  appUrl: string;
  /** What to end before the database goes. */
  beforeClose: (work: () => Promise<unknown>) => void;
  close: () => Promise<void>;
};

export async function openStage(given?: { ownerUrl: string; appUrl: string }): Promise<Stage> {
  const kept = given && { ...given, drop: async () => {} };
  const [database, sandbox] = await Promise.all([kept ?? createTestDatabase(), startSandboxProcess()]);
  const db = createDatabase(database.appUrl);
  const ending: (() => Promise<unknown>)[] = [() => db.$client.end({ timeout: 2 })];
  const services: Services = {
    db,
    keyring: parseKeyring(newKey("k1")),
    oauth: new OAuthClient(oauthConfig(sandbox)),
    // The tests of one file are strangers to each other: one's faults must not stop the next one's merchant.
    traffic: createTraffic({ hostTrips: () => false }),
    payments: paymentsAt(sandbox.url),
    lightspeed: {
      environment: "sandbox",
      apiUrl: sandbox.url,
      clientSecret: sandbox.clientSecret,
      // Nobody answers there: what the sandbox sends is lost.
      webhooks: { appUrl: "http://localhost:9", credentials: { user: "lightspeed", password: "told to the sandbox" } },
    },
    now: () => new Date(),
  };
  return {
    services,
    sandbox,
    ownerUrl: database.ownerUrl,
    appUrl: database.appUrl,
    beforeClose: (work) => void ending.push(work),
    close: async () => {
      await Promise.all(ending.map((end) => end()));
      await Promise.all([database.drop(), sandbox.stop()]);
    },
  };
}

export function oauthConfig(sandbox: Pick<SandboxProcess, "url" | "clientId" | "clientSecret" | "redirectUri">) {
  const realm = `${sandbox.url}/realms/k-series/protocol/openid-connect`;
  return {
    authorizationUrl: `${realm}/auth`,
    tokenUrl: `${realm}/token`,
    revocationUrl: `${realm}/revoke`,
    clientId: sandbox.clientId,
    clientSecret: sandbox.clientSecret,
    tokenAuth: "basic" as const,
    redirectUri: sandbox.redirectUri,
    scopes: ["orders-api", "financial-api", "items", "offline_access"],
  };
}

/** A merchant with one active location; `actor` is its owner, signed in. */
export async function createStageMerchant(
  { services }: Pick<Stage, "services">,
  name = "Test Brasserie",
): Promise<{ actor: Actor; locationId: string }> {
  const merchantId = randomUUID();
  const locationId = randomUUID();
  await withTenant(services.db, merchantId, async (tx) => {
    await tx.insert(merchants).values({ id: merchantId, name });
    await tx.insert(inHouseChannels).values({ merchantId });
    await tx.insert(locations).values({
      id: locationId,
      merchantId,
      name: "Old Town",
      street: "Grote Markt 1",
      postalCode: "1000",
      city: "Brussels",
      country: "BE",
      timeZone: "Europe/Brussels",
      currency: "EUR",
      openingHours: {
        monday: null,
        tuesday: null,
        wednesday: null,
        thursday: null,
        friday: null,
        saturday: null,
        sunday: null,
      },
    });
  });
  return { actor: actorOf(merchantId, name), locationId };
}

/** Another session of the merchant: same user unless told otherwise. */
export function actorOf(merchantId: string, merchantName = "Test Brasserie", role: UserRole = "owner"): Actor {
  return {
    sessionId: randomUUID(),
    merchantId,
    merchantName,
    userId: randomUUID(),
    userName: "Test Owner",
    email: `${randomUUID()}@upvendo.test`,
    role,
  };
}

/** Where the browser lands after the sandbox's sign-in and consent: the callback's parameters. */
export async function authorize(
  { sandbox }: Pick<Stage, "sandbox">,
  url: string,
  account: SandboxAccount,
  choice: { decision?: "allow" | "deny"; scopes?: string[] } = {},
): Promise<URLSearchParams> {
  const { location } = await sandbox.control<{ location: string }>("POST", `/accounts/${account.accountId}/authorize`, {
    url,
    password: account.password,
    ...choice,
  });
  return new URL(location).searchParams;
}

/** The whole way: start, sign in, consent, callback. */
export async function connect(
  stage: Stage,
  actor: Actor,
  account: SandboxAccount,
  choice: { scopes?: string[] } = {},
): Promise<ConnectOutcomeCode> {
  const { url } = await startAuthorization(stage.services, actor);
  return completeAuthorization(stage.services, { actor, parameters: await authorize(stage, url, account, choice) });
}
