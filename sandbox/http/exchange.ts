import { IncomingMessage, type OutgoingHttpHeaders, ServerResponse } from "node:http";

/** A whole answer, held back so that a fault may still spoil its delivery. */
export type Answer = { status: number; headers: OutgoingHttpHeaders; body: Buffer };

export type Arrived = { request: IncomingMessage; url: URL; body: Buffer };

export function jsonAnswer(status: number, value: unknown, headers: OutgoingHttpHeaders = {}): Answer {
  return {
    status,
    headers: { "content-type": "application/json", ...headers },
    body: Buffer.from(JSON.stringify(value)),
  };
}

/** The same request once more, with its body unread and another address if wanted. */
function repeat({ request, body }: Arrived, path: string, originalUrl: string): IncomingMessage {
  const copy = new IncomingMessage(request.socket);
  copy.method = request.method;
  copy.url = path;
  copy.headers = request.headers;
  Object.assign(copy, { originalUrl });
  copy.complete = true; // or its end would tear down the socket that it shares
  if (body.length > 0) copy.push(body);
  copy.push(null);
  return copy;
}

type Listener = (request: IncomingMessage, response: ServerResponse) => unknown;

/** Runs a plain node listener and catches what it would have sent. */
export function capture(listener: Listener, arrived: Arrived, path: string, originalUrl = path): Promise<Answer> {
  const request = repeat(arrived, path, originalUrl);
  const response = new ServerResponse(request);
  const chunks: Buffer[] = [];
  const keep = (chunk: unknown) => {
    if (typeof chunk === "string" || chunk instanceof Uint8Array) chunks.push(Buffer.from(chunk));
  };
  return new Promise((resolve, reject) => {
    response.write = (chunk: unknown) => {
      keep(chunk);
      return true;
    };
    response.end = (chunk?: unknown) => {
      keep(chunk);
      resolve({ status: response.statusCode, headers: response.getHeaders(), body: Buffer.concat(chunks) });
      return response;
    };
    Promise.resolve(listener(request, response)).catch(reject);
  });
}

/** Runs a fetch-style handler (our own pages and control API). */
export async function viaFetch(
  handler: (request: Request) => Response | Promise<Response>,
  { request, url, body }: Arrived,
): Promise<Answer> {
  const headers = new Headers();
  for (const [name, value] of Object.entries(request.headers)) {
    if (value !== undefined) headers.set(name, Array.isArray(value) ? value.join(", ") : value);
  }
  const method = request.method ?? "GET";
  const payload = method === "GET" || method === "HEAD" ? null : new Uint8Array(body);
  const response = await handler(new Request(url, { method, headers, body: payload }));
  return {
    status: response.status,
    headers: Object.fromEntries(response.headers),
    body: Buffer.from(await response.arrayBuffer()),
  };
}
