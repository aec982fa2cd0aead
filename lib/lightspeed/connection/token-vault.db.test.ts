import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import type { Database } from "@/db/client";
import { parseKeyring } from "@/lib/crypto/keyring";
import { AppError } from "@/lib/errors";
import { OAuthClient } from "@/lib/k-series";
import { log } from "@/lib/log";
import type { Services } from "@/lib/services";
import { newKey } from "@/lib/testing/connection-stage";
import { startVaultProcess } from "@/lib/testing/vault-process";
import { openVaultStage, type VaultMerchant, type VaultStage } from "@/lib/testing/vault-stage";
import { kSeriesFor } from "./k-series-for";
import { refreshDueConnections } from "./refresh-due";
import { getAccessToken } from "./token-vault";

let stage: VaultStage;
beforeAll(async () => {
  stage = await openVaultStage();
});
afterAll(() => stage.close());

const token = (merchant: VaultMerchant, refused?: string) =>
  getAccessToken(stage.services, merchant.merchantId, refused === undefined ? {} : { refused });
const codeOf = (error: unknown) => (error instanceof AppError ? error.code : String(error));
const calls = async ({ account }: VaultMerchant) =>
  (await stage.sandbox.requests({ account: account.accountId })).map(
    ({ operation, status }) => `${operation} ${status}`,
  );

describe("a token that lives an hour", () => {
  test("is used as it is with 5:01 left, and refreshed once with 4:59 left", async () => {
    const merchant = await stage.merchant();
    const first = await token(merchant);
    await stage.leave(merchant, 301);
    expect(await token(merchant)).toBe(first);
    expect(await stage.tokenRequests(merchant)).toEqual([]);
    await stage.leave(merchant, 299);
    const [one, ...others] = await Promise.all(Array.from({ length: 20 }, () => token(merchant)));
    expect(one).not.toBe(first);
    expect(new Set(others)).toEqual(new Set([one]));
    expect(await stage.tokenRequests(merchant)).toHaveLength(1);
  });
});

describe("a 401 with a token that looks fresh", () => {
  test("leads to exactly one refresh and one retry", async () => {
    const merchant = await stage.merchant();
    await stage.sandbox.control("POST", `/accounts/${merchant.account.accountId}/expire`, { what: "access" });
    expect(await stage.works(merchant)).toBe(true);
    expect(await calls(merchant)).toEqual(["businesses 401", "token 200", "businesses 200"]);
  });

  test("leads to one refresh for twenty callers, and each retries once", async () => {
    const merchant = await stage.merchant();
    await stage.sandbox.control("POST", `/accounts/${merchant.account.accountId}/expire`, { what: "access" });
    expect(await Promise.all(Array.from({ length: 20 }, () => stage.works(merchant)))).not.toContain(false);
    const made = await calls(merchant);
    expect(made.filter((call) => call === "token 200")).toHaveLength(1);
    expect(made.filter((call) => call === "businesses 200")).toHaveLength(20);
    expect(made.length).toBeLessThanOrEqual(41);
  });

  test("stops after two calls when every call is answered so", async () => {
    const merchant = await stage.merchant();
    await stage.fault(merchant, { type: "status", status: 401 }, { operation: "businesses" });
    const call = kSeriesFor(stage.services, merchant.merchantId).businesses.list({});
    await expect(call).rejects.toMatchObject({ name: "KSeriesAuthError" });
    expect(await calls(merchant)).toEqual(["businesses 401", "token 200", "businesses 401"]);
    expect((await stage.row(merchant)).status).toBe("connected");
  });

  test("never gets the refused token again, not even when the refresh fails", async () => {
    const merchant = await stage.merchant();
    const refused = await token(merchant);
    await stage.fault(merchant, { type: "status", status: 503 }, { times: 1 });
    await expect(token(merchant, refused)).rejects.toMatchObject({ code: "k_series_unavailable" });
    expect((await stage.row(merchant)).status).toBe("degraded");
    expect(await token(merchant, refused)).not.toBe(refused);
  });

  test("is no reason to refresh a newer token than the refused one", async () => {
    const merchant = await stage.merchant();
    const refused = await token(merchant);
    const newer = await token(merchant, refused);
    expect(await Promise.all([token(merchant, refused), token(merchant, refused)])).toEqual([newer, newer]);
    expect(await stage.tokenRequests(merchant)).toHaveLength(1);
  });
});

