import { expect, test } from "vitest";
import { ownPath, ownPathOf } from "./own-path";

const fine = [
  ...[
    "/",
    "/lightspeed",
    "/lightspeed?tab=status",
    "/orders/UPV-001?x=1&y=a%20b",
    "/settings/locations/new",
    "/caf%C3%A9",
  ],
  ...["/lightspeed?tab=status&level=error&q=http%3A%2F%2Fx", "/orders?next=https://else.example/", "/a-b_c~d.e"],
];

const schemes = ["http", "https", "HTTPS", "ftp", "javascript", "data", "vbscript", "file", "blob", "mailto"];
const hosts = [
  "evil.example",
  "evil.example/",
  "evil.example:443/x",
  "localhost@evil.example",
  "127.0.0.1",
  "[::1]",
  "xn--e1awd7f.example",
];
const openings = [
  ...[
    "//",
    "///",
    "////",
    "/\\",
    "\\/",
    "\\\\",
    "/\\/",
    "//\\",
    "\\",
    "/%2f",
    "/%2F",
    "%2f%2f",
    "/%5c",
    "/%5C",
    "%5c%5c",
  ],
  ...[
    "/%252f",
    "/%25252f",
    "/\t/",
    "/\n/",
    "/\r\n/",
    "\t//",
    " //",
    "\u00a0//",
    "/%09/",
    "/%0a/",
    "/%0d%0a/",
    "/%00/",
    "/./",
    "/.//",
    "/..//",
  ],
  ...["/a/..//", "/%2e%2e//", "/%2e/%2f", "/\u2028/", "/\ufeff/", "\u0000/", "/@/..//", "/;//", "/;@//"],
];
const odd = [
  ...[
    "",
    " ",
    "lightspeed",
    "?tab=status",
    "#x",
    ".",
    "..",
    "./x",
    "../x",
    "@evil.example",
    ":80",
    "//",
    "/\\",
    "/\u0007",
    "/%",
  ],
  ...[
    "/%zz",
    "/%e0%80%af",
    "/x\r\nSet-Cookie: a=b",
    "/x%0d%0aSet-Cookie:%20a=b",
    "/x y",
    "/\ud800",
    "/..",
    "/../x",
    "/a/../b",
    "/%2e%2e/x",
  ],
  ...[
    "/api/lightspeed/callback?code=1",
    "/api",
    "/API/../api/x",
    "/login",
    "/login?next=/login",
    "/webhook/lightspeed",
    "/_next/data",
  ],
  ...["/reset-password/x", `/${"x".repeat(5000)}`, "java\tscript:alert(1)", "javascript:alert(1)//", "/\u202Egnp.exe"],
];

const hostile = [
  ...schemes.flatMap((scheme) => [`${scheme}:evil.example`, `${scheme}://evil.example`, `${scheme}:/evil.example`]),
  ...openings.flatMap((opening) => hosts.slice(0, 4).map((host) => opening + host)),
  ...hosts,
  ...odd,
];

test("an own path passes unchanged", () => {
  expect(fine.map(ownPath)).toEqual(fine);
});

test("of more than 200 hostile addresses none leaves this origin", () => {
  expect(hostile.length).toBeGreaterThanOrEqual(200);
  expect(hostile.filter((value) => ownPath(value) !== null)).toEqual([]);
});

test("what is not text is no path", () => {
  for (const value of [
    null,
    undefined,
    7,
    {},
    [],
    ["/x"],
    true,
    new URL("http://x.example/"),
    { toString: () => "/x" },
  ]) {
    expect(ownPath(value)).toBeNull();
  }
});

test("whatever passes resolves to this origin, as a browser reads it", () => {
  for (const value of [...fine, ...hostile]) {
    const path = ownPath(value);
    if (path !== null) expect(new URL(path, "https://app.example/login").origin).toBe("https://app.example");
  }
});

test("the part behind # is dropped", () => {
  expect(ownPath("/lightspeed?tab=status#log-7")).toBe("/lightspeed?tab=status");
});

test("an absolute address counts only when it is exactly this app's", () => {
  const app = "http://localhost:3000";
  expect(ownPathOf(`${app}/lightspeed?tab=status`, app)).toBe("/lightspeed?tab=status");
  expect(ownPathOf("/lightspeed", app)).toBe("/lightspeed");
  const foreign = [
    "http://localhost:30001/x",
    "http://localhost/x",
    "https://localhost:3000/x",
    `${app}@evil.example/x`,
    `${app}.evil.example/`,
  ];
  expect(
    [...foreign, `${app}//evil.example`, `${app}/\\evil.example`, app].filter((url) => ownPathOf(url, app) !== null),
  ).toEqual([]);
});
