import { stack } from "./stack";

export type SandboxAccount = {
  accountId: string;
  email: string;
  password: string;
  businesses: { id: string; name: string; locations: { id: string; name: string }[] }[];
};

/** One call of the sandbox's control API (sandbox/README.md); throws on an error answer. */
export async function control<T = unknown>(method: string, path: string, body?: unknown): Promise<T> {
  const answer = await fetch(`${stack.sandboxUrl}/control${path}`, {
    method,
    ...(body === undefined ? {} : { body: JSON.stringify(body), headers: { "content-type": "application/json" } }),
  });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`sandbox: ${method} ${path}: ${answer.status} ${text}`);
  return (text === "" ? undefined : JSON.parse(text)) as T;
}

/** How many requests of this kind the sandbox has received since `since`, and its newest sequence number. */
export async function requestsAt(operation: string, since = 0): Promise<{ count: number; last: number }> {
  const found = await control<{ requests: unknown[]; last: number }>(
    "GET",
    `/requests?operation=${operation}&since=${since}`,
  );
  return { count: found.requests.length, last: found.last };
}
