import { createKSeriesClient } from "../client";
import type { Exchange } from "../exchange";
import type { TransportOptions } from "../transport";

export type Asked = { url: URL; init: RequestInit; token: string };
type Respond = (asked: Asked, n: number) => Response | Error | Promise<Response>;

/** A client in front of a vendor that answers as told, and what both saw. `n` counts the requests from 1. */
export function standIn(respond: Respond, options: Partial<TransportOptions> = {}) {
  const asked: Asked[] = [];
  const recorded: Exchange[] = [];
  const client = createKSeriesClient({
    baseUrl: "https://k-series.test",
    getAccessToken: async (request) => (request ? "second" : "first"),
    record: (exchange) => recorded.push(exchange),
    fetch: async (url, init) => {
      init.signal?.throwIfAborted();
      const token = new Headers(init.headers).get("authorization")?.replace("Bearer ", "") ?? "";
      const one = { url: new URL(url), init, token };
      asked.push(one);
      const answer = await respond(one, asked.length);
      if (answer instanceof Error) throw answer;
      return answer;
    },
    ...options,
  });
  return { client, asked, recorded };
}

export const json = (value: unknown, status = 200, headers: Record<string, string> = {}) =>
  Response.json(value, { status, headers });

/** As fetch fails: the cause carries the code. */
export const networkError = (code: string) =>
  new TypeError("fetch failed", { cause: Object.assign(new Error(code), { code }) });
