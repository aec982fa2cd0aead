import { randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import { readMigrationFiles } from "drizzle-orm/migrator";
import postgres from "postgres";
import { afterAll, beforeAll, expect, inject, test } from "vitest";
import { findBrokenPromises, readSchemaPromises, type SchemaPromises } from "@/lib/testing/schema-promises";

/** From here on each step must leave the version before it at work: it still serves while the next one is put in its place. */
const FIRST = "0044_guest_traces";

const folder = "db/migrations";
const { ownerUrl } = inject("templateDatabase");
const database = `steps_${randomBytes(8).toString("hex")}`;
const urlOf = (name: string) => Object.assign(new URL(ownerUrl), { pathname: `/${name}` }).href;
let owner: postgres.Sql;
const faults: string[] = [];

beforeAll(async () => {
  await maintain(`create database ${database}`);
  owner = postgres(urlOf(database), { max: 1, onnotice: () => {} });
  // What the migrator makes for itself, before the first file.
  await owner.unsafe(
    "create schema drizzle; create table drizzle.__drizzle_migrations (id int, hash text, created_at bigint)",
  );
  const { entries } = JSON.parse(readFileSync(`${folder}/meta/_journal.json`, "utf8")) as {
    entries: { tag: string }[];
  };
  let before: SchemaPromises | undefined;
  for (const [index, { sql }] of readMigrationFiles({ migrationsFolder: folder }).entries()) {
    const tag = entries[index]?.tag ?? "";
    if (tag === FIRST) before = await readSchemaPromises(owner);
    await owner.begin(async (tx) => {
      for (const statement of sql) await tx.unsafe(statement);
    });
    if (!before) continue;
    const after = await readSchemaPromises(owner);
    const said = readFileSync(`${folder}/${tag}.sql`, "utf8");
    faults.push(...unexplained(findBrokenPromises(before, after), said, releases).map((fault) => `${tag}: ${fault}`));
    before = after;
  }
  expect(before?.columns.length).toBeGreaterThan(500);
  expect(before?.routines.length).toBeGreaterThan(40);
});
afterAll(async () => {
  await owner.end();
  await maintain(`drop database ${database} with (force)`);
});

async function maintain(statement: string): Promise<void> {
  const sql = postgres(urlOf("postgres"), { max: 1, onnotice: () => {} });
  await sql.unsafe(statement).finally(() => sql.end());
}

const releases = [...readFileSync("CHANGELOG.md", "utf8").matchAll(/^## (\d\S*)/gm)].map(
  ([, version]) => version ?? "",
);

/**
 * What a migration does not answer for. It may say of a line `-- unused since <release>: <line>`, where a release that is out already did without, or
 * `-- wider: rule <line>`, where a rule became another one that lets all through that the former one did.
 */
function unexplained(lines: readonly string[], file: string, out: readonly string[]): string[] {
  const said = [...file.matchAll(/^-- (unused since (?<since>\S+)|wider): (?<line>.+)$/gm)].map(
    ({ groups }) => groups ?? {},
  );
  return lines.filter(
    (line) =>
      !said.some((word) => word.line === line && (word.since ? out.includes(word.since) : line.startsWith("rule "))),
  );
}

test("no step takes away from the version before what it works with", () => {
  expect(faults).toEqual([]);
});

/** What is found after these statements; nothing of them stays. */
async function brokenBy(statements: string): Promise<string[]> {
  const undo = new Error("undo");
  let found: string[] = [];
  await owner
    .begin(async (tx) => {
      const before = await readSchemaPromises(tx);
      await tx.unsafe(statements);
      found = findBrokenPromises(before, await readSchemaPromises(tx));
      throw undo;
    })
    .catch((error: unknown) => {
      if (error !== undo) throw error;
    });
  return found;
}

const endTurn = "function gate.end_turn(p_name text, p_turn_id uuid)";
const anew = (head: string, body: string) => `
  drop function gate.end_turn;
  create function gate.end_turn${head} language sql security definer as $$ ${body} $$;
  grant execute on function gate.end_turn to upvendo_app`;
const status = (check: string) => `
  alter table orders drop constraint orders_status_ck;
  alter table orders add constraint orders_status_ck check (${check})`;
/** As the rule is written now. */
async function statusWords(): Promise<string> {
  const { rules } = await readSchemaPromises(owner);
  return /ARRAY\[(.*)\]/.exec(rules.find(({ name }) => name === "orders_status_ck")?.definition ?? "")?.[1] ?? "";
}

test.each([
  ["a table that is gone", "drop table job_turns", /^table job_turns is gone$/],
  ["a table with another name", "alter table job_turns rename to turns", /^table job_turns is gone$/],
  ["a column that is gone", "alter table payments drop column unanswered", /^column payments.unanswered is gone$/],
  ["a column with another name", "alter table brands rename column name to title", /^column brands.name is gone$/],
  ["a column of another type", "alter table payments alter unanswered type bigint", /^column .* has another type$/],
  ["a column that must be filled", "alter table payments alter unanswered_since set not null", /must be filled now$/],
  ["a default that is gone", "alter table payments alter unanswered drop default", /has no default any more$/],
  ["a new column that nobody fills", "alter table payments add a text not null", /^column payments.a is new, must be/],
  ["a new rule", "alter table payments add constraint a check (unanswered < 9)", /^rule payments.a is new/],
  ["a rule with fewer words", status("status in ('draft', 'paid')"), /^rule orders.orders_status_ck is new or another/],
  [
    "a rule that was turned round",
    status("status not in ('draft')"),
    /^rule orders.orders_status_ck is new or another/,
  ],
  ["a new foreign key", "alter table job_turns add foreign key (turn_id) references merchants", /^rule job_turns\./],
  ["a new unique index", "create unique index a on payments (unanswered_since)", /^unique payments.a is new$/],
  [
    "a unique index that is gone",
    "alter table job_turns drop constraint job_turns_pkey",
    /^unique job_turns\..* is gone$/,
  ],
  ["a policy that is gone", "drop policy tenant on payments", /^policy tenant on payments .* is gone$/],
  ["a right that is gone", "revoke update on payments from upvendo_app", /^column payments.id: fewer rights$/],
  ["a function that is gone", "drop function gate.end_turn", /^function gate.end_turn\(.*\) is gone$/],
  [
    "a function that may not be called",
    "revoke execute on function gate.end_turn from upvendo_app",
    /may not be called/,
  ],
  ["one more parameter", anew("(p_name text, p_turn_id uuid, p_why text) returns void", ""), /^function .* is gone$/],
  ["another name of a parameter", anew("(p_turn text, p_turn_id uuid) returns void", ""), /^function .* is gone$/],
  ["another answer", anew("(p_name text, p_turn_id uuid) returns int", "select 1"), /no longer gives void$/],
])("%s is found", async (_, statements, line) => {
  expect(await brokenBy(statements)).toEqual(expect.arrayContaining([expect.stringMatching(line)]));
});

test.each([
  ["a new table", "create table planted (id uuid primary key, at timestamptz not null)"],
  ["new columns", "alter table payments add a text, add b int not null default 0 check (b >= 0), add c uuid unique"],
  [
    "a unique index with a new column",
    "alter table payments add a text; create unique index b on payments (status, a)",
  ],
  [
    "a duty less",
    "alter table payments alter unanswered drop not null; alter table orders drop constraint orders_status_ck",
  ],
  ["a default", anew("(p_name text, p_turn_id uuid, p_why text default null) returns void", "")],
])("%s is let through", async (_, statements) => {
  expect(await brokenBy(statements)).toEqual([]);
});

test("one more word of a rule is let through", async () => {
  expect(await brokenBy(status(`status in (${await statusWords()}, 'planted')`))).toEqual([]);
});

test("a line is answered for by a release that is out and did without, or by a rule that became wider", () => {
  const lines = [`${endTurn} is gone`, "rule orders.a is new or another one"];
  const explained = (file: string) => lines.filter((line) => !unexplained(lines, file, ["0.2.0"]).includes(line));
  expect(explained(`-- unused since 0.2.0: ${lines[0]}\nDROP FUNCTION gate.end_turn;`)).toEqual([lines[0]]);
  expect(explained(`-- unused since 0.3.0: ${lines[0]}`)).toEqual([]);
  expect(explained(`-- wider: ${lines[0]}`)).toEqual([]);
  expect(explained(`-- wider: ${lines[1]}`)).toEqual([lines[1]]);
});
