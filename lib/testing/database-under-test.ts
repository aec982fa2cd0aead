import postgres from "postgres";
import { afterAll, beforeAll } from "vitest";
import { createDatabase, type Database } from "@/db/client";
import { createTestDatabase, type TestDatabase } from "./database";

export type DatabaseUnderTest = { readonly db: Database; readonly owner: postgres.Sql; readonly urls: TestDatabase };

/** A database for the test file: `db` as the app's role, `owner` past all policies. Call at the top of the file. */
export function databaseUnderTest({ max = 4 }: { max?: number } = {}): DatabaseUnderTest {
  let open: { db: Database; owner: postgres.Sql; urls: TestDatabase } | undefined;
  const opened = () => {
    if (!open) throw new Error("the test database is there from beforeAll on");
    return open;
  };
  beforeAll(async () => {
    const urls = await createTestDatabase();
    const owner = postgres(urls.ownerUrl, { max: 1, onnotice: () => {} });
    open = { urls, owner, db: createDatabase(urls.appUrl, { max }) };
  });
  afterAll(async () => {
    const { db, owner, urls } = opened();
    await db.$client.end();
    await owner.end();
    await urls.drop();
  });
  return {
    get db() {
      return opened().db;
    },
    get owner() {
      return opened().owner;
    },
    get urls() {
      return opened().urls;
    },
  };
}
