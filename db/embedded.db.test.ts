import { type ChildProcess, spawn } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import postgres from "postgres";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type EmbeddedPostgres, startEmbeddedPostgres } from "./embedded";
import { isAlive } from "./embedded/process-identity";

let folder: string;
const started: EmbeddedPostgres[] = [];
const launchers: ChildProcess[] = [];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "upvendo-launcher-"));
});

afterEach(async () => {
  for (const launcher of launchers.splice(0)) launcher.kill("SIGKILL");
  await Promise.all(started.splice(0).map((server) => server.stop()));
  rmSync(folder, { recursive: true, force: true });
});

async function start(dataDir = folder, durable = false) {
  const server = await startEmbeddedPostgres({ dataDir, durable });
  started.push(server);
  return server;
}

async function query(url: string, statement: string) {
  const sql = postgres(url, { max: 1, connect_timeout: 5, onnotice: () => {} });
  try {
    return [...(await sql.unsafe(statement))];
  } finally {
    await sql.end();
  }
}

/** A launcher in a process of its own, which can be killed as a person or the kernel would kill it. */
async function startElsewhere(
  dataDir: string,
  durable: boolean,
): Promise<{ launcher: ChildProcess; server: { pid: number; ownerUrl: string } }> {
  const code = `
    import { startEmbeddedPostgres } from "./db/embedded.ts";
    const { pid, ownerUrl } = await startEmbeddedPostgres({ dataDir: ${JSON.stringify(dataDir)}, durable: ${durable} });
    console.log(JSON.stringify({ pid, ownerUrl }));
    setInterval(() => {}, 60_000);`;
  const launcher = spawn(process.execPath, ["--import", "tsx", "--input-type=module", "-e", code], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  launchers.push(launcher);
  for await (const line of createInterface({ input: launcher.stdout })) return { launcher, server: JSON.parse(line) };
  throw new Error("the launcher ended without a word");
}

async function kill(launcher: ChildProcess) {
  const gone = new Promise((resolve) => launcher.once("exit", resolve));
  launcher.kill("SIGKILL");
  await gone;
}

test("data and passwords outlast a stop, and the cluster is left clean", async () => {
  const first = await start(folder, true);
  await query(first.ownerUrl, "create table kept as select 1 as id");
  await first.stop();
  expect(isAlive(first.pid)).toBe(false);
  expect(readFileSync(join(folder, "postgres/server.log"), "utf8")).toContain("database system is shut down");
  expect(existsSync(join(folder, "postgres/cluster/postmaster.pid"))).toBe(false);

  const second = await start(folder, true);
  expect(await query(second.ownerUrl, "select id from kept")).toEqual([{ id: 1 }]);
  expect(new URL(second.appUrl).password).toBe(new URL(first.appUrl).password);
});

test("the server listens on loopback only, asks for a password, and keeps it readable for its owner alone", async () => {
  const { ownerUrl, appUrl } = await start();
  expect(
    await query(
      ownerUrl,
      "select current_setting('listen_addresses') as a, current_setting('unix_socket_directories') as s",
    ),
  ).toEqual([{ a: "127.0.0.1", s: "" }]);
  for (const url of [ownerUrl, appUrl]) {
    const wrong = new URL(url);
    wrong.password = "guess";
    await expect(query(wrong.href, "select 1")).rejects.toThrow("password authentication failed");
    expect(await query(url, "select 1 as one")).toEqual([{ one: 1 }]);
  }
  expect(statSync(join(folder, "postgres/passwords.json")).mode & 0o777).toBe(0o600);
  expect(
    await query(
      appUrl,
      "select rolsuper or rolbypassrls or rolcreatedb as powerful from pg_roles where rolname = current_user",
    ),
  ).toEqual([{ powerful: false }]);
});

test("the server starts and keeps its data below a closed home folder", async () => {
  const home = join(folder, "home");
  mkdirSync(home, { mode: 0o700 });
  chmodSync(folder, 0o700);
  const first = await start(join(home, "checkout/.data"), true);
  await query(first.ownerUrl, "create table kept as select 1 as id");
  await first.stop();
  const second = await start(join(home, "checkout/.data"), true);
  expect(await query(second.ownerUrl, "select id from kept")).toEqual([{ id: 1 }]);
});

test("two servers run side by side", async () => {
  const [one, two] = await Promise.all([start(join(folder, "one")), start(join(folder, "two"))]);
  expect(one.port).not.toBe(two.port);
  await query(one.ownerUrl, "create table only_here (id int)");
  expect(await query(two.ownerUrl, "select to_regclass('only_here') as found")).toEqual([{ found: null }]);
});

test("after a SIGKILL of the launcher the next start takes the data over from the server that was left running", async () => {
  const { launcher, server: left } = await startElsewhere(folder, true);
  await query(left.ownerUrl, "create table kept as select 1 as id");
  await kill(launcher);
  expect(isAlive(left.pid)).toBe(true);

  const next = await start(folder, true);
  expect(next.pid).not.toBe(left.pid);
  expect(isAlive(left.pid)).toBe(false);
  expect(await query(next.ownerUrl, "select id from kept")).toEqual([{ id: 1 }]);
});

test("after a SIGKILL of launcher and server the next start recovers what was committed", async () => {
  const { launcher, server: left } = await startElsewhere(folder, true);
  await query(left.ownerUrl, "create table kept as select 1 as id");
  process.kill(left.pid, "SIGKILL");
  await kill(launcher);

  const next = await start(folder, true);
  expect(await query(next.ownerUrl, "select id from kept")).toEqual([{ id: 1 }]);
});

test("a throw-away server does not outlive its killed launcher", async () => {
  const { launcher, server: left } = await startElsewhere(folder, false);
  await kill(launcher);
  await expect.poll(() => isAlive(left.pid), { timeout: 10_000 }).toBe(false);
});

test("a folder in use by a living launcher is refused, and its server is left alone", async () => {
  const first = await start();
  await expect(start()).rejects.toThrow(
    `The database in ${join(folder, "postgres")} is already in use by process ${process.pid}.`,
  );
  expect(await query(first.ownerUrl, "select 1 as one")).toEqual([{ one: 1 }]);
});

test("a pid file that names a stranger's process neither stops that process nor the start", async () => {
  const first = await start();
  await first.stop();
  writeFileSync(join(folder, "postgres/cluster/postmaster.pid"), `${process.pid}\n${folder}\n0\n5432\n`);
  const second = await start();
  expect(await query(second.ownerUrl, "select 1 as one")).toEqual([{ one: 1 }]);
});

test("a server that ends by itself says so", async () => {
  const server = await start();
  process.kill(server.pid, "SIGQUIT");
  expect(await server.died).toContain("PostgreSQL ended by itself");
});

const damaged = /^The database folder .*\/postgres is damaged: [^\n]+$/;

test.each([
  ["an unreadable PG_VERSION", "cluster/PG_VERSION", "garbage", damaged],
  [
    "another major version",
    "cluster/PG_VERSION",
    "11\n",
    /^The database folder .* was made by PostgreSQL 11, and this program brings PostgreSQL 18\.$/,
  ],
  ["an unreadable password file", "passwords.json", "{", damaged],
  [
    "a broken control file",
    "cluster/global/pg_control",
    "x",
    /^The database in .*\/postgres does not start: (FATAL|PANIC): [^\n]+$/,
  ],
])("%s is refused in one line", async (_case, file, content, line) => {
  await (await start()).stop();
  writeFileSync(join(folder, "postgres", file), content);
  await expect(start()).rejects.toThrow(line);
});

test("lost passwords are refused in one line, never replaced by new ones that would not fit", async () => {
  await (await start()).stop();
  rmSync(join(folder, "postgres/passwords.json"));
  await expect(start()).rejects.toThrow(damaged);
});

test("a data folder that cannot be made is refused in one line", async () => {
  writeFileSync(join(folder, "file"), "");
  await expect(start(join(folder, "file/data"))).rejects.toThrow(
    /^The database folder .* cannot be used: part of its path is a file, not a folder\.$/,
  );
});

test("a first start that was interrupted leaves nothing that stops the next", async () => {
  mkdirSync(join(folder, "postgres/cluster.new/base"), { recursive: true });
  mkdirSync(join(folder, "postgres/cluster"));
  expect(await query((await start()).ownerUrl, "select 1 as one")).toEqual([{ one: 1 }]);
});
