import postgres from "postgres";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createDatabase, type Database, withTenant } from "@/db/client";
import { disableConnection, findConnection, moveConnection } from "@/db/queries/connections";
import { connectionStatuses } from "@/db/schema";
import { parseKeyring } from "@/lib/crypto/keyring";
import { newKey } from "@/lib/testing/connection-stage";
import { createTestDatabase, type TestDatabase } from "@/lib/testing/database";
import { insertSealedRows } from "@/lib/testing/sealed-rows";
import { type ConnectionEvent, nextStatus, transitions } from "./connection-transitions";

const keyring = parseKeyring(newKey("k1"));

let database: TestDatabase;
let owner: postgres.Sql;
let db: Database;
beforeAll(async () => {
  database = await createTestDatabase();
  owner = postgres(database.ownerUrl, { max: 1, onnotice: () => {} });
  db = createDatabase(database.appUrl, { max: 4 });
});
afterAll(async () => {
  await Promise.all([owner.end(), db.$client.end()]);
  await database.drop();
});

async function connectionIn(status: string): Promise<string> {
  const { merchantId } = await insertSealedRows(owner, keyring);
  const bare = status === "disabled" ? { access_token: null, refresh_token: null } : {};
  await owner`update connections set ${owner({ status, ...bare })} where merchant_id = ${merchantId}`;
  return merchantId;
}

const problem = { code: "test_failed", detail: null };
const cases = connectionStatuses.flatMap((status) =>
  (Object.keys(transitions) as ConnectionEvent[]).map((event) => [status, event] as const),
);

test.each(cases)("in %s the database answers %s as the table of transitions does", async (status, event) => {
  const merchantId = await connectionIn(status);
  const next = nextStatus(status, event);
  // Delete has a statement of its own, which also clears the credentials.
  const moved = await withTenant(db, merchantId, (tx) =>
    event === "removal" ? disableConnection(tx) : moveConnection(tx, { ...transitions[event], problem }),
  );
  const connection = await withTenant(db, merchantId, findConnection);
  expect({ moved, status: connection?.status }).toEqual({ moved: next !== null, status: next ?? status });
  if (!moved) expect(connection?.problem).toBeNull();
});

test("a move is refused when other tokens have come in meanwhile, or when the problem is another one", async () => {
  const merchantId = await connectionIn("degraded");
  await owner`update connections set token_version = 7, problem = 'business_missing' where merchant_id = ${merchantId}`;
  const attempt = (extra: object, version?: number) =>
    withTenant(db, merchantId, (tx) =>
      moveConnection(tx, { ...transitions.recovery, problem: null, ...extra }, version),
    );
  expect(await attempt({}, 6)).toBe(false);
  expect(await attempt({ onlyProblems: ["test_failed"] })).toBe(false);
  expect(await attempt({ onlyProblems: ["business_missing"] }, 7)).toBe(true);
});

test("of twenty equal moves at the same time one is made", async () => {
  const merchantId = await connectionIn("degraded");
  const moves = Array.from({ length: 20 }, () =>
    withTenant(db, merchantId, (tx) => moveConnection(tx, { ...transitions.recovery, problem: null })),
  );
  expect((await Promise.all(moves)).filter(Boolean)).toHaveLength(1);
});

test("trouble that goes on keeps its beginning, and other trouble begins anew", async () => {
  const merchantId = await connectionIn("connected");
  const trouble = (code: string) =>
    withTenant(db, merchantId, async (tx) => {
      await moveConnection(tx, { ...transitions.trouble, problem: { code, detail: null } });
      return (await findConnection(tx))?.problemSince?.getTime();
    });
  const since = await trouble("refresh_failing");
  await owner`update connections set problem_since = problem_since - interval '1 hour' where merchant_id = ${merchantId}`;
  const later = await trouble("refresh_failing");
  expect(later).toBe((since ?? 0) - 3_600_000);
  expect(await trouble("client_refused")).toBeGreaterThan(later ?? 0);
});

test("the database refuses an unknown state, and credentials in a removed connection", async () => {
  const merchantId = await connectionIn("connected");
  await expect(
    owner`update connections set status = 'connecting' where merchant_id = ${merchantId}`,
  ).rejects.toMatchObject({ code: "23514" });
  await expect(
    owner`update connections set status = 'disabled' where merchant_id = ${merchantId}`,
  ).rejects.toMatchObject({ code: "23514" });
});
