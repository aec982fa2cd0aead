import { storableText } from "@/lib/storable-text";

const MOST = 40;
const LONGEST = 300;
/** Of the connection, or what our own server says about it (lib/security/http-floor.ts). */
const ours = new Set([
  "connection",
  "host",
  "sec-fetch-site",
  "x-forwarded-host",
  "x-forwarded-proto",
  "x-forwarded-port",
]);
const secret = /auth|cookie|token|secret|password|credential|signature|api-?key/;

/** The headers that are stored with a delivery: no credentials, and no more of them than anybody needs. */
export function keptHeaders(headers: Map<string, string>): Record<string, string> {
  const kept: Record<string, string> = {};
  for (const [name, value] of [...headers].filter(([name]) => !ours.has(name)).slice(0, MOST)) {
    kept[storableText(name).slice(0, 100)] = secret.test(name) ? "[redacted]" : storableText(value).slice(0, LONGEST);
  }
  return kept;
}
