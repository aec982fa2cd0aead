import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { createDatabase, withTenant } from "@/db/client";
import { listPaymentsOfOrder } from "@/db/queries/payments";
import { getEnv } from "@/lib/env";
import { findCaller } from "@/lib/orders/api-keys";
import { intakeOrder } from "@/lib/orders/intake-order";
import { problem } from "@/lib/orders/problem";
import { confirmReturn } from "@/lib/payments/confirm-return";
import { receiveStripeEvent } from "@/lib/payments/receive-stripe-event";
import { receiveVivaNotice } from "@/lib/payments/receive-viva-notice";
import { vivaHandshake } from "@/lib/payments/viva-handshake";
import { createServices } from "@/lib/services";

/**
 * The web side of a run, which is killed like any other process: what `POST /api/orders`, the addresses of the payment providers' notices
 * and the page to which a guest comes back do, without the pages around them.
 */
const env = getEnv();
const services = createServices(env, createDatabase(env.DATABASE_URL, { applicationName: "upvendo-chaos-web" }));

type Answer = { status: number; body?: unknown };

async function answer(request: IncomingMessage, rawBody: Buffer): Promise<Answer> {
  const [, place, ...rest] = (request.url ?? "/").split("/");
  if (place === "api") return takeOrder(request, rawBody);
  if (place === "webhook") return hearProvider(request, rest, rawBody);
  if (place === "return") return comeBack(rest);
  return { status: 200 };
}

async function takeOrder({ headers }: IncomingMessage, rawBody: Buffer): Promise<Answer> {
  const caller = await findCaller(services, headers.authorization ?? null);
  const idempotencyKey = headers["idempotency-key"]?.toString() ?? null;
  return caller
    ? intakeOrder(services, { caller, idempotencyKey, rawBody: rawBody.toString() })
    : problem("unauthorized");
}

async function hearProvider(
  { method, headers }: IncomingMessage,
  [provider, profileId = ""]: string[],
  rawBody: Buffer,
): Promise<Answer> {
  if (provider === "stripe") {
    const signature = headers["stripe-signature"]?.toString() ?? null;
    return {
      status: (await receiveStripeEvent(services, { profileId, rawBody, signature })) === "refused" ? 400 : 200,
    };
  }
  if (method === "GET") return { status: 200, body: { Key: await vivaHandshake(services, profileId) } };
  const outcome = await receiveVivaNotice(services, { profileId, rawBody: rawBody.toString() });
  return { status: outcome === "stored" || outcome === "ignored" ? 200 : 400 };
}

async function comeBack([merchantId = "", orderId = ""]: string[]): Promise<Answer> {
  const payments = await withTenant(services.db, merchantId, (tx) => listPaymentsOfOrder(tx, orderId));
  for (const { id: paymentId } of payments) await confirmReturn(services, { merchantId, paymentId });
  return { status: 200 };
}

const server = createServer(async (request, response) => {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  // The database is away, say: whoever asked asks again.
  const { status, body = {} } = await answer(request, Buffer.concat(chunks)).catch((): Answer => ({ status: 500 }));
  response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
});
server.listen(Number(process.env.CHAOS_PORT ?? 0), "127.0.0.1", () => {
  process.stdout.write(`channel ready ${(server.address() as AddressInfo).port}\n`);
});
