import { randomUUID } from "node:crypto";
import { beforeEach, expect, test } from "vitest";
import type { Services } from "@/lib/services";
import { databaseUnderTest } from "@/lib/testing/database-under-test";
import { getActivity } from "./get-activity";
import { findDeliveryView } from "./get-delivery";
import { listDeliveries } from "./list-deliveries";

const database = databaseUnderTest();
const now = new Date("2026-11-26T12:30:00.000Z");
const services = () => ({ db: database.db, now: () => now }) as Services;
let merchantId: string;
beforeEach(async () => {
  merchantId = randomUUID();
  await database.owner`insert into merchants (id, name) values (${merchantId}, 'Any')`;
});

type Wish = { at: string; id?: string; status?: string; type?: string; verified?: boolean; took?: number };

async function insert(wishes: Wish[], of = merchantId): Promise<string[]> {
  const rows = wishes.map(
    ({ at, id = randomUUID(), status = "processed", type = "ORDER", verified = true, took = 40 }) => ({
      ...{
        id,
        received_at: at,
        merchant_id: of,
        environment: "sandbox",
        verified,
        type,
        status,
        due_at: null,
        attempts: 1,
      },
      ...{ body: "{}", correlation_id: id, started_at: at, finished_at: new Date(Date.parse(at) + took) },
    }),
  );
  await database.owner`insert into webhook_events ${database.owner(rows)}`;
  return rows.map(({ id }) => id);
}

async function walk(direction: "older" | "newer", from?: string): Promise<string[][]> {
  const pages: string[][] = [];
  for (let cursor: string | null | undefined = from; cursor !== null; ) {
    const page: Awaited<ReturnType<typeof listDeliveries>> = await listDeliveries(services(), merchantId, {
      filter: {},
      ...(cursor ? { [direction]: cursor } : {}),
    });
    pages.push(page.items.map(({ id }) => id));
    cursor = page[direction];
    if (direction === "older" && cursor === null) return pages;
  }
  return pages;
}

test("pages follow each other without gap or repeat, also where many came in the same microsecond, and lead back", async () => {
  const same = Array.from({ length: 70 }, () => ({ at: "2026-11-26T10:00:00.123456Z" }));
  const apart = Array.from({ length: 61 }, (_, n) => ({
    at: `2026-11-26T09:00:00.0000${String(n).padStart(2, "0")}Z`,
  }));
  const ids = await insert([...same, ...apart]);
  const pages = await walk("older");
  expect(pages.map(({ length }) => length)).toEqual([50, 50, 31]);
  expect(pages.flat()).toHaveLength(131);
  expect(new Set(pages.flat())).toEqual(new Set(ids));

  const second = await listDeliveries(services(), merchantId, { filter: {} });
  const third = await listDeliveries(services(), merchantId, { filter: {}, older: second.older ?? "" });
  const back = await listDeliveries(services(), merchantId, { filter: {}, newer: third.newer ?? "" });
  expect(back.items.map(({ id }) => id)).toEqual(pages[0]);
  expect(back.newer).toBeNull();
  expect(back.older).toBe(second.older);
});

test("a place in the list that nobody made counts as none", async () => {
  await insert([{ at: "2026-11-26T10:00:00Z" }]);
  for (const older of ["", "x", Buffer.from("2026 x").toString("base64url"), "a".repeat(10_000)]) {
    const page = await listDeliveries(services(), merchantId, { filter: {}, older });
    expect(page.items).toHaveLength(1);
    expect(page).toMatchObject({ newer: null, older: null });
  }
});

test("every filter narrows by itself, and another merchant's deliveries are never among them", async () => {
  const stranger = randomUUID();
  await database.owner`insert into merchants (id, name) values (${stranger}, 'Stranger')`;
  const [theirs = ""] = await insert([{ at: "2026-11-26T10:00:00Z" }], stranger);
  await insert([
    { at: "2026-11-26T10:00:00Z", status: "dead" },
    { at: "2026-11-26T11:00:00Z", verified: false, type: "PAYMENT" },
  ]);
  const count = async (filter: Parameters<typeof listDeliveries>[2]["filter"]) =>
    (await listDeliveries(services(), merchantId, { filter })).items.length;
  expect(await count({})).toBe(2);
  expect(await count({ status: "dead" })).toBe(1);
  expect(await count({ verdict: "unverified" })).toBe(1);
  expect(await count({ type: "PAYMENT" })).toBe(1);
  expect(await count({ from: "2026-11-26T10:30:00Z" })).toBe(1);
  expect(await count({ type: "ITEM" })).toBe(0);
  expect((await listDeliveries(services(), merchantId, { filter: {} })).types).toEqual(["ORDER", "PAYMENT"]);
  expect(await findDeliveryView(services(), merchantId, theirs)).toBeNull();
  expect((await findDeliveryView(services(), stranger, theirs))?.id).toBe(theirs);
});

test("the list is read by its index, never sorted", async () => {
  await insert(Array.from({ length: 200 }, (_, n) => ({ at: new Date(now.getTime() - n * 1_000).toISOString() })));
  const plan = await database.owner.begin(async (sql) => {
    await sql`set local enable_seqscan = off`;
    return sql`
      explain select id from webhook_events where merchant_id = ${merchantId}
      order by received_at desc nulls last, id desc nulls last limit 51`;
  });
  const text = plan.map((row) => row["QUERY PLAN"]).join("\n");
  expect(text).toContain("Merge Append");
  expect(text).not.toMatch(/->\s+Sort|Seq Scan/);
});

test("the last 24 hours are told hour by hour with failures and age, and a silence from a day on", async () => {
  await insert([
    { at: "2026-11-26T12:05:00Z", took: 100 },
    { at: "2026-11-26T12:06:00Z", took: 300, status: "dead" },
    { at: "2026-11-26T12:07:00Z", took: 200 },
    { at: "2026-11-25T12:59:00Z" },
    { at: "2026-11-25T13:01:00Z" },
    { at: "2026-11-26T11:00:00Z", type: "UPVENDO_TEST" },
  ]);
  const activity = await getActivity(services(), merchantId);
  expect(activity.hours).toHaveLength(24);
  expect(activity.hours.at(-1)).toEqual({ at: "2026-11-26T12:00:00.000Z", count: 3, failed: 1, medianMs: 200 });
  expect(activity.hours[0]).toMatchObject({ at: "2026-11-25T13:00:00.000Z", count: 1 });
  expect(activity.hours.reduce((sum, { count }) => sum + count, 0)).toBe(5);
  expect(activity).toMatchObject({ dead: 1, parked: 0, silentHours: null, lastEventAt: "2026-11-26T12:07:00.000Z" });
});

test("a test of our own breaks no silence; before a day, and without an endpoint, nothing is called silent", async () => {
  const endpoint = (registeredAt: string) => database.owner`
    insert into webhook_endpoints (merchant_id, environment, endpoint_id, url, status, registered_at)
    values (${merchantId}, 'sandbox', ${randomUUID()}, 'http://localhost', 'registered', ${registeredAt})`;
  await insert([{ at: "2026-11-26T12:00:00Z", type: "UPVENDO_TEST" }]);
  expect((await getActivity(services(), merchantId)).silentHours).toBeNull();
  await endpoint("2026-11-25T12:40:00Z");
  expect((await getActivity(services(), merchantId)).silentHours).toBeNull();
  await database.owner`update webhook_endpoints set registered_at = '2026-11-25T06:00:00Z' where merchant_id = ${merchantId}`;
  expect((await getActivity(services(), merchantId)).silentHours).toBe(30);
});
