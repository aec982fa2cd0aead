import { Agent, type RequestOptions, request } from "node:http";
import type { Attempt, Outgoing } from "./outbox";

const loopback = /^(localhost|127\.\d{1,3}\.\d{1,3}\.\d{1,3}|\[::1\])$/;

function isLoopback(url: string): boolean {
  return URL.canParse(url) && loopback.test(new URL(url).hostname);
}

/** One attempt. The sandbox never calls another machine, and never follows a redirect. */
export async function post(
  { endpoint, body, headers, sign, behaviour }: Outgoing,
  key: string,
  closing: AbortSignal,
): Promise<Attempt> {
  const at = new Date().toISOString();
  if (!isLoopback(endpoint.url)) return { at, status: null, error: "not loopback" };
  const credentials = Buffer.from(`${endpoint.username ?? ""}:${endpoint.password ?? ""}`).toString("base64");
  try {
    const status = await send(endpoint.url, body, {
      signal: AbortSignal.any([closing, AbortSignal.timeout(behaviour.webhookTimeoutMs)]),
      headers: {
        "content-type": "application/json",
        ...(endpoint.withBasicAuth ? { authorization: `Basic ${credentials}` } : {}),
        ...(behaviour.webhookIdempotencyKey ? { "x-lightspeed-idempotency-key": key } : {}),
        ...headers,
        ...sign?.(body),
      },
    });
    return { at, status, error: null };
  } catch (error) {
    return { at, status: null, error: error instanceof Error ? error.name : "unknown" };
  }
}

const agent = new Agent({ keepAlive: true });

/** The answer's status; its body is not waited for. Without `fetch`, which takes several times as long for a line that is read by nobody. */
function send(url: string, body: string, options: Pick<RequestOptions, "headers" | "signal">): Promise<number> {
  const length = { "content-length": Buffer.byteLength(body) };
  return new Promise((resolve, reject) => {
    const leaving = request(url, { ...options, method: "POST", agent, headers: { ...options.headers, ...length } });
    leaving.once("error", reject);
    leaving.once("response", (response) => {
      response.resume();
      response.once("error", () => {});
      resolve(response.statusCode ?? 0);
    });
    leaving.end(body);
  });
}