test.each([10, -10])("a process whose clock is wrong by %i minutes refreshes no more than others", async (minutes) => {
  const merchant = await stage.merchant();
  const wrong = await startVaultProcess(stage, { clockShiftMs: minutes * 60_000 });
  try {
    // Fresh by the database's clock, whatever the process thinks.
    await stage.leave(merchant, 330);
    const fresh = await token(merchant);
    expect(await wrong.tokens(merchant.merchantId, 5)).toEqual({ tokens: [fresh], errors: [] });
    expect((await wrong.call(merchant.merchantId)).errors).toEqual([]);
    expect(await stage.tokenRequests(merchant)).toHaveLength(0);
    await stage.leave(merchant, 200);
    expect((await wrong.tokens(merchant.merchantId, 5)).errors).toEqual([]);
    expect((await wrong.call(merchant.merchantId)).errors).toEqual([]);
    expect(await token(merchant)).not.toBe(fresh);
    expect(await stage.tokenRequests(merchant)).toHaveLength(1);
    const [{ left } = { left: 0 }] = await stage.sql<{ left: number }[]>`
      select extract(epoch from access_expires_at - now())::float8 as left from connections where merchant_id = ${merchant.merchantId}`;
    expect(Math.abs(left - 3600)).toBeLessThan(10);
  } finally {
    await wrong.kill();
  }
});

/** Services whose database fails so many transactions from the first one after a token answer. */
function stumbling(times: number): Services {
  const { db } = stage.services;
  const oauth = new OAuthClient(stage.services.oauth.config);
  const refresh = oauth.refresh.bind(oauth);
  let left = 0;
  vi.spyOn(oauth, "refresh").mockImplementation(async (...input) => {
    const tokens = await refresh(...input);
    left = times;
    return tokens;
  });
  const transaction: Database["transaction"] = (work, config) => {
    left -= 1;
    return left >= 0 ? Promise.reject(new Error("the database stumbled")) : db.transaction(work, config);
  };
  return { ...stage.services, oauth, db: Object.assign(Object.create(db) as Database, { transaction }) };
}

test("new tokens survive a database that stumbles at their commit", async () => {
  const warned = vi.spyOn(log, "warn").mockImplementation(() => {});
  const merchant = await stage.merchant({ refreshGraceMs: 0 });
  await stage.leave(merchant, -1);
  expect(await getAccessToken(stumbling(3), merchant.merchantId)).toBe(await token(merchant));
  expect(warned).toHaveBeenCalledTimes(3);
  await stage.leave(merchant, -1);
  expect(await stage.works(merchant)).toBe(true);
});

describe("credentials that do not open", () => {
  test("end the connection once, with one alarm, and are left alone by the background job", async () => {
    const alarm = vi.spyOn(log, "error").mockImplementation(() => {});
    const merchant = await stage.merchant();
    const lost = { ...stage.services, keyring: parseKeyring(newKey("k9")) };
    const codes = await Promise.all(
      Array.from({ length: 3 }, () => getAccessToken(lost, merchant.merchantId).catch(codeOf)),
    );
    expect(codes).toEqual(Array.from({ length: 3 }, () => "needs_reauthorization"));
    const row = await stage.row(merchant);
    expect(row).toMatchObject({ status: "needs_reauthorization", problem: "token_unreadable", refreshDueAt: null });
    expect(row.refreshToken).not.toBeNull();
    expect(await stage.logLines(merchant)).toHaveLength(1);
    alarm.mockClear();
    await refreshDueConnections(lost);
    await expect(getAccessToken(lost, merchant.merchantId)).rejects.toMatchObject({ code: "needs_reauthorization" });
    expect(alarm).not.toHaveBeenCalled();
    expect(await stage.tokenRequests(merchant)).toEqual([]);
  });

  test("found only when a refresh wants them end it the same way, and the lease is given back", async () => {
    const alarm = vi.spyOn(log, "error").mockImplementation(() => {});
    const merchant = await stage.merchant();
    await stage.leave(merchant, -1);
    const lost = { ...stage.services, keyring: parseKeyring(newKey("k9")) };
    await expect(getAccessToken(lost, merchant.merchantId)).rejects.toMatchObject({ code: "needs_reauthorization" });
    expect(await stage.row(merchant)).toMatchObject({ status: "needs_reauthorization", leaseOwner: null });
    expect(alarm).toHaveBeenCalledOnce();
  });
});

test("nothing that a process prints while renewals fail in every way contains a token or the secret", async () => {
  const printing = await startVaultProcess(stage);
  try {
    const merchant = await stage.merchant();
    const secrets = [await token(merchant), stage.services.oauth.config.clientSecret];
    for (const effect of [
      { type: "status", status: 503 },
      { type: "raw", status: 401, headers: { "content-type": "application/json" }, body: '{"error":"invalid_client"}' },
      { type: "cut", at: "body" },
    ]) {
      await stage.leave(merchant, -1);
      await stage.fault(merchant, effect, { times: 1 });
      expect((await printing.tokens(merchant.merchantId)).errors).toEqual(["k_series_unavailable"]);
    }
    // The answer was lost in its body, after its effect.
    expect((await printing.tokens(merchant.merchantId)).errors).toEqual(["needs_reauthorization"]);
    expect(printing.output()).toContain("refuses our client credentials");
    for (const secret of secrets) expect(printing.output()).not.toContain(secret);
    expect(printing.output()).not.toContain("v1.k1.");
  } finally {
    await printing.kill();
  }
});
