import { createServer, request as httpRequest, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, test } from "vitest";
import { foreignHeaderSets, ownHeaderSets } from "@/lib/testing/header-sets";
import { nothingPolicy, pagePolicy } from "./content-security-policy";
import { aimAt, introduce, layHttpFloor } from "./http-floor";
import { responseHeaders } from "./response-headers";

const directives = (policy: string) =>
  new Map(policy.split("; ").map((one) => [one.split(" ", 1)[0] ?? "", one.split(" ").slice(1).join(" ")]));

test("a page's policy in production allows scripts by nonce only and nothing unsafe", () => {
  const policy = pagePolicy("abc", { development: false, https: true });
  expect(policy).not.toMatch(/unsafe|http:|https:|\*/);
  expect(Object.fromEntries(directives(policy))).toMatchObject({
    "default-src": "'none'",
    "script-src": "'nonce-abc' 'strict-dynamic'",
    "style-src": "'self' 'nonce-abc'",
    "img-src": "'self' data: blob:",
    "connect-src": "'self'",
    "object-src": "'none'",
    "base-uri": "'none'",
    "form-action": "'self'",
    "frame-ancestors": "'none'",
    "upgrade-insecure-requests": "",
  });
});

test.each(["/api/health/ready", "/webhook/lightspeed/abc", "/_next/static/x.js"])(
  "%s shows nothing and may not be framed",
  (path) => {
    expect(responseHeaders(path, { https: true })["Content-Security-Policy"]).toBe(nothingPolicy);
  },
);

test("the page of a refused sign-in may show our stylesheet, and no script", () => {
  const policy = responseHeaders("/api/lightspeed/callback", { https: true })["Content-Security-Policy"] ?? "";
  expect(Object.fromEntries(directives(policy))).toMatchObject({ "default-src": "'none'", "style-src": "'self'" });
  expect(policy).not.toContain("script");
});

test("the way back from Lightspeed sends no referrer anywhere, pages send one to this origin only", () => {
  expect(responseHeaders("/api/lightspeed/callback", { https: true })["Referrer-Policy"]).toBe("no-referrer");
  expect(responseHeaders("/lightspeed", { https: true })["Referrer-Policy"]).toBe("same-origin");
});

test("HTTPS is demanded for two years, and not promised where there is none", () => {
  expect(responseHeaders("/", { https: true })["Strict-Transport-Security"]).toBe(
    "max-age=63072000; includeSubDomains",
  );
  expect(responseHeaders("/", { https: false })).not.toHaveProperty("Strict-Transport-Security");
});

test("live updates may not be packed on the way, or they would be held back", () => {
  for (const path of ["/api/events", "/api/orders/1/events", "/api/availability/events", "/o/1/orders/2/events"])
    expect(responseHeaders(path, { https: true })["Cache-Control"]).toBe("private, no-store, no-transform");
});

test("only files of the build may be cached", () => {
  expect(responseHeaders("/_next/static/chunks/a.js", { https: false })).not.toHaveProperty("Cache-Control");
  for (const path of ["/", "/_next/image", "/_next/data/x", "/api/x", "/icon.svg", "/webhook/x", "/_NEXT/static/x"]) {
    expect(responseHeaders(path, { https: false })["Cache-Control"]).toBe("private, no-store");
  }
});

const appUrl = "http://localhost:3000";

test.each(foreignHeaderSets(appUrl))(
  "a POST with $name reaches Next as a cross-site one without Origin",
  ({ headers }) => {
    const request = { method: "POST", headers: { ...headers } as Record<string, string | undefined> };
    introduce(request, new URL(appUrl));
    expect(request.headers.origin).toBeUndefined();
    expect(request.headers["sec-fetch-site"]).toBe("cross-site");
  },
);

test.each(ownHeaderSets(appUrl))(
  "a POST with $name reaches Next with the one host name that is ours",
  ({ headers }) => {
    const request = { method: "POST", headers: { ...headers } as Record<string, string | undefined> };
    introduce(request, new URL(appUrl));
    expect(request.headers).toMatchObject({
      ...headers,
      "x-forwarded-host": "localhost:3000",
      "x-forwarded-proto": "http",
    });
  },
);

test.each([
  ["GET", "/lightspeed?tab=status", "/lightspeed?tab=status"],
  ["POST", "/lightspeed", "/lightspeed"],
  ["GET", "/_next/static/chunks/a.js", "/_next/static/chunks/a.js"],
  ["HEAD", "/refusal.css", "/refusal.css"],
  ["POST", "/_next/static/chunks/a.js", "/_next/none"],
  ["DELETE", "/refusal.css?x", "/_next/none"],
  ["GET", "http://evil.example/lightspeed?tab=status", "/lightspeed?tab=status"],
  ["POST", "http://evil.example/refusal.css", "/_next/none"],
  ["OPTIONS", "*", "/_next/none"],
  ["GET", "mailto:a@b.test", "/_next/none"],
  ["POST", "/webhook/lightspeed/", "/webhook/lightspeed"],
  ["POST", "//webhook//lightspeed/abc//?a=//b", "/webhook/lightspeed/abc?a=//b"],
  ["POST", "/\\webhook\\lightspeed", "/webhook/lightspeed"],
  ["POST", "http://evil.example//webhook/lightspeed/", "/webhook/lightspeed"],
  ["POST", "/webhooks/", "/webhooks/"],
  ["POST", "/webhook/lightspeed/.", "/_next/none"],
  ["POST", "/webhook/../webhook/lightspeed", "/_next/none"],
  ["GET", "/webhook/lightspeed/%?a=%", "/_next/none"],
])("a %s of %s is aimed at %s", (method, target, aimed) => {
  expect(aimAt(method, target)).toBe(aimed);
});

test("every answer of a server in this process carries the table, whoever writes it and whatever its status", async () => {
  layHttpFloor("https://app.upvendo.test");
  const seen: (string | undefined)[] = [];
  const server = createServer((request, response) => {
    seen.push(request.method);
    const status = Number(request.url?.slice(1));
    response.writeHead(status, status === 308 ? { location: "/x" } : {}).end();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const ask = (path: string, method = "GET") =>
    new Promise<IncomingMessage>((resolve, reject) => {
      httpRequest({ host: "127.0.0.1", port, path, method, agent: false }, (answer) => resolve(answer.resume()))
        .on("error", reject)
        .end();
    });
  const expected = Object.keys(responseHeaders("/", { https: true })).map((name) => name.toLowerCase());
  for (const status of [200, 204, 308, 400, 403, 404, 405, 500, 503]) {
    const { headers, statusCode } = await ask(`/${status}`);
    expect(statusCode).toBe(status);
    expect(expected.filter((name) => headers[name] === undefined)).toEqual([]);
  }
  await ask("/200", "TRACE");
  expect(seen.at(-1)).toBe("PURGE");
  await new Promise((resolve) => server.close(resolve));
});
