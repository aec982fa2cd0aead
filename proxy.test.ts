import { NextRequest } from "next/server";
import { beforeEach, expect, test, vi } from "vitest";
import { PATH_HEADER } from "@/lib/auth/path-header";
import { testEnvironment } from "@/lib/testing/environment";
import { foreignHeaderSets, ownHeaderSets } from "@/lib/testing/header-sets";
import { config, proxy } from "./proxy";

const appUrl = "http://localhost:3000";

beforeEach(() => {
  for (const [name, value] of Object.entries(testEnvironment({ APP_URL: appUrl }))) vi.stubEnv(name, value ?? "");
});

const pass = (path: string, init: ConstructorParameters<typeof NextRequest>[1] = {}) =>
  proxy(new NextRequest(new URL(path, appUrl), init));

/** What the page behind the proxy gets to see of a header. */
const forwarded = (response: ReturnType<typeof proxy>, name: string) =>
  response.headers.get(`x-middleware-request-${name}`);

test("10,000 answers carry 10,000 nonces, each the same for the page and the browser", () => {
  const nonces = new Set<string>();
  for (let n = 0; n < 10_000; n += 1) {
    const response = pass("/lightspeed");
    const policy = response.headers.get("content-security-policy");
    expect(forwarded(response, "content-security-policy")).toBe(policy);
    nonces.add(/'nonce-([\w+/]{24})'/.exec(policy ?? "")?.[1] ?? "");
  }
  expect(nonces.size).toBe(10_000);
});

test("a page learns its path and policy from the proxy, not from the sender", () => {
  const headers = { [PATH_HEADER]: "/evil", "content-security-policy": "script-src *" };
  const response = pass("/lightspeed?tab=status", { headers });
  expect(forwarded(response, PATH_HEADER)).toBe("/lightspeed?tab=status");
  expect(forwarded(response, "content-security-policy")).not.toContain("*");
});

test.each(foreignHeaderSets(appUrl))("a POST with $name is answered 403", ({ headers }) => {
  expect(pass("/lightspeed", { method: "POST", headers }).status).toBe(403);
});

test.each(ownHeaderSets(appUrl))("a POST with $name goes through", ({ headers }) => {
  expect(pass("/lightspeed", { method: "POST", headers }).headers.get("x-middleware-next")).toBe("1");
});

test.each(["PUT", "DELETE", "PATCH", "PURGE"])("no page answers %s", (method) => {
  expect(pass("/lightspeed", { method, headers: { origin: appUrl } }).status).toBe(405);
});

test("pages pass through it, machines and files do not", () => {
  const matcher = new RegExp(`^${config.matcher[0]}$`);
  const pages = ["/", "/login", "/lightspeed", "/lightspeed/webhooks", "/orders/7", "/webhooks", "/apiary", "/o/x"];
  const others = ["/api", "/api/health/live", "/webhook", "/webhook/lightspeed/abc", "/_next/static/a.js", "/icon.svg"];
  expect([...pages, ...others].filter((path) => matcher.test(path))).toEqual(pages);
});
