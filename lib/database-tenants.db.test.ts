import postgres from "postgres";
import { afterAll, beforeAll, expect, test } from "vitest";
import { insertRowsForMerchant } from "@/lib/testing/any-rows";
import { createTestDatabase, type TestDatabase } from "@/lib/testing/database";
import { listTenantTables } from "@/lib/testing/tenancy-catalogue";

let database: TestDatabase;
let owner: postgres.Sql;
let app: postgres.Sql;
let tables: { table: string; key: string }[];
let a: string;
let b: string;

beforeAll(async () => {
  database = await createTestDatabase();
  owner = postgres(database.ownerUrl, { max: 1, onnotice: () => {} });
  app = postgres(database.appUrl, { max: 1, onnotice: () => {} });
  tables = await listTenantTables(owner);
  const names = tables.map(({ table }) => table);
  a = await insertRowsForMerchant(owner, names);
  b = await insertRowsForMerchant(owner, names);
});
afterAll(async () => {
  await Promise.all([owner.end(), app.end()]);
  await database.drop();
});

type Attempt = (tx: postgres.TransactionSql) => Promise<{ count: number }>;

/** How many rows an attempt reached as this tenant (null: none set), or the server's code where it was refused. Nothing of it stays. */
async function reach(merchantId: string | null, attempt: Attempt): Promise<number | string> {
  const undo = new Error("undo");
  let outcome: number | string = "none";
  await app
    .begin(async (tx) => {
      if (merchantId) await tx`select set_config('app.merchant_id', ${merchantId}, true)`;
      outcome = (await attempt(tx)).count;
      throw undo;
    })
    .catch((error: unknown) => {
      if (error === undo) return;
      if (!(error instanceof postgres.PostgresError)) throw error;
      outcome = error.code;
    });
  return outcome;
}

const INSUFFICIENT_PRIVILEGE = "42501";

/** Runs an attempt on every tenant table and names those where the outcome is none of the allowed. */
async function forEachTable(
  merchantId: string | null,
  attempt: (table: string, key: string) => Attempt,
  allowed: (number | string)[],
): Promise<string[]> {
  const wrong = [];
  for (const { table, key } of tables) {
    const outcome = await reach(merchantId, attempt(table, key));
    if (!allowed.includes(outcome)) wrong.push(`${table}: ${outcome}`);
  }
  return wrong;
}

const read = (table: string) => (tx: postgres.TransactionSql) => tx`select * from ${tx(table)}`;
const readOf = (merchantId: string) => (table: string, key: string) => (tx: postgres.TransactionSql) =>
  tx`select * from ${tx(table)} where ${tx(key)} = ${merchantId}`;

test("the rows are there: the merchant reads the own one of every table, and no more than that", async () => {
  expect(await forEachTable(a, read, [1])).toEqual([]);
  expect(await forEachTable(b, read, [1])).toEqual([]);
});

test("without a tenant every table is empty, also after a transaction that had one", async () => {
  expect(await forEachTable(null, read, [0])).toEqual([]);
  await app.begin(async (tx) => tx`select set_config('app.merchant_id', ${a}, true)`);
  expect(await forEachTable(null, read, [0])).toEqual([]);
});

test("as another tenant nothing of a row can be read, changed or deleted", async () => {
  expect(await forEachTable(b, readOf(a), [0])).toEqual([]);
  const change = (table: string, key: string) => (tx: postgres.TransactionSql) =>
    tx`update ${tx(table)} set ${tx(key)} = ${tx(key)} where ${tx(key)} = ${a}`;
  expect(await forEachTable(b, change, [0, INSUFFICIENT_PRIVILEGE])).toEqual([]);
  const remove = (table: string, key: string) => (tx: postgres.TransactionSql) =>
    tx`delete from ${tx(table)} where ${tx(key)} = ${a}`;
  expect(await forEachTable(b, remove, [0, INSUFFICIENT_PRIVILEGE])).toEqual([]);
});

