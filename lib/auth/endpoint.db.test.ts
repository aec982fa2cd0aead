import { NextRequest, type NextResponse } from "next/server";
import { beforeAll, beforeEach, expect, test, vi } from "vitest";
import { quickPasswords, testAuthNeeds } from "@/lib/testing/auth";
import { databaseUnderTest } from "@/lib/testing/database-under-test";
import { foreignHeaderSets } from "@/lib/testing/header-sets";
import { createTestMerchant, type TestMerchant } from "@/lib/testing/merchants";
import { authCookies } from "./cookies";
import { answerAuthRequest } from "./endpoint";
import type { NextAuthSettings } from "./next-auth";
import { actorOfCookie } from "./sessions";

const database = databaseUnderTest();
const appUrl = "http://localhost:3000";
const { names } = authCookies(appUrl);
const password = "correct horse staple";
let merchant: TestMerchant;
let settings: NextAuthSettings;

beforeAll(async () => {
  merchant = await createTestMerchant(database.db, { passwordHash: await quickPasswords.hash(password) });
});

beforeEach(() => {
  const needs = testAuthNeeds(database.db);
  settings = { appUrl, secret: needs.secret, needs };
  vi.stubEnv("NEXTAUTH_URL", appUrl);
  // Neither is ours, and neither may matter.
  vi.stubEnv("AUTH_TRUST_HOST", "1");
  vi.stubEnv("VERCEL", "1");
});

type Call = { method?: string; path: string; headers?: Record<string, string>; body?: string };

function ask({ method = "GET", path, headers = {}, body }: Call): Promise<NextResponse> {
  const url = new URL(path, `${appUrl}/api/auth/`);
  const request = new NextRequest(url, {
    method,
    headers: { ...(method === "GET" ? {} : { origin: appUrl }), ...headers },
    ...(body === undefined ? {} : { body }),
  });
  return answerAuthRequest(settings, request, url.pathname.split("/").slice(3));
}

const cookieHeader = (cookies: Record<string, string>) =>
  Object.entries(cookies)
    .map(([name, value]) => `${name}=${value}`)
    .join("; ");

async function csrf(): Promise<{ token: string; cookie: string }> {
  const answer = await ask({ path: "csrf" });
  const { csrfToken } = (await answer.json()) as { csrfToken: string };
  return { token: csrfToken, cookie: encodeURIComponent(answer.cookies.get(names.csrf)?.value ?? "") };
}

async function post(path: string, fields: Record<string, string>, cookies: Record<string, string> = {}) {
  const { token, cookie } = await csrf();
  return ask({
    ...{ method: "POST", path, body: new URLSearchParams({ csrfToken: token, ...fields }).toString() },
    headers: {
      "content-type": "application/x-www-form-urlencoded",
      cookie: cookieHeader({ [names.csrf]: cookie, ...cookies }),
    },
  });
}

const signIn = (fields: Record<string, string>, cookies?: Record<string, string>) =>
  post("callback/credentials", { email: merchant.owner.email, password, ...fields }, cookies);

/** Nobody got a session, nothing broke, and nobody was sent away from here. */
async function expectRefused(answer: NextResponse): Promise<void> {
  expect(answer.status).toBeLessThan(500);
  expect(answer.cookies.get(names.session)?.value ?? "").toBe("");
  const { url } = (await answer
    .clone()
    .json()
    .catch(() => ({}))) as { url?: string };
  for (const target of [answer.headers.get("location"), url]) {
    if (target) expect(new URL(target, appUrl).origin).toBe(appUrl);
  }
}

test("signing in by next-auth's own address gives a session, a known device and the way to an own path", async () => {
  const answer = await signIn({ callbackUrl: `${appUrl}/lightspeed?tab=status` });
  expect([answer.status, answer.headers.get("location")]).toEqual([303, `${appUrl}/lightspeed?tab=status`]);
  const cookie = answer.headers.getSetCookie().find((one) => one.startsWith(`${names.session}=`));
  expect(cookie).toMatch(/; Path=\/; .*HttpOnly; SameSite=lax$/i);
  const value = answer.cookies.get(names.session)?.value;
  expect(await actorOfCookie(database.db, value, settings.secret)).toMatchObject({ userId: merchant.owner.id });
  expect(answer.cookies.get(names.device)?.value).toBeTruthy();
});

