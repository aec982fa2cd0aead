import { expect, test } from "vitest";
import { networkOf } from "./network";

const of = (value?: string) => networkOf(new Headers(value === undefined ? {} : { "x-forwarded-for": value }));

test.each([
  ["192.0.2.7", "192.0.2.7"],
  ["192.0.2.7:5123", "192.0.2.7"],
  ["::ffff:192.0.2.7", "192.0.2.7"],
  ["2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"],
  ["2001:0DB8:0001:0002::9", "2001:db8:1:2::/64"],
  ["[2001:db8::9]:443", "2001:db8:0:0::/64"],
  ["fe80::1%eth0", "fe80:0:0:0::/64"],
  ["::1", "0:0:0:0::/64"],
])("%s is the network %s", (address, network) => {
  expect(of(address)).toBe(network);
});

test("addresses of one /64 are one network", () => {
  expect(of("2001:db8:1:2:aaaa::1")).toBe(of("2001:db8:1:2:bbbb:cccc:dddd:eeee"));
});

test("only the entry of the nearest proxy counts, whatever a client writes before it", () => {
  for (const spoofed of ["198.51.100.1", "1, 2, 3", "'; drop table", ",,,", "unknown"]) {
    expect(of(`${spoofed}, 192.0.2.7`)).toBe("192.0.2.7");
  }
});

test("what is no address is one network, not as many as there are texts", () => {
  for (const odd of [undefined, "", "unknown", "_hidden", "999.1.1.1", "x".repeat(9999), "::ffff:999.1.1.1"]) {
    expect(of(odd)).toBe("unknown");
  }
});
