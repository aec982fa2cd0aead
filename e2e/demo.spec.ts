import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "@playwright/test";
import { isAlive, processIdentity } from "@/db/embedded/process-identity";

let folder: string;
let running: ChildProcess | undefined;

test.beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "upvendo-demo-e2e-"));
  chmodSync(folder, 0o755);
});
test.afterEach(async () => {
  // Only when the test failed: a demo that was stopped has ended.
  if (running?.exitCode === null) {
    running.kill("SIGTERM");
    await once(running, "exit");
  }
  rmSync(folder, { recursive: true, force: true });
});

type Demo = { child: ChildProcess; seconds: number; rows: Map<string, string> };

/** `npm run demo` in a folder of its own, with the build that is there, until it says that it is ready. */
async function start(): Promise<Demo> {
  const { PATH, HOME } = process.env;
  const publicOnes = Object.entries(process.env).filter(([name]) => name.startsWith("NEXT_PUBLIC_"));
  const child = spawn(process.execPath, ["scripts/run.mjs", "demo"], {
    env: {
      ...Object.fromEntries(publicOnes),
      ...{ PATH, HOME, NODE_ENV: "production", DATA_DIR: join(folder, "data"), PORT: "0", SANDBOX_PORT: "0" },
    },
    stdio: ["ignore", "pipe", "pipe"],
  });
  running = child;
  const output = await new Promise<string>((resolve, reject) => {
    let said = "";
    const listen = (chunk: Buffer) => {
      said += chunk.toString();
      if (/^Ready in [\s\S]*^ {2}Lightspeed login .*\n/m.test(said)) resolve(said);
    };
    child.stdout.on("data", listen);
    child.stderr.on("data", listen);
    child.once("exit", (code) => reject(new Error(`the demo ended with ${code}:\n${said}`)));
  });
  const block = output.slice(output.indexOf("\nReady in ") + 1).trimEnd();
  const [first = "", ...lines] = block.split("\n");
  return {
    child,
    seconds: Number(/^Ready in ([\d.]+) s/.exec(first)?.[1]),
    rows: new Map(lines.map((line) => [line.slice(2, 20).trim(), line.slice(20)])),
  };
}

/** Ctrl-C; how long it took until nothing of the run was left. */
async function stop({ child }: Demo): Promise<number> {
  const family = descendants(child.pid ?? 0);
  // At the least the database, the sandbox, the worker and the app.
  expect(family.length).toBeGreaterThanOrEqual(4);
  const began = performance.now();
  child.kill("SIGINT");
  if (child.exitCode === null) await once(child, "exit");
  const left = family.filter(({ pid, identity }) => isAlive(pid) && processIdentity(pid) === identity);
  expect(left.map(({ command }) => command)).toEqual([]);
  return (performance.now() - began) / 1_000;
}

/** Every process below this one, as Linux tells it; those that the demo wrote down itself elsewhere. */
function descendants(root: number) {
  const all = process.platform === "linux" ? processTable() : writtenDown(root);
  const found = new Set([root]);
  for (let before = 0; before !== found.size; ) {
    before = found.size;
    for (const { pid, parent } of all) if (found.has(parent)) found.add(pid);
  }
  return all
    .filter(({ pid }) => found.has(pid) && pid !== root)
    .map((one) => ({ ...one, identity: processIdentity(one.pid) }));
}

function processTable() {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      try {
        const [, parent] = readFileSync(`/proc/${name}/stat`, "utf8").split(") ").at(-1)?.split(" ") ?? [];
        const command = readFileSync(`/proc/${name}/cmdline`, "utf8").replaceAll("\0", " ");
        return [{ pid: Number(name), parent: Number(parent), command }];
      } catch {
        return [];
      }
    });
}

function writtenDown(root: number) {
  const { children } = JSON.parse(readFileSync(join(folder, "data/demo.pid.json"), "utf8"));
  const [database] = readFileSync(join(folder, "data/postgres/cluster/postmaster.pid"), "utf8").split("\n");
  const postgres = { pid: Number(database), name: "postgres" };
  return [...(children as { pid: number; name: string }[]), postgres].map(({ pid, name }) => ({
    ...{ pid, parent: root, command: name },
  }));
}

const databaseLog = () => readFileSync(join(folder, "data/postgres/server.log"), "utf8");

test("the demo says where everything is, lets its people in, ends with Ctrl-C and comes back with its data", {
  tag: "@timed",
}, async ({ page }) => {
  const first = await start();
  expect([...first.rows.keys()]).toEqual(["App", "Till", "Sign in", "Lightspeed login"]);
  const app = first.rows.get("App") ?? "";
  const [email = "", password = ""] = (first.rows.get("Sign in") ?? "").split(" / ");
  expect(email).toBe("demo@upvendo.test");
  expect(first.rows.get("Lightspeed login")).toMatch(/^\S+@\S+ \/ \S{8,}$/);
  for (const path of ["/api/health/live", "/api/health/ready"])
    expect((await page.request.get(`${app}${path}`)).status(), path).toBe(200);
  expect((await page.request.get(first.rows.get("Till") ?? "")).status()).toBe(200);

  await page.goto(app);
  await page.getByLabel("E-mail").fill(email);
  await page.getByLabel("Password").fill(password);
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Brasserie Demo" })).toBeVisible();
  expect(await stop(first)).toBeLessThanOrEqual(5);
  expect(databaseLog()).toMatch(/database system is shut down\s*$/);
  await expect(fetch(`${app}/api/health/live`)).rejects.toThrow();

  const second = await start();
  expect(second.seconds).toBeLessThanOrEqual(15);
  expect(second.rows.get("Sign in")).toBe(first.rows.get("Sign in"));
  expect(await stop(second)).toBeLessThanOrEqual(5);
  expect(databaseLog()).not.toMatch(/not properly shut down|interrupted|recovery in progress|redo starts/);
});
