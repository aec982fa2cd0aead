import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { isAlive, processIdentity } from "@/db/embedded/process-identity";
import { openDataFolder } from "./data-folder";
import { makeSecrets, readOrMakeSecrets } from "./secrets";

let folder: string;
const started: ChildProcess[] = [];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "upvendo-folder-"));
  chmodSync(folder, 0o755);
});

afterEach(() => {
  for (const child of started.splice(0)) child.kill("SIGKILL");
  rmSync(folder, { recursive: true, force: true });
});

const runFile = () => join(folder, "demo.pid.json");

/** A process that ignores a polite request to end, as a hanging child would. */
async function startStubborn() {
  const code = `process.on("SIGINT", () => {}); setInterval(() => {}, 1000); console.log("up")`;
  const child = spawn(process.execPath, ["-e", code], { stdio: ["ignore", "pipe", "ignore"], detached: true });
  started.push(child);
  await once(child.stdout, "data");
  if (child.pid === undefined) throw new Error("not started");
  return { pid: child.pid, exit: once(child, "exit") };
}

const ended = { name: "supervisor", pid: process.pid, identity: "a process that was here before" };

test("what a killed run left behind is ended before the next one begins", async () => {
  const orphan = await startStubborn();
  mkdirSync(join(folder, "logs"));
  writeFileSync(join(folder, ".upvendo-data"), "");
  const children = [{ name: "app", pid: orphan.pid, identity: processIdentity(orphan.pid) }];
  writeFileSync(runFile(), JSON.stringify({ self: ended, children }));

  const opened = await openDataFolder(folder, { reset: false });
  await orphan.exit;
  expect(isAlive(orphan.pid)).toBe(false);
  opened.release();
  expect(existsSync(runFile())).toBe(false);
}, 15_000);

test("a process that only has the number of an earlier child is left alone", async () => {
  const stranger = await startStubborn();
  writeFileSync(join(folder, ".upvendo-data"), "");
  const children = [{ name: "app", pid: stranger.pid, identity: "an earlier one" }];
  writeFileSync(runFile(), JSON.stringify({ self: ended, children }));

  await openDataFolder(folder, { reset: false });
  expect(isAlive(stranger.pid)).toBe(true);
});

test("a reset deletes what a run of ours makes, and nothing else", async () => {
  const { release } = await openDataFolder(folder, { reset: false });
  const before = readOrMakeSecrets(folder);
  release();
  mkdirSync(join(folder, "sandbox"));
  writeFileSync(join(folder, "notes.txt"), "mine");

  await openDataFolder(folder, { reset: true });
  expect(existsSync(join(folder, "sandbox"))).toBe(false);
  expect(readFileSync(join(folder, "notes.txt"), "utf8")).toBe("mine");
  expect(readOrMakeSecrets(folder).AUTH_SECRET).not.toBe(before.AUTH_SECRET);
});

test("a run remembers its children in a file for its own eyes", async () => {
  const { remember } = await openDataFolder(folder, { reset: false });
  remember("app", process.pid);
  expect(JSON.parse(readFileSync(runFile(), "utf8"))).toMatchObject({ children: [{ name: "app", pid: process.pid }] });
  expect(statSync(runFile()).mode & 0o777).toBe(0o600);
  await expect(openDataFolder(folder, { reset: false })).rejects.toThrow("is in use by a run that is still alive");
});

test("secrets are made once, differ between folders and are readable for their owner alone", () => {
  const first = readOrMakeSecrets(folder);
  expect(readOrMakeSecrets(folder)).toEqual(first);
  expect(statSync(join(folder, "secrets.json")).mode & 0o777).toBe(0o600);
  expect(makeSecrets().SEED_OWNER_PASSWORD).not.toBe(first.SEED_OWNER_PASSWORD);
});

test("a secret that a newer version needs is added to the kept ones", () => {
  writeFileSync(join(folder, "secrets.json"), JSON.stringify({ AUTH_SECRET: "kept" }));
  const secrets = readOrMakeSecrets(folder);
  expect(secrets.AUTH_SECRET).toBe("kept");
  expect(secrets.SANDBOX_LOGIN_PASSWORD.length).toBeGreaterThan(12);
});
