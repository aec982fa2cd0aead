import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { freePort } from "../db/embedded/free-port";

const LIMIT_MS = 900_000;

/** Seconds from `npm run demo` to `Ready`: with nothing there (no build, no data), then with all of it. */
export async function demoStart(root: string): Promise<{ cold: number; warm: number }> {
  const folder = mkdtempSync(join(tmpdir(), "upvendo-bench-"));
  const dataDir = join(folder, "data");
  rmSync(join(root, ".next"), { recursive: true, force: true });
  const env = { PORT: String(await freePort()), SANDBOX_PORT: String(await freePort()), DATA_DIR: dataDir };
  try {
    return { cold: await untilReady(root, env), warm: await untilReady(root, env) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function untilReady(root: string, extra: Record<string, string>): Promise<number> {
  const started = performance.now();
  const child = spawn("npm", ["run", "demo"], {
    cwd: root,
    env: { ...process.env, ...extra },
    stdio: ["ignore", "pipe", "inherit"],
    detached: true,
  });
  const ended = once(child, "exit");
  // The whole group, as Ctrl-C in a terminal does.
  const stop = () => child.pid && process.kill(-child.pid, "SIGINT");
  const seconds = new Promise<number>((resolve, reject) => {
    let output = "";
    setTimeout(() => reject(new Error(`the demo was not ready in time:\n${output}`)), LIMIT_MS).unref();
    child.stdout.on("data", (chunk: Buffer) => {
      output += chunk.toString();
      if (/^ *Ready/m.test(output)) resolve((performance.now() - started) / 1000);
    });
    child.once("exit", () => reject(new Error(`the demo ended before it was ready:\n${output}`)));
  });
  try {
    return await seconds;
  } finally {
    if (child.exitCode === null) stop();
    await ended;
  }
}
