import { randomBytes } from "node:crypto";
import {
  chmodSync,
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { EmbeddedPostgresError, errorCode, folderFault } from "./fault";
import { processIdentity } from "./process-identity";
import { isReachable } from "./run-as";

const passwords = z.object({ owner: z.string().min(16), app: z.string().min(16) });
const holder = z.object({ pid: z.number().int(), identity: z.string() });

export type Passwords = z.infer<typeof passwords>;

/** The launcher's folder inside the data folder: the cluster, its passwords, its log, and who holds it. */
export type Workspace = ReturnType<typeof openWorkspace>;

export function openWorkspace(dataDir: string) {
  const root = join(dataDir, "postgres");
  try {
    mkdirSync(root, { recursive: true });
    // The server's user must be able to pass through, not to look around.
    chmodSync(root, 0o711);
  } catch (error) {
    throw folderFault(root, error);
  }
  return {
    root,
    cluster: join(root, "cluster"),
    staging: join(root, "cluster.new"),
    passwordFile: join(root, "passwords.json"),
    holderFile: join(root, "held-by.json"),
    logFile: join(root, "server.log"),
  };
}

/**
 * How a program that runs as the server's user is to name the workspace. Below a closed folder that user cannot walk the path, but it
 * can use a folder that we opened for it: `fd` has to be passed on as the program's file 3.
 */
export function passableRoot({ root }: Workspace): { path: string; fd: number | null; close: () => void } {
  if (isReachable(join(root, "x"))) return { path: root, fd: null, close: () => {} };
  if (process.platform !== "linux") {
    throw new EmbeddedPostgresError(
      `The database folder ${root} lies under a closed folder: do not run this as root, or choose another DATA_DIR.`,
    );
  }
  const fd = openSync(root, "r");
  return { path: "/proc/self/fd/3", fd, close: () => closeSync(fd) };
}

/** An empty folder holds nothing that could be lost: a new cluster takes its place. */
export function hasCluster({ cluster }: Pick<Workspace, "cluster">): boolean {
  return existsSync(cluster) && readdirSync(cluster).length > 0;
}

/** Made once, kept readable for this user only. */
export function readOrMakePasswords({ passwordFile, cluster, root }: Workspace): Passwords {
  if (existsSync(passwordFile)) {
    const parsed = passwords.safeParse(parseJson(readFileSync(passwordFile, "utf8")));
    if (parsed.success) return parsed.data;
    throw new EmbeddedPostgresError(
      `The database folder ${root} is damaged: ${passwordFile} is not readable as passwords.`,
    );
  }
  if (hasCluster({ cluster }))
    throw new EmbeddedPostgresError(`The database folder ${root} is damaged: passwords.json is missing.`);
  const made = { owner: randomBytes(24).toString("hex"), app: randomBytes(24).toString("hex") };
  try {
    writeFileSync(`${passwordFile}.new`, JSON.stringify(made), { mode: 0o600 });
    renameSync(`${passwordFile}.new`, passwordFile);
  } catch (error) {
    throw folderFault(root, error);
  }
  return made;
}

/** Refuses a second launcher on one folder while the first lives; a dead one's claim is taken over. */
export function claim({ holderFile, root }: Workspace): () => void {
  const mine = JSON.stringify({ pid: process.pid, identity: processIdentity(process.pid) });
  for (let attempt = 0; ; attempt += 1) {
    try {
      writeFileSync(holderFile, mine, { flag: "wx", mode: 0o600 });
      return () => rmSync(holderFile, { force: true });
    } catch (error) {
      if (errorCode(error) !== "EEXIST" || attempt > 3) throw folderFault(root, error);
    }
    const found = holder.safeParse(parseJson(readFileSync(holderFile, "utf8")));
    if (found.success && processIdentity(found.data.pid) === found.data.identity) {
      throw new EmbeddedPostgresError(`The database in ${root} is already in use by process ${found.data.pid}.`);
    }
    rmSync(holderFile, { force: true });
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
