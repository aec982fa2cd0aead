import { afterAll, beforeAll, expect, test } from "vitest";
import { createDatabase, type Database, withTenant } from "@/db/client";
import { merchants } from "@/db/schema";
import { createTestDatabase, type TestDatabase } from "@/lib/testing/database";
import { applyItemCount } from "./apply-item-count";
import { getAvailability } from "./get-availability";

let database: TestDatabase;
let db: Database;

beforeAll(async () => {
  database = await createTestDatabase();
  db = createDatabase(database.appUrl);
});
afterAll(async () => {
  await db.$client.end({ timeout: 2 });
  await database.drop();
});

const place = { environment: "sandbox", businessLocationId: "9765040300495493" } as const;
const at = (second: number) => new Date(Date.UTC(2026, 10, 20, 18, 0, second));

async function newMerchant(): Promise<string> {
  const id = crypto.randomUUID();
  await withTenant(db, id, (tx) => tx.insert(merchants).values({ id, name: "Any" }));
  return id;
}

const apply = (merchantId: string, count: number | null, second: number, sku = "COLA") =>
  withTenant(db, merchantId, (tx) =>
    applyItemCount(tx, place, { sku, count, countUpdatedAt: at(second), readAt: at(50) }),
  );

const services = () => ({
  ...{ db, now: () => at(55) },
  lightspeed: {
    environment: "sandbox" as const,
    apiUrl: "",
    clientSecret: "",
    webhooks: { appUrl: "", credentials: null },
  },
});

async function countsOf(merchantId: string, skus?: string[]) {
  const { counts } = await getAvailability(services(), merchantId, { ...place, ...(skus ? { skus } : {}) });
  return Object.fromEntries(counts.map(({ sku, count }) => [sku, count]));
}

test("the same events in every order, twenty at once and each of them twice, end at the till's last word", async () => {
  const merchantId = await newMerchant();
  const deliveries = [3, 9, 1, 7, 5, 8, 2, 6, 4, 10].flatMap((second) => [second, second]);
  await Promise.all(deliveries.map((second) => apply(merchantId, second === 10 ? 0 : second, second)));
  expect(await countsOf(merchantId)).toEqual({ COLA: 0 });
  expect(await apply(merchantId, 9, 9)).toBe("older");
  expect(await apply(merchantId, null, 11)).toBe("new");
  expect(await countsOf(merchantId)).toEqual({ COLA: null });
});

test("what nobody has asked for is not among the counts, and another merchant's place of the same id is its own", async () => {
  const [mine, theirs] = [await newMerchant(), await newMerchant()];
  await apply(mine, 0, 10);
  await apply(theirs, 4, 5);
  expect(await countsOf(mine, ["COLA", "BEER"])).toEqual({ COLA: 0 });
  expect(await countsOf(theirs)).toEqual({ COLA: 4 });
});

test("an SKU of any bytes is stored as it can be, beside its neighbours", async () => {
  const merchantId = await newMerchant();
  await apply(merchantId, 1, 10, "A\0B");
  await apply(merchantId, 2, 10, "'; drop table item_availability; --");
  expect(Object.values(await countsOf(merchantId)).sort()).toEqual([1, 2]);
});
