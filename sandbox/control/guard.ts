import type { Arrived } from "../http/exchange";

const loopback = /^(::1|(::ffff:)?127\.\d+\.\d+\.\d+)$/;
const loopbackHosts = new Set(["localhost", "127.0.0.1", "[::1]"]);

/**
 * Why a request may not steer the sandbox, if so: it comes from elsewhere, under a foreign name (DNS rebinding), or
 * from a page of another origin.
 */
export function refusalToSteer({ request, url }: Arrived, ownOrigin: string): string | undefined {
  if (!loopback.test(request.socket.remoteAddress ?? "")) return "The control API answers loopback only";
  const ownHost = new URL(ownOrigin).hostname;
  if (!loopbackHosts.has(url.hostname) && url.hostname !== ownHost) return "Unknown host name";
  const { origin, "sec-fetch-site": site } = request.headers;
  if (site === "cross-site") return "Another site may not steer the sandbox";
  const allowed = [ownOrigin, url.origin];
  return origin === undefined || allowed.includes(origin) ? undefined : "Another origin may not steer the sandbox";
}

/** Reading a page is harmless; the control API and every form is not. */
export function steers({ request, url }: Arrived): boolean {
  return url.pathname.startsWith("/control") || !["GET", "HEAD"].includes(request.method ?? "GET");
}
