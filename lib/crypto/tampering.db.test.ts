import { inspect } from "node:util";
import postgres from "postgres";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { withTenant } from "@/db/client";
import { findConnection } from "@/db/queries/connections";
import { getIntegrationLog } from "@/lib/lightspeed/connection/log";
import { getAccessToken } from "@/lib/lightspeed/connection/token-vault";
import { log } from "@/lib/log";
import type { Services } from "@/lib/services";
import { newKey, openStage, type Stage } from "@/lib/testing/connection-stage";
import { insertSealedRows, type SealedRow } from "@/lib/testing/sealed-rows";
import { parseKeyring } from "./keyring";

let stage: Stage;
let services: Services;
let owner: postgres.Sql;
beforeAll(async () => {
  stage = await openStage();
  services = stage.services;
  owner = postgres(stage.ownerUrl, { max: 2, onnotice: () => {} });
});
afterAll(async () => {
  await owner.end();
  await stage.close();
});

const newRow = () => insertSealedRows(owner, services.keyring);

const flipped = (value: string) => value.slice(0, -6) + (value.at(-6) === "A" ? "B" : "A") + value.slice(-5);

const attacks: [string, (row: SealedRow) => Promise<unknown>][] = [
  [
    "changed ciphertext",
    async ({ connectionId }) => {
      const [row] = await owner`select access_token from connections where id = ${connectionId}`;
      await owner`update connections set access_token = ${flipped(row?.access_token)} where id = ${connectionId}`;
    },
  ],
  [
    "a tag that was cut",
    ({ connectionId }) =>
      owner`update connections set access_token = left(access_token, -6) where id = ${connectionId}`,
  ],
  [
    "the refresh token in the access token's column",
    ({ connectionId }) => owner`update connections set access_token = refresh_token where id = ${connectionId}`,
  ],
  [
    "another merchant's row",
    async ({ connectionId }) => {
      const other = await newRow();
      await owner`update connections c set access_token = o.access_token, refresh_token = o.refresh_token
                    from connections o where c.id = ${connectionId} and o.id = ${other.connectionId}`;
    },
  ],
  [
    "a value from another table of the same merchant",
    ({ connectionId }) =>
      owner`update connections c set access_token = p.access_token from pending_authorizations p
             where p.merchant_id = c.merchant_id and c.id = ${connectionId}`,
  ],
  [
    "plain text",
    ({ connectionId, accessToken }) =>
      owner`update connections set access_token = ${accessToken} where id = ${connectionId}`,
  ],
];

test.each(attacks)("%s is not used: alarm, log entry, reconnect needed", async (_, attack) => {
  const alarm = vi.spyOn(log, "error").mockImplementation(() => {});
  const row = await newRow();
  await attack(row);
  const [planted] = await owner`select access_token from connections where id = ${row.connectionId}`;
  const failure = await getAccessToken(services, row.merchantId).catch((error: unknown) => error);
  expect(failure).toMatchObject({ name: "AppError", code: "needs_reauthorization" });
  expect(alarm).toHaveBeenCalledTimes(1);
  expect(alarm).toHaveBeenCalledWith(
    expect.objectContaining({ merchantId: row.merchantId }),
    "stored credentials do not open",
  );
  for (const text of [inspect(alarm.mock.calls, { depth: 10 }), inspect(failure, { depth: 10 })]) {
    expect(text).not.toContain(planted?.access_token);
    expect(text).not.toContain(row.accessToken);
  }
  const connection = await withTenant(services.db, row.merchantId, findConnection);
  expect(connection).toMatchObject({ status: "needs_reauthorization", problem: "token_unreadable" });
  const { entries } = await getIntegrationLog(services, row.merchantId);
  expect(entries).toMatchObject([{ level: "error", operation: "Renew connection", count: 1 }]);
  // Once it is known there is no second alarm.
  await expect(getAccessToken(services, row.merchantId)).rejects.toMatchObject({ code: "needs_reauthorization" });
  expect(alarm).toHaveBeenCalledTimes(1);
});

test("a refresh token that does not open is never sent, and raises the same alarm", async () => {
  const alarm = vi.spyOn(log, "error").mockImplementation(() => {});
  const row = await newRow();
  await owner`update connections set refresh_token = access_token where id = ${row.connectionId}`;
  const { counts } = await stage.sandbox.control<{ counts: Record<string, number> }>("GET", "/requests");
  await expect(getAccessToken(services, row.merchantId, { refused: row.accessToken })).rejects.toMatchObject({
    code: "needs_reauthorization",
  });
  expect(alarm).toHaveBeenCalledTimes(1);
  const after = await stage.sandbox.control<{ counts: Record<string, number> }>("GET", "/requests");
  expect(after.counts.token ?? 0).toBe(counts.token ?? 0);
  const connection = await withTenant(services.db, row.merchantId, findConnection);
  expect(connection).toMatchObject({ status: "needs_reauthorization", problem: "token_unreadable", leaseOwner: null });
});

test("with the key gone the values stay as they are, so that the right key brings them back", async () => {
  vi.spyOn(log, "error").mockImplementation(() => {});
  const row = await newRow();
  const without = { ...services, keyring: parseKeyring(newKey("k9")) };
  await expect(getAccessToken(without, row.merchantId)).rejects.toMatchObject({ code: "needs_reauthorization" });
  await owner`update connections set status = 'connected', problem = null where id = ${row.connectionId}`;
  expect(await getAccessToken(services, row.merchantId)).toBe(row.accessToken);
});
