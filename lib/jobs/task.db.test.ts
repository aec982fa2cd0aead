import { randomUUID } from "node:crypto";
import { expect, test } from "vitest";
import { z } from "zod";
import { databaseUnderTest } from "@/lib/testing/database-under-test";
import { defineTask, type EnqueueOptions, enqueue, type Task } from "./task";

const database = databaseUnderTest();
const payload = z.object({});
type Kind = Pick<Task, "kitchen" | "low" | "provider">;

async function stored(kind: Kind, options: EnqueueOptions = {}): Promise<{ flags: string[]; priority: number }> {
  const key = randomUUID();
  await enqueue(database.db, defineTask({ name: "test.kinds", payload, ...kind }), {}, { key, ...options });
  const [job] = await database.owner<{ flags: Record<string, boolean> | null; priority: number }[]>`
    select flags, priority from graphile_worker._private_jobs where key = ${key}`;
  return { flags: Object.keys(job?.flags ?? {}).sort(), priority: job?.priority ?? Number.NaN };
}

test("only what no kitchen waits for, and what is not put off anyway, stands back while one waits", async () => {
  expect(await stored({})).toEqual({ flags: ["afterwards"], priority: 0 });
  expect(await stored({ kitchen: true })).toEqual({ flags: [], priority: -10 });
  expect(await stored({ kitchen: true }, { calm: true })).toEqual({ flags: ["afterwards"], priority: 0 });
  expect(await stored({ kitchen: true, provider: true })).toEqual({ flags: ["provider"], priority: -10 });
  expect(await stored({ low: true })).toEqual({ flags: ["low"], priority: 10 });
});
