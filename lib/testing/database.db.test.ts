import postgres from "postgres";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createTestDatabase, type TestDatabase } from "./database";

let database: TestDatabase;

beforeAll(async () => {
  database = await createTestDatabase();
});

afterAll(() => database.drop());

async function query(url: string, statement: string) {
  const sql = postgres(url, { max: 1 });
  try {
    return await sql.unsafe(statement);
  } finally {
    await sql.end();
  }
}

test("a test database is migrated and its app role neither owns a table nor bypasses policies", async () => {
  const [tables] = await query(
    database.ownerUrl,
    "select count(*)::int as n from pg_tables where schemaname = 'public'",
  );
  expect(tables?.n).toBeGreaterThan(0);

  const [role] = await query(
    database.appUrl,
    `select rolsuper, rolbypassrls, rolcreaterole, (select count(*)::int from pg_class where relowner = r.oid) as owned,
            pg_has_role(r.oid, 'upvendo_app', 'usage') as member
       from pg_roles r where rolname = current_user`,
  );
  expect(role).toEqual({ rolsuper: false, rolbypassrls: false, rolcreaterole: false, owned: 0, member: true });
});

test("two test databases do not see each other, and a dropped one is gone even with a connection open", async () => {
  const other = await createTestDatabase();
  expect(other.name).not.toBe(database.name);
  const sql = postgres(other.ownerUrl, { max: 1, onnotice: () => {}, onclose: () => {} });
  await sql`create table only_here (id int)`;
  const found = await query(database.ownerUrl, "select to_regclass('only_here') as t");
  expect(found[0]?.t).toBeNull();

  await other.drop();
  const left = await query(database.ownerUrl, `select 1 from pg_database where datname = '${other.name}'`);
  expect(left).toHaveLength(0);
  await sql.end({ timeout: 1 }).catch(() => {});
});
