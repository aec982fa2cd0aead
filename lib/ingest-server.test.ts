import { once } from "node:events";
import type { Server } from "node:http";
import { type AddressInfo, createConnection, type Socket } from "node:net";
import { afterEach, expect, test } from "vitest";
import { createIngestServer, patience, type Receivers } from "./ingest-server";
import type { Receiver } from "./lightspeed/webhooks/receiver";
import { createSender } from "./testing/webhook-sender";

const lightspeed: Receiver = {
  receive: async ({ read }) => ({ status: "text" in (await read()) ? 200 : 400, headers: {} }),
  refuse: () => ({ status: 405, headers: {} }),
  warm: async () => {},
  close: async () => {},
};

const payments: Receivers["payments"] = {
  stripe: async ({ rawBody }) => ({ status: rawBody ? 200 : 413 }),
  viva: async ({ rawBody }) => ({ status: rawBody ? 200 : 413 }),
  handshake: async () => ({ status: 404 }),
};

const quick = { ...patience, headersTimeout: 300, requestTimeout: 600, connectionsCheckingInterval: 50 };
const open: { server: Server; sockets: Socket[] }[] = [];
afterEach(async () => {
  for (const { server, sockets } of open.splice(0)) {
    for (const socket of sockets) socket.destroy();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
});

async function start(limits = quick) {
  const server = createIngestServer({ lightspeed, payments }, undefined, undefined, limits);
  const sockets: Socket[] = [];
  open.push({ server, sockets });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  /** A client that says this and then a byte now and then, and never ends; what it hears until it is cut off. */
  const drip = async (text: string): Promise<{ heard: Promise<string> }> => {
    const socket = createConnection({ host: "127.0.0.1", port }).on("error", () => {});
    sockets.push(socket);
    let answer = "";
    socket.on("data", (chunk: Buffer) => (answer += chunk.toString("latin1")));
    const heard = new Promise<string>((resolve) => socket.once("close", () => resolve(answer)));
    await once(socket, "connect");
    socket.write(text);
    const timer = setInterval(() => socket.write("x"), 20);
    void heard.then(() => clearInterval(timer));
    return { heard };
  };
  const connect = () => createSender(`http://127.0.0.1:${port}`);
  return { server, drip, connect, sender: connect() };
}

const head = "POST /webhook/lightspeed HTTP/1.1\r\nHost: receiver\r\n";
const paymentHead = "POST /webhook/stripe/1 HTTP/1.1\r\nHost: receiver\r\n";
const connected = (server: Server) =>
  new Promise<number>((resolve, reject) => server.getConnections((error, n) => (error ? reject(error) : resolve(n))));

test.each([
  ["whose headers never end", `${head}X-Slow: `],
  ["that never says a whole line", "POST /webhook/light"],
  ["whose body comes byte by byte", `${head}Content-Length: 60000\r\n\r\n{`],
  ["whose chunks come byte by byte", `${head}Transfer-Encoding: chunked\r\n\r\nffff\r\n{`],
  ["whose payment notice comes byte by byte", `${paymentHead}Content-Length: 60000\r\n\r\n{`],
])("a client %s is told that it takes too long and cut off, and others are answered meanwhile", async (_, text) => {
  const { server, drip, sender } = await start();
  const slow = await Promise.all(Array.from({ length: 20 }, () => drip(text)));
  expect((await sender.send({ body: "{}" })).status).toBe(200);
  for (const { heard } of slow) expect(await heard).toMatch(/^HTTP\/1\.1 408 /);
  expect((await sender.send({ body: "{}" })).status).toBe(200);
  expect(await connected(server)).toBe(1);
  sender.close();
});

test("more connections than there may be are closed; who is connected goes on, and places become free again", async () => {
  const { drip, connect, sender } = await start({ ...quick, connections: 11 });
  expect((await sender.send({ body: "{}" })).status).toBe(200);
  const slow = await Promise.all(Array.from({ length: 10 }, () => drip(head)));
  const late = await Promise.all(Array.from({ length: 5 }, () => drip(head)));
  for (const { heard } of late) expect(await heard).toBe("");
  expect((await sender.send({ body: "{}" })).status).toBe(200);
  for (const { heard } of slow) expect(await heard).toMatch(/^HTTP\/1\.1 408 /);
  const next = connect();
  expect((await next.send({ body: "{}" })).status).toBe(200);
  for (const one of [next, sender]) one.close();
});
