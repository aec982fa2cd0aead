import { createServer } from "node:http";
import { type Answer, ask } from "./http";
import { stack } from "./stack";

export type CachingProxy = { url: string; hits: () => string[]; stop: () => Promise<void> };

/**
 * A shared cache as it may stand in front of an app (RFC 9111): it keeps what it may keep, under the address alone, and gives it to
 * whoever asks next. `careless` keeps everything, to show what the headers prevent.
 */
export async function startCachingProxy({ careless = false } = {}): Promise<CachingProxy> {
  const kept = new Map<string, Answer>();
  const hits: string[] = [];
  const server = createServer(async (request, response) => {
    const target = request.url ?? "/";
    const found = request.method === "GET" ? kept.get(target) : undefined;
    if (found) hits.push(target);
    const headers = { ...request.headers, host: new URL(stack.appUrl).host };
    const answer = found ?? (await ask(stack.appUrl, target, { method: request.method ?? "GET", headers }));
    if (!found && request.method === "GET" && (careless || mayKeep(answer))) kept.set(target, answer);
    const { "transfer-encoding": _, "content-length": __, connection: ___, ...rest } = answer.headers;
    response.writeHead(answer.status, rest).end(answer.body);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  return {
    url: `http://127.0.0.1:${typeof address === "object" && address ? address.port : 0}`,
    hits: () => hits,
    stop: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

/** RFC 9111 section 3, for a shared cache; without a word about caching it may guess, and this one does. */
function mayKeep({ status, headers }: Answer): boolean {
  const directives = (headers["cache-control"] ?? "").toLowerCase().split(/\s*,\s*/);
  if (directives.includes("no-store") || directives.includes("private") || headers["set-cookie"]) return false;
  return (
    [200, 203, 204, 300, 301, 308, 404, 405, 410, 414, 501].includes(status) ||
    directives.some((one) => /^(s-)?max-?age=/.test(one))
  );
}
