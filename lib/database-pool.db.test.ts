import { sql } from "drizzle-orm";
import postgres from "postgres";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createDatabase, type Database, type TenantTransaction, withTenant } from "@/db/client";
import { locations } from "@/db/schema";
import { createStageMerchant } from "@/lib/testing/connection-stage";
import { createTestDatabase, type TestDatabase } from "@/lib/testing/database";

const TENANTS = 50;
const POOL = 5;
const REQUESTS = 10_000;

let database: TestDatabase;
let owner: postgres.Sql;
let db: Database;
beforeAll(async () => {
  database = await createTestDatabase();
  owner = postgres(database.ownerUrl, { max: 1, onnotice: () => {} });
  db = createDatabase(database.appUrl, { max: POOL });
});
afterAll(async () => {
  await Promise.all([owner.end(), db.$client.end()]);
  await database.drop();
});

class Planned extends Error {}

/** A request without any WHERE of its own; the policies alone decide. */
const ownRows = (tx: TenantTransaction) => tx.select({ merchantId: locations.merchantId }).from(locations);

test("fifty tenants on a pool of five, 10,000 requests with faults, time-outs and cut connections: no foreign row", {
  timeout: 120_000,
}, async () => {
  const services = { db } as Parameters<typeof createStageMerchant>[0]["services"];
  const tenants: string[] = [];
  for (let n = 0; n < TENANTS; n += 1) tenants.push((await createStageMerchant({ services })).actor.merchantId);
  const seen = { own: 0, foreign: 0, missing: 0, faults: 0 };

  const look = async (tx: TenantTransaction) => {
    const rows = await ownRows(tx);
    if (rows.length !== 1) seen.missing += 1;
    for (const { merchantId } of rows) {
      if (merchantId === tx.merchantId) seen.own += 1;
      else seen.foreign += 1;
    }
  };
  /** What may go wrong between a look and the end of a transaction. */
  const faults: ((tx: TenantTransaction) => Promise<unknown>)[] = [
    async () => {
      throw new Planned();
    },
    (tx) => tx.execute(sql`select 1 / 0`),
    (tx) => tx.execute(sql`set local statement_timeout = 1`).then(() => tx.execute(sql`select pg_sleep(1)`)),
    (tx) => tx.execute(sql`select pg_cancel_backend(pg_backend_pid()), pg_sleep(1)`),
    (tx) => tx.execute(sql`insert into locations select * from locations`),
  ];
  let next = 0;
  const client = async () => {
    for (let n = next++; n < REQUESTS; n = next++) {
      const tenant = tenants[(n * 17) % TENANTS] ?? "";
      const fault = n % 10 === 0 ? faults[(n / 10) % faults.length] : undefined;
      // None among the last: the connections of the end have served many tenants.
      const cut = n % 1_000 === 499;
      await withTenant(db, tenant, async (tx) => {
        await look(tx);
        if (cut) await tx.execute(sql`select pg_terminate_backend(pg_backend_pid())`);
        await fault?.(tx);
      }).catch((error: unknown) => {
        if (!fault && !cut) throw error;
        seen.faults += 1;
      });
    }
  };
  await Promise.all(Array.from({ length: 40 }, client));
  expect(seen).toEqual({ own: REQUESTS, foreign: 0, missing: 0, faults: 1_010 });

  // Afterwards, on every connection of the pool at the same time: no tenant is left behind.
  let everybodyIsIn = () => {};
  const barrier = new Promise<void>((resolve) => {
    everybodyIsIn = resolve;
  });
  let inside = 0;
  const looks = Array.from({ length: POOL }, () =>
    db.transaction(async (tx) => {
      const [left] = await tx.execute<{ pid: number; tenant: string | null; n: number }>(
        sql`select pg_backend_pid() as pid, nullif(current_setting('app.merchant_id', true), '') as tenant,
                     (select count(*)::int from locations) as n`,
      );
      inside += 1;
      if (inside === POOL) everybodyIsIn();
      // None gives its connection to another one's look.
      await barrier;
      return left;
    }),
  );
  const left = await Promise.all(looks);
  expect(new Set(left.map((row) => row?.pid)).size).toBe(POOL);
  expect(left.map((row) => [row?.tenant, row?.n])).toEqual(Array(POOL).fill([null, 0]));
});

test("a tenant is gone with its transaction on one and the same connection, committed or rolled back", async () => {
  const single = createDatabase(database.appUrl, { max: 1 });
  const { actor } = await createStageMerchant({ services: { db: single } as never });
  const count = async () => (await single.select().from(locations)).length;
  expect(await withTenant(single, actor.merchantId, async (tx) => (await ownRows(tx)).length)).toBe(1);
  expect(await count()).toBe(0);
  await withTenant(single, actor.merchantId, () => Promise.reject(new Planned())).catch(() => {});
  expect(await count()).toBe(0);
  await single.$client.end();
});

test("a text with parameters is prepared once a connection, one that was never seen before only up to a bound", async () => {
  const single = createDatabase(database.appUrl, { max: 1 });
  const prepared = async (texts: string) => {
    const [row] = await single.execute<{ n: number }>(
      sql`select count(*)::int as n from pg_prepared_statements where statement like ${texts}`,
    );
    return row?.n;
  };
  const ask = async (n: number, value: number) => {
    const [row] = await single.execute<{ value: number }>(sql`select ${value}::int + ${sql.raw(String(n))} as value`);
    return row?.value;
  };
  for (let value = 0; value < 20; value += 1) expect(await ask(1, value)).toBe(value + 1);
  expect(await prepared("select $1::int + 1 as value")).toBe(1);
  for (let n = 2; n < 1_200; n += 1) expect(await ask(n, 5)).toBe(n + 5);
  expect(await prepared("select $1::int + % as value")).toBeGreaterThan(900);
  expect(await prepared("select $1::int + % as value")).toBeLessThanOrEqual(1_000);
  await single.$client.end();
});
