import { type ChildProcess, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { bundle } from "./bundle";
import { credentials } from "./webhook-stage";

export type OwnProcess = {
  pid: number;
  /** Asks it to stop; resolves with the exit code. */
  stop: () => Promise<number | null>;
  kill: () => Promise<void>;
  output: () => string;
};

const nowhere = "http://localhost:9";

/** The receiver as the process that `npm run ingest` starts. */
export function startIngest(databaseUrl: string, port: number): Promise<OwnProcess> {
  return startProgram("lib/ingest.ts", "ingest ready", databaseUrl, { INGEST_PORT: String(port) });
}

/** The worker as the process that `npm run worker` starts. */
export function startWorker(databaseUrl: string, env: Record<string, string> = {}): Promise<OwnProcess> {
  return startProgram("lib/jobs/worker.ts", "worker ready", databaseUrl, env);
}

export async function startProgram(
  entry: string,
  ready: string,
  databaseUrl: string,
  env: Record<string, string>,
): Promise<OwnProcess> {
  const child = spawn(process.execPath, [await bundle(entry)], {
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...environment, DATABASE_URL: databaseUrl, ...env },
  });
  const said: string[] = [];
  await new Promise<void>((resolve, reject) => {
    for (const stream of [child.stdout, child.stderr]) {
      stream?.on("data", (chunk: Buffer) => {
        said.push(chunk.toString());
        if (said.join("").includes(ready)) resolve();
      });
    }
    child.once("exit", (code) => reject(new Error(`${entry} ended with ${code}: ${said.join("")}`)));
  });
  return {
    pid: child.pid ?? 0,
    stop: () => end(child, "SIGTERM"),
    kill: async () => void (await end(child, "SIGKILL")),
    output: () => said.join(""),
  };
}

const environment = {
  NODE_ENV: "test" as const,
  APP_URL: nowhere,
  HOST: "127.0.0.1",
  AUTH_SECRET: randomBytes(32).toString("base64url"),
  TOKEN_ENCRYPTION_KEYS: `k1:${randomBytes(32).toString("base64")}`,
  LIGHTSPEED_ENVIRONMENT: "sandbox",
  LIGHTSPEED_AUTHORIZATION_URL: nowhere,
  LIGHTSPEED_TOKEN_URL: nowhere,
  LIGHTSPEED_REVOCATION_URL: nowhere,
  LIGHTSPEED_API_URL: nowhere,
  LIGHTSPEED_CLIENT_ID: "test",
  LIGHTSPEED_CLIENT_SECRET: randomBytes(24).toString("base64url"),
  LIGHTSPEED_WEBHOOK_USER: credentials.user,
  LIGHTSPEED_WEBHOOK_PASSWORD: credentials.password,
};

async function end(child: ChildProcess, signal: NodeJS.Signals): Promise<number | null> {
  if (child.exitCode !== null || child.signalCode !== null) return child.exitCode;
  const ended = once(child, "exit");
  child.kill(signal);
  return ((await ended) as [number | null])[0];
}
