import { sql } from "drizzle-orm";
import postgres from "postgres";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createDatabase, type Database, withTenant } from "@/db/client";
import { inHouseChannels, locations } from "@/db/schema";
import type { Services } from "@/lib/services";
import { createStageMerchant } from "@/lib/testing/connection-stage";
import { createTestDatabase, type TestDatabase } from "@/lib/testing/database";

let database: TestDatabase;
let owner: postgres.Sql;
let db: Database;
beforeAll(async () => {
  database = await createTestDatabase();
  owner = postgres(database.ownerUrl, { max: 1, onnotice: () => {} });
  // One connection: whoever comes next gets the very one that was lost.
  db = createDatabase(database.appUrl, { max: 1 });
});
afterAll(async () => {
  await Promise.all([owner.end(), db.$client.end({ timeout: 1 })]);
  await database.drop();
});

const newTenant = async () => (await createStageMerchant({ services: { db } as Services })).actor.merchantId;
const pidOf = async (tx: Pick<Database, "execute">) =>
  (await tx.execute<{ pid: number }>(sql`select pg_backend_pid() as pid`))[0]?.pid ?? 0;

async function kill(pid: number): Promise<void> {
  await owner`select pg_terminate_backend(${pid})`;
  for (let alive = 1; alive > 0; ) alive = (await owner`select 1 from pg_stat_activity where pid = ${pid}`).length;
}

function gate<T = void>() {
  let open: (value: T) => void = () => {};
  const opened = new Promise<T>((resolve) => {
    open = resolve;
  });
  return { open, opened };
}

test("what is left of a transaction whose connection was killed never runs inside another tenant's", async () => {
  const [a, b] = [await newTenant(), await newTenant()];
  const [started, resumed, finished] = [gate<number>(), gate(), gate<unknown[]>()];
  const lost = withTenant(db, a, async (tx) => {
    started.open(await pidOf(tx));
    await resumed.opened;
    // As a caller that hears of the loss only now.
    const attempts = await Promise.allSettled([
      Promise.resolve().then(() => tx.select().from(locations)),
      Promise.resolve().then(() => tx.update(locations).set({ name: "changed by the dead" })),
      Promise.resolve().then(() => tx.execute(sql`commit`)),
    ]);
    finished.open(attempts.map((attempt) => (attempt.status === "rejected" ? "refused" : attempt.value)));
  });
  const verdict = expect(lost).rejects.toMatchObject({ code: "CONNECTION_CLOSED" });
  await kill(await started.opened);
  await verdict;
  await withTenant(db, b, async (tx) => {
    await tx.update(inHouseChannels).set({ providerIntegrated: "lightspeed" });
    resumed.open();
    expect(await finished.opened).toEqual(["refused", "refused", "refused"]);
    expect(await tx.select({ name: locations.name }).from(locations)).toEqual([{ name: "Old Town" }]);
  });
  const [row] = await owner`select provider_integrated from in_house_channels where merchant_id = ${b}`;
  expect(row?.provider_integrated).toBe("lightspeed");
  expect(await owner`select 1 from locations where name = 'changed by the dead'`).toHaveLength(0);
});

test.each([
  [
    "while a statement runs",
    (pid: number) => kill(pid),
    (tx: Pick<Database, "execute">) => tx.execute(sql`select pg_sleep(20)`),
  ],
  ["between two statements", (pid: number) => kill(pid), async () => {}],
] as const)(
  "a connection killed %s fails that transaction alone, ten times over, and the next one works",
  async (_, strike, work) => {
    const tenant = await newTenant();
    for (let round = 0; round < 10; round += 1) {
      const started = gate<number>();
      const struck = gate();
      const outcome = withTenant(db, tenant, async (tx) => {
        await tx.update(locations).set({ street: `round ${round}` });
        started.open(await pidOf(tx));
        const running = work(tx);
        await Promise.all([running, struck.opened]);
        return "committed";
      }).catch(() => "failed");
      await strike(await started.opened);
      struck.open();
      expect(await outcome).toBe("failed");
      const streets = await withTenant(db, tenant, (tx) => tx.select({ street: locations.street }).from(locations));
      expect(streets).toEqual([{ street: "Grote Markt 1" }]);
    }
  },
);

test("the server's own end of an idle transaction is a failure of that transaction and of nothing else", async () => {
  const tenant = await newTenant();
  const over = gate();
  const outcome = withTenant(db, tenant, async (tx) => {
    await tx.execute(sql`set local idle_in_transaction_session_timeout = 20`);
    await over.opened;
  });
  await expect(outcome).rejects.toMatchObject({ code: "CONNECTION_CLOSED" });
  over.open();
  expect(await withTenant(db, tenant, (tx) => tx.select().from(locations))).toHaveLength(1);
});

test("queries outside a transaction work again after every connection was killed", async () => {
  const wide = createDatabase(database.appUrl, { max: 4 });
  for (let round = 0; round < 5; round += 1) {
    const slow = Array.from({ length: 4 }, () => wide.execute(sql`select pg_sleep(20)`).catch(() => "failed"));
    let pids: number[] = [];
    while (pids.length < 4)
      pids = (
        await owner<
          { pid: number }[]
        >`select pid from pg_stat_activity where datname = ${database.name} and query like '%pg_sleep(20)%' and pid <> pg_backend_pid() and state = 'active'`
      ).map(({ pid }) => pid);
    for (const pid of pids) await kill(pid);
    expect(await Promise.all(slow)).toEqual(Array(4).fill("failed"));
    expect((await Promise.all(Array.from({ length: 8 }, () => pidOf(wide)))).every((pid) => pid > 0)).toBe(true);
  }
  await wide.$client.end({ timeout: 1 });
});
