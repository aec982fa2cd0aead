import { type ChildProcess, spawn } from "node:child_process";
import { resolve } from "node:path";
import { freePort } from "@/db/embedded/free-port";
import { stack } from "./stack";

export type AppProcess = {
  appUrl: string;
  output: () => string;
  pid: number;
  stop: () => Promise<void>;
  /** Asks it to end and gives it all the time that it takes. */
  end: () => Promise<{ code: number | null; ms: number }>;
};

export type AppPlan = {
  /** Where the build lies; default the one of the stack. */
  folder?: string;
  variables?: Record<string, string>;
  /** As `npm start` starts it, with its way of ending. */
  asService?: boolean;
};

/** One more web process of the product with variables of its own, once it answers. It shares the stack's database unless told otherwise. */
export async function startApp({
  folder = process.cwd(),
  variables = {},
  asService = false,
}: AppPlan = {}): Promise<AppProcess> {
  const port = await freePort();
  const appUrl = `http://localhost:${port}`;
  const { E2E_APP_URL: _, ...inherited } = process.env;
  const child = spawn(
    process.execPath,
    asService
      ? ["scripts/run.mjs", "start"]
      : [resolve("node_modules/next/dist/bin/next"), "start", "-H", "127.0.0.1", "-p", String(port)],
    {
      cwd: folder,
      stdio: ["ignore", "pipe", "pipe"],
      env: {
        ...inherited,
        ...stack.variables,
        ...{
          NODE_ENV: "production",
          APP_URL: appUrl,
          HOST: "127.0.0.1",
          PORT: String(port),
          NEXT_TELEMETRY_DISABLED: "1",
        },
        ...(folder === process.cwd() ? {} : { NEXT_DIST_DIR: "" }),
        ...variables,
      },
    },
  );
  let output = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk: Buffer) => (output += chunk.toString()));
  const ended = new Promise<number | null>((done) => child.once("exit", (code) => done(code)));
  await answering(appUrl, child, () => output);
  return {
    appUrl,
    output: () => output,
    pid: child.pid ?? 0,
    stop: async () => {
      child.kill("SIGTERM");
      const late = AbortSignal.timeout(4_000);
      late.addEventListener("abort", () => child.kill("SIGKILL"));
      await ended;
    },
    end: async () => {
      const at = performance.now();
      child.kill("SIGTERM");
      return { code: await ended, ms: performance.now() - at };
    },
  };
}

async function answering(appUrl: string, child: ChildProcess, output: () => string): Promise<void> {
  for (const limit = AbortSignal.timeout(40_000); ; ) {
    if (child.exitCode !== null || limit.aborted) throw new Error(`an app process did not start:\n${output()}`);
    const answer = await fetch(`${appUrl}/api/health/live`).catch(() => null);
    if (answer?.ok) return;
    await new Promise((resolve) => setImmediate(resolve));
  }
}
