import { randomUUID } from "node:crypto";
import { and, eq, sql } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import {
  createDatabase,
  type Database,
  readTenant,
  readTenantsOrders,
  type TenantTransaction,
  withTenant,
} from "@/db/client";
import { prepared } from "@/db/prepared";
import { insertMerchant } from "@/db/queries/users";
import { merchants } from "@/db/schema";
import { createTestDatabase, type TestDatabase } from "@/lib/testing/database";

let database: TestDatabase;
let db: Database;
const [one, two] = [randomUUID(), randomUUID()];

beforeAll(async () => {
  database = await createTestDatabase();
  db = createDatabase(database.appUrl);
  await withTenant(db, one, (tx) => insertMerchant(tx, "One"));
  await withTenant(db, two, (tx) => insertMerchant(tx, "Two"));
});
afterAll(async () => {
  await db.$client.end();
  await database.drop();
});

/** Whose rows the policies alone show, and in which transaction. */
const look = async (tx: TenantTransaction) => {
  const rows = await tx
    .select({ name: merchants.name, began: sql<string>`pg_backend_pid() || ' ' || extract(epoch from now())` })
    .from(merchants);
  return { names: rows.map(({ name }) => name), began: rows[0]?.began };
};
/** After everything that had been put off. */
const aMoment = () => new Promise((resolve) => setImmediate(resolve));
/** Transactions that are still under way; its own statement is not counted. */
async function open(): Promise<number> {
  const [row] = await db.$client<{ count: number }[]>`
    select count(*)::int as count from pg_stat_activity
    where datname = current_database() and pid <> pg_backend_pid() and state like 'idle in transaction%'`;
  return row?.count ?? 0;
}
const fail = (tx: TenantTransaction) => tx.execute(sql`select 1 / 0`);

test("what one tenant asks for at once is read in one transaction, however many steps away, and another's in its own", async () => {
  const later = async () => {
    for (let step = 0; step < 5; step += 1) await null;
    return readTenant(db, one, look);
  };
  const [first, second, third, other] = await Promise.all([
    readTenant(db, one, look),
    readTenant(db, one, look),
    later(),
    readTenant(db, two, look),
  ]);
  expect([first.names, second.names, third.names, other.names]).toEqual([["One"], ["One"], ["One"], ["Two"]]);
  expect(new Set([first.began, second.began, third.began]).size).toBe(1);
  expect(other.began).not.toBe(first.began);
  await aMoment();
  expect((await readTenant(db, one, look)).began).not.toBe(first.began);
});

test("what the answers lead to at once is read in the same transaction, so many steps; it does not stay open", async () => {
  await aMoment();
  const began: (string | undefined)[] = [];
  for (let step = 0; step < 7; step += 1) began.push((await readTenant(db, one, look)).began);
  expect(new Set(began.slice(0, 6)).size).toBe(1);
  expect(began[6]).not.toBe(began[0]);
  await aMoment();
  expect(await open()).toBe(0);
});

test("what is asked while others are read goes along with them, and is not held up by a transaction that has failed", async () => {
  let other: Promise<Awaited<ReturnType<typeof look>>> | undefined;
  const first = await readTenant(db, one, async (tx) => {
    const seen = await look(tx);
    other = readTenant(db, one, look);
    await aMoment();
    await look(tx);
    return seen;
  });
  expect((await other)?.began).toBe(first.began);

  const late: Promise<Awaited<ReturnType<typeof look>>>[] = [];
  await readTenant(db, one, async (tx) => {
    await fail(tx).catch(() => late.push(readTenant(db, one, look)));
  }).catch(() => {});
  expect((await late[0])?.names).toEqual(["One"]);
});

test("what is planned anew each time is read together too, apart from what keeps its plans", async () => {
  const plans = async (tx: TenantTransaction) => {
    const [row] = await tx.execute<{ mode: string }>(sql`select current_setting('plan_cache_mode') as mode`);
    return { ...(await look(tx)), mode: row?.mode };
  };
  const [first, second, kept, other] = await Promise.all([
    readTenantsOrders(db, one, plans),
    readTenantsOrders(db, one, plans),
    readTenant(db, one, plans),
    readTenantsOrders(db, two, plans),
  ]);
  expect([first.mode, second.mode, kept.mode]).toEqual(["force_custom_plan", "force_custom_plan", "auto"]);
  expect([first.names, kept.names, other.names]).toEqual([["One"], ["One"], ["Two"]]);
  expect(second.began).toBe(first.began);
  expect(kept.began).not.toBe(first.began);
});

test("a statement that fails, and a reader that gives up, take none of the others down", async () => {
  const refuse = () => {
    throw new Error("gave up");
  };
  const late = async (tx: TenantTransaction) => {
    await look(tx);
    return look(tx);
  };
  const answers = await Promise.allSettled(
    [look, fail, look, refuse, late].map((work) => readTenant<unknown>(db, one, work)),
  );
  expect(answers.map(({ status }) => status)).toEqual(["fulfilled", "rejected", "fulfilled", "rejected", "fulfilled"]);
  expect(answers[1]).toMatchObject({ reason: { cause: { code: "22012" } } });
  expect(answers[3]).toMatchObject({ reason: { message: "gave up" } });
  for (const at of [0, 2, 4]) expect(answers[at]).toMatchObject({ value: { names: ["One"] } });
});

test("everybody hears of a database that is not there", async () => {
  const nowhere = createDatabase("postgres://nobody:nothing@127.0.0.1:9/none", { max: 1 });
  const answers = await Promise.allSettled([readTenant(nowhere, one, look), readTenant(nowhere, one, look)]);
  expect(answers.map(({ status }) => status)).toEqual(["rejected", "rejected"]);
  await nowhere.$client.end();
});

test("the same question is sent once, another one by itself, and what one asker does to its list the others do not see", async () => {
  const select = prepared(["name"], (from, { merchantId, name }) =>
    from
      .select({ at: sql<string>`clock_timestamp()` })
      .from(merchants)
      .where(and(eq(merchants.id, merchantId), eq(merchants.name, name))),
  );
  const ask = (merchantId: string, name: string) => readTenant(db, merchantId, (tx) => select(tx, { name }));
  const [first, second, empty, other] = await Promise.all([
    ask(one, "One").then((rows) => [rows.pop()]),
    ask(one, "One"),
    ask(one, "Two"),
    ask(two, "Two"),
  ]);
  expect(second).toEqual(first);
  expect(empty).toEqual([]);
  expect(other).toHaveLength(1);
  expect(other).not.toEqual(first);
  expect(await ask(one, "One")).not.toEqual(first);
});

test("where something may be written, every question is sent", async () => {
  const select = prepared([], (from, { merchantId }) =>
    from.select().from(merchants).where(eq(merchants.id, merchantId)),
  );
  await withTenant(db, two, async (tx) => {
    await select(tx);
    await tx.update(merchants).set({ name: "Renamed" }).where(eq(merchants.id, two));
    expect(await select(tx)).toMatchObject([{ name: "Renamed" }]);
  });
});
