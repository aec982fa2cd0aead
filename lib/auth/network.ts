import { isIP } from "node:net";

/**
 * The network that a request comes from: the IPv4 address or the IPv6 /64.
 *
 * Only the right-most entry of X-Forwarded-For counts: the reverse proxy in front appends it, and without a proxy Next
 * itself puts the socket's address there. What a client writes further left is ignored.
 */
export function networkOf(headers: { get: (name: string) => string | null }): string {
  const last = headers.get("x-forwarded-for")?.split(",").at(-1)?.trim().slice(0, 64) ?? "";
  const address = last.replace(/^\[(.*)\](:\d+)?$/, "$1").replace(/^(\d+\.\d+\.\d+\.\d+):\d+$/, "$1");
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1];
  if (mapped && isIP(mapped) === 4) return mapped;
  if (isIP(address) === 4) return address;
  return isIP(address) === 6 ? prefixOf(address) : "unknown";
}

/** The first 64 bits: one customer of a provider has at least that many addresses to choose from. */
function prefixOf(address: string): string {
  const [head = "", tail] = (address.split("%", 1)[0] ?? "").split("::");
  const left = head === "" ? [] : head.split(":");
  const right = tail === undefined || tail === "" ? [] : tail.split(":");
  const zeros = tail === undefined ? [] : Array(Math.max(0, 8 - left.length - right.length)).fill("0");
  const groups = [...left, ...zeros, ...right].slice(0, 4).map((group) => Number.parseInt(group, 16).toString(16));
  return `${groups.join(":")}::/64`;
}
