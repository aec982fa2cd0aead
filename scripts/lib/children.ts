import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { type Child, endedFault, startChild } from "./child";
import { Fault } from "./fault";
import type { Variables } from "./variables";

export type Children = ReturnType<typeof createChildren>;

type Watch = {
  /** Longer for programs that have children of their own to stop. */
  stopLimitMs?: number | undefined;
  onChild?: ((name: string, pid: number) => void) | undefined;
  onLine?: ((name: string, line: string) => void) | undefined;
};

/** The Node programs of one run: each with its log file, all stopped together. */
export function createChildren(logDir: string, { onChild, onLine, stopLimitMs }: Watch = {}) {
  mkdirSync(logDir, { recursive: true, mode: 0o700 });
  const children: Child[] = [];
  let stopping = false;
  let fail: (fault: Fault) => void = () => {};
  const failed = new Promise<never>((_, reject) => {
    fail = reject;
  });
  // Whoever waits for it is told; nobody waiting is no crash.
  failed.catch(() => {});

  const logFile = (name: string) => join(logDir, `${name}.log`);
  const start = (name: string, args: string[], env: Variables): Child => {
    if (stopping) throw new Fault("The start was interrupted.");
    const child = startChild({
      name,
      args,
      env,
      logFile: logFile(name),
      ...(stopLimitMs === undefined ? {} : { stopLimitMs }),
      onLine: (line) => onLine?.(name, line),
    });
    children.push(child);
    onChild?.(name, child.pid);
    return child;
  };
  const ended = (child: Child, outcome: number | string) =>
    endedFault(child.name, outcome, child.lastLines(), logFile(child.name));

  return {
    /** Rejects when something ends that should have stayed. */
    failed,
    fail: (line: string) => fail(new Fault(line)),
    /** Runs a program that ends by itself, well or not. */
    run: async (name: string, args: string[], env: Variables) => {
      const child = start(name, args, env);
      return { outcome: await child.exited, logFile: logFile(name) };
    },
    /** Runs a program that ends by itself, and well. */
    finish: async (name: string, args: string[], env: Variables, limitMs: number): Promise<void> => {
      const child = start(name, args, env);
      const outcome = await Promise.race([child.exited, delay(limitMs, "time limit", { ref: false })]);
      if (outcome !== 0) throw ended(child, outcome);
    },
    /** Starts a program that has to stay. */
    keep: (name: string, args: string[], env: Variables): Child => {
      const child = start(name, args, env);
      void child.exited.then((outcome) => fail(ended(child, outcome)));
      return child;
    },
    /** Also nothing new starts afterwards. */
    stop: async (): Promise<void> => {
      stopping = true;
      await Promise.all(children.map((child) => child.stop()));
    },
  };
}
