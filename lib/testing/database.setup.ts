import { chmodSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestProject } from "vitest/node";
import { grantAppRole, startEmbeddedPostgres } from "@/db/embedded";
import { migrate } from "@/db/migrate";

declare module "vitest" {
  interface ProvidedContext {
    /** Both point at the migrated template; nobody may stay connected to it. */
    templateDatabase: { ownerUrl: string; appUrl: string };
    /** A folder for the programs that tests start, made by whoever needs one first. */
    programs: string;
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
  const programs = join(dataDir, "programs");
  mkdirSync(programs);
  project.provide("programs", programs);
  project.provide("templateDatabase", { ownerUrl: server.ownerUrl, appUrl: server.appUrl });
  return teardown;
}
