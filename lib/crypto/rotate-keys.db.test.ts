import { spawn } from "node:child_process";
import { getTableName, is } from "drizzle-orm";
import { CasingCache } from "drizzle-orm/casing";
import { getTableConfig, PgTable } from "drizzle-orm/pg-core";
import postgres from "postgres";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createDatabase, type Database, withTenant } from "@/db/client";
import { listValuesOfOtherKeys, replaceSealedValue } from "@/db/queries/sealed-values";
import * as schema from "@/db/schema";
import { bundle } from "@/lib/testing/bundle";
import { newKey } from "@/lib/testing/connection-stage";
import { createTestDatabase, type TestDatabase } from "@/lib/testing/database";
import { insertSealedRows } from "@/lib/testing/sealed-rows";
import { type Keyring, parseKeyring } from "./keyring";
import { countByKey, rotateKeys } from "./rotate-keys";
import { open, type Place, seal, sealedWith } from "./sealed-box";
import { sealedColumns } from "./sealed-columns";

const [k1, k2] = [newKey("k1"), newKey("k2")];
const before = parseKeyring(k1);
const during = parseKeyring(`${k2},${k1}`);
const after = parseKeyring(k2);

let database: TestDatabase;
let owner: postgres.Sql;
let db: Database;

beforeAll(async () => {
  database = await createTestDatabase();
  owner = postgres(database.ownerUrl, { max: 2, onnotice: () => {} });
  db = createDatabase(database.appUrl, { max: 4 });
});
afterAll(async () => {
  await Promise.all([owner.end(), db.$client.end()]);
  await database.drop();
});

async function valuesOf(merchantId: string): Promise<(Place & { value: schema.Sealed })[]> {
  const rows = await Promise.all(
    sealedColumns.map(async ({ table, column }) => {
      const found = await owner<{ id: string; value: schema.Sealed }[]>`
        select id, ${owner(column)} as value from ${owner(table)}
         where merchant_id = ${merchantId} and ${owner(column)} is not null`;
      return found.map(({ id, value }) => ({ table, column, merchantId, rowId: id, value }));
    }),
  );
  return rows.flat();
}

const openAll = async (keys: Keyring, merchantId: string) =>
  (await valuesOf(merchantId)).map(({ value, ...place }) => open(keys, place, value)).sort();

/** The real script, as an operator runs it. */
async function runScript(keys: string, ...args: string[]): Promise<{ code: number | null; output: string }> {
  const child = spawn(process.execPath, [await bundle("scripts/keys-rotate.ts"), ...args], {
    stdio: ["ignore", "pipe", "pipe"],
    env: { NODE_ENV: "test", DATABASE_URL: database.appUrl, TOKEN_ENCRYPTION_KEYS: keys },
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk: Buffer) => (output += chunk.toString()));
  return new Promise((resolve) => child.once("close", (code) => resolve({ code, output })));
}

test("every sealed column of the schema is in the list of sealed columns, and nothing else is", () => {
  const casing = new CasingCache("snake_case");
  const inSchema = (Object.values(schema) as unknown[])
    .filter((entry) => is(entry, PgTable))
    .flatMap((table) => {
      const { columns } = getTableConfig(table);
      // The other custom columns hold bytes, such as pictures.
      const isSealed = columns.filter(
        (column) => column.columnType === "PgCustomColumn" && column.getSQLType() === "text",
      );
      return isSealed.map((column) => ({ table: getTableName(table), column: casing.getColumnCasing(column) }));
    });
  const sorted = (list: readonly { table: string; column: string }[]) =>
    list.map(({ table, column }) => `${table}.${column}`).sort();
  expect(sorted(inSchema)).toEqual(sorted(sealedColumns));
});

test("every sealed column's table has what a sealed value is bound to: id and merchant_id", async () => {
  for (const { table } of sealedColumns) {
    const columns = await owner`select column_name from information_schema.columns where table_name = ${table}
                                 and column_name in ('id', 'merchant_id') and data_type = 'uuid' and is_nullable = 'NO'`;
    expect(columns.length, table).toBe(2);
  }
});

