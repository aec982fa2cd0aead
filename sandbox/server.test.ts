import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { afterEach, expect, test, vi } from "vitest";
import { connect, refresh } from "./testing/oauth";
import { type TestAccount, type TestSandbox, testRedirect } from "./testing/sandbox";

const program = fileURLToPath(new URL("server.ts", import.meta.url));
vi.setConfig({ testTimeout: 30_000 }); // two starts of a real process, beside whatever else the machine does

const children: ChildProcess[] = [];
let folder = "";

afterEach(async () => {
  for (const child of children.splice(0)) child.kill("SIGKILL");
  if (folder) await rm(folder, { recursive: true, force: true });
});

const login = { email: "owner@brasserie.test", password: "synthetic-password" };
const client = { clientId: "client", clientSecret: "synthetic" };

function launch(environment: Record<string, string>): ChildProcess {
  const child = spawn(process.execPath, ["--import", "tsx", program], {
    env: { NODE_ENV: "test", PATH: process.env.PATH, ...environment },
    stdio: ["ignore", "pipe", "pipe"],
  });
  children.push(child);
  return child;
}

async function start(port = "0") {
  folder ||= await mkdtemp(join(tmpdir(), "sandbox-program-"));
  const child = launch({
    SANDBOX_PORT: port,
    DATA_DIR: folder,
    LIGHTSPEED_CLIENT_ID: client.clientId,
    LIGHTSPEED_CLIENT_SECRET: client.clientSecret,
    LIGHTSPEED_REDIRECT_URI: testRedirect,
    SANDBOX_LOGIN_EMAIL: login.email,
    SANDBOX_LOGIN_PASSWORD: login.password,
  });
  for await (const line of createInterface({ input: child.stdout ?? process.stdin })) {
    const found = /^sandbox listening on http:\/\/127\.0\.0\.1:(\d+)$/.exec(line)?.[1];
    if (found) return { child, port: found };
  }
  throw new Error("the sandbox did not start");
}

test("a killed sandbox comes back with its grants, and stops on SIGTERM with code 0", async () => {
  const first = await start();
  const here = { url: `http://localhost:${first.port}`, options: { ...client } } as TestSandbox;
  const tokens = await connect(here, { ...login, accountId: "demo", businesses: [] } satisfies TestAccount);
  const second = await refresh(here, tokens.refresh_token);
  first.child.kill("SIGKILL");
  await once(first.child, "exit");

  const again = await start(first.port);
  expect((await refresh(here, second.body.refresh_token)).status).toBe(200);
  again.child.kill("SIGTERM");
  expect(await once(again.child, "exit")).toEqual([0, null]);
});

test("a missing setting ends in one line and code 1", async () => {
  const child = launch({});
  let said = "";
  child.stderr?.on("data", (chunk) => {
    said += chunk;
  });
  expect(await once(child, "close")).toEqual([1, null]);
  expect(said.trim().split("\n")).toEqual([expect.stringMatching(/^sandbox: missing or malformed/)]);
});
