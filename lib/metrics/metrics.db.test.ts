import { randomUUID } from "node:crypto";
import { expect, test, vi } from "vitest";
import { createDatabase } from "@/db/client";
import { databaseUnderTest } from "@/lib/testing/database-under-test";
import { mayReadMetrics, metricsToken } from "./token";
import { writeMetrics } from "./write-metrics";

const database = databaseUnderTest();
const secret = "s".repeat(40);

const figure = (text: string, name: string) => new RegExp(`^${name} (\\S+)$`, "m").exec(text)?.[1];

test("the figures say how many deliveries are dead or wait, how long, and how many days the inbox is ahead", async () => {
  const merchantId = randomUUID();
  await database.owner`insert into merchants (id, name) values (${merchantId}, 'Secret name')`;
  await database.owner`insert into connections (merchant_id, environment, status) values (${merchantId}, 'sandbox', 'degraded')`;
  const insert = (status: string, due: string | null) => database.owner`
    insert into webhook_events (id, merchant_id, environment, verified, body, status, due_at, correlation_id)
    values (${randomUUID()}, ${merchantId}, 'sandbox', true, 'secret body', ${status}, ${due}, ${randomUUID()})`;
  await insert("dead", null);
  await insert("dead", null);
  await insert("received", new Date(Date.now() - 90_000).toISOString());
  const text = await writeMetrics(database);
  expect(figure(text, 'upvendo_deliveries_open{status="dead"}')).toBe("2");
  expect(figure(text, "upvendo_deliveries_due")).toBe("1");
  expect(Math.round(Number(figure(text, "upvendo_deliveries_due_age_seconds")) / 30)).toBe(3);
  expect(figure(text, 'upvendo_connections{status="degraded"}')).toBe("1");
  expect(figure(text, "upvendo_inbox_days_ahead")).toBe("7");
  expect(figure(text, "upvendo_database_up")).toBe("1");
  expect(text).toContain("upvendo_process_resident_memory_bytes");
  expect(text).not.toMatch(/secret/i);
  expect(text).not.toContain(merchantId);
});

test.each([0, 1, -1])("a machine whose clock is %i hour ahead of the database's says so", async (hours) => {
  const { now } = Date;
  vi.spyOn(Date, "now").mockImplementation(() => now() + hours * 3_600_000);
  const off = Number(figure(await writeMetrics(database), "upvendo_clock_off_seconds"));
  expect(Math.abs(off - hours * 3_600)).toBeLessThan(30);
});

test("a database that is away is told as a figure", async () => {
  const db = createDatabase("postgres://nobody:x@127.0.0.1:9/none", { max: 1 });
  const text = await writeMetrics({ db });
  expect(figure(text, "upvendo_database_up")).toBe("0");
  expect(figure(text, "upvendo_clock_off_seconds")).toMatch(/^nan$/i);
  await db.$client.end({ timeout: 0 });
});

test("only the token that follows from the secret opens them", () => {
  const token = metricsToken(secret);
  expect(mayReadMetrics(`Bearer ${token}`, secret)).toBe(true);
  for (const wrong of [
    null,
    "",
    token,
    `bearer ${token}`,
    `Bearer ${token}x`,
    `Bearer ${metricsToken(`${secret}x`)}`,
    `Bearer ${secret}`,
  ])
    expect(mayReadMetrics(wrong, secret), String(wrong)).toBe(false);
});
