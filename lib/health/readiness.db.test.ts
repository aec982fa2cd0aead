import type { AddressInfo } from "node:net";
import { connect, createServer, type Socket } from "node:net";
import { afterAll, expect, test, vi } from "vitest";
import { createDatabase } from "@/db/client";
import { findNewestMigration } from "@/db/queries/users";
import { databaseUnderTest } from "@/lib/testing/database-under-test";
import { createReadiness } from "./create-readiness";
import { newestKnownMigration } from "./readiness";

const database = databaseUnderTest();
const closing: (() => Promise<unknown>)[] = [];

afterAll(() => Promise.all(closing.map((close) => close())));

/** The database behind a door that can be shut: existing connections are cut and new ones find nobody. */
async function databaseBehindDoor() {
  const url = new URL(database.urls.appUrl);
  const port = Number(url.port);
  const open = new Set<Socket>();
  let shut = false;
  const server = createServer((socket) => {
    if (shut) return socket.destroy();
    const upstream = connect(port, url.hostname);
    for (const [one, other] of [[socket, upstream] as const, [upstream, socket] as const]) {
      open.add(one);
      one.on("error", () => other.destroy()).on("close", () => other.destroy());
      one.pipe(other);
    }
    return undefined;
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  url.port = String((server.address() as AddressInfo).port);
  const db = createDatabase(url.href, { max: 2 });
  closing.push(
    () => db.$client.end({ timeout: 1 }),
    () => new Promise((resolve) => server.close(resolve)),
  );
  const setShut = (value: boolean) => {
    shut = value;
    if (shut) for (const socket of open) socket.destroy();
  };
  return { db, setShut };
}

test("a database that goes away is noticed within 3 seconds and one that comes back within 5", async () => {
  const { db, setShut } = await databaseBehindDoor();
  const isReady = createReadiness(async () => (await findNewestMigration(db)) >= newestKnownMigration);
  expect(await isReady()).toBe(true);

  // Away long enough for the pool's own pauses between tries to have grown to their longest (db/client.ts).
  setShut(true);
  await vi.waitFor(async () => expect(await isReady()).toBe(false), { timeout: 3000, interval: 100 });
  const shutAt = Date.now();
  await vi.waitUntil(async () => !(await isReady()) && Date.now() - shutAt > 4000, { timeout: 8000, interval: 200 });

  setShut(false);
  await vi.waitFor(async () => expect(await isReady()).toBe(true), { timeout: 5000, interval: 100 });
}, 40_000);

test("the migrated database has the newest migration that the build knows", async () => {
  expect(await findNewestMigration(database.db)).toBe(newestKnownMigration);
});

test("a database that lacks a migration is behind", async () => {
  await database.owner`delete from drizzle.__drizzle_migrations where created_at = ${newestKnownMigration}`;
  expect(await findNewestMigration(database.db)).toBeLessThan(newestKnownMigration);
});
