import { randomBytes } from "node:crypto";
import postgres from "postgres";
import { inject } from "vitest";

export type TestDatabase = {
  name: string;
  /** The role the app runs as; row-level security holds for it. */
  appUrl: string;
  /** The role that owns the tables and sees everything. */
  ownerUrl: string;
  drop: () => Promise<void>;
};

/** A migrated, empty database of the caller's own, cloned in some tens of milliseconds. Make one per test file, in `beforeAll`. */
export async function createTestDatabase(): Promise<TestDatabase> {
  return copyDatabase(inject("templateDatabase"));
}

/** A database as another one is now, as from a backup. Nobody may be connected to that one meanwhile. */
export async function copyDatabase(template: Pick<TestDatabase, "ownerUrl" | "appUrl">): Promise<TestDatabase> {
  const name = `test_${randomBytes(8).toString("hex")}`;
  const source = new URL(template.ownerUrl).pathname.slice(1);
  // Copying the files takes a third of the work of logging every page, which is for servers that must outlast a power cut.
  await maintain(template.ownerUrl, `create database ${name} template ${source} strategy file_copy`);
  return {
    name,
    appUrl: withDatabase(template.appUrl, name),
    ownerUrl: withDatabase(template.ownerUrl, name),
    // Forced: a test that failed half-way may have left its pool open.
    drop: () => maintain(template.ownerUrl, `drop database if exists ${name} with (force)`),
  };
}

/** On the maintenance database, since a template with a connection cannot be cloned. */
async function maintain(ownerUrl: string, statement: string): Promise<void> {
  const sql = postgres(withDatabase(ownerUrl, "postgres"), { max: 1, onnotice: () => {} });
  try {
    await sql.unsafe(statement);
  } finally {
    await sql.end({ timeout: 5 });
  }
}

function withDatabase(url: string, name: string): string {
  const changed = new URL(url);
  changed.pathname = `/${name}`;
  return changed.href;
}
