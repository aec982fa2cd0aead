import { spawnSync } from "node:child_process";
import { chownSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import type { Binaries } from "./binaries";
import { EmbeddedPostgresError, folderFault } from "./fault";
import { serverUser } from "./run-as";
import { hasCluster, type Passwords, passableRoot, type Workspace } from "./workspace";

export const OWNER = "upvendo_owner";

/** Without these the cluster would take the caller's LANG; C.UTF-8 is built in and the same on every machine. */
const initdbOptions = [
  "-U",
  OWNER,
  "-A",
  "scram-sha-256",
  "--encoding=UTF8",
  "--locale=C",
  "--locale-provider=builtin",
  "--builtin-locale=C.UTF-8",
];

/** A cluster that is there and fits these binaries, made when there is none. */
export function ensureCluster(workspace: Workspace, binaries: Binaries, passwords: Passwords, durable: boolean): void {
  if (!hasCluster(workspace)) makeCluster(workspace, binaries, passwords, durable);
  checkVersion(workspace, binaries.major);
}

function checkVersion({ cluster, root }: Workspace, major: string): void {
  const file = join(cluster, "PG_VERSION");
  const found = existsSync(file) ? readFileSync(file, "utf8").trim() : "";
  if (!/^\d+$/.test(found))
    throw new EmbeddedPostgresError(
      `The database folder ${root} is damaged: cluster/PG_VERSION is missing or unreadable.`,
    );
  if (found !== major) {
    throw new EmbeddedPostgresError(
      `The database folder ${root} was made by PostgreSQL ${found}, and this program brings PostgreSQL ${major}.`,
    );
  }
}

/** Built beside its place and moved there whole, so that an interrupted first start leaves nothing half made. */
function makeCluster(workspace: Workspace, binaries: Binaries, passwords: Passwords, durable: boolean): void {
  const passwordFile = join(workspace.root, "initial-password");
  const root = passableRoot(workspace);
  try {
    rmSync(workspace.staging, { recursive: true, force: true });
    mkdirSync(workspace.staging, { mode: 0o700 });
    writeFileSync(passwordFile, passwords.owner, { mode: 0o600 });
    if (serverUser)
      for (const path of [workspace.staging, passwordFile]) chownSync(path, serverUser.uid, serverUser.gid);
    const result = spawnSync(
      binaries.initdb,
      [
        ...["-D", join(root.path, basename(workspace.staging)), `--pwfile=${join(root.path, basename(passwordFile))}`],
        ...[...initdbOptions, ...(durable ? [] : ["--no-sync"])],
      ],
      {
        ...serverUser,
        cwd: "/",
        env: serverEnvironment(),
        stdio: ["ignore", "pipe", "pipe", ...(root.fd === null ? [] : [root.fd])],
        encoding: "utf8",
      },
    );
    if (result.error)
      throw new EmbeddedPostgresError(`PostgreSQL cannot be run on this machine: ${result.error.message}.`);
    if (result.status !== 0) throw initdbFault(workspace.root, result.stderr);
    renameSync(workspace.staging, workspace.cluster);
  } catch (error) {
    throw folderFault(workspace.root, error);
  } finally {
    root.close();
    rmSync(passwordFile, { force: true });
    rmSync(workspace.staging, { recursive: true, force: true });
  }
}

function initdbFault(root: string, stderr: string): EmbeddedPostgresError {
  if (stderr.includes("No space left on device"))
    return new EmbeddedPostgresError(`The database folder ${root} cannot be used: the disk is full.`);
  const line =
    stderr.split("\n").find((text) => /error|fatal|panic|cannot|could not/i.test(text)) ??
    stderr.trim().split("\n").at(-1);
  return new EmbeddedPostgresError(
    `The database could not be created in ${root}: ${line?.trim() || "initdb gave no reason"}`,
  );
}

/** Nothing of the caller's: PGDATA, PGPORT and the like would change what is started. */
export function serverEnvironment(): NodeJS.ProcessEnv {
  return { LC_ALL: "C", PATH: "/usr/bin:/bin", NODE_ENV: "production" };
}
