import { type ChildProcess, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import postgres from "postgres";
import { freePort } from "../db/embedded/free-port";
import { startBenchApp } from "./bench-app";
import { type Hammered, hammer } from "./hammer";
import { median } from "./ratio";

const credentials = { LIGHTSPEED_WEBHOOK_USER: "bench", LIGHTSPEED_WEBHOOK_PASSWORD: randomBytes(16).toString("hex") };
const authorization = `Basic ${Buffer.from(Object.values(credentials).join(":")).toString("base64")}`;
const CONNECTIONS = 16;
const SECONDS = Number(process.env.BENCH_INGEST_SECONDS ?? 4);
const ROUNDS = Number(process.env.BENCH_INGEST_ROUNDS ?? 3);
const STEADY_SECONDS = Number(process.env.BENCH_STEADY_SECONDS ?? 60);

/** About a kilobyte, as a notification with its check is. */
const bodyOf = (n: number) =>
  JSON.stringify({
    ...{ type: "ORDER", status: "SUCCESS", thirdPartyReference: `UPV-${n}-bench`, ikentooAccountIdentifier: "A1.1" },
    businessLocationId: 45,
    account: {
      lines: Array.from({ length: 8 }, (_, line) => ({
        sku: `${line}`,
        name: "Croque monsieur",
        quantity: 1,
        amount: "12.50",
        taxes: "6.00",
      })),
    },
  });

/** Deliveries a second, durable: our receiver and our route, each against the least that would do it. */
export async function ingest(root: string, { appUrl, ownerUrl }: { appUrl: string; ownerUrl: string }) {
  const owner = postgres(ownerUrl, { max: 1, onnotice: () => {} });
  await makeTable(owner);
  const [own, bare] = await Promise.all([
    startServer(root, "lib/ingest.ts", appUrl),
    startServer(root, "bench/bare-ingest.ts", appUrl),
  ]);
  const shoot = (port: number) =>
    hammer({
      port,
      connections: CONNECTIONS,
      seconds: SECONDS,
      path: "/webhook/lightspeed",
      headers: { authorization },
      bodyOf,
    });
  const inProcess = await inTurn(
    () => shoot(own.port),
    () => shoot(bare.port),
  );
  const steady = await holdSteady(own, owner);
  await Promise.all([own.stop(), bare.stop()]);
  await owner.end();
  return { connections: CONNECTIONS, process: inProcess, steady };
}

/** The same of the route handler: the framework's share is in both. */
export async function ingestRoute(root: string, { appUrl, ownerUrl }: { appUrl: string; ownerUrl: string }) {
  const owner = postgres(ownerUrl, { max: 1, onnotice: () => {} });
  await makeTable(owner);
  const shoot = (port: number, path: string) =>
    hammer({ port, connections: CONNECTIONS, seconds: SECONDS, path, headers: { authorization }, bodyOf });
  const app = await startBenchApp(root, appUrl, { env: credentials });
  const port = Number(new URL(app.url).port);
  const route = await inTurn(
    () => shoot(port, "/webhook/lightspeed"),
    () => shoot(port, "/api/bench-ingest"),
  );
  await app.stop();
  await owner.end();
  return { connections: CONNECTIONS, ...route };
}

async function makeTable(owner: postgres.Sql): Promise<void> {
  await owner.unsafe(
    "create table if not exists bench_inbox (id uuid primary key default gen_random_uuid(), body jsonb not null, received_at timestamptz not null default now()); grant insert on bench_inbox to upvendo_app",
  );
}

/** Both in turn, so that a machine that slows down slows both. */
async function inTurn(subject: () => Promise<Hammered>, baseline: () => Promise<Hammered>) {
  await subject();
  await baseline();
  const pairs: [Hammered, Hammered][] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const first = round % 2 === 0 ? await subject() : null;
    const second = await baseline();
    pairs.push([first ?? (await subject()), second]);
  }
  const middle = (side: 0 | 1, key: "perSecond" | "p50" | "p99") =>
    Number(median(pairs.map((pair) => pair[side][key])).toFixed(2));
  const side = (index: 0 | 1) => ({
    ...{ perSecond: middle(index, "perSecond"), p50: middle(index, "p50"), p99: middle(index, "p99") },
    answers: pairs.map((pair) => pair[index].answers),
  });
  const ratio = median(pairs.map(([first, second]) => first.perSecond / second.perSecond));
  return { ratio: Number(ratio.toFixed(2)), subject: side(0), baseline: side(1) };
}

/** 500 a second for a while: what it takes, and that all of it is there. */
async function holdSteady(own: Server, owner: postgres.Sql) {
  const [before] = await owner`select count(*)::int as n from webhook_events`;
  const cpuBefore = cpuSeconds(own.pid);
  const result = await hammer({
    ...{ port: own.port, connections: 64, seconds: STEADY_SECONDS, perSecond: 500, path: "/webhook/lightspeed" },
    ...{ headers: { authorization }, bodyOf },
  });
  const [after] = await owner`select count(*)::int as n from webhook_events`;
  const cores = (cpuSeconds(own.pid) - cpuBefore) / STEADY_SECONDS;
  const acknowledged = result.answers["200"] ?? 0;
  const lost = acknowledged - (Number(after?.n) - Number(before?.n));
  return { seconds: STEADY_SECONDS, ...result, lost, coresOfReceiver: Number(cores.toFixed(2)) };
}

/** User and system time of a process, from the kernel; NaN elsewhere than on Linux. */
function cpuSeconds(pid: number): number {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1]?.split(" ") ?? [];
    return (Number(fields[11]) + Number(fields[12])) / 100;
  } catch {
    return Number.NaN;
  }
}

type Server = { port: number; pid: number; stop: () => Promise<void> };

async function startServer(root: string, file: string, databaseUrl: string): Promise<Server> {
  const port = await freePort();
  const nowhere = "http://localhost:9";
  const child = spawn(process.execPath, ["--import", "tsx", join(root, file)], {
    cwd: root,
    stdio: ["ignore", "pipe", "inherit"],
    env: {
      ...process.env,
      ...credentials,
      ...{
        NODE_ENV: "production",
        DATABASE_URL: databaseUrl,
        INGEST_PORT: String(port),
        HOST: "127.0.0.1",
        APP_URL: nowhere,
      },
      ...{
        AUTH_SECRET: randomBytes(32).toString("base64url"),
        TOKEN_ENCRYPTION_KEYS: `k1:${randomBytes(32).toString("base64")}`,
      },
      ...{ LIGHTSPEED_ENVIRONMENT: "sandbox", LIGHTSPEED_AUTHORIZATION_URL: nowhere, LIGHTSPEED_TOKEN_URL: nowhere },
      ...{ LIGHTSPEED_REVOCATION_URL: nowhere, LIGHTSPEED_API_URL: nowhere, LIGHTSPEED_CLIENT_ID: "bench" },
      LIGHTSPEED_CLIENT_SECRET: randomBytes(24).toString("base64url"),
    },
  });
  await says(child, "ingest ready");
  return {
    port,
    pid: child.pid ?? 0,
    stop: async () => {
      const ended = once(child, "exit");
      child.kill("SIGTERM");
      await ended;
    },
  };
}

function says(child: ChildProcess, word: string): Promise<void> {
  return new Promise((resolve, reject) => {
    child.stdout?.on("data", (chunk: Buffer) => chunk.toString().includes(word) && resolve());
    child.once("exit", (code) => reject(new Error(`a measured server ended with ${code}`)));
  });
}
