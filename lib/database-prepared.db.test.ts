import { randomUUID } from "node:crypto";
import { and, eq, sql } from "drizzle-orm";
import postgres from "postgres";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createDatabase, type Database, readTenant, type TenantTransaction, withTenant } from "@/db/client";
import { clientOf, prepared, preparedWrite } from "@/db/prepared";
import { insertMerchant } from "@/db/queries/users";
import { locations, merchants, orderTimeline } from "@/db/schema";
import { createTestDatabase, type TestDatabase } from "@/lib/testing/database";
import { insertSubmittedOrder } from "@/lib/testing/submitted-order";

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

const closed = {
  ...{ monday: null, tuesday: null, wednesday: null, thursday: null, friday: null, saturday: null, sunday: null },
};
const place = {
  ...{ name: "Ghent", street: "Korenlei 1", postalCode: "9000", city: "Ghent", country: "BE" },
  ...{ timeZone: "Europe/Brussels", currency: "EUR", openingHours: closed },
};
const nowhere = { endpointId: "", placeId: "" };

async function anOrder(merchantId: string): Promise<string> {
  const [location] = await withTenant(db, merchantId, (tx) =>
    tx
      .insert(locations)
      .values({ ...place, merchantId })
      .returning(),
  );
  const owner = postgres(database.ownerUrl, { max: 1 });
  const { id } = await insertSubmittedOrder(owner, { ...nowhere, merchantId, locationId: location?.id ?? "" }, 1);
  await owner.end();
  return id;
}

test("a write keeps a text for each set of columns, and null, nothing and JSON each stay what they are", async () => {
  let built = 0;
  const insert = preparedWrite(orderTimeline, [], (into, { set, given }) => {
    built += 1;
    return into
      .insert(orderTimeline)
      .values({ ...set, merchantId: given.merchantId })
      .returning();
  });
  const line = { orderId: await anOrder(one), at: new Date("2026-11-26T12:07:00.125Z"), direction: "here" as const };
  const write = (set: Partial<typeof orderTimeline.$inferInsert>) =>
    withTenant(db, one, (tx) => insert(tx, { ...line, kind: "k", message: "m", detail: {}, ...set }, {}, null));
  const [plain] = await write({ httpStatus: undefined });
  expect(plain).toMatchObject({ ...line, merchantId: one, httpStatus: null, detail: {} });
  const [full] = await write({ httpStatus: 200, detail: { body: null, text: 'o\'clock \\ "quoted"' } });
  expect(full).toMatchObject({ httpStatus: 200, detail: { body: null, text: 'o\'clock \\ "quoted"' } });
  const [none] = await write({ httpStatus: null, correlationId: null });
  expect(none).toMatchObject({ httpStatus: null, correlationId: null });
  await write({ httpStatus: 404 });
  expect(built).toBe(3);
  await expect(write({ message: sql`'an expression'` as unknown as string })).rejects.toThrow("is an expression");
});

test("what is sent along is done at the commit, in its turn; where it fails the transaction fails with its error", async () => {
  const rename = (tx: TenantTransaction, name: string) =>
    tx.sendAlong(tx.update(merchants).set({ name }).where(eq(merchants.id, one)));
  const nameOf = (tx: TenantTransaction) => tx.select({ name: merchants.name }).from(merchants);
  const seen = await withTenant(db, one, async (tx) => {
    rename(tx, "First");
    rename(tx, "Second");
    return nameOf(tx);
  });
  expect(seen).toEqual([{ name: "Second" }]);
  expect(await withTenant(db, one, nameOf)).toEqual([{ name: "Second" }]);

  const placed = await withTenant(db, two, async (tx) => {
    tx.sendAlong(tx.insert(locations).values({ ...place, merchantId: two }));
    return () => withTenant(db, two, (again) => again.select({ id: locations.id }).from(locations));
  });
  expect(await placed()).toHaveLength(1);

  const fail = (tx: TenantTransaction) => tx.sendAlong(clientOf(tx)`select 1 / 0`);
  await expect(withTenant(db, one, async (tx) => fail(tx))).rejects.toThrow("division by zero");
  const after = withTenant(db, one, async (tx) => {
    rename(tx, "Third");
    fail(tx);
    await nameOf(tx);
  });
  await expect(after).rejects.toThrow("division by zero");
  expect(await withTenant(db, one, nameOf)).toEqual([{ name: "Second" }]);
});

