import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { findBinaries } from "./embedded/binaries";
import { ensureCluster, OWNER } from "./embedded/cluster";
import { APP_ROLE, DATABASE, ensureRolesAndDatabase } from "./embedded/roles";
import { startServer, stopLeftover } from "./embedded/server";
import { claim, openWorkspace, readOrMakePasswords } from "./embedded/workspace";

export { EmbeddedPostgresError } from "./embedded/fault";
export { grantAppRole } from "./embedded/roles";

export type EmbeddedPostgres = {
  /** DATABASE_MIGRATION_URL: owns the tables. */
  ownerUrl: string;
  /** DATABASE_URL: what the app runs as; sees rows only through policies. */
  appUrl: string;
  port: number;
  pid: number;
  /** Resolves with the reason when the server ends without `stop`. */
  died: Promise<string>;
  /** Leaves the cluster clean. Safe to call twice. */
  stop: () => Promise<void>;
};

export type EmbeddedPostgresOptions = {
  /** Its subfolder `postgres` becomes ours. */
  dataDir: string;
  /** A free one when not given. */
  port?: number;
  /** False for tests: faster, lost on a power cut, and ends with this process. */
  durable?: boolean;
};

/** A PostgreSQL of our own from the packaged binaries, on loopback only; see docs/decisions/0002-embedded-postgresql.md. */
export async function startEmbeddedPostgres({
  dataDir,
  port,
  durable = true,
}: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const binaries = findBinaries();
  const workspace = openWorkspace(resolve(dataDir));
  const release = claim(workspace);
  try {
    const passwords = readOrMakePasswords(workspace);
    ensureCluster(workspace, binaries, passwords, durable);
    const server = await startServer(workspace, binaries, { ...(port === undefined ? {} : { port }), durable });
    const url = (user: string, password: string, database: string) =>
      `postgres://${user}:${password}@127.0.0.1:${server.port}/${database}`;
    const stop = () => server.stop().finally(release);
    try {
      await ensureRolesAndDatabase(url(OWNER, passwords.owner, "postgres"), passwords);
    } catch (error) {
      await stop();
      throw error;
    }
    return {
      ownerUrl: url(OWNER, passwords.owner, DATABASE),
      appUrl: url(APP_ROLE, passwords.app, DATABASE),
      ...{ port: server.port, pid: server.pid, died: server.died, stop },
    };
  } catch (error) {
    release();
    throw error;
  }
}

/** Stops a server that a killed launcher left on this data folder, e.g. before the folder is deleted. */
export async function stopLeftoverPostgres(dataDir: string): Promise<void> {
  if (existsSync(join(dataDir, "postgres", "cluster"))) await stopLeftover(openWorkspace(resolve(dataDir)));
}
