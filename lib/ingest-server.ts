import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { Serving } from "./health/serving";
import { BODY_LIMIT, readRequest } from "./lightspeed/webhooks/read-body";
import type { Answer as Answered, Receiver } from "./lightspeed/webhooks/receiver";
import { log } from "./log";
import type { NoticeAnswer, PaymentNotices } from "./payments/notices";
import { readRawRequest } from "./payments/read-raw-body";

type Answer = Answered & Pick<NoticeAnswer, "json">;
export type Receivers = { lightspeed: Receiver; payments: Omit<PaymentNotices, "close"> };

/** What a sender may take for its headers and for all of a request, how often that is looked at, and how many may be connected at once. */
export const patience = {
  headersTimeout: 5_000,
  requestTimeout: 10_000,
  // Node looks every 30 seconds unless told otherwise, and the limits are as good as the look.
  connectionsCheckingInterval: 1_000,
  keepAliveTimeout: 30_000,
  connections: 2_000,
};

/** The receivers behind plain `node:http`. While `stopping` they still answer, and say that they are not ready. */
export function createIngestServer(
  receivers: Receivers,
  state: Serving = { stopping: false, lastAskedAt: 0 },
  isReady: () => Promise<boolean> = async () => true,
  { connections, ...limits } = patience,
): Server {
  const server = createServer(limits, (request, response) => {
    void answer(receivers, request, state, isReady).then((result) => send(request, response, result, state));
  });
  server.maxConnections = connections;
  return server;
}

const nothing: Answer = { status: 404, headers: {} };

async function answer(
  { lightspeed: receiver, payments }: Receivers,
  request: IncomingMessage,
  state: Serving,
  isReady: () => Promise<boolean>,
): Promise<Answer> {
  const path = (request.url ?? "/").split("?", 1)[0] ?? "/";
  if (path === "/api/health/live") return { status: 200, headers: {} };
  if (path === "/api/health/ready") {
    return { status: !state.stopping && (await isReady()) ? 200 : 503, headers: {} };
  }
  state.lastAskedAt = performance.now();
  const provider = /^\/+webhook\/+(stripe|viva)\/+([^/]+)\/*$/.exec(path);
  if (provider) return answerProvider(payments, request, provider[1] === "viva", provider[2] ?? "");
  const place = /^\/+webhook\/+lightspeed(?:\/+([^/]+))?\/*$/.exec(path);
  if (!place) return nothing;
  if (request.method !== "POST") return receiver.refuse("wrong_method");
  return receiver.receive({
    endpointId: place[1] ?? null,
    headers: headersOf(request),
    read: () => readRequest(request),
  });
}

async function answerProvider(
  payments: Receivers["payments"],
  request: IncomingMessage,
  isViva: boolean,
  profileId: string,
): Promise<Answer> {
  try {
    if (isViva && request.method === "GET") return withHeaders(await payments.handshake(profileId));
    if (request.method !== "POST") return withHeaders({ status: 405 });
    const signature = request.headers["stripe-signature"];
    const rawBody = await readRawRequest(request);
    return withHeaders(
      isViva
        ? await payments.viva({ profileId, rawBody })
        : await payments.stripe({ profileId, rawBody, signature: typeof signature === "string" ? signature : null }),
    );
  } catch (error) {
    // Whoever sent it comes again.
    log.error({ error }, "a payment notice could not be stored");
    return { status: 503, headers: {} };
  }
}

const withHeaders = (answered: NoticeAnswer): Answer => ({ ...answered, headers: {} });

/** Two Authorization headers are nobody's, and Node would quietly take the first. */
function headersOf({ headers, rawHeaders }: IncomingMessage): [string, string][] {
  const list = Object.entries(headers).map(([name, value]): [string, string] => [name, String(value)]);
  let authorizations = 0;
  for (let n = 0; n < rawHeaders.length; n += 2) {
    if (rawHeaders[n]?.length === 13 && rawHeaders[n]?.toLowerCase() === "authorization") authorizations += 1;
  }
  return authorizations > 1 ? list.filter(([name]) => name !== "authorization") : list;
}

function send(
  request: IncomingMessage,
  response: ServerResponse,
  { status, headers, json }: Answer,
  { stopping }: Serving,
): void {
  // What was refused unread and may be long is not read for politeness; what is short is, since a new connection would cost more.
  const isShort = Number(request.headers["content-length"]) <= BODY_LIMIT;
  const close = stopping || (!request.complete && !isShort);
  if (!close) request.resume();
  const body = json ? JSON.stringify(json) : "";
  response.writeHead(status, {
    ...headers,
    ...(json ? { "Content-Type": "application/json" } : {}),
    "Content-Length": Buffer.byteLength(body),
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
    ...(close ? { Connection: "close" } : {}),
  });
  response.end(body);
}
