import { type ChildProcessByStdio, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Readable } from "node:stream";
import { fileURLToPath } from "node:url";
import { bundle } from "./bundle";

export type SandboxAccount = {
  accountId: string;
  email: string;
  password: string;
  businesses: { id: string; name: string; locations: { id: string; name: string }[] }[];
};

export type SandboxRequest = {
  seq: number;
  operation: string;
  account: string | null;
  status: number | null;
  outcome: string;
  bearerHash?: string;
  token?: Record<string, string>;
};

export type SandboxProcess = {
  url: string;
  clientId: string;
  clientSecret: string;
  redirectUri: string;
  /** One call of the sandbox's control API (sandbox/README.md); throws on an error answer. */
  control: <T = unknown>(method: string, path: string, body?: unknown) => Promise<T>;
  createAccount: (wish?: Record<string, unknown>) => Promise<SandboxAccount>;
  /** What arrived, oldest first. */
  requests: (query: { account?: string; operation?: string; since?: number }) => Promise<SandboxRequest[]>;
  stop: () => Promise<void>;
};

/** The pretend K-Series as a program of its own on a free port, as the product meets it. One per test file, in `beforeAll`. */
export async function startSandboxProcess(): Promise<SandboxProcess> {
  const dataDir = mkdtempSync(join(tmpdir(), "upvendo-sandbox-"));
  const client = { clientId: "upvendo-test", clientSecret: randomBytes(24).toString("base64url") };
  const redirectUri = "http://localhost:3999/api/lightspeed/callback";
  const child = spawn(process.execPath, [await bundle("sandbox/server.ts")], {
    cwd: fileURLToPath(new URL("../..", import.meta.url)),
    stdio: ["ignore", "pipe", "pipe"],
    env: {
      NODE_ENV: "test",
      SANDBOX_PORT: "0",
      DATA_DIR: dataDir,
      LIGHTSPEED_CLIENT_ID: client.clientId,
      LIGHTSPEED_CLIENT_SECRET: client.clientSecret,
      LIGHTSPEED_REDIRECT_URI: redirectUri,
      SANDBOX_LOGIN_EMAIL: "till@brasserie.test",
      SANDBOX_LOGIN_PASSWORD: randomBytes(12).toString("base64url"),
    },
  });
  const url = await listening(child);
  const control = async <T>(method: string, path: string, body?: unknown): Promise<T> => {
    const answer = await fetch(`${url}/control${path}`, {
      method,
      ...(body === undefined ? {} : { body: JSON.stringify(body), headers: { "content-type": "application/json" } }),
    });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`sandbox: ${method} ${path}: ${answer.status} ${text}`);
    return (text === "" ? undefined : JSON.parse(text)) as T;
  };
  return {
    url,
    ...client,
    redirectUri,
    control,
    createAccount: (wish = {}) => control("POST", "/accounts", wish),
    requests: async (query) => {
      const search = new URLSearchParams(Object.entries(query).map(([name, value]) => [name, String(value)]));
      return (await control<{ requests: SandboxRequest[] }>("GET", `/requests?${search}`)).requests;
    },
    stop: async () => {
      const ended = new Promise((resolve) => child.once("exit", resolve));
      child.kill("SIGTERM");
      await ended;
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

function listening(child: ChildProcessByStdio<null, Readable, Readable>): Promise<string> {
  return new Promise((resolve, reject) => {
    let output = "";
    const read = (chunk: Buffer) => {
      output += chunk.toString();
      const [, port] = /listening on http:\/\/127\.0\.0\.1:(\d+)/.exec(output) ?? [];
      // By the name that it issues tokens under.
      if (port) resolve(`http://localhost:${port}`);
    };
    child.stdout.on("data", read);
    child.stderr.on("data", read);
    child.once("exit", () => reject(new Error(`the sandbox ended: ${output}`)));
  });
}
