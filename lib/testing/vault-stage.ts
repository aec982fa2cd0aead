import postgres from "postgres";
import { inject } from "vitest";
import { withTenant } from "@/db/client";
import { findConnection } from "@/db/queries/connections";
import type { Connection } from "@/db/schema";
import type { Actor } from "@/lib/auth/roles";
import { adoptConsent } from "@/lib/lightspeed/connection/adopt-consent";
import { kSeriesFor } from "@/lib/lightspeed/connection/k-series-for";
import { getIntegrationLog } from "@/lib/lightspeed/connection/log";
import { createStageMerchant, openStage, type Stage } from "./connection-stage";
import type { SandboxAccount, SandboxRequest } from "./sandbox-process";

declare module "vitest" {
  interface ProvidedContext {
    /** From TEST_ROUNDS; 0 means the quick form. */
    longRounds: number;
  }
}

export const roundsOr = (quick: number): number => inject("longRounds") || quick;

/** A figure for whoever reads the run's output. */
export const report = (line: string): boolean => process.stdout.write(`${line}\n`);

export type VaultMerchant = { merchantId: string; actor: Actor; account: SandboxAccount };

/** A stage with what tests of the token vault do again and again. */
export type VaultStage = Stage & {
  sql: postgres.Sql;
  /** A connected merchant; access tokens live an hour unless told otherwise. */
  merchant: (settings?: Record<string, number>) => Promise<VaultMerchant>;
  /** A fresh consent, without a browser. */
  consent: (merchant: VaultMerchant) => Promise<void>;
  row: (merchant: VaultMerchant) => Promise<Connection>;
  /** Lets the access token end in so many seconds from now. */
  leave: (merchant: VaultMerchant, seconds: number) => Promise<void>;
  /** As if the lease had been taken long ago. */
  endLease: (merchant: VaultMerchant) => Promise<void>;
  /** Lets time pass for one connection. */
  pass: (merchant: VaultMerchant, seconds: number) => Promise<void>;
  tokenRequests: (merchant: VaultMerchant) => Promise<SandboxRequest[]>;
  fault: (merchant: VaultMerchant, effect: object, more?: object) => Promise<string>;
  clearFaults: (merchant: VaultMerchant) => Promise<void>;
  arrived: (fault: string, atLeast?: number) => Promise<void>;
  release: (fault: string) => Promise<void>;
  /** Whether a call of the API goes through, with every refresh that this may need. */
  works: (merchant: VaultMerchant) => Promise<boolean>;
  logLines: (merchant: VaultMerchant) => Promise<{ level: string; message: string; count: number }[]>;
};

export async function openVaultStage(): Promise<VaultStage> {
  const stage = await openStage();
  const { services, sandbox } = stage;
  const sql = postgres(stage.ownerUrl, { max: 4, onnotice: () => {} });
  const consent = async ({ account, actor, merchantId }: VaultMerchant) => {
    const answer = await sandbox.control<Record<string, string>>("POST", `/accounts/${account.accountId}/tokens`, {
      scopes: services.oauth.config.scopes,
    });
    const tokens = {
      accessToken: String(answer.access_token),
      refreshToken: String(answer.refresh_token),
      accessLifetime: Number(answer.expires_in),
      refreshLifetime: null,
      scopes: services.oauth.config.scopes,
    };
    const businesses = account.businesses.map(({ id, name, locations }) => ({ id, name, locations }));
    await withTenant(services.db, merchantId, (tx) => adoptConsent(services, tx, { tokens, businesses, by: actor }));
  };
  return {
    ...stage,
    sql,
    consent,
    merchant: async (settings = {}) => {
      const [{ actor }, account] = await Promise.all([
        createStageMerchant(stage),
        sandbox.createAccount({ settings: { accessTokenSeconds: 3600, ...settings } }),
      ]);
      const merchant = { merchantId: actor.merchantId, actor, account };
      await consent(merchant);
      return merchant;
    },
    row: async ({ merchantId }) => {
      const row = await withTenant(services.db, merchantId, findConnection);
      if (!row) throw new Error("the merchant has no connection");
      return row;
    },
    leave: async ({ merchantId }, seconds) => {
      await sql`update connections set access_expires_at = now() + ${seconds} * interval '1 second' where merchant_id = ${merchantId}`;
    },
    endLease: async ({ merchantId }) => {
      await sql`update connections set lease_until = now() - interval '1 second' where merchant_id = ${merchantId} and lease_until is not null`;
    },
    pass: async ({ merchantId }, seconds) => {
      await sql`update connections set access_expires_at = access_expires_at - ${seconds} * interval '1 second',
        refresh_due_at = refresh_due_at - ${seconds} * interval '1 second' where merchant_id = ${merchantId}`;
    },
    tokenRequests: ({ account }) => sandbox.requests({ account: account.accountId, operation: "token" }),
    fault: async ({ account }, effect, more = {}) =>
      (
        await sandbox.control<{ id: string }>("POST", "/faults", {
          ...{ account: account.accountId, operation: "token" },
          ...more,
          do: effect,
        })
      ).id,
    clearFaults: ({ account }) => sandbox.control("DELETE", `/faults?account=${account.accountId}`),
    arrived: async (fault, atLeast = 1) => {
      const { arrived } = await sandbox.control<{ arrived: number }>("GET", `/holds/${fault}?atLeast=${atLeast}`);
      if (arrived < atLeast) throw new Error("the request did not arrive at the sandbox");
    },
    release: (fault) => sandbox.control("POST", `/holds/${fault}/release`, {}),
    works: ({ merchantId }) =>
      kSeriesFor(services, merchantId)
        .businesses.list({})
        .then(
          () => true,
          () => false,
        ),
    logLines: async ({ merchantId }) => (await getIntegrationLog(services, merchantId)).entries,
    close: async () => {
      await sql.end({ timeout: 2 });
      await stage.close();
    },
  };
}
