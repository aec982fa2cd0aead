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
    const response = await fetch(endpoint.url, {
      method: "POST",
      body,
      redirect: "manual",
      signal: AbortSignal.any([closing, AbortSignal.timeout(behaviour.webhookTimeoutMs)]),
      headers: {
        "content-type": "application/json",
        ...(endpoint.withBasicAuth ? { authorization: `Basic ${credentials}` } : {}),
        ...(behaviour.webhookIdempotencyKey ? { "x-lightspeed-idempotency-key": key } : {}),
        ...headers,
        ...sign?.(body),
      },
    });
    await response.body?.cancel();
    return { at, status: response.status, error: null };
  } catch (error) {
    return { at, status: null, error: error instanceof Error ? error.name : "unknown" };
  }
}