test("a forgotten WHERE changes or deletes the own rows at most", async () => {
  const removeAll = (table: string) => (tx: postgres.TransactionSql) => tx`delete from ${tx(table)}`;
  expect(await forEachTable(b, removeAll, [0, 1, INSUFFICIENT_PRIVILEGE])).toEqual([]);
  expect(await forEachTable(null, removeAll, [0, INSUFFICIENT_PRIVILEGE])).toEqual([]);
});

test("a row with another merchant's id cannot be inserted, and an own row cannot be given away", async () => {
  for (const { table, key } of tables) {
    const [row] = await owner`select to_jsonb(t) as row from ${owner(table)} t where ${owner(key)} = ${a}`;
    const plant: Attempt = (tx) =>
      tx`insert into ${tx(table)} select (jsonb_populate_record(null::${tx(table)}, ${tx.json(row?.row)})).*`;
    expect(await reach(b, plant), table).toBe(INSUFFICIENT_PRIVILEGE);
    expect(await reach(null, plant), table).toBe(INSUFFICIENT_PRIVILEGE);
    const giveAway: Attempt = (tx) => tx`update ${tx(table)} set ${tx(key)} = ${a} where ${tx(key)} = ${b}`;
    expect(await reach(b, giveAway), table).toBe(INSUFFICIENT_PRIVILEGE);
  }
});

test.each(["", "'", "0", "not-a-uuid", "00000000-0000-0000-0000-000000000000"])(
  "a senseless tenant (%j) sees nothing",
  async (tenant) => {
    const outcome = await reach(null, async (tx) => {
      await tx`select set_config('app.merchant_id', ${tenant}, true)`;
      return tx`select * from users`;
    });
    expect([0, "22P02"]).toContain(outcome);
  },
);

test("the app cannot step out of its role", async () => {
  for (const role of ["upvendo_gate", "upvendo_owner", "postgres"])
    expect(["42501", "22023", "42704"]).toContain(await reach(b, (tx) => tx.unsafe(`set local role ${role}`)));
  expect(await reach(b, (tx) => tx`set local row_security = off`)).not.toBe("none");
  const unmasked = await reach(b, async (tx) => {
    await tx`set local row_security = off`;
    return tx`select * from users where merchant_id = ${a}`;
  });
  expect(unmasked).toBe(INSUFFICIENT_PRIVILEGE);
});

test("what must not be changed afterwards cannot be: audit entries, receipts, merchants", async () => {
  const attempts: [string, Attempt][] = [
    [
      "insert into audit_entries",
      (tx) =>
        tx`insert into audit_entries (merchant_id, seq, at, action, detail, hash) values (${b}, 9, now(), 'x', '{}', '')`,
    ],
    ["update audit_entries", (tx) => tx`update audit_entries set action = 'nothing happened'`],
    ["delete from audit_entries", (tx) => tx`delete from audit_entries`],
    ["truncate audit_entries", (tx) => tx`truncate audit_entries`],
    ["update deletion_receipts.by_name", (tx) => tx`update deletion_receipts set by_name = 'somebody else'`],
    ["update deletion_receipts.created_at", (tx) => tx`update deletion_receipts set created_at = now()`],
    ["update deletion_receipts.kept", (tx) => tx`update deletion_receipts set kept = '[]'`],
    ["delete from deletion_receipts", (tx) => tx`delete from deletion_receipts`],
    ["truncate deletion_receipts", (tx) => tx`truncate deletion_receipts`],
    ["delete from merchants, and all with them", (tx) => tx`delete from merchants`],
    ["disable a trigger", (tx) => tx`alter table users disable trigger all`],
    ["drop a policy", (tx) => tx`drop policy tenant on users`],
  ];
  for (const [name, attempt] of attempts) expect(await reach(b, attempt), name).toBe(INSUFFICIENT_PRIVILEGE);
  // What Delete itself adds to its receipt when Lightspeed has answered.
  expect(await reach(b, (tx) => tx`update deletion_receipts set removed = '[]', unreachable = '[]'`)).toBe(1);
});
