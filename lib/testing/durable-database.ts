import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { grantAppRole, startEmbeddedPostgres } from "@/db/embedded";
import { migrate } from "@/db/migrate";

export type DurableDatabase = {
  appUrl: string;
  ownerUrl: string;
  pid: () => number;
  /** Stops the server; its data stays. */
  stop: () => Promise<void>;
  /** Starts it again at the same place. */
  start: () => Promise<void>;
  remove: () => Promise<void>;
};

/** A server of the caller's own, for tests that take it away. */
export async function startDurableDatabase(): Promise<DurableDatabase> {
  const dataDir = mkdtempSync(join(tmpdir(), "upvendo-durable-"));
  chmodSync(dataDir, 0o755);
  let server = await startEmbeddedPostgres({ dataDir, durable: true });
  const { appUrl, ownerUrl } = server;
  const port = Number(new URL(appUrl).port);
  await migrate(ownerUrl);
  await grantAppRole(ownerUrl);
  return {
    ...{ appUrl, ownerUrl },
    pid: () => server.pid,
    stop: () => server.stop(),
    start: async () => {
      server = await startEmbeddedPostgres({ dataDir, durable: true, port });
    },
    remove: async () => {
      await server.stop();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}
