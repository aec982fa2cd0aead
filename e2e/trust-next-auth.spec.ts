import { expect, test } from "@playwright/test";
import { type Answer, ask, inParallel } from "./trust/http";
import { createHouse } from "./trust/people";
import { hashPassword, isIn, jarOf, names, origin, ownNetworks, password, setCookies } from "./trust/signing-in";
import { closeStage, stack } from "./trust/stack";

test.describe.configure({ mode: "serial" });
test.afterAll(closeStage);

let passwordHash: string;
test.beforeAll(async () => {
  passwordHash = await hashPassword();
});

const fromSomewhere = ownNetworks("203.0.114");

/** next-auth's own entry with the token that it wants. */
async function throughEndpoint(fields: Record<string, string>, headers: Record<string, string> = {}): Promise<Answer> {
  const csrf = await ask(stack.appUrl, "/api/auth/csrf");
  const { csrfToken } = JSON.parse(csrf.body) as { csrfToken: string };
  return ask(stack.appUrl, "/api/auth/callback/credentials", {
    method: "POST",
    headers: {
      ...fromSomewhere(),
      "content-type": "application/x-www-form-urlencoded",
      cookie: jarOf(csrf),
      ...headers,
    },
    body: new URLSearchParams({ csrfToken, ...fields }).toString(),
  });
}

const hostile = [
  ...[
    "https://evil.example",
    "//evil.example",
    "/\\evil.example",
    "http://localhost.evil.example",
    "javascript:alert(1)",
    "data:text/html,x",
  ],
  ...[
    "/%2f%2fevil.example",
    "/\t/evil.example",
    "https:evil.example",
    "\u2028//evil.example",
    `${origin}@evil.example`,
    `${origin}.evil.example/x`,
  ],
  ...[
    "/login",
    "/api/auth/signout",
    "%",
    "\u0000",
    "/a\r\nSet-Cookie: x=y",
    " /lightspeed",
    "a".repeat(5_000),
    "[object Object]",
  ],
];

