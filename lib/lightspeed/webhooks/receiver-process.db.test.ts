import { execFileSync } from "node:child_process";
import { once } from "node:events";
import { createConnection, type Socket } from "node:net";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, expect, inject, test } from "vitest";
import { freePort } from "@/db/embedded/free-port";
import { databaseUnderTest } from "@/lib/testing/database-under-test";
import { type OwnProcess, startIngest } from "@/lib/testing/ingest-process";
import { report } from "@/lib/testing/vault-stage";
import { createSender } from "@/lib/testing/webhook-sender";
import { authorization } from "@/lib/testing/webhook-stage";

const database = databaseUnderTest();
// TEST_ROUNDS=1: as many slow clients as the proof asks for.
const SLOW = inject("longRounds") > 0 ? 1_000 : 200;
const MB = 1024 * 1024;

let receiver: OwnProcess;
let port: number;
let sender: ReturnType<typeof createSender>;
beforeAll(async () => {
  port = await freePort();
  receiver = await startIngest(database.urls.appUrl, port);
  sender = createSender(`http://127.0.0.1:${port}`);
});
afterAll(async () => {
  sender.close();
  await receiver.kill();
});

const rss = () => Number(execFileSync("ps", ["-o", "rss=", "-p", String(receiver.pid)]).toString()) * 1024;
const stored = async () => Number((await database.owner`select count(*) from webhook_events`)[0]?.count);
const head = (headers: Record<string, string>) =>
  [
    "POST /webhook/lightspeed HTTP/1.1",
    "Host: receiver",
    `Authorization: ${authorization}`,
    "Content-Type: application/json",
    ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`),
    "\r\n",
  ].join("\r\n");

async function connected(): Promise<Socket> {
  const socket = createConnection({ host: "127.0.0.1", port }).setNoDelay();
  socket.on("error", () => {});
  await once(socket, "connect");
  return socket;
}

/** The status that it is answered with while it goes on sending; 0 where the connection was cut without one. */
async function pour(headers: Record<string, string>, piece: Buffer, pieces: number): Promise<number> {
  const socket = await connected();
  let answer = "";
  let over = false;
  socket.on("data", (chunk: Buffer) => (answer += chunk.toString("latin1")));
  const closed = new Promise<void>((resolve) => socket.once("close", () => resolve()));
  void closed.then(() => (over = true));
  socket.write(head(headers));
  for (let n = 0; n < pieces && !over && answer === ""; n += 1) {
    if (!socket.write(piece)) await Promise.race([once(socket, "drain").catch(() => {}), closed]);
  }
  while (!over && !answer.includes("\r\n\r\n")) await Promise.race([once(socket, "data").catch(() => {}), closed]);
  socket.destroy();
  return Number(/^HTTP\/1\.1 (\d{3})/.exec(answer)?.[1] ?? 0);
}

const chunk = (bytes: Buffer) =>
  Buffer.concat([Buffer.from(`${bytes.length.toString(16)}\r\n`), bytes, Buffer.from("\r\n")]);
const spaces = Buffer.alloc(64 * 1024, 0x20);
const bomb = gzipSync(Buffer.alloc(10 * MB, 0x20));

test("200 bodies of up to 100 MB at once: refused while they come, nothing kept, and the process does not grow", async () => {
  // What a process needs for its first requests is not growth.
  for (let n = 0; n < 50; n += 1) await sender.send({ headers: { authorization }, body: "{}" });
  const [before, rows] = [rss(), await stored()];
  let most = before;
  const timer = setInterval(() => (most = Math.max(most, rss())), 50);
  const kinds = [
    () => pour({ "Content-Length": String(100 * MB) }, spaces, 1_600),
    () => pour({ "Transfer-Encoding": "chunked" }, chunk(spaces), 1_600),
    () => pour({ "Transfer-Encoding": "chunked", "Content-Encoding": "gzip" }, chunk(bomb), 1),
    () => pour({ "Content-Length": String(10 * MB + 1) }, spaces, 161),
  ];
  const statuses = await Promise.all(Array.from({ length: 200 }, (_, n) => kinds[n % kinds.length]?.()));
  clearInterval(timer);
  most = Math.max(most, rss());
  const told = Object.fromEntries([413, 415, 0].map((status) => [status, statuses.filter((s) => s === status).length]));
  report(`200 large bodies: ${JSON.stringify(told)}, memory grew by ${((most - before) / MB).toFixed(0)} MB at most`);
  // Cut off without a word: a sender that goes on after its answer may lose the answer itself.
  expect(statuses.filter((status) => ![413, 415, 0].includes(status ?? -1))).toEqual([]);
  expect(told[413]).toBeGreaterThan(0);
  expect(told[415]).toBe(50);
  expect(most - before).toBeLessThan(64 * MB);
  expect(await stored()).toBe(rows);
  expect((await sender.send({ headers: { authorization }, body: "{}" })).status).toBe(200);
}, 60_000);

/** What it was answered with when it was cut off; 0 where nothing was said. */
const toldAtTheEnd = (socket: Socket) =>
  new Promise<number>((resolve) => {
    let answer = "";
    socket.on("data", (chunk: Buffer) => (answer += chunk.toString("latin1")));
    socket.once("close", () => resolve(Number(/^HTTP\/1\.1 (\d{3})/.exec(answer)?.[1] ?? 0)));
  });

test(`${SLOW} clients that send a byte now and then keep nobody else waiting, and are cut off by themselves`, async () => {
  const before = rss();
  const slow = await Promise.all(Array.from({ length: SLOW }, connected));
  const told = slow.map(toldAtTheEnd);
  for (const [n, socket] of slow.entries())
    socket.write(n % 2 === 0 ? "POST /webhook/light" : `${head({ "Content-Length": "60000" })}{`);
  const times: number[] = [];
  for (let n = 0; n < 100; n += 1) {
    const at = performance.now();
    const { status } = await sender.send({ headers: { authorization }, body: "{}" });
    times.push(performance.now() - at);
    expect(status).toBe(200);
    slow[n % SLOW]?.write("x");
  }
  const p99 = times.sort((a, b) => a - b)[98] ?? 0;
  const grown = (rss() - before) / MB;
  report(
    `${SLOW} slow clients: 99 of 100 deliveries within ${p99.toFixed(0)} ms, memory grew by ${grown.toFixed(0)} MB`,
  );
  const dripping = setInterval(() => {
    for (const socket of slow) socket.write("x");
  }, 500);
  expect(new Set(await Promise.all(told))).toEqual(new Set([408]));
  clearInterval(dripping);
  expect((await sender.send({ headers: { authorization }, body: "{}" })).status).toBe(200);
  expect(p99).toBeLessThan(500);
  expect(grown).toBeLessThan(64);
}, 60_000);
