import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { freePort } from "../db/embedded/free-port";

type Running = { stop: () => Promise<void> };

/** So many workers, each a process of its own as in production; ready when they are. */
export async function startWorkers(root: string, count: number, env: Record<string, string>): Promise<Running> {
  const one = () => start(root, "lib/jobs/worker.ts", "worker ready", env);
  return { stop: stopping(await Promise.all(Array.from({ length: count }, one))) };
}

/** The receiver of webhooks, a process of its own. */
export async function startReceiver(root: string, env: Record<string, string>): Promise<Running & { url: string }> {
  const port = await freePort();
  const child = await start(root, "lib/ingest.ts", "ingest ready", { ...env, INGEST_PORT: String(port) });
  return { url: `http://localhost:${port}`, stop: stopping([child]) };
}

const stopping = (children: readonly ChildProcess[]) => async (): Promise<void> => {
  await Promise.all(
    children.map(async (child) => {
      if (child.exitCode !== null) return;
      const ended = once(child, "exit");
      child.kill("SIGTERM");
      await ended;
    }),
  );
};

function start(root: string, entry: string, ready: string, env: Record<string, string>): Promise<ChildProcess> {
  const child = spawn(process.execPath, ["--import", "tsx", entry], {
    cwd: root,
    env: { PATH: process.env.PATH ?? "", NODE_ENV: "production", ...env },
    stdio: ["ignore", "pipe", "inherit"],
  });
  return new Promise((resolve, reject) => {
    child.once("exit", (code) => reject(new Error(`${entry} ended (${code})`)));
    child.stdout.on("data", (chunk: Buffer) => {
      if (chunk.includes(ready)) resolve(child);
    });
  });
}
