import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";

/** So many workers, each a process of its own as in production; ready when they are. */
export async function startWorkers(
  root: string,
  count: number,
  env: Record<string, string>,
): Promise<{ stop: () => Promise<void> }> {
  const children = await Promise.all(Array.from({ length: count }, () => startWorker(root, env)));
  return {
    stop: async () => {
      await Promise.all(
        children.map(async (child) => {
          if (child.exitCode !== null) return;
          const ended = once(child, "exit");
          child.kill("SIGTERM");
          await ended;
        }),
      );
    },
  };
}

function startWorker(root: string, env: Record<string, string>): Promise<ChildProcess> {
  const child = spawn(process.execPath, ["--import", "tsx", "lib/jobs/worker.ts"], {
    cwd: root,
    env: { PATH: process.env.PATH ?? "", NODE_ENV: "production", ...env },
    stdio: ["ignore", "pipe", "inherit"],
  });
  return new Promise((resolve, reject) => {
    child.once("exit", (code) => reject(new Error(`a worker ended (${code})`)));
    child.stdout.on("data", (chunk: Buffer) => {
      if (chunk.includes("worker ready")) resolve(child);
    });
  });
}