test("rotation seals every kind of value anew, so that the old key can go; a second run finds nothing to do", async () => {
  const { merchantId } = await insertSealedRows(owner, before);
  const secrets = await openAll(before, merchantId);
  expect(secrets).toHaveLength(sealedColumns.length);
  const first = await rotateKeys({ db, keyring: during });
  expect(first).toMatchObject({ resealed: sealedColumns.length, overtaken: 0, broken: [] });
  expect(await openAll(after, merchantId)).toEqual(secrets);
  expect([...(await countByKey({ db, keyring: during }))]).toEqual([
    ["k2", sealedColumns.length],
    ["k1", 0],
  ]);
  const values = await valuesOf(merchantId);
  expect(await rotateKeys({ db, keyring: during })).toMatchObject({ resealed: 0, broken: [] });
  expect(await valuesOf(merchantId)).toEqual(values);
});

test("a value that the app replaced between our look and our write stays as the app wrote it", async () => {
  const { merchantId, connectionId } = await insertSealedRows(owner, before);
  const [looked] = await withTenant(db, merchantId, (tx) =>
    listValuesOfOtherKeys(tx, [{ table: "connections", column: "access_token" }], "k2"),
  );
  if (!looked) throw new Error("the value was not found");
  const place = { table: "connections", column: "access_token", merchantId, rowId: connectionId };
  const newer = seal(during, place, "newer token");
  await owner`update connections set access_token = ${newer} where id = ${connectionId}`;
  const stale = seal(during, place, open(during, place, looked.value));
  expect(await withTenant(db, merchantId, (tx) => replaceSealedValue(tx, looked, stale))).toBe(false);
  const [row] = await owner`select access_token from connections where id = ${connectionId}`;
  expect(row?.access_token).toBe(newer);
  await owner`delete from merchants where id = ${merchantId}`;
});

test("the script reports a value that does not open by table and row only, goes on with the rest, and ends with 1", async () => {
  const [broken, whole] = [await insertSealedRows(owner, before), await insertSealedRows(owner, before)];
  // Another merchant's ciphertext: authentic, but not for this row.
  await owner`update connections c set access_token = o.access_token from connections o
               where c.id = ${broken.connectionId} and o.id = ${whole.connectionId}`;
  const [planted] = await owner`select access_token from connections where id = ${broken.connectionId}`;
  const { code, output } = await runScript(`${k2},${k1}`);
  expect(code).toBe(1);
  expect(output).toContain(`connections.access_token of row ${broken.connectionId} does not open: authentication`);
  expect(output).toMatch(/Key k1: 1 values, must stay/);
  for (const secret of [planted?.access_token, whole.accessToken, broken.accessToken, k1.slice(3), k2.slice(3)])
    expect(output).not.toContain(secret);
  expect((await valuesOf(whole.merchantId)).map(({ value }) => sealedWith(value))).toEqual(
    Array(sealedColumns.length).fill("k2"),
  );
  const [left] = await owner`select access_token from connections where id = ${broken.connectionId}`;
  expect(left?.access_token).toBe(planted?.access_token);
  await owner`delete from merchants where id = ${broken.merchantId}`;
});

test("the script ends with 1 while a key that is not in the ring still seals something", async () => {
  const { merchantId } = await insertSealedRows(owner, parseKeyring(newKey("k0")));
  const { code, output } = await runScript(`${k2},${k1}`);
  expect(code).toBe(1);
  expect(output).toContain(`A key that is not in TOKEN_ENCRYPTION_KEYS: ${sealedColumns.length} values, must stay`);
  expect(output.match(/does not open: unknown key/g)).toHaveLength(sealedColumns.length);
  await owner`delete from merchants where id = ${merchantId}`;
});

test("the script refuses unusable settings in one line each", async () => {
  const refusals: [string, string[], RegExp][] = [
    ["k1:short", [], /TOKEN_ENCRYPTION_KEYS: entry 1 is not/],
    ["", [], /TOKEN_ENCRYPTION_KEYS is not set/],
    [k1, ["--batch", "0"], /--batch must be/],
    [k1, ["--drop-everything"], /drop-everything/],
  ];
  const runs = await Promise.all(refusals.map(([keys, args]) => runScript(keys, ...args)));
  for (const [index, { code, output }] of runs.entries()) {
    expect(code).toBe(1);
    expect(output.trim().split("\n")).toHaveLength(1);
    expect(output).toMatch(refusals[index]?.[2] ?? /never/);
  }
});