test("the session answer holds no id of a session, and is empty once that is revoked", async () => {
  const value = (await signIn({})).cookies.get(names.session)?.value ?? "";
  const headers = { cookie: cookieHeader({ [names.session]: value }) };
  const { name, email } = merchant.owner;
  const user = { name, email, role: "owner", merchantName: merchant.merchant.name };
  expect(await (await ask({ path: "session", headers })).json()).toEqual({ user });
  const out = await post("signout", {}, { [names.session]: value });
  expect(out.headers.getSetCookie()).toContainEqual(expect.stringMatching(`^${names.session}=; Max-Age=0; Path=/;`));
  expect(await (await ask({ path: "session", headers })).json()).toEqual({});
});

test("on https every cookie is a __Host- cookie with Secure, HttpOnly and Lax", async () => {
  const secure = "https://app.upvendo.test";
  vi.stubEnv("NEXTAUTH_URL", secure);
  const given = { ...settings, appUrl: secure };
  const call = (path: string, init: ConstructorParameters<typeof NextRequest>[1] = {}) =>
    answerAuthRequest(given, new NextRequest(`${secure}/api/auth/${path}`, init), path.split("/"));
  const first = await call("csrf");
  const { csrfToken } = (await first.json()) as { csrfToken: string };
  const cookie = cookieHeader({
    "__Host-upvendo.csrf": encodeURIComponent(first.cookies.get("__Host-upvendo.csrf")?.value ?? ""),
  });
  const answer = await call("callback/credentials", {
    ...{ method: "POST", body: JSON.stringify({ csrfToken, email: merchant.owner.email, password }) },
    headers: { cookie, origin: secure, "content-type": "application/json" },
  });
  const set = [...first.headers.getSetCookie(), ...answer.headers.getSetCookie()];
  expect(set.some((one) => one.startsWith("__Host-upvendo.session="))).toBe(true);
  for (const one of set) {
    expect(one).toMatch(/^__Host-upvendo\./);
    expect(one).toMatch(/; Path=\/(;|$)/);
    for (const flag of [/; Secure/i, /; HttpOnly/i, /; SameSite=lax/i]) expect(one).toMatch(flag);
    expect(one).not.toMatch(/; Domain/i);
  }
});

const urls = [
  ...[
    "https://evil.example/",
    "//evil.example",
    "/\\evil.example",
    "http://[",
    "javascript:alert(1)",
    "data:text/html,x",
    "%2f%2fevil.example",
  ],
  ...[
    "http://localhost:3000@evil.example/",
    "http://localhost:3000.evil.example/",
    "/x\r\nSet-Cookie: a=b",
    "\u0000",
    "x".repeat(3000),
  ],
];

test.each(urls)("a sign-in with callbackUrl %j stays here", async (callbackUrl) => {
  const good = await signIn({ callbackUrl });
  expect(new URL(good.headers.get("location") ?? "", "http://nowhere.example").origin).toBe(appUrl);
  const json = await signIn({ callbackUrl, json: "true" });
  expect(new URL(((await json.json()) as { url: string }).url).origin).toBe(appUrl);
  for (const path of ["signin", "signout", "error"]) {
    const page = await ask({ path: `${path}?callbackUrl=${encodeURIComponent(callbackUrl)}` });
    expect(page.status).toBe(303);
    await expectRefused(page);
  }
  await expectRefused(await signIn({ callbackUrl, password: "wrong" }));
});

const emails = [
  ...[
    "",
    " ",
    "@",
    "a@b",
    "' or 1=1 --",
    "*",
    "%",
    "\u0000",
    "a@b.test\r\nBcc: x@y.test",
    "a@b.test,c@d.test",
    "\u202Ea@b.test",
  ],
  ...["A".repeat(4000), "owner@upvendo.test\u0000", "a@[127.0.0.1]", "é@ü.test", "__proto__", "[object Object]"],
];

test.each(emails)("the e-mail %j signs nobody in and breaks nothing", async (email) => {
  await expectRefused(await signIn({ email, json: "true" }));
});

const bearers = [
  "Bearer",
  "Bearer ",
  "Bearer %",
  "Bearer %E0%A4%A",
  "Bearer x.y.z",
  "bearer null",
  "Basic eDp5",
  `Bearer ${"x".repeat(9000)}`,
  "Bearer [object Object]",
];

