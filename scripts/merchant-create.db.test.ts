import { spawn } from "node:child_process";
import postgres from "postgres";
import { afterAll, beforeAll, expect, test } from "vitest";
import { freePort } from "@/db/embedded/free-port";
import { bundle } from "@/lib/testing/bundle";
import { createTestDatabase, type TestDatabase } from "@/lib/testing/database";
import { testEnvironment } from "@/lib/testing/environment";

let database: TestDatabase;
let owner: postgres.Sql;
beforeAll(async () => {
  database = await createTestDatabase();
  owner = postgres(database.ownerUrl, { max: 2, onnotice: () => {} });
});
afterAll(async () => {
  await owner.end();
  await database.drop();
});

type Run = { code: number | null; out: string; err: string };

/** The real script, as an operator runs it. */
async function run(args: string[], more: Record<string, string> = {}): Promise<Run> {
  const env = { ...testEnvironment({ DATABASE_URL: database.appUrl, ...more }), NODE_ENV: "test" as const };
  const child = spawn(process.execPath, [await bundle("scripts/merchant-create.ts"), ...args], {
    ...{ stdio: ["ignore", "pipe", "pipe"], env },
  });
  const said = { out: "", err: "" };
  child.stdout?.on("data", (chunk: Buffer) => (said.out += chunk.toString()));
  child.stderr?.on("data", (chunk: Buffer) => (said.err += chunk.toString()));
  return new Promise((resolve) => child.once("close", (code) => resolve({ code, ...said })));
}

const wish = (email: string, name = "Bistro", ownerName = "Alex Owner") => [
  ...["--name", name, "--owner-email", email, "--owner-name", ownerName],
];
const usersOf = (email: string) => owner<
  { name: string; role: string; password_hash: string | null; merchant: string; hours: number }[]
>`
  select u.name, u.role, u.password_hash, m.name as merchant,
         round(extract(epoch from p.expires_at - now()) / 3600)::int as hours
    from users u join merchants m on m.id = u.merchant_id left join password_resets p on p.user_id = u.id
   where u.email = ${email}`;

test("makes a merchant with its owner, who has no password yet and a link that is good for a day", async () => {
  const { code, out, err } = await run(wish("Alex@Bistro.test "));
  expect([code, err]).toEqual([0, ""]);
  expect(out).toMatch(/^Created merchant Bistro \([0-9a-f-]{36}\) with owner alex@bistro\.test\.$/m);
  expect(out).toMatch(
    /^Password link, works once within 24 hours: http:\/\/localhost:3000\/reset-password\/[\w-]{20,}$/m,
  );
  expect(await usersOf("alex@bistro.test")).toEqual([
    { name: "Alex Owner", role: "owner", password_hash: null, merchant: "Bistro", hours: 24 },
  ]);
  // The link is a key to the account: only who ran this sees it.
  const token = /reset-password\/([\w-]+)/.exec(out)?.[1] ?? "";
  const stored = await owner`select * from password_resets`;
  expect(JSON.stringify(stored)).not.toContain(token);
});

test("an e-mail that somebody signs in with already makes no second merchant", async () => {
  const email = "taken@bistro.test";
  expect((await run(wish(email, "First"))).code).toBe(0);
  const again = await run(wish(email.toUpperCase(), "Second"));
  expect(again).toMatchObject({ code: 1, out: "", err: "Somebody already signs in with this e-mail.\n" });
  expect(await owner`select name from merchants where name in ('First', 'Second')`).toEqual([{ name: "First" }]);
});

test.each<[string, string[], RegExp]>([
  ["nothing", [], /^Usage: npm run merchant:create -- --name/],
  ["a name that is empty", wish("a@bistro.test", "  "), /^Usage: npm run merchant:create/],
  ["no e-mail address", wish("alex at bistro"), /^alex at bistro is not an e-mail address\.$/],
  ["a word that it does not know", [...wish("b@bistro.test"), "--passwort", "x"], /'--passwort'.*Usage: npm run/s],
])("%s: one line, exit code 1, and nothing is made", async (_, args, says) => {
  const before = await owner`select count(*)::int as n from merchants`;
  const { code, out, err } = await run(args);
  expect([code, out]).toEqual([1, ""]);
  expect(err.trim()).toMatch(says);
  expect(err.trim().split("\n")).toHaveLength(1);
  expect(await owner`select count(*)::int as n from merchants`).toEqual(before);
});

test("where the mail cannot be sent the merchant is there, and the operator is told to hand the link over", async () => {
  const smtp = { SMTP_URL: `smtp://127.0.0.1:${await freePort()}`, MAIL_FROM: "upvendo@upvendo.test" };
  const { code, out, err } = await run(wish("unreached@bistro.test"), smtp);
  expect(code).toBe(0);
  expect(out).toContain("Password link, works once within 24 hours: http://localhost:3000/reset-password/");
  expect(err).toMatch(
    /^The merchant is made, but the invitation could not be mailed \(.*\)\. Hand the link over yourself\.\n$/,
  );
  expect(await usersOf("unreached@bistro.test")).toHaveLength(1);
});

test("a database that is away is one line and exit code 1", async () => {
  const { code, err } = await run(wish("nobody@bistro.test"), {
    DATABASE_URL: `postgres://app@127.0.0.1:${await freePort()}/upvendo`,
  });
  expect(code).toBe(1);
  expect(err).toMatch(/^Could not create the merchant: .*\n$/);
});
