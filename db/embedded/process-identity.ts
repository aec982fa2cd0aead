import { execFileSync } from "node:child_process";
import { readFileSync, readlinkSync } from "node:fs";

/** What tells this process from a later one with the same id (its start time); null when there is none. */
export function processIdentity(pid: number): string | null {
  if (!isAlive(pid)) return null;
  if (process.platform !== "linux") return ps(pid, "lstart=");
  try {
    // The command name stands in parentheses and may itself hold spaces: count from the last one.
    const fields = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ").at(-1)?.split(" ") ?? [];
    const [state, start] = [fields[0], fields[19]];
    return start === undefined || state === "Z" ? null : start;
  } catch {
    return null;
  }
}

/** Is it a PostgreSQL server that works in this folder? The server's working directory is its cluster. */
export function isServerOf(pid: number, clusterFolder: string): boolean {
  if (!isAlive(pid)) return false;
  if (process.platform !== "linux") return ps(pid, "command=")?.includes(`-D ${clusterFolder} `) ?? false;
  try {
    return readlinkSync(`/proc/${pid}/cwd`) === clusterFolder;
  } catch {
    return false;
  }
}

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}

function ps(pid: number, column: string): string | null {
  try {
    return execFileSync("ps", ["-o", column, "-p", String(pid)], { encoding: "utf8" }).trim() || null;
  } catch {
    return null;
  }
}