test.each(bearers)("the Authorization header %j is nobody", async (authorization) => {
  const answer = await ask({ path: "session", headers: { authorization } });
  expect([answer.status, await answer.json()]).toEqual([200, {}]);
});

const bodies: [type: string, body: string][] = [
  ["application/json", "{"],
  ["application/json", "[]"],
  ["application/json", "null"],
  ["application/json", '"x"'],
  ["application/json", '{"email":{"a":1},"password":["x"],"csrfToken":{}}'],
  ["application/json", '{"__proto__":{"email":"x"},"constructor":{"prototype":{}}}'],
  ["text/plain", "email=a&password=b"],
  ["multipart/form-data; boundary=x", "--x--"],
  ["", "email=a"],
  ["application/x-www-form-urlencoded", "email=%ZZ&password=%"],
  ["application/x-www-form-urlencoded", `email=${"x".repeat(20_000)}`],
  ["application/json; charset=utf-16", "{}"],
];

test.each(bodies)("a body of type %j reading %j is refused", async (type, body) => {
  const { cookie } = await csrf();
  for (const path of ["callback/credentials", "signout"]) {
    const headers = { "content-type": type, cookie: cookieHeader({ [names.csrf]: cookie }) };
    await expectRefused(await ask({ method: "POST", path, headers, body }));
  }
});

const cookieSets: Record<string, string>[] = [
  { [names.callbackUrl]: "http%3A%2F%2F%5B" },
  { [names.callbackUrl]: "https%3A%2F%2Fevil.example" },
  { [names.session]: "x.y.z" },
  { [names.session]: "%E0%A4%A" },
  { [names.session]: "x".repeat(8000) },
  { [names.device]: "x.y" },
  { [`${names.session}.0`]: "a", [`${names.session}.1`]: "b" },
];

test.each(cookieSets)("the cookies %j neither sign in nor stand in the way", async (cookies) => {
  await expectRefused(await signIn({ password: "wrong" }, cookies));
  const headers = { cookie: cookieHeader(cookies) };
  expect(await (await ask({ path: "session", headers })).json()).toEqual({});
  expect((await signIn({ callbackUrl: "" }, cookies)).headers.get("location")).toBe(`${appUrl}/`);
});

const missing: Call[] = [
  ...[
    "providers",
    "verify-request",
    "_log",
    "",
    "callback",
    "callback/credentials",
    "callback/google",
    "signin/credentials",
    "../../x",
  ].map((path) => ({ path })),
  ...["_log", "session", "signin", "signin/credentials", "callback", "callback/google", "csrf", "error"].map(
    (path) => ({ path, method: "POST" }),
  ),
  ...["PUT", "DELETE", "PATCH"].map((method) => ({ path: "session", method })),
];

test.each(missing)("$method $path does not exist", async (call) => {
  const answer = await ask(call);
  expect([200, 303, 404]).toContain(answer.status);
  if (call.path !== "signin/credentials" || call.method) expect(answer.status).toBe(404);
  await expectRefused(answer);
});

test.each(foreignHeaderSets(appUrl))(
  "a sign-in and a sign-out with $name are refused with 403",
  async ({ headers }) => {
    for (const path of ["callback/credentials", "signout"]) {
      const url = new URL(path, `${appUrl}/api/auth/`);
      const request = new NextRequest(url, { method: "POST", headers, body: "{}" });
      expect((await answerAuthRequest(settings, request, path.split("/"))).status).toBe(403);
    }
  },
);

test("without its CSRF token, or with one of another browser, nobody is signed in or out", async () => {
  const other = await csrf();
  await expectRefused(await signIn({ csrfToken: other.token }));
  await expectRefused(await signIn({ csrfToken: "" }));
  await expectRefused(await signIn({}, { [names.csrf]: "x%7Cy" }));
  const value = (await signIn({})).cookies.get(names.session)?.value ?? "";
  await post("signout", { csrfToken: other.token }, { [names.session]: value });
  expect(await actorOfCookie(database.db, value, settings.secret)).not.toBeNull();
});

test("who is blocked is told so by the same address", async () => {
  const email = "nobody-at-all@upvendo.test";
  for (let n = 0; n < 5; n += 1) await signIn({ email });
  const answer = await signIn({ email, json: "true" });
  expect(answer.status).toBe(401);
  expect(((await answer.json()) as { url: string }).url).toMatch(/\?error=Blocked-1$/);
});
