import postgres from "postgres";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createTestDatabase, type TestDatabase } from "@/lib/testing/database";
import { findTenancyFaults, listTenantTables } from "@/lib/testing/tenancy-catalogue";

let database: TestDatabase;
let owner: postgres.Sql;
beforeAll(async () => {
  database = await createTestDatabase();
  owner = postgres(database.ownerUrl, { max: 1, onnotice: () => {} });
});
afterAll(async () => {
  await owner.end();
  await database.drop();
});

/** What the checker says with these statements run; nothing of them stays. */
async function faultsWith(...statements: string[]): Promise<string[]> {
  const undo = new Error("undo");
  let faults: string[] = [];
  await owner
    .begin(async (tx) => {
      for (const statement of statements) await tx.unsafe(statement);
      faults = await findTenancyFaults(tx);
      throw undo;
    })
    .catch((error: unknown) => {
      if (error !== undo) throw error;
    });
  return faults;
}

test("the catalogue shows no way around the tenant: tables, policies, grants, roles, owners, functions", async () => {
  expect(await findTenancyFaults(owner)).toEqual([]);
  expect((await listTenantTables(owner)).length).toBeGreaterThanOrEqual(15);
});

const table = "create table planted (id uuid primary key, merchant_id uuid not null)";
const definer = "language sql security definer";

test.each([
  [
    "a table without any protection",
    [table],
    "table planted: row-level security is off, not forced on its owner, no policy",
  ],
  [
    "a table whose owner is not bound",
    [table, "select gate.protect('planted')", "alter table planted no force row level security"],
    "table planted: not forced on its owner",
  ],
  [
    "a table without a policy",
    [table, "alter table planted enable row level security, force row level security"],
    "table planted: no policy",
  ],
  [
    "a policy that lets the app see everything",
    ["create policy wide on users to upvendo_app using (true)"],
    "policy wide on users for {upvendo_app}",
  ],
  [
    "a policy for everybody",
    ["create policy wide on users using (merchant_id = gate.current_merchant())"],
    "policy wide on users for {public}",
  ],
  [
    "a policy that checks reading and not writing",
    ["create policy half on users to upvendo_app using (merchant_id = gate.current_merchant()) with check (true)"],
    "policy half on users for {upvendo_app}",
  ],
  [
    "a policy on the wrong column",
    [
      "create policy wide on sessions to upvendo_app using (user_id = gate.current_merchant()) with check (user_id = gate.current_merchant())",
    ],
    "policy wide on sessions for {upvendo_app}",
  ],
  [
    "a view with its owner's rights",
    ["create view planted as select * from users"],
    "view planted is not security_invoker",
  ],
  ["TRUNCATE for the app", ["grant truncate on users to upvendo_app"], "upvendo_app has TRUNCATE on users"],
  [
    "the throttles open to the app",
    ["grant select on sign_in_throttles to upvendo_app"],
    "upvendo_app has SELECT on sign_in_throttles",
  ],
  [
    "a day of the inbox open to the app, past the policies of the whole",
    ["grant select on webhook_days.other to upvendo_app"],
    "upvendo_app has SELECT on webhook_days.other",
  ],
  ["a table open to everybody", ["grant select on users to public"], "PUBLIC has SELECT on users"],
  [
    "an app that may create tables",
    ["grant create on schema public to upvendo_app"],
    "upvendo_app may create in schema public",
  ],
  ["an app role that bypasses policies", ["alter role upvendo_web bypassrls"], "role upvendo_web: bypasses policies"],
  [
    "an app role that may act as the gate",
    ["grant upvendo_gate to upvendo_web"],
    "role upvendo_web: can become upvendo_gate",
  ],
  ["an app role that owns a table", ["alter table locations owner to upvendo_app"], "upvendo_app owns locations"],
  [
    "a function with another's rights outside the gate",
    [`create function public.planted() returns bigint ${definer} as 'select count(*) from public.users'`],
    "function planted(): outside the gate, owned by upvendo_owner, no fixed search path that ends with pg_temp, open to PUBLIC",
  ],
  [
    "a gate function of the owner's",
    [
      `create function gate.planted() returns bigint ${definer} set search_path = public, pg_temp as 'select count(*) from users'`,
      "revoke execute on function gate.planted() from public",
    ],
    "function gate.planted(): owned by upvendo_owner",
  ],
  [
    "a gate function whose search path can be bent",
    ["alter function gate.find_user_for_sign_in(text) set search_path = pg_temp, public"],
    "function gate.find_user_for_sign_in(text): no fixed search path that ends with pg_temp",
  ],
  [
    "a gate function open to everybody",
    ["grant execute on function gate.find_user_for_sign_in(text) to public"],
    "function gate.find_user_for_sign_in(text): open to PUBLIC",
  ],
] as [string, string[], string][])("the checker finds %s", async (_, statements, fault) => {
  expect(await faultsWith(...statements)).toContain(fault);
});

// The queue is not divided by tenant: a job may belong to nobody, and the worker takes whatever is due. So it is kept small what it holds.
test("the queue: row-level security on every table, the app owns none of them, and its policy is the only one", async () => {
  const tables = await owner`
    select c.relname as name, c.relrowsecurity as secured, r.rolname as owner,
           (select array_agg(p.polname::text) from pg_policy p where p.polrelid = c.oid) as policies
      from pg_class c join pg_roles r on r.oid = c.relowner
     where c.relnamespace = 'graphile_worker'::regnamespace and c.relkind in ('r', 'p') and c.relname <> 'migrations'`;
  expect(tables.length).toBeGreaterThanOrEqual(4);
  for (const { name, secured, owner: role, policies } of tables) {
    expect({ name, secured, policies }).toEqual({ name, secured: true, policies: ["app"] });
    expect(role).not.toMatch(/^upvendo_(app|web|gate)$/);
  }
});
