import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestProject } from "vitest/node";
import { grantAppRole, startEmbeddedPostgres } from "@/db/embedded";
import { migrate } from "@/db/migrate";

declare module "vitest" {
  interface ProvidedContext {
    /** Both point at the migrated template; nobody may stay connected to it. */
    templateDatabase: { ownerUrl: string; appUrl: string };
  }
}

/** One server for the whole run; each test file clones the database that is migrated here. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const dataDir = mkdtempSync(join(tmpdir(), "upvendo-test-"));
  chmodSync(dataDir, 0o755);
  const server = await startEmbeddedPostgres({ dataDir, durable: false });
  const teardown = async () => {
    await server.stop();
    rmSync(dataDir, { recursive: true, force: true });
  };
  try {
    await migrate(server.ownerUrl);
    await grantAppRole(server.ownerUrl);
  } catch (error) {
    await teardown();
    throw error;
  }
  project.provide("templateDatabase", { ownerUrl: server.ownerUrl, appUrl: server.appUrl });
  return teardown;
}