test("no trap of next-auth's signs anybody in, answers 500 or leads to another origin", async () => {
  const house = await createHouse({ passwordHash });
  const { email } = house.owner;
  const token = house.cookie.owner.split("=").slice(1).join("=");
  const emails = [
    ...[
      ` ${email}`.replace(" ", "\u200b"),
      `${email}\u0000`,
      `${email},other@upvendo.test`,
      `"${email}"`,
      `${email}@evil.example`,
      `<${email}>`,
    ],
    ...[
      email.replace("@", "\uff20"),
      email.replace("o", "\u043e"),
      `${email}%00`,
      "",
      "a".repeat(400),
      "' or 1=1 --",
      "*",
      "[email]",
    ],
  ];
  const good = { email, password };
  const cases: { name: string; run: () => Promise<Answer> }[] = [
    ...hostile.map((callbackUrl) => ({
      name: `callbackUrl ${callbackUrl.slice(0, 40)}`,
      run: () => throughEndpoint({ email, password: "wrong one", callbackUrl }),
    })),
    ...emails.map((odd) => ({
      name: `e-mail ${odd.slice(0, 40)}`,
      run: () => throughEndpoint({ email: odd, password }),
    })),
    { name: "no csrf token", run: () => post("/api/auth/callback/credentials", good) },
    { name: "an empty csrf token", run: () => post("/api/auth/callback/credentials", { ...good, csrfToken: "" }) },
    {
      name: "a csrf token of one's own",
      run: () =>
        post(
          "/api/auth/callback/credentials",
          { ...good, csrfToken: "a".repeat(64) },
          { cookie: `${names.csrf}=${"a".repeat(64)}%7C${"b".repeat(64)}` },
        ),
    },
    {
      name: "credentials by GET",
      run: () => ask(stack.appUrl, `/api/auth/callback/credentials?${new URLSearchParams(good)}`),
    },
    {
      name: "a body that is no object",
      run: () => post("/api/auth/callback/credentials", "[1,2]", { "content-type": "application/json" }),
    },
    {
      name: "a body that is no JSON",
      run: () => post("/api/auth/callback/credentials", "{", { "content-type": "application/json" }),
    },
    {
      name: "fields that are objects",
      run: () =>
        post("/api/auth/callback/credentials", JSON.stringify({ email: { $ne: "" }, password: { $ne: "" } }), {
          "content-type": "application/json",
        }),
    },
    {
      name: "a body that is too long",
      run: () => post("/api/auth/callback/credentials", { ...good, more: "x".repeat(100_000) }),
    },
    {
      name: "another type of body",
      run: () => post("/api/auth/callback/credentials", JSON.stringify(good), { "content-type": "text/plain" }),
    },
    ...["google", "email", "credentials2", "__proto__", "constructor", "..", "%00"].map((provider) => ({
      name: `provider ${provider}`,
      run: () => post(`/api/auth/callback/${provider}`, good),
    })),
    ...["signin", "signin/credentials", "signin/google", "_log", "verify-request", "error/../session"].map((path) => ({
      name: `POST ${path}`,
      run: () => post(`/api/auth/${path}`, good),
    })),
    ...hostile.slice(0, 8).map((callbackUrl) => ({
      name: `GET signin?callbackUrl=${callbackUrl}`,
      run: () => ask(stack.appUrl, `/api/auth/signin?callbackUrl=${encodeURIComponent(callbackUrl)}`),
    })),
    ...[
      "Bearer x",
      "Bearer",
      "Bearer a.b.c",
      `Bearer ${token}`,
      "Basic eDp5",
      "Bearer \u00e9",
      `Bearer ${"x".repeat(6_000)}`,
    ].map((authorization) => ({
      name: `authorization ${authorization.slice(0, 20)}`,
      run: () =>
        ask(stack.appUrl, "/api/auth/session", {
          headers: { authorization: Buffer.from(authorization).toString("latin1") },
        }),
    })),
    ...[
      "x",
      "a.b.c.d.e",
      `${token}x`,
      token.slice(1),
      token.replace(/^[^.]+/, "eyJhbGciOiJub25lIn0"),
      "%",
      "eyJhbGciOiJkaXIiLCJlbmMiOiJub25lIn0....",
      "{}",
      "null",
    ].map((value) => ({
      name: `session cookie ${value.slice(0, 20)}`,
      run: () => ask(stack.appUrl, "/api/auth/session", { headers: { cookie: `${names.session}=${value}` } }),
    })),
  ];
  expect(cases.length).toBeGreaterThanOrEqual(60);
  const wrong = await inParallel(cases, 4, async ({ name, run }) => {
    const answer = await run();
    const { location } = answer.headers;
    const stays = location === undefined || new URL(location, stack.appUrl).origin === origin;
    const given = setCookies(answer).filter(
      (cookie) => cookie.startsWith(`${names.session}=`) && !/=;|Max-Age=0/.test(cookie),
    );
    const named = answer.body.includes(email) || /"url":"(?!http:\/\/localhost)/.test(answer.body);
    return answer.status < 500 && stays && given.length === 0 && !named
      ? []
      : [`${name}: ${answer.status} ${location ?? ""} ${given.length} ${answer.body.slice(0, 100)}`];
  });
  expect(wrong.flat()).toEqual([]);
});

test("the same entry does sign in with the right password and token, and then too stays on this origin", async () => {
  const house = await createHouse({ passwordHash });
  const answers = await inParallel(hostile, 3, (callbackUrl) =>
    throughEndpoint({ email: house.owner.email, password, callbackUrl }),
  );
  for (const answer of answers) {
    expect(answer.status).toBe(303);
    expect(answer.headers.location).not.toContain("error");
    expect(new URL(answer.headers.location ?? "", stack.appUrl).origin).toBe(origin);
  }
  expect(await isIn(jarOf(answers[0] as Answer))).toBe(true);
});

function post(
  path: string,
  body: Record<string, string> | string,
  headers: Record<string, string> = {},
): Promise<Answer> {
  return ask(stack.appUrl, path, {
    method: "POST",
    headers: { ...fromSomewhere(), "content-type": "application/x-www-form-urlencoded", ...headers },
    body: typeof body === "string" ? body : new URLSearchParams(body).toString(),
  });
}
