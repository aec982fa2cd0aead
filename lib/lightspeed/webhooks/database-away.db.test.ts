import { connect, createServer, type Socket } from "node:net";
import { setTimeout as pause } from "node:timers/promises";
import { afterAll, beforeAll, expect, inject, test } from "vitest";
import { freePort } from "@/db/embedded/free-port";
import { type DurableDatabase, startDurableDatabase } from "@/lib/testing/durable-database";
import { type OwnProcess, startIngest } from "@/lib/testing/ingest-process";
import { sendThrough } from "@/lib/testing/send-through";

// TEST_ROUNDS=1: as long as the proof asks for.
const long = inject("longRounds") > 0;
let database: DurableDatabase;
const receivers: OwnProcess[] = [];

beforeAll(async () => {
  database = await startDurableDatabase();
}, 120_000);
afterAll(async () => {
  for (const receiver of receivers) await receiver.kill();
  await database.remove();
});

async function receiverOn(databaseUrl: string): Promise<string> {
  const port = await freePort();
  receivers.push(await startIngest(databaseUrl, port));
  return `http://127.0.0.1:${port}`;
}

test("PostgreSQL stopped under load: 503 with Retry-After within a second, nothing acknowledged is lost, and it recovers by itself", async () => {
  const url = await receiverOn(database.appUrl);
  const away = long ? 60 : 4;
  const plan = { seconds: away + 6, perSecond: long ? 100 : 50 };
  const trouble = async () => {
    await pause(1_500);
    const from = performance.now();
    await database.stop();
    await pause(away * 1_000);
    await database.start();
    return { from, to: performance.now() };
  };
  const sending = { mark: "stopped", url, ...plan, trouble };
  const { log, slowest, lost, recoveredMs } = await sendThrough(database.ownerUrl, sending);
  expect(log.refusals.length).toBeGreaterThan(plan.perSecond);
  expect(log.refusals.filter(({ status, retryAfter }) => status !== 503 || retryAfter !== "5")).toEqual([]);
  expect(slowest).toBeLessThan(1_000);
  expect(recoveredMs).toBeLessThan(5_000);
  expect(log.acknowledged).toHaveLength(plan.seconds * plan.perSecond);
  expect(lost).toEqual([]);
}, 300_000);

/** The database behind a line that can fall silent: nothing is refused, nothing arrives. */
async function silentLine(databaseUrl: string) {
  const url = new URL(databaseUrl);
  const behind = { port: Number(url.port), host: url.hostname };
  const sockets = new Set<Socket>();
  let silent = false;
  const server = createServer((near) => {
    const far = connect(behind);
    for (const [from, to] of [[near, far] as const, [far, near] as const]) {
      sockets.add(from);
      from.on("data", (chunk) => !silent && to.write(chunk));
      from.on("error", () => to.destroy()).on("close", () => to.destroy());
    }
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  url.port = String(typeof address === "object" && address ? address.port : 0);
  return {
    url: url.href,
    hush: (value: boolean) => {
      silent = value;
    },
    close: () => {
      for (const socket of sockets) socket.destroy();
      server.close();
    },
  };
}

test("a line to the database that falls silent is given up: 503 within a second, and new connections when it speaks again", async () => {
  const line = await silentLine(database.appUrl);
  const url = await receiverOn(line.url);
  const trouble = async () => {
    await pause(1_500);
    const from = performance.now();
    line.hush(true);
    await pause(3_000);
    line.hush(false);
    return { from, to: performance.now() };
  };
  const sending = { mark: "silent", url, seconds: 9, perSecond: 30, trouble };
  const { log, slowest, lost, recoveredMs } = await sendThrough(database.ownerUrl, sending);
  line.close();
  expect(log.refusals.filter(({ status }) => status !== 503)).toEqual([]);
  expect(slowest).toBeLessThan(1_000);
  expect(recoveredMs).toBeLessThan(5_000);
  expect(lost).toEqual([]);
}, 120_000);
