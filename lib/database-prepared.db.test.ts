import { randomUUID } from "node:crypto";
import { and, eq, sql } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createDatabase, type Database, readTenant, type TenantTransaction, withTenant } from "@/db/client";
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

test("one text serves every tenant and every transaction, and each sees its own", async () => {
  let built = 0;
  const select = prepared(["name"], (from, { merchantId, name }) => {
    built += 1;
    return from
      .select({ id: merchants.id })
      .from(merchants)
      .where(and(eq(merchants.id, merchantId), eq(merchants.name, name)));
  });
  const ask = (merchantId: string, name: string) => withTenant(db, merchantId, (tx) => select(tx, { name }));
  expect(await ask(one, "One")).toEqual([{ id: one }]);
  const rounds = Array.from({ length: 20 }, () => [ask(one, "One"), ask(two, "Two"), ask(one, "Two"), ask(two, "One")]);
  const answers = await Promise.all(rounds.flat());
  expect(answers.slice(0, 4)).toEqual([[{ id: one }], [{ id: two }], [], []]);
  for (let at = 4; at < answers.length; at++) expect(answers[at]).toEqual(answers[at % 4]);
  expect(built).toBe(1);
});

test("the tenant in the text is the transaction's, whoever built it", async () => {
  const select = prepared([], (from, { merchantId }) =>
    from.select().from(merchants).where(eq(merchants.id, merchantId)),
  );
  await withTenant(db, one, select);
  const [row] = await withTenant(db, two, select);
  expect(row?.name).toBe("Two");
});

test("a run goes through its own transaction: what that one wrote is seen, and nothing of it once it is undone", async () => {
  const select = prepared([], (from, { merchantId }) =>
    from.select().from(merchants).where(eq(merchants.id, merchantId)),
  );
  await withTenant(db, one, select);
  const rename = async (tx: TenantTransaction) => {
    await tx.update(merchants).set({ name: "Renamed" }).where(eq(merchants.id, one));
    const [[inside], [outside]] = await Promise.all([select(tx), withTenant(db, one, select)]);
    expect([inside?.name, outside?.name]).toEqual(["Renamed", "One"]);
    throw new Error("undo");
  };
  await expect(withTenant(db, one, rename)).rejects.toThrow("undo");
  const [after] = await withTenant(db, one, select);
  expect(after?.name).toBe("One");
});

test("a plan that is kept shows every tenant its own, and the keeping ends with its transaction", async () => {
  const small = createDatabase(database.appUrl, { max: 1 });
  try {
    const mode = prepared([], (from) =>
      from.select({ plans: sql<string>`current_setting('plan_cache_mode')` }).from(merchants),
    );
    const select = prepared(["name"], (from, { name }) =>
      from.select({ id: merchants.id }).from(merchants).where(eq(merchants.name, name)),
    );
    const ask = (merchantId: string, name: string) => readTenant(small, merchantId, (tx) => select(tx, { name }));
    // More often than the planner tries before it keeps a plan, all on one connection.
    for (let round = 0; round < 10; round += 1) {
      expect(await ask(one, "One")).toEqual([{ id: one }]);
      expect(await ask(two, "One")).toEqual([]);
      expect(await ask(two, "Two")).toEqual([{ id: two }]);
    }
    const kept = await readTenant(small, one, async (tx) => ({
      [(await mode(tx))[0]?.plans ?? ""]: [...(await tx.execute(keptPlans))],
    }));
    expect(kept).toEqual({ auto: [{ kept: true }] });
    expect(await withTenant(small, one, mode)).toEqual([{ plans: "force_custom_plan" }]);
  } finally {
    await small.$client.end();
  }
});

const keptPlans = sql`select generic_plans > 0 as kept from pg_prepared_statements where statement like '%"merchants"."name" = %'`;
