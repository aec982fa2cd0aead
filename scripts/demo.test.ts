import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { afterEach, beforeEach, expect, test } from "vitest";
import { processIdentity } from "@/db/embedded/process-identity";
import { makeSecrets } from "./lib/secrets";

let folder: string;
let running: ChildProcess | undefined;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "upvendo-demo-"));
  chmodSync(folder, 0o755);
});

afterEach(async () => {
  // Only when a test failed: a refused demo has ended by itself.
  if (running?.exitCode === null) {
    running.kill("SIGTERM");
    await once(running, "exit");
  }
  rmSync(folder, { recursive: true, force: true });
});

/** The demo as npm starts it; what it says on standard error, without the progress. */
async function demo(env: Record<string, string> = {}, options: { node?: string[]; args?: string[] } = {}) {
  const child = spawn(process.execPath, [...(options.node ?? []), "scripts/run.mjs", "demo", ...(options.args ?? [])], {
    env: {
      PATH: process.env.PATH,
      NODE_ENV: "production",
      DATA_DIR: join(folder, "data"),
      PORT: "0",
      SANDBOX_PORT: "0",
      ...env,
    },
    stdio: ["ignore", "pipe", "pipe"],
  });
  running = child;
  const exit = new Promise<number | null>((resolve) => child.once("exit", resolve));
  const [errors] = await Promise.all([text(child.stderr), text(child.stdout)]);
  return { code: await exit, line: errors.trimEnd() };
}

/** A data folder as a run of ours leaves it. */
function usedFolder() {
  const data = join(folder, "data");
  mkdirSync(join(data, "postgres/cluster"), { recursive: true });
  writeFileSync(join(data, ".upvendo-data"), "");
  writeFileSync(join(data, "secrets.json"), JSON.stringify(makeSecrets()));
  writeFileSync(join(data, "postgres/passwords.json"), JSON.stringify({ owner: "0".repeat(48), app: "1".repeat(48) }));
  writeFileSync(join(data, "postgres/cluster/PG_VERSION"), "18\n");
  return data;
}

test.each(["PORT", "SANDBOX_PORT"])("a taken %s is named, with how to choose another", async (variable) => {
  const server = createServer();
  const port = await new Promise<string>((resolve) => {
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      resolve(String(typeof address === "object" ? address?.port : ""));
    });
  });
  const result = await demo({ [variable]: port });
  server.close();
  expect(result).toEqual({
    code: 1,
    line: `Port ${port} is in use: stop what uses it, or choose another with ${variable}=<port>.`,
  });
});

test("a port that is none is refused", async () => {
  expect(await demo({ PORT: "eighty" })).toEqual({ code: 1, line: "PORT=eighty is not a port number." });
});

test.each(["14.21.3", "18.20.8", "20.18.3"])(
  "Node %s is too old, and the line says which is needed",
  async (version) => {
    const old = `data:text/javascript,Object.defineProperty(process.versions,"node",{value:"${version}"})`;
    expect(await demo({}, { node: ["--import", old] })).toEqual({
      code: 1,
      line: `Node ${version} is too old: version 20.19 or newer is needed (https://nodejs.org).`,
    });
  },
);

test("a data folder that is a file is refused", async () => {
  writeFileSync(join(folder, "data"), "");
  expect(await demo()).toEqual({ code: 1, line: `DATA_DIR ${join(folder, "data")} is a file: choose a folder.` });
});

test.each([[[]], [["--reset"]]])("a folder with somebody else's files is left as it is (options: %s)", async (args) => {
  mkdirSync(join(folder, "data/postgres"), { recursive: true });
  writeFileSync(join(folder, "data/letter.txt"), "mine");
  const { code, line } = await demo({}, { args });
  expect(code).toBe(1);
  expect(line).toMatch(
    /^The folder \S+ is not empty and was not made by this program: choose another with DATA_DIR=<folder>\.$/,
  );
  expect(readFileSync(join(folder, "data/letter.txt"), "utf8")).toBe("mine");
});

test.each([
  [
    "unreadable secrets",
    "secrets.json",
    "{",
    /^The data folder is damaged: \S+secrets\.json cannot be read as a list of secrets\. npm run demo -- --reset starts from nothing\.$/,
  ],
  [
    "a garbled database",
    "postgres/cluster/PG_VERSION",
    "?",
    /^The database folder \S+ is damaged: [^\n]+ npm run demo -- --reset starts from nothing\.$/,
  ],
  [
    "an older database",
    "postgres/cluster/PG_VERSION",
    "12\n",
    /^The database folder \S+ was made by PostgreSQL 12, [^\n]+$/,
  ],
])("%s: one line, and nothing is made anew over it", async (_case, file, content, expected) => {
  writeFileSync(join(usedFolder(), file), content);
  const { code, line } = await demo();
  expect(line).toMatch(expected);
  expect(code).toBe(1);
  expect(readFileSync(join(folder, "data", file), "utf8")).toBe(content);
});

test("lost secrets are not replaced by new ones that open nothing", async () => {
  rmSync(join(usedFolder(), "secrets.json"));
  const { code, line } = await demo();
  expect(line).toMatch(/^The data folder \S+ is damaged: secrets\.json is missing\. [^\n]+$/);
  expect(code).toBe(1);
});

test("a second start on a data folder in use is refused and disturbs nothing", async () => {
  const self = { name: "supervisor", pid: process.pid, identity: processIdentity(process.pid) };
  const record = JSON.stringify({ self, children: [] });
  writeFileSync(join(usedFolder(), "demo.pid.json"), record);
  const { code, line } = await demo();
  expect(line).toMatch(
    new RegExp(`^The data folder \\S+ is in use by a run that is still alive \\(process ${process.pid}\\): [^\\n]+$`),
  );
  expect(code).toBe(1);
  expect(readFileSync(join(folder, "data/demo.pid.json"), "utf8")).toBe(record);
});

test("a Lightspeed address of the caller's own needs its companions, and the missing ones are named", async () => {
  const given = {
    LIGHTSPEED_API_URL: "http://127.0.0.1:9",
    LIGHTSPEED_CLIENT_ID: "x",
    LIGHTSPEED_TOKEN_URL: "http://127.0.0.1:9",
  };
  expect(await demo(given)).toEqual({
    code: 1,
    line: "LIGHTSPEED_API_URL is set, so these are needed too: LIGHTSPEED_AUTHORIZATION_URL, LIGHTSPEED_REVOCATION_URL, LIGHTSPEED_CLIENT_SECRET.",
  });
});

test("a database of the caller's own needs the owner's address too", async () => {
  const { code, line } = await demo({ DATABASE_URL: "postgres://web@127.0.0.1:9/x" });
  expect(line).toBe("DATABASE_URL is set, so DATABASE_MIGRATION_URL (the role that owns the tables) is needed too.");
  expect(code).toBe(1);
});

test("an unknown option is refused", async () => {
  expect(await demo({}, { args: ["--rest"] })).toEqual({
    code: 1,
    line: "Unknown option --rest. There are: --reset starts from nothing, --ingest gives the webhook receiver a process of its own.",
  });
});
