import { randomUUID } from "node:crypto";
import { sql } from "drizzle-orm";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { withTenant } from "@/db/client";
import { type Listener, listenTo } from "@/db/listener";
import { takeRefreshLease } from "@/db/queries/connection-tokens";
import { disableConnection, lockConnection, moveConnection, noteCheck } from "@/db/queries/connections";
import { listCountingSessions } from "@/db/queries/users";
import { merchants, sessions, users } from "@/db/schema";
import { writeLog } from "@/lib/lightspeed/connection/log";
import { databaseUnderTest } from "@/lib/testing/database-under-test";
import { publishLive } from "./publish";
import { LIVE_CHANNEL } from "./topics";

const database = databaseUnderTest();
let heard: Record<string, unknown>[];
let starts: number;
let losses: number;
let listener: Listener;

beforeEach(async () => {
  heard = [];
  starts = 0;
  losses = 0;
  listener = listenTo(database.urls.appUrl, LIVE_CHANNEL, {
    onNotify: (payload) => heard.push(JSON.parse(payload)),
    onListening: () => void starts++,
    onLost: () => void losses++,
    pauseMs: () => 10,
  });
  await vi.waitFor(() => expect(starts).toBe(1), { timeout: 20_000 });
});
afterEach(() => listener.close());

async function merchant(): Promise<string> {
  const id = randomUUID();
  await withTenant(database.db, id, (tx) => tx.insert(merchants).values({ id, name: "Any" }));
  return id;
}

/** Everything said before this has been heard after it. */
async function settled(): Promise<Record<string, unknown>[]> {
  const mark = randomUUID();
  await database.db.execute(sql`select pg_notify(${LIVE_CHANNEL}, ${JSON.stringify({ mark })})`);
  await vi.waitFor(() => expect(heard).toContainEqual({ mark }), { timeout: 20_000 });
  return heard.splice(0).filter((said) => !("mark" in said));
}

test("news of a transaction are said when it commits, equal ones once, and never when it does not", async () => {
  const { db } = database;
  const merchantId = await merchant();
  await db.transaction(async (tx) => {
    for (let n = 0; n < 50; n += 1) await publishLive(tx, merchantId, "orders");
    await publishLive(tx, merchantId, "orders", { orderId: "o1" });
  });
  const undone = db.transaction(async (tx) => {
    await publishLive(tx, merchantId, "menus");
    throw new Error("undone");
  });
  await expect(undone).rejects.toThrow("undone");
  expect(await settled()).toEqual([
    { m: merchantId, t: "orders" },
    { m: merchantId, t: "orders", d: { orderId: "o1" } },
  ]);
});

test("the connection and the log announce themselves whoever writes them; leases are nobody's news", async () => {
  const { db } = database;
  const merchantId = await merchant();
  const tenant = <T>(work: Parameters<typeof withTenant<T>>[2]) => withTenant(db, merchantId, work);
  const connection = [{ m: merchantId, t: "connection" }];
  await tenant((tx) => lockConnection(tx, "sandbox"));
  expect(await settled()).toEqual(connection);
  await tenant((tx) => takeRefreshLease(tx, randomUUID(), { environment: "sandbox", leaseMs: 1_000 }));
  expect(await settled()).toEqual([]);
  await tenant((tx) => moveConnection(tx, { from: ["not_connected"], to: "connected", problem: null }));
  expect(await settled()).toEqual(connection);
  await tenant((tx) => noteCheck(tx, true, null));
  expect(await settled()).toEqual(connection);
  await tenant(disableConnection);
  expect(await settled()).toEqual(connection);
  await tenant(async (tx) => {
    for (const message of ["One.", "Two."])
      await writeLog(tx, new Date(), { level: "info", operation: "Any", message });
  });
  expect(await settled()).toEqual([{ m: merchantId, t: "log" }]);
});

test("a session that is revoked is said at once, and asking whether one counts is no visit", async () => {
  const { db, owner } = database;
  const merchantId = await merchant();
  const [userId, revoked, kept] = [randomUUID(), randomUUID(), randomUUID()];
  await withTenant(db, merchantId, async (tx) => {
    await tx
      .insert(users)
      .values({ id: userId, merchantId, email: `${userId}@upvendo.test`, name: "Any", role: "owner" });
    const lastSeenAt = new Date(Date.now() - 600_000);
    const rest = { merchantId, userId, expiresAt: new Date(Date.now() + 60_000), lastSeenAt };
    for (const id of [revoked, kept]) await tx.insert(sessions).values({ id, tokenHash: id, ...rest });
  });
  expect((await listCountingSessions(db, [revoked, kept], 3_600)).sort()).toEqual([revoked, kept].sort());
  const [seen] = await owner`select extract(epoch from now() - last_seen_at) as age from sessions where id = ${kept}`;
  expect(Number(seen?.age)).toBeGreaterThan(500);
  await settled();
  await owner`update sessions set revoked_at = now() where id = ${revoked}`;
  expect(await settled()).toEqual([{ m: merchantId, ended: revoked }]);
  expect(await listCountingSessions(db, [revoked, kept], 3_600)).toEqual([kept]);
  expect(await listCountingSessions(db, [kept], 300)).toEqual([]);
  await owner`update users set disabled_at = now() where id = ${userId}`;
  expect(await listCountingSessions(db, [kept], 3_600)).toEqual([]);
});

test("a listener whose connection is killed listens again by itself, says that it missed something, and hears what follows", async () => {
  const { db, owner } = database;
  const merchantId = await merchant();
  for (let round = 1; round <= 3; round += 1) {
    await owner`select pg_terminate_backend(pid) from pg_stat_activity
      where application_name = 'upvendo-live' and datname = ${database.urls.name}`;
    await vi.waitFor(() => expect(starts).toBe(round + 1), { timeout: 20_000 });
    expect(losses).toBe(round);
    await publishLive(db, merchantId, "menus");
    expect(await settled()).toEqual([{ m: merchantId, t: "menus" }]);
  }
});
