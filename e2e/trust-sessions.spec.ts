import { expect, test } from "@playwright/test";
import { authCookies } from "@/lib/auth/cookies";
import { createPasswords } from "@/lib/auth/passwords";
import { encodeCall, sendAction } from "./trust/actions";
import { builtActions } from "./trust/build";
import { asOwner } from "./trust/effects";
import { type Answer, ask, inParallel } from "./trust/http";
import { createHouse, type House } from "./trust/people";
import { closeStage, stack } from "./trust/stack";

test.describe.configure({ mode: "serial" });
test.afterAll(closeStage);

const { origin } = new URL(stack.appUrl);
const { names } = authCookies(stack.appUrl);
const password = "four quiet lamps in the yard";
let passwordHash: string;
test.beforeAll(async () => {
  passwordHash = await createPasswords({ cost: { N: 2, r: 1, p: 1 } }).hash(password);
});

let network = 0;
/** A network of its own per call: what signing in counts against is shared with nobody. */
const fromSomewhere = () => ({ "x-forwarded-for": `203.0.113.${(network++ % 250) + 1}`, origin });

const actionNamed = (name: string) => {
  const found = builtActions().find((action) => action.name === name);
  if (!found) throw new Error(`no action ${name}`);
  return found;
};

async function signIn(email: string, given = password, next = "/lightspeed"): Promise<Answer> {
  const form = new FormData();
  for (const [name, value] of Object.entries({ email, password: given, next })) form.append(name, value);
  return sendAction(actionNamed("signInAction"), await encodeCall([{}, form]), { source: fromSomewhere() });
}

const setCookies = (answer: Answer) => answer.headers["set-cookie"] ?? [];
/** The cookies of an answer as a browser would send them back. */
const jarOf = (answer: Answer) =>
  setCookies(answer)
    .map((cookie) => cookie.split(";")[0])
    .join("; ");
const isIn = async (cookie: string) => (await ask(stack.appUrl, "/", { headers: { cookie } })).status === 200;

test("the session's cookie is new at each sign-in, HttpOnly, Lax and for this host only", async () => {
  const house = await createHouse({ passwordHash });
  const [first, second] = [await signIn(house.owner.email), await signIn(house.owner.email)];
  const session = (answer: Answer) => setCookies(answer).find((cookie) => cookie.startsWith(`${names.session}=`)) ?? "";
  expect(session(first)).not.toBe("");
  expect(session(first).split(";")[0]).not.toBe(session(second).split(";")[0]);
  for (const cookie of [...setCookies(first), ...setCookies(second)]) {
    expect(cookie).toMatch(/; HttpOnly/i);
    expect(cookie).toMatch(/; SameSite=lax/i);
    expect(cookie).toMatch(/; Path=\/(;|$)/i);
    expect(cookie).not.toMatch(/; Domain=/i);
  }
  expect(await isIn(jarOf(first))).toBe(true);
  const again = await sendAction(
    actionNamed("signInAction"),
    await encodeCall([{}, formOf({ email: house.owner.email, password, next: "/" })]),
    { source: fromSomewhere(), cookie: jarOf(first) },
  );
  expect(await isIn(jarOf(again))).toBe(true);
  expect(await isIn(jarOf(first)), "the session of before has ended with the new sign-in").toBe(false);
});

function formOf(fields: Record<string, string>): FormData {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.append(name, value);
  return form;
}

test("over https every cookie is Secure and bears the __Host- prefix, which allows neither a domain nor a path", () => {
  const { names: https, flags } = authCookies("https://app.upvendo.test");
  for (const name of Object.values(https)) expect(name).toMatch(/^__Host-upvendo\./);
  expect(flags).toEqual({ httpOnly: true, sameSite: "lax", path: "/", secure: true });
});

type Change = { how: string; change: (house: House, here: string) => Promise<unknown>; others?: true };
const changes: Change[] = [
  { how: "signing out everywhere", change: (_, here) => callFrom(here, "signOutEverywhereAction") },
  {
    how: "disabling the user",
    change: ({ manager }) => asOwner((sql) => sql`update users set disabled_at = now() where id = ${manager.id}`),
  },
  {
    how: "another role",
    change: ({ manager }) => asOwner((sql) => sql`update users set role = 'viewer' where id = ${manager.id}`),
  },
  {
    how: "another password",
    change: ({ manager }) => asOwner((sql) => sql`update users set password_hash = 'x' where id = ${manager.id}`),
  },
];

async function callFrom(cookie: string, name: string) {
  return sendAction(actionNamed(name), await encodeCall([]), { cookie });
}

for (const { how, change } of changes) {
  test(`${how} in one browser ends the session in the other at its next request, in every form`, async () => {
    const house = await createHouse({ passwordHash });
    const [here, there] = [jarOf(await signIn(house.manager.email)), jarOf(await signIn(house.manager.email))];
    expect([await isIn(here), await isIn(there)]).toEqual([true, true]);
    await change(house, here);
    const page = await ask(stack.appUrl, "/lightspeed", { headers: { cookie: there } });
    const data = await ask(stack.appUrl, "/lightspeed/connection", { headers: { cookie: there } });
    const action = await callFrom(there, "testConnectionAction");
    expect([page.status, data.status, action.status]).toEqual([307, 401, 401]);
    expect(await isIn(house.cookie.owner), "a colleague stays signed in").toBe(true);
  });
}

test("signing out ends this browser's session for good, also for a copy of its cookie, and not the other browser's", async () => {
  const house = await createHouse({ passwordHash });
  const [here, there] = [jarOf(await signIn(house.owner.email)), jarOf(await signIn(house.owner.email))];
  const answer = await callFrom(here, "signOutAction");
  expect(setCookies(answer).join()).toMatch(new RegExp(`${names.session}=;.*(Max-Age=0|1970)`, "i"));
  expect([await isIn(here), await isIn(there)]).toEqual([false, true]);
});

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
