import { subscribe } from "node:diagnostics_channel";
import type { IncomingMessage, Server, ServerResponse } from "node:http";
import { isAllowedSource } from "@/lib/auth/origin";
import { responseHeaders } from "./response-headers";

type Started = { request: IncomingMessage; response: ServerResponse; server: Server };

/** Node gives a minute for headers; the framework has no setting for it. Looked at every half minute. */
const HEADERS_MS = 10_000;

const holder = globalThis as typeof globalThis & { upvendoHttpFloor?: boolean };

/**
 * What holds for every request of this process, before anything else sees it: pages, handlers, static files, redirects and
 * Next's own errors alike, which no list of paths in a configuration would cover.
 */
export function layHttpFloor(appUrl: string): void {
  if (holder.upvendoHttpFloor) return;
  holder.upvendoHttpFloor = true;
  const https = appUrl.startsWith("https:");
  subscribe("http.server.request.start", (message) => {
    const { request, response, server } = message as Started;
    server.headersTimeout = HEADERS_MS;
    request.url = aimAt(request.method ?? "", request.url ?? "/");
    const path = request.url.split(/[?#]/, 1)[0] ?? "/";
    for (const [name, value] of Object.entries(responseHeaders(path, { https }))) response.setHeader(name, value);
    introduce(request, new URL(appUrl));
    // Two of them are nobody's, and Node would quietly take the first.
    if ((request.headersDistinct.authorization?.length ?? 0) > 1) delete request.headers.authorization;
  });
}

/**
 * Lets each request say the same things about itself in one way.
 *
 * Next compares Origin with host headers that anybody may write, and answers 500 where they differ or cannot be read. Our
 * own check decides instead (lib/auth/origin.ts, asked by every action and handler), so a foreign caller is given the one
 * form that Next leaves alone and our check refuses.
 */
export function introduce(request: Pick<IncomingMessage, "headers" | "method">, app: URL): void {
  const { headers } = request;
  headers["x-forwarded-host"] = app.host;
  headers["x-forwarded-proto"] = app.protocol.slice(0, -1);
  const get = (name: string) => headers[name]?.toString() ?? null;
  if (!isAllowedSource(request.method ?? "", { get }, app.origin)) {
    delete headers.origin;
    headers["sec-fetch-site"] = "cross-site";
  }
  // Next makes a fetch Request of it, which throws for TRACE. As a method that nobody answers it is refused calmly.
  if (request.method === "TRACE") request.method = "PURGE";
}

/**
 * The address that Next gets to see. A target with a host of its own (RFC 9112 section 3.2.2) would be answered with a redirect
 * to that host, and a file that is asked for with anything but GET with 500.
 */
export function aimAt(method: string, target: string): string {
  const own = target.startsWith("/") ? target : withoutHost(target);
  if (/^[/\\]+webhook(?:[/\\?]|$)/i.test(own)) return onePath(own);
  const isFile = own.startsWith("/_next/") || /^[^?]*\.\w{2,5}(\?|$)/.test(own);
  return isFile && !["GET", "HEAD"].includes(method) ? "/_next/none" : own;
}

/**
 * Next redirects doubled and closing slashes and dots to the plain spelling, and stumbles over a lone percent sign; a sender of
 * notifications takes a redirect for a failure. None of our addresses needs a dot or an escape.
 */
function onePath(target: string): string {
  const [path = "", ...query] = target.split("?");
  if (/[.%]/.test(path)) return "/_next/none";
  return [path.replace(/[/\\]+/g, "/").replace(/(?<=.)\/$/, ""), ...query].join("?");
}

function withoutHost(target: string): string {
  if (!URL.canParse(target)) return "/_next/none";
  const { pathname, search } = new URL(target);
  return pathname.startsWith("/") ? pathname + search : "/_next/none";
}
