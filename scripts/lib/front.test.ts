import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, expect, test } from "vitest";
import { freePort } from "@/db/embedded/free-port";
import { type Front, startFront } from "./front";

const open: { server: Server; front: Front }[] = [];
afterEach(async () => {
  for (const { server, front } of open.splice(0)) {
    await front.stop();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
});

async function named(name: string): Promise<{ server: Server; port: number }> {
  const server = createServer(async (request, response) => {
    let body = "";
    for await (const chunk of request) body += chunk;
    response.writeHead(201, { "x-name": name }).end(`${request.method} ${request.url} ${body}`);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return { server, port: (server.address() as AddressInfo).port };
}

test("notifications go to the receiver and everything else to the app, with method, body and answer as they are", async () => {
  const [app, ingest] = await Promise.all([named("app"), named("ingest")]);
  const port = await freePort();
  const front = await startFront(port, { app: app.port, ingest: ingest.port });
  open.push({ server: app.server, front }, { server: ingest.server, front });
  const ask = async (path: string) => {
    const answer = await fetch(`http://127.0.0.1:${port}${path}`, { method: "POST", body: "hello" });
    return `${answer.status} ${answer.headers.get("x-name")} ${await answer.text()}`;
  };
  expect(await ask("/webhook/lightspeed/abc?x=1")).toBe("201 ingest POST /webhook/lightspeed/abc?x=1 hello");
  expect(await ask("/webhook/lightspeed")).toBe("201 ingest POST /webhook/lightspeed hello");
  expect(await ask("/webhook/lightspeeds")).toBe("201 app POST /webhook/lightspeeds hello");
  expect(await ask("/webhook/stripe/1")).toBe("201 ingest POST /webhook/stripe/1 hello");
  expect(await ask("/webhook/viva/1")).toBe("201 ingest POST /webhook/viva/1 hello");
  expect(await ask("/lightspeed/webhooks")).toBe("201 app POST /lightspeed/webhooks hello");
});

test("a part that is not there is a 502, and the front lives on", async () => {
  const app = await named("app");
  const port = await freePort();
  const front = await startFront(port, { app: app.port, ingest: await freePort() });
  open.push({ server: app.server, front });
  expect((await fetch(`http://127.0.0.1:${port}/webhook/lightspeed`, { method: "POST" })).status).toBe(502);
  expect((await fetch(`http://127.0.0.1:${port}/`)).status).toBe(201);
});
