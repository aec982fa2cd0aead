import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { sourceFiles } from "@/lib/testing/source-files";

/**
 * Every place where text becomes SQL as it stands, with what it is made of. Nothing of it comes from a request, a file of a merchant or Lightspeed;
 * everything else goes in as a parameter.
 */
const known: Record<string, string> = {
  "db/embedded/roles.ts: await sql.unsafe(":
    "the login of the packaged server, and a password of hexadecimal digits that we made",
  "db/embedded/roles.ts: if (!database) await sql.unsafe(`create database ${DATABASE}`);": "a constant",
  'db/embedded/roles.ts: await withClient(ownerUrl, (sql) => sql.unsafe(`grant ${APP_GROUP} to "${login.replaceAll(\'"\', \'""\')}"`));':
    "the operator's name of a login, quoted",
  'db/listener.ts: await client.unsafe(`listen "${channel}"`);': "names of channels in our sources",
  "db/migrate.ts: await client.unsafe(`": "a text without a hole, for the role that owns the tables",
  "db/pool.ts: sql.unsafe(text, args, isKept(text, args?.length ?? 0) ? { ...options, prepare: true } : options);":
    "what the query builder made; its values are parameters",
  'db/pool.ts: type Prepare = (sql: postgres.Sql | postgres.TransactionSql) => postgres.Sql["unsafe"];': "a type",
  "db/queries/team.ts: sql.raw(": "the idle limit in seconds, which is made a number first",
  "db/schema/kitchen-slips.ts: const words = (list: readonly string[]) => sql.raw(list.map((word) => `'${word}'`).join(\", \"));":
    "words in our sources",
  "db/schema/orders.ts: const words = (list: readonly string[]) => sql.raw(list.map((word) => `'${word}'`).join(\", \"));":
    "words in our sources",
  "db/schema/reconciliations.ts: sql`${t.state} in (${sql.raw(reconciliationStates.map((state) => `'${state}'`).join(\", \"))})`,":
    "words in our sources",
};
const raw = /\bsql\s*\.\s*raw\b|\.\s*unsafe\s*[(<]|\.\s*simple\s*\(\s*\)|\[["'`](raw|unsafe)["'`]\]/;

test("text becomes SQL as it stands only where it is known to be ours", () => {
  const sources = sourceFiles("app", "components", "lib", "db", "proxy.ts");
  expect(sources.length).toBeGreaterThan(500);
  const found = sources.flatMap((file) =>
    readFileSync(file, "utf8")
      .split("\n")
      .filter((line) => raw.test(line))
      .map((line) => `${file}: ${line.trim()}`),
  );
  expect(found.sort()).toEqual(Object.keys(known).sort());
});

test.each(["sql.raw(text)", "db.$client.unsafe(text)", "tx.unsafe<Row[]>(text)", 'sql["raw"](text)', "query.simple()"])(
  "%s is found",
  (line) => expect(line).toMatch(raw),
);
