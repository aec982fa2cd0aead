import { expect, test } from "@playwright/test";
import { createPasswords } from "@/lib/auth/passwords";
import { seeded } from "@/lib/testing/seeded";
import { callAction, encodeCall, sendAction } from "./trust/actions";
import { builtActions } from "./trust/build";
import { fingerprint } from "./trust/effects";
import { type Answer, ask, inParallel } from "./trust/http";
import { createConnectedHouse, type House } from "./trust/people";
import { control, type SandboxAccount } from "./trust/sandbox";
import { logs, tables } from "./trust/sinks";
import { closeStage, stack } from "./trust/stack";

test.describe.configure({ mode: "serial" });
test.afterAll(closeStage);

const password = "four quiet lamps in the yard";
let house: House & { account: SandboxAccount };
test.beforeAll(async () => {
  const passwordHash = await createPasswords({ cost: { N: 2, r: 1, p: 1 } }).hash(password);
  house = await createConnectedHouse({ passwordHash });
});

const { origin } = new URL(stack.appUrl);
const action = (name: string) => {
  const found = builtActions().find((one) => one.name === name);
  if (!found) throw new Error(`no action ${name}`);
  return found;
};

/** Where a browser goes next; null when it stays. */
const leadsTo = ({ headers }: Answer) => {
  const target = headers.location ?? headers["x-action-redirect"];
  return typeof target === "string" ? new URL(target.split(";")[0] ?? "", stack.appUrl).origin : null;
};

/** 200 ways to say an address elsewhere that a hasty check takes for a path of ours. */
const elsewhere = [
  "evil.example",
  "evil.example/x",
  "evil%2eexample",
  "evil.example:80",
  "evil。example",
  "0x7f.1",
  "[::1]",
  "user@evil.example",
].flatMap((host) => [
  ...[
    `//${host}`,
    `///${host}`,
    `////${host}`,
    `/\\${host}`,
    `\\\\${host}`,
    `\\/${host}`,
    `/%2f${host}`,
    `/%2F/${host}`,
    `/%5c${host}`,
  ],
  ...[
    `https://${host}`,
    `https:${host}`,
    `http:/\\${host}`,
    `hTTps://${host}`,
    `/\t/${host}`,
    `/\n/${host}`,
    `\t//${host}`,
    `//\u2028${host}`,
  ],
  ...[
    `/login/..//${host}`,
    `/./${host.replace(/^/, "/")}`,
    `/a/../../${host.replace(/^/, "/")}`,
    `${origin}@${host}`,
    `${origin}.${host}`,
  ],
  ...[`/%09/${host}`, `/%0d%0aLocation:%20https://${host}`, `javascript://${host}/%0aalert(1)`],
]);

test("200 hostile return paths never lead anywhere else, however somebody comes to the sign-in page", async () => {
  test.setTimeout(120_000);
  expect(elsewhere.length).toBeGreaterThanOrEqual(200);
  const all = elsewhere.map((payload, n) => ({ payload, sampled: n % 5 === 0 }));
  const wrong = await inParallel(all, 4, async ({ payload, sampled }) => {
    const encoded = encodeURIComponent(payload);
    const form = new FormData();
    for (const [name, value] of Object.entries({ email: house.owner.email, password, next: payload }))
      form.append(name, value);
    const answers = {
      "signed in at /login?next=": await ask(stack.appUrl, `/login?next=${encoded}`, {
        headers: { cookie: house.cookie.owner },
      }),
      "callbackUrl of next-auth": await ask(stack.appUrl, `/api/auth/signin?callbackUrl=${encoded}`),
      // A whole sign-in or page each: a fifth of them, since the rule behind it is the same function.
      ...(sampled
        ? {
            "next in the form": await sendAction(action("signInAction"), await encodeCall([{}, form]), {
              headers: { "x-forwarded-for": "192.0.2.78" },
            }),
            "connect of the Lightspeed page": await ask(stack.appUrl, `/lightspeed?connect=${encoded}&tab=${encoded}`, {
              headers: { cookie: house.cookie.owner },
            }),
          }
        : {}),
    };
    return Object.entries(answers).flatMap(([way, answer]) => {
      const target = leadsTo(answer);
      const says =
        answer.headers.refresh !== undefined ||
        /http-equiv="refresh"[^>]*url=(?!\/|http:\/\/localhost)/i.test(answer.body);
      return (target === null || target === origin) && !says && answer.status < 500
        ? []
        : [`${way} ${payload}: ${answer.status} ${target}`];
    });
  });
  expect(wrong.flat()).toEqual([]);
  const honest = await ask(stack.appUrl, "/login?next=%2Fsettings%2Flocations", {
    headers: { cookie: house.cookie.owner },
  });
  expect(honest.headers.location).toBe("/settings/locations");
});

