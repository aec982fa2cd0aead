import { BlockList, isIP } from "node:net";

/** Not on the public internet (IANA's special-purpose registry), and so none of our business to call for a merchant. */
const special: readonly (readonly [string, number])[] = [
  ...[["0.0.0.0", 8] as const, ["10.0.0.0", 8] as const, ["100.64.0.0", 10] as const, ["127.0.0.0", 8] as const],
  ...[["169.254.0.0", 16] as const, ["172.16.0.0", 12] as const, ["192.0.0.0", 24] as const],
  ...[["192.0.2.0", 24] as const, ["192.88.99.0", 24] as const, ["192.168.0.0", 16] as const],
  ...[["198.18.0.0", 15] as const, ["198.51.100.0", 24] as const, ["203.0.113.0", 24] as const],
  ...[["224.0.0.0", 4] as const, ["240.0.0.0", 4] as const],
];
/** Inside global unicast, but documentation, or ways to other networks. */
const special6: readonly (readonly [string, number])[] = [
  ...[["2001::", 23] as const, ["2001:db8::", 32] as const, ["2002::", 16] as const, ["3fff::", 20] as const],
];

const blocked = new BlockList();
for (const [net, bits] of special) blocked.addSubnet(net, bits, "ipv4");
for (const [net, bits] of special6) blocked.addSubnet(net, bits, "ipv6");
const global6 = new BlockList();
global6.addSubnet("2000::", 3, "ipv6");
const loopback = new BlockList();
loopback.addSubnet("127.0.0.0", 8, "ipv4");
loopback.addAddress("::1", "ipv6");

/** Of IPv6 only what is given out to the internet counts: everything else, also IPv4 in another dress, is refused. */
export function isPublicAddress(address: string): boolean {
  const family = isIP(address);
  if (family === 4) return !blocked.check(address, "ipv4");
  return family === 6 && global6.check(address, "ipv6") && !blocked.check(address, "ipv6");
}

export const isLoopbackAddress = (address: string): boolean =>
  isIP(address) !== 0 && loopback.check(address, isIP(address) === 6 ? "ipv6" : "ipv4");
