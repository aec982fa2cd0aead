import { expect, test } from "vitest";
import { checkWebhookAddress, maskAddress, mayCallLoopback } from "./webhook-address";

const outside = (text: string) => {
  const checked = checkWebhookAddress(text, { loopback: false });
  return checked.ok ? checked.url.href : checked.message;
};
const here = (text: string) => checkWebhookAddress(text, { loopback: true }).ok;

test("an https address on the internet is taken as it is", () => {
  expect(outside(" https://hooks.example.com/a?b=c ")).toBe("https://hooks.example.com/a?b=c");
  expect(outside("https://8.8.8.8:8443/a")).toBe("https://8.8.8.8:8443/a");
  expect(outside("https://hooks.example.com/a#part")).toBe("https://hooks.example.com/a");
});

test.each([
  ...["http://hooks.example.com/a", "ftp://hooks.example.com", "javascript:alert(1)", "file:///etc/passwd"],
  ...[
    "https://user:word@hooks.example.com",
    "https://",
    "hooks.example.com",
    "",
    `https://a.example/${"a".repeat(1_000)}`,
  ],
  ...["https://localhost/a", "https://localhost./a", "https://a.localhost/", "https://127.0.0.1/", "https://127.1/"],
  ...["https://2130706433/", "https://0x7f.1/", "https://0177.0.0.1/", "https://[::1]/", "https://[::ffff:127.0.0.1]/"],
  ...["https://10.1.2.3/", "https://169.254.169.254/latest/meta-data", "https://[fe80::1]/", "https://[fd00::1]/"],
  ...["https://intranet/", "https://0/", "https://192.168.0.1:8443/"],
])("%s is refused", (address) => {
  expect(checkWebhookAddress(address, { loopback: false }).ok).toBe(false);
});

test("where Upvendo itself runs on this machine, this machine may be called, and no other network", () => {
  for (const address of ["http://127.0.0.1:9/a", "http://localhost:9/a", "http://[::1]:9/", "https://localhost/"])
    expect(here(address)).toBe(true);
  for (const address of ["http://10.0.0.1/", "https://192.168.0.1/", "http://hooks.example.com/"])
    expect(here(address)).toBe(false);
  expect(mayCallLoopback("http://127.0.0.1:3000")).toBe(true);
  expect(mayCallLoopback("https://app.upvendo.test")).toBe(false);
  expect(mayCallLoopback("https://localhost.upvendo.test")).toBe(false);
});

test("what is shown of an address is enough to know it and too little to use it", () => {
  expect(maskAddress("https://hooks.slack.com/services/T0/B0/abcdefgh1234")).toBe("https://hooks.slack.com/…1234");
  expect(maskAddress("https://hooks.example.com/short")).toBe("https://hooks.example.com/…");
});
