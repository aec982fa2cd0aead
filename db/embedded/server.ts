import { type ChildProcess, spawn } from "node:child_process";
import { chownSync, closeSync, existsSync, openSync, readFileSync, realpathSync, rmSync, statSync } from "node:fs";
import { basename, join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import type { Binaries } from "./binaries";
import { serverEnvironment } from "./cluster";
import { EmbeddedPostgresError, folderFault } from "./fault";
import { freePort } from "./free-port";
import { isAlive, isServerOf } from "./process-identity";
import { serverUser } from "./run-as";
import { passableRoot, type Workspace } from "./workspace";

const START_LIMIT_MS = 60_000;
const FAST_STOP_LIMIT_MS = 4_000;
const STOP_LIMIT_MS = 15_000;

const throwaway = ["-c", "fsync=off", "-c", "synchronous_commit=off", "-c", "full_page_writes=off"];

export type Server = { port: number; pid: number; died: Promise<string>; stop: () => Promise<void> };

/** Starts the server on this cluster and returns once it takes connections. */
export async function startServer(
  workspace: Workspace,
  binaries: Binaries,
  options: { port?: number; durable: boolean },
): Promise<Server> {
  await stopLeftover(workspace);
  for (let attempt = 1; ; attempt += 1) {
    const port = options.port ?? (await freePort());
    const logStart = existsSync(workspace.logFile) ? statSync(workspace.logFile).size : 0;
    const child = launch(workspace, binaries, port, options.durable);
    const ended = new Promise<void>((resolve) => child.once("close", () => resolve()).once("error", () => resolve()));
    const failure = await untilReady(workspace, child, ended);
    if (failure === null && child.pid !== undefined) return running(workspace, child.pid, port, ended, options.durable);

    const reason = failure ?? "";
    const lines = logSince(workspace, logStart);
    // A free port can be taken by somebody else between the question and the start.
    if (options.port === undefined && attempt < 4 && lines.includes("could not bind")) continue;
    throw startFault(workspace.root, port, lines, reason);
  }
}

function launch(workspace: Workspace, binaries: Binaries, port: number, durable: boolean): ChildProcess {
  const root = passableRoot(workspace);
  let log: number | undefined;
  try {
    log = openSync(workspace.logFile, "a", 0o600);
    if (serverUser) chownSync(workspace.logFile, serverUser.uid, serverUser.gid);
    const settings = {
      listen_addresses: "127.0.0.1",
      unix_socket_directories: "",
      timezone: "UTC",
      log_timezone: "UTC",
      max_connections: "200",
      // Details of a failed statement quote the row, and rows hold what a log must not.
      log_error_verbosity: "terse",
    };
    const child = spawn(
      binaries.postgres,
      [
        ...["-D", join(root.path, basename(workspace.cluster)), "-p", String(port)],
        ...Object.entries(settings).flatMap(([name, value]) => ["-c", `${name}=${value}`]),
        ...(durable ? [] : throwaway),
      ],
      // A group of its own: Ctrl-C in the terminal must reach it through us, after everything that still talks to it.
      {
        ...serverUser,
        cwd: "/",
        env: serverEnvironment(),
        detached: true,
        stdio: ["ignore", log, log, ...(root.fd === null ? [] : [root.fd])],
      },
    );
    child.unref();
    return child;
  } catch (error) {
    throw folderFault(workspace.root, error);
  } finally {
    if (log !== undefined) closeSync(log);
    root.close();
  }
}

/** Null once the server is ready, else why it is not. The last line of postmaster.pid is what pg_ctl waits for too. */
async function untilReady(workspace: Workspace, child: ChildProcess, ended: Promise<void>): Promise<string | null> {
  let over = false;
  let spawnError = "";
  child.once("error", (error) => {
    spawnError = error.message;
  });
  void ended.then(() => {
    over = true;
  });
  for (const start = Date.now(); Date.now() - start < START_LIMIT_MS; await delay(10)) {
    if (over) return spawnError || "it ended at once";
    const lines = readPidFile(workspace);
    if (lines[0] === String(child.pid) && lines[7]?.trim() === "ready") return null;
  }
  if (child.pid !== undefined) process.kill(child.pid, "SIGQUIT");
  return `it was not ready after ${START_LIMIT_MS / 1000} seconds`;
}

function running(workspace: Workspace, pid: number, port: number, ended: Promise<void>, durable: boolean): Server {
  let stopping: Promise<void> | undefined;
  const lifeline = durable ? undefined : endWithParent(pid);
  return {
    pid,
    port,
    died: new Promise((resolve) => {
      void ended.then(
        () =>
          stopping ??
          resolve(`PostgreSQL ended by itself: ${lastComplaint(logSince(workspace, 0)) ?? "no reason in its log"}`),
      );
    }),
    stop: () => {
      stopping ??= stopProcess(pid).finally(() => lifeline?.kill());
      return stopping;
    },
  };
}

/** A throw-away server has no reason to outlive its starter: when our end of the pipe closes, however we ended, the shell stops it. */
function endWithParent(pid: number): ChildProcess {
  const shell = spawn("/bin/sh", ["-c", `read gone; kill -INT ${pid}`], {
    stdio: ["pipe", "ignore", "ignore"],
    detached: true,
  });
  shell.once("error", () => {});
  shell.unref();
  return shell;
}

/** SIGINT is the fast shutdown: open transactions are rolled back and the cluster is left clean. */
async function stopProcess(pid: number): Promise<void> {
  if (isAlive(pid)) process.kill(pid, "SIGINT");
  for (const start = Date.now(); isAlive(pid); await delay(10)) {
    const waited = Date.now() - start;
    if (waited > STOP_LIMIT_MS) throw new EmbeddedPostgresError(`PostgreSQL (process ${pid}) does not stop.`);
    // Recovery at the next start makes up for what an immediate shutdown leaves undone.
    if (waited > FAST_STOP_LIMIT_MS && isAlive(pid)) process.kill(pid, "SIGQUIT");
  }
}

/** Stops the server of this very cluster that a killed launcher left behind, and clears a pid file that now names somebody else. */
export async function stopLeftover(workspace: Workspace): Promise<void> {
  const pid = Number(readPidFile(workspace)[0]);
  if (!Number.isInteger(pid) || pid <= 1 || !isAlive(pid)) return;
  if (isServerOf(pid, realpathSync(workspace.cluster))) return stopProcess(pid);
  rmSync(join(workspace.cluster, "postmaster.pid"), { force: true });
}

function readPidFile({ cluster }: Workspace): string[] {
  try {
    return readFileSync(join(cluster, "postmaster.pid"), "utf8").split("\n");
  } catch {
    return [];
  }
}

function logSince({ logFile }: Workspace, start: number): string {
  return existsSync(logFile) ? readFileSync(logFile).subarray(start).toString("utf8") : "";
}

const lastComplaint = (log: string) =>
  log
    .match(/(?:FATAL|PANIC):.*/g)
    ?.at(-1)
    ?.replace(/\s+/g, " ");

function startFault(root: string, port: number, log: string, reason: string): EmbeddedPostgresError {
  if (log.includes("No space left on device"))
    return new EmbeddedPostgresError(`The database folder ${root} cannot be used: the disk is full.`);
  if (log.includes("could not bind")) return new EmbeddedPostgresError(`Port ${port} for the database is in use.`);
  return new EmbeddedPostgresError(`The database in ${root} does not start: ${lastComplaint(log) ?? reason}`);
}
