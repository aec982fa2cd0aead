import { spawn } from "node:child_process";
import { once } from "node:events";
import { createWriteStream } from "node:fs";
import { createInterface } from "node:readline";
import { setTimeout as delay } from "node:timers/promises";
import { processIdentity } from "@/db/embedded/process-identity";
import { Fault } from "./fault";
import type { Variables } from "./variables";

const LAST_LINES = 40;
const STOP_LIMIT_MS = 4_000;

export type ChildPlan = {
  name: string;
  /** A Node program and its arguments. */
  args: string[];
  /** On top of our own. */
  env: Variables;
  logFile: string;
  onLine?: (line: string) => void;
  stopLimitMs?: number;
};

export type Child = {
  name: string;
  pid: number;
  /** Resolves with the exit code, or with the signal's name. */
  exited: Promise<number | string>;
  /** The end of what it printed, for telling why it ended. */
  lastLines: () => string[];
  /** Resolves once it prints a line with this text; rejects when it ends before or takes too long. */
  says: (text: string, limitMs: number) => Promise<void>;
  /** Safe to call twice; after the limit it is killed. */
  stop: () => Promise<void>;
};

/** Starts a Node program in a process group of its own, so that Ctrl-C reaches it through us and in our order. */
export function startChild({ name, args, env, logFile, onLine, stopLimitMs = STOP_LIMIT_MS }: ChildPlan): Child {
  const child = spawn(process.execPath, args, {
    env: { ...process.env, ...env },
    stdio: ["ignore", "pipe", "pipe"],
    detached: true,
  });
  const pid = child.pid;
  if (pid === undefined) throw new Fault(`${name} cannot be started.`);
  const log = createWriteStream(logFile, { mode: 0o600 });
  // A full disk must not end us before we have stopped the others.
  log.on("error", () => {});
  const listeners = new Set<(line: string) => void>(onLine ? [onLine] : []);
  const lines: string[] = [];
  for (const stream of [child.stdout, child.stderr]) {
    stream.pipe(log, { end: false });
    createInterface({ input: stream }).on("line", (line) => {
      if (line.trim() !== "") lines.push(line);
      if (lines.length > LAST_LINES) lines.shift();
      for (const listener of listeners) listener(line);
    });
  }
  const exited = new Promise<number | string>((resolve) => {
    const closed = once(child, "close");
    child.once("exit", async (code, signal) => {
      // Its last words may still be in the pipe, and a helper of its own may hold that open for ever.
      await Promise.race([closed, delay(2_000, undefined, { ref: false })]);
      // Written out before anybody is told: who hears of the end reads the log for the reason.
      await new Promise<void>((written) => log.end(() => written()));
      resolve(code ?? signal ?? 1);
    });
  });

  let stopping: Promise<void> | undefined;
  return {
    name,
    pid,
    exited,
    lastLines: () => [...lines],
    says: async (text, limitMs) => {
      const said = new Promise<"said">((resolve) => {
        listeners.add((line) => line.includes(text) && resolve("said"));
      });
      const timer = AbortSignal.timeout(limitMs);
      const late = new Promise<"late">((resolve) => timer.addEventListener("abort", () => resolve("late")));
      const outcome = await Promise.race([said, exited, late]);
      if (outcome === "late")
        throw new Fault(`${name} did not say "${text}" within ${limitMs / 1000} seconds; see ${logFile}`);
      if (outcome !== "said") throw endedFault(name, outcome, lines, logFile);
    },
    stop: () => {
      stopping ??= endGroup(pid, stopLimitMs)
        .then(() => exited)
        .then(() => {});
      return stopping;
    },
  };
}

/** One line: who ended, how, and why, as far as its last words tell. */
export function endedFault(name: string, outcome: number | string, lines: string[], logFile: string): Fault {
  const how = typeof outcome === "number" ? `exit code ${outcome}` : outcome;
  const complaint = lines.find((line) => /\berror\b|Error:|cannot|not set/i.test(line));
  const why = (complaint ?? (typeof outcome === "number" ? lines.at(-1) : undefined) ?? "").trim();
  return new Fault(`${name} ended (${how})${why ? `: ${why}` : ""}; see ${logFile}`);
}

/** Interrupts a process and all it started, and kills what has not ended in time. */
export async function endGroup(leader: number, limitMs = STOP_LIMIT_MS): Promise<void> {
  signalGroup(leader, "SIGINT");
  for (const start = Date.now(); processIdentity(leader) !== null && Date.now() - start < limitMs; ) await delay(20);
  // Also after a clean end: a helper that its leader forgot would hold ports and files.
  signalGroup(leader, "SIGKILL");
}

function signalGroup(leader: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-leader, signal);
  } catch (error) {
    if (!(error instanceof Error && "code" in error && (error.code === "ESRCH" || error.code === "EPERM"))) throw error;
  }
}
