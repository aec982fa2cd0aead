import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import postgres from "postgres";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createDatabase, withTenant } from "./client";
import { type EmbeddedPostgres, startEmbeddedPostgres } from "./embedded";
import { migrate } from "./migrate";
import { merchants } from "./schema";

let server: EmbeddedPostgres;
let folder: string;
const urlFor = (login: string) =>
  Object.assign(new URL(server.ownerUrl), { username: login, password: "only-here", pathname: "/production" }).href;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "upvendo-owner-"));
  chmodSync(folder, 0o755);
  server = await startEmbeddedPostgres({ dataDir: folder, durable: false });
  const sql = postgres(server.ownerUrl, { max: 1 });
  // As in docs/operations.md: an owner that is no superuser, and the app's login.
  await sql.unsafe("create role plain_owner login createrole nosuperuser nobypassrls password 'only-here'");
  await sql.unsafe("create role plain_web login nosuperuser nobypassrls password 'only-here'");
  await sql.unsafe("create database production owner plain_owner");
  await sql.end();
});
afterAll(async () => {
  await server.stop();
  rmSync(folder, { recursive: true, force: true });
});

test("a plain owner migrates, several at once, and again; the app's login works with what it is granted", async () => {
  const ownerUrl = urlFor("plain_owner");
  await Promise.all([migrate(ownerUrl), migrate(ownerUrl), migrate(ownerUrl)]);
  await migrate(ownerUrl);
  const owner = postgres(ownerUrl, { max: 1, onnotice: () => {} });
  await owner.unsafe("grant upvendo_app to plain_web");

  const db = createDatabase(urlFor("plain_web"), { max: 2 });
  const id = crypto.randomUUID();
  await withTenant(db, id, (tx) => tx.insert(merchants).values({ id, name: "Plain" }));
  expect(await withTenant(db, id, (tx) => tx.select().from(merchants))).toHaveLength(1);
  expect(await withTenant(db, crypto.randomUUID(), (tx) => tx.select().from(merchants))).toHaveLength(0);
  // Through the gate, for which row-level security is forced on a plain owner too.
  expect(
    await db.$client`select merchant_id from gate.merchants_after('00000000-0000-0000-0000-000000000000', 10)`,
  ).toEqual([{ merchant_id: id }]);
  await db.$client`select graphile_worker.add_job('nothing')`;
  // Forced: not even the owner reads a tenant's rows in passing.
  expect(await owner`select * from merchants`).toHaveLength(0);
  await db.$client.end();
  await owner.end();
});
