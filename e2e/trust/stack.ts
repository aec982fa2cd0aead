import { readFileSync } from "node:fs";
import { createDatabase, type Database } from "@/db/client";
import { parseEnv } from "@/lib/env";
import { createServices, type Services } from "@/lib/services";

function given(name: string): string {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set: browser tests run by npm run test:e2e`);
  return value;
}

/** The stack that the browser tests run against, as scripts/test-e2e.ts started it. */
export const stack = {
  appUrl: given("E2E_APP_URL"),
  sandboxUrl: given("E2E_SANDBOX_URL"),
  databaseUrl: given("E2E_DATABASE_URL"),
  ownerUrl: given("E2E_OWNER_DATABASE_URL"),
  logDir: given("E2E_LOG_DIR"),
  /** Every variable that app, worker, sandbox and seed were started with, under its name. */
  variables: JSON.parse(readFileSync(given("E2E_SECRETS_FILE"), "utf8")) as Record<string, string>,
  distDir: process.env.NEXT_DIST_DIR ?? ".next",
};

/** A generated value of this run by its name. */
export function variable(name: string): string {
  const value = stack.variables[name];
  if (!value) throw new Error(`the stack was started without ${name}`);
  return value;
}

let opened: { db: Database; services: Services } | undefined;

/** The product's own services on the stack's database, so that a test can stage a merchant without a browser. */
export function stage(): { db: Database; services: Services } {
  if (opened) return opened;
  const db = createDatabase(stack.databaseUrl, { max: 4, applicationName: "e2e" });
  opened = { db, services: createServices(parseEnv({ ...stack.variables, NODE_ENV: "test" }), db) };
  return opened;
}

export async function closeStage(): Promise<void> {
  const { db } = opened ?? {};
  opened = undefined;
  await db?.$client.end({ timeout: 2 });
}