const urlOf = ({ body }: Answer) => JSON.parse(/"url":("[^"]+")/.exec(body)?.[1] ?? '""') as string;

test("whatever Host and forwarded headers say, Connect leads to Lightspeed with the one redirect address", async () => {
  const spoofs: Record<string, string>[] = [
    { host: "evil.example" },
    { "x-forwarded-host": "evil.example", "x-forwarded-proto": "https" },
    { host: "evil.example", "x-forwarded-host": "evil.example", forwarded: "host=evil.example;proto=https" },
    {
      "x-forwarded-port": "1",
      "x-forwarded-prefix": "/evil",
      "x-forwarded-server": "evil.example",
      "x-host": "evil.example",
    },
    { "x-original-url": "//evil.example", "x-rewrite-url": "//evil.example", "x-http-host-override": "evil.example" },
  ];
  for (const headers of spoofs) {
    const url = new URL(urlOf(await callAction(action("connectAction"), [], { cookie: house.cookie.owner, headers })));
    expect(url.origin).toBe(new URL(stack.sandboxUrl).origin);
    expect(url.searchParams.get("redirect_uri")).toBe(`${stack.appUrl}/api/lightspeed/callback`);
    expect(url.href).not.toContain("evil");
  }
});

async function start(): Promise<{ url: string; state: string }> {
  const url = urlOf(await callAction(action("connectAction"), [], { cookie: house.cookie.owner }));
  return { url, state: new URL(url).searchParams.get("state") ?? "" };
}

/** Signs in and consents at Lightspeed; where it sends the browser back to, not yet called. */
async function consent(url: string, choice: { decision?: string } = {}): Promise<string> {
  const { accountId, password: secret } = house.account;
  const body = { url, password: secret, ...choice };
  const { location } = await control<{ location: string }>("POST", `/accounts/${accountId}/authorize`, body);
  return location.slice(origin.length);
}

/** Each answered with 4xx, and none of them a reason to ask for a token. */
async function refusedAll(code: string, states: string[]): Promise<void> {
  const { last } = await control<{ last: number }>("GET", "/requests?operation=token");
  const answers = await inParallel(states, 6, (state) =>
    ask(stack.appUrl, `/api/lightspeed/callback?code=${code}&state=${encodeURIComponent(state)}`, {
      headers: { cookie: house.cookie.owner },
    }),
  );
  const odd = answers.filter(({ status }) => status < 400 || status >= 500).map(({ status }) => status);
  expect(odd).toEqual([]);
  const { accountId } = house.account;
  const asked = await control<{ requests: unknown[] }>(
    "GET",
    `/requests?operation=token&account=${accountId}&since=${last}`,
  );
  expect(asked.requests).toEqual([]);
}

/** Beside those that were thought up: TEST_ROUNDS=10 sends 10,000, in rounds of 1,000. */
const changed = 1_000 * Number(process.env.TEST_ROUNDS ?? 0);

test("several hundred forged states are refused with 4xx and no token request, and nothing changes but the log", async () => {
  const { url, state } = await start();
  const back = await consent(url);
  const code = new URL(back, stack.appUrl).searchParams.get("code") ?? "";
  const parts = state.split(".");
  const swapped = [...(parts[0] ?? "")].reverse().join("");
  const forged = [
    ...Array.from(
      { length: state.length },
      (_, at) => `${state.slice(0, at)}${state[at] === "0" ? "1" : "0"}${state.slice(at + 1)}`,
    ),
    ...Array.from({ length: state.length }, (_, at) => state.slice(0, at)),
    ...Array.from({ length: 40 }, (_, n) => `${state}${"=.A-_ %0+/".charAt(n % 10)}${n > 9 ? n : ""}`),
    ...[
      swapped,
      [swapped, ...parts.slice(1)].join("."),
      [...parts.slice(0, 3), ""].join("."),
      parts.slice(0, 3).join("."),
      "\u0000",
      "x".repeat(7_000),
    ],
  ].filter((one) => one !== state);
  expect(forged.length).toBeGreaterThan(250);
  const before = await fingerprint([house.id], ["integration_log", "integration_log_heads"]);
  await refusedAll(code, forged);
  expect(await fingerprint([house.id], ["integration_log", "integration_log_heads"])).toEqual(before);
  // The true one still works afterwards: nobody can burn it without knowing it.
  expect((await ask(stack.appUrl, back, { headers: { cookie: house.cookie.owner } })).headers.location).toContain(
    "connect=connected",
  );
});

const random = seeded(7);

// Without the look at every row: while it lasts, the worker does what it does by the clock.
if (changed > 0)
  test(`${changed} states with a few characters changed are refused, and the true one still works`, async () => {
    test.setTimeout(180_000 + changed * 50);
    const { url, state } = await start();
    const back = await consent(url);
    const code = new URL(back, stack.appUrl).searchParams.get("code") ?? "";
    const states = Array.from({ length: changed }, () => withCharactersChanged(state));
    await refusedAll(
      code,
      states.filter((one) => one !== state),
    );
    expect((await ask(stack.appUrl, back, { headers: { cookie: house.cookie.owner } })).headers.location).toContain(
      "connect=connected",
    );
  });

function withCharactersChanged(state: string): string {
  const characters = [...state];
  for (let n = 0; n <= random.below(3); n++)
    characters[random.below(state.length)] = String.fromCharCode(33 + random.below(94));
  return characters.join("");
}

test("the way back leaves no trace of code and state: clean address, no cache, no referrer, nothing from elsewhere, in no sink", async () => {
  const canaries: string[] = [];
  const remember = (back: string) => {
    const { searchParams } = new URL(back, stack.appUrl);
    for (const name of ["code", "state", "session_state"]) {
      const value = searchParams.get(name);
      // Of the state, the part that only we can make: the ids in it are those of rows.
      if (value) canaries.push(name === "state" ? (value.split(".").at(-1) ?? value) : value);
    }
    return back;
  };
  const call = (back: string, cookie: string | null) => ask(stack.appUrl, back, { headers: cookie ? { cookie } : {} });
  const good = remember(await consent((await start()).url));
  const foreign = remember(await consent((await start()).url));
  const denied = remember(await consent((await start()).url, { decision: "deny" }));
  const answers = [
    await call(denied, house.cookie.owner),
    await call(foreign, null),
    await call(foreign, house.cookie.manager),
    await call(good, house.cookie.owner),
    await call(good, house.cookie.owner),
    await call("/api/lightspeed/callback?code=canarycode0123456789&state=canarystate0123456789", house.cookie.owner),
    await call("/api/lightspeed/callback?code=canarycode0123456789&state=a&state=b&code=c", house.cookie.viewer),
    await call("/api/lightspeed/callback", null),
  ];
  canaries.push("canarycode0123456789", "canarystate0123456789");
  for (const { status, headers, body } of answers) {
    expect([303, 400, 401, 403]).toContain(status);
    expect(headers["cache-control"]).toContain("no-store");
    expect(headers["referrer-policy"]).toBe("no-referrer");
    if (status === 303) expect(headers.location).toMatch(/^http:\/\/localhost:\d+\/lightspeed\?tab=\w+&connect=\w+$/);
    const linked = [...body.matchAll(/(?:src|href|action|url\()\s*=?\s*["']?([^"'\s>)]+)/gi)].map(
      ([, target]) => new URL(target ?? "", stack.appUrl).origin,
    );
    expect(linked.filter((one) => one !== origin)).toEqual([]);
  }
  expect(answers.map(({ status }) => status)).toContain(303);
  const page = await ask(stack.appUrl, "/lightspeed?tab=status", { headers: { cookie: house.cookie.owner } });
  const sinks = [
    ...answers.map(({ body, rawHeaders }, n) => ({ sink: `answer ${n}`, text: body + rawHeaders.join("\n") })),
    { sink: "the log panel", text: page.body },
    ...logs().filter(({ sink }) => !sink.includes("sandbox")),
    ...(await tables()),
  ];
  const hits = sinks.flatMap(({ sink, text }) =>
    canaries
      .filter((canary) => canary.length >= 8 && text.includes(canary))
      .map((canary) => `${sink}: ${canary.slice(0, 4)}…`),
  );
  expect(hits).toEqual([]);
  expect(
    sinks.some(({ sink, text }) => sink === "table public.merchants" && text.includes(house.mark)),
    "the sinks are read",
  ).toBe(true);
  expect(canaries.length).toBeGreaterThan(6);
});
