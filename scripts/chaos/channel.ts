import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { createDatabase } from "@/db/client";
import { getEnv } from "@/lib/env";
import { findCaller } from "@/lib/orders/api-keys";
import { intakeOrder } from "@/lib/orders/intake-order";
import { problem } from "@/lib/orders/problem";
import { createServices } from "@/lib/services";

/** What `POST /api/orders` does, without the pages around it: the web side of a run, which is killed like any other process. */
const env = getEnv();
const services = createServices(env, createDatabase(env.DATABASE_URL, { applicationName: "upvendo-chaos-web" }));

const server = createServer(async (request, response) => {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  try {
    const caller = await findCaller(services, request.headers.authorization ?? null);
    const idempotencyKey = request.headers["idempotency-key"]?.toString() ?? null;
    const answer = caller
      ? await intakeOrder(services, { caller, idempotencyKey, rawBody: Buffer.concat(chunks).toString() })
      : problem("unauthorized");
    response.writeHead(answer.status, { "content-type": "application/json" }).end(JSON.stringify(answer.body));
  } catch {
    // The database is away, say: the channel asks again with the same key.
    response.writeHead(500).end("{}");
  }
});
server.listen(Number(process.env.CHAOS_PORT ?? 0), "127.0.0.1", () => {
  process.stdout.write(`channel ready ${(server.address() as AddressInfo).port}\n`);
});