test("what could not even be sent along stops the commit, and whoever is late writes nothing", async () => {
  const nameOf = (tx: TenantTransaction) => tx.select({ name: merchants.name }).from(merchants);
  const rename = (tx: TenantTransaction, name: string) =>
    tx.sendAlong(tx.update(merchants).set({ name }).where(eq(merchants.id, one)));
  await withTenant(db, one, async (tx) => rename(tx, "Before"));
  const unsendable = preparedWrite(merchants, [], (into, { set }) => into.update(merchants).set(set));
  const half = withTenant(db, one, async (tx) => {
    rename(tx, "Half");
    tx.sendAlong(unsendable(tx, { name: sql`'an expression'` as unknown as string }, {}, null));
  });
  await expect(half).rejects.toThrow("is an expression");
  const badDate = withTenant(db, one, async (tx) => {
    rename(tx, "Half");
    tx.sendAlong(clientOf(tx)`select ${new Date(Number.NaN)}::timestamptz`);
  });
  await expect(badDate).rejects.toThrow("must be of type string");
  // A text that its connection has not prepared yet keeps whatever follows waiting.
  const behind = withTenant(db, one, async (tx) => {
    rename(tx, "Half");
    tx.sendAlong(clientOf(tx)`select ${"new"}::text as never_sent_before`);
    tx.sendAlong(clientOf(tx)`select ${new Date(Number.NaN)}::timestamptz`);
  });
  await expect(behind).rejects.toThrow("must be of type string");
  expect(await withTenant(db, one, nameOf)).toEqual([{ name: "Before" }]);
  const late = withTenant(db, one, async (tx) => {
    const first = nameOf(tx);
    tx.sendAlong(first.then(() => tx.update(merchants).set({ name: "Late" }).where(eq(merchants.id, one))));
  });
  await expect(late).rejects.toMatchObject({ cause: { message: "this transaction is over" } });
  expect(await withTenant(db, one, nameOf)).toEqual([{ name: "Before" }]);
});

test("work that fails takes what was sent along with it, and nothing is left that nobody hears of", async () => {
  const unheard: unknown[] = [];
  const hear = (error: unknown) => unheard.push(error);
  process.on("unhandledRejection", hear);
  const failing = withTenant(db, one, async (tx) => {
    tx.sendAlong(tx.update(merchants).set({ name: "Lost" }).where(eq(merchants.id, one)));
    tx.sendAlong(clientOf(tx)`select 1 / 0`);
    throw new Error("changed its mind");
  });
  await expect(failing).rejects.toThrow();
  const [row] = await withTenant(db, one, (tx) => tx.select().from(merchants));
  expect(row?.name).not.toBe("Lost");
  await new Promise((resolve) => setImmediate(resolve));
  process.off("unhandledRejection", hear);
  expect(unheard).toEqual([]);
});

test("the statement that failed is told, whether it was waited for or sent along, and not what came to nothing by it", async () => {
  const fail = (tx: TenantTransaction) => clientOf(tx)`select 1 / 0`;
  const nothing = (tx: TenantTransaction) => tx.sendAlong(clientOf(tx)`select 1`);
  const waitedFor = withTenant(db, one, async (tx) => {
    const failing = fail(tx).execute();
    nothing(tx);
    await failing;
  });
  await expect(waitedFor).rejects.toMatchObject({ code: "22012" });
  const sentAlong = withTenant(db, one, async (tx) => {
    tx.sendAlong(fail(tx));
    nothing(tx);
    await tx.select().from(merchants);
  });
  await expect(sentAlong).rejects.toMatchObject({ code: "22012" });
});

test("the tenant is set before anything else is sent, however soon that is", async () => {
  const tenantOf = (tx: TenantTransaction) =>
    clientOf(tx)`select current_setting('app.merchant_id', true) as id`.execute();
  for (const inTenant of [withTenant, readTenant])
    expect([...(await inTenant(db, two, async (tx) => tenantOf(tx)))]).toEqual([{ id: two }]);
});
