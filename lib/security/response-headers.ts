import { barePolicy, nothingPolicy, refusalPolicy } from "./content-security-policy";

const YEAR = 365 * 24 * 60 * 60;

/** On every answer, whatever it is. */
const always = {
  "X-Content-Type-Options": "nosniff",
  "X-Frame-Options": "DENY",
  "Cross-Origin-Opener-Policy": "same-origin",
  "Cross-Origin-Resource-Policy": "same-origin",
  "X-DNS-Prefetch-Control": "off",
  "X-Permitted-Cross-Domain-Policies": "none",
  "Permissions-Policy":
    "accelerometer=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), magnetometer=(), microphone=(), midi=(), payment=(), usb=()",
};

const isHandler = (path: string) => /^\/(api|webhook)(\/|$)/.test(path);
const isBuildOutput = (path: string) => path.startsWith("/_next/");

/** The headers that an answer starts with; a page's own policy with a nonce (proxy.ts) takes the place of the one here. */
export function responseHeaders(path: string, { https }: { https: boolean }): Record<string, string> {
  return {
    ...always,
    "Content-Security-Policy": policyFor(path),
    // Not `no-referrer` on pages: a form sent without script would then come with `Origin: null`, which is refused.
    "Referrer-Policy": isHandler(path) ? "no-referrer" : "same-origin",
    // Next gives files with a hash in their name a year; a header set before would stop it.
    ...(path.startsWith("/_next/static/") ? {} : { "Cache-Control": cachingOf(path) }),
    ...(https ? { "Strict-Transport-Security": `max-age=${2 * YEAR}; includeSubDomains` } : {}),
  };
}

/** Packing gathers bytes until a block is full, and live updates would wait in it. */
const cachingOf = (path: string) =>
  `private, no-store${/^\/(api|o)\/(.*\/)?events$/.test(path) ? ", no-transform" : ""}`;

function policyFor(path: string): string {
  // Set here: an answer's own header does not replace one that stands already.
  if (path === "/api/lightspeed/callback") return refusalPolicy;
  return isHandler(path) || isBuildOutput(path) ? nothingPolicy : barePolicy;
}
