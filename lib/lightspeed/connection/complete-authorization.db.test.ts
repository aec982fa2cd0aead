import { fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import fc from "fast-check";
import postgres from "postgres";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { withTenant } from "@/db/client";
import { listLogEntries } from "@/db/queries/integration-log";
import { parseKeyring } from "@/lib/crypto/keyring";
import { OAuthClient } from "@/lib/k-series";
import type { Services } from "@/lib/services";
import type { CallbackOrder } from "@/lib/testing/callback-worker";
import {
  actorOf,
  authorize,
  connect,
  createStageMerchant,
  newKey,
  oauthConfig,
  openStage,
  type Stage,
} from "@/lib/testing/connection-stage";
import type { SandboxAccount } from "@/lib/testing/sandbox-process";
import { signState } from "./authorization-state";
import { completeAuthorization } from "./complete-authorization";
import { decidePendingAuthorization } from "./decide-pending-authorization";
import { startAuthorization } from "./start-authorization";
import { getAccessToken } from "./token-vault";

const keys = newKey("k1");
let stage: Stage;
let services: Services;
let owner: postgres.Sql;
let since = 0;

beforeAll(async () => {
  stage = await openStage();
  services = { ...stage.services, keyring: parseKeyring(keys) };
  stage = { ...stage, services };
  owner = postgres(stage.ownerUrl, { max: 2 });
});
afterAll(async () => {
  await owner.end();
  await stage.close();
});
beforeEach(async () => {
  since = (await stage.sandbox.control<{ last: number }>("GET", "/requests?since=999999999")).last;
});

const tokenRequests = async () => (await stage.sandbox.requests({ operation: "token", since })).length;
const start = async (actor: Parameters<typeof startAuthorization>[1], on = services) =>
  (await startAuthorization(on, actor)).url;
const stateOf = (url: string) => new URL(url).searchParams.get("state") ?? "";
const flowOf = (url: string) => stateOf(url).split(".")[2] ?? "";
const connectionOf = async (merchantId: string) =>
  (await owner`select * from connections where merchant_id = ${merchantId}`)[0];
const isBurnt = async (url: string) => {
  const [row] =
    await owner`select consumed_at is not null as burnt from authorization_requests where id = ${flowOf(url)}`;
  return row?.burnt;
};

test("a consent stores tokens, business, scopes and the in-house channel", async () => {
  const { actor } = await createStageMerchant(stage);
  const account = await stage.sandbox.createAccount();
  expect(await connect(stage, actor, account)).toBe("connected");
  expect(await connectionOf(actor.merchantId)).toMatchObject({
    status: "connected",
    business_id: account.businesses[0]?.id,
    connected_by_id: actor.userId,
    scopes: expect.arrayContaining(["orders-api", "financial-api", "items", "offline_access"]),
  });
  const [channel] =
    await owner`select provider_integrated from in_house_channels where merchant_id = ${actor.merchantId}`;
  expect(channel?.provider_integrated).toBe("lightspeed");
  expect(await getAccessToken(services, actor.merchantId)).toMatch(/.{20,}/);
});

describe("who finishes must be who started (A1, A2)", () => {
  test.each([
    ["another merchant", (_own: ReturnType<typeof actorOf>, other: string) => actorOf(other), "wrong_session"],
    [
      "another user of the same merchant",
      (own: ReturnType<typeof actorOf>) => ({ ...own, userId: actorOf("x").userId }),
      "wrong_session",
    ],
    [
      "another session of the same user",
      (own: ReturnType<typeof actorOf>) => ({ ...own, sessionId: actorOf("x").sessionId }),
      "wrong_session",
    ],
    ["nobody signed in", () => null, "not_signed_in"],
  ])("%s is refused, without a token request, and the flow is burnt", async (_, finisherOf, outcome) => {
    const [{ actor }, other] = await Promise.all([
      createStageMerchant(stage),
      createStageMerchant(stage, "Somebody Else"),
    ]);
    const account = await stage.sandbox.createAccount();
    const url = await start(actor);
    const parameters = await authorize(stage, url, account);

    expect(
      await completeAuthorization(services, { actor: finisherOf(actor, other.actor.merchantId), parameters }),
    ).toBe(outcome);

    expect(await tokenRequests()).toBe(0);
    expect(await isBurnt(url)).toBe(true);
    // Burnt for its owner, too.
    expect(await completeAuthorization(services, { actor, parameters })).toBe("already_used");
    const [audit] =
      await owner`select count(*)::int as n from audit_entries where merchant_id = ${actor.merchantId} and action = 'connection.refused'`;
    expect(audit?.n).toBe(2);
    for (const merchantId of [actor.merchantId, other.actor.merchantId])
      expect(await connectionOf(merchantId)).toBeUndefined();
  });

  test("every pair of initiator and finisher out of five is refused unless they are the same", async () => {
    const account = await stage.sandbox.createAccount();
    const people = (await Promise.all([1, 2, 3, 4, 5].map((n) => createStageMerchant(stage, `Merchant ${n}`)))).map(
      ({ actor }) => actor,
    );
    for (const initiator of people) {
      for (const finisher of people.filter((person) => person !== initiator)) {
        const url = await start(initiator);
        expect(
          await completeAuthorization(services, {
            actor: finisher,
            parameters: new URLSearchParams({ code: account.accountId, state: stateOf(url) }),
          }),
        ).toBe("wrong_session");
      }
    }
    expect(await tokenRequests()).toBe(0);
  });

  test("a code of the attacker with a state that the victim's session never had attaches nothing", async () => {
    const [{ actor: attacker }, { actor: victim }] = await Promise.all([
      createStageMerchant(stage),
      createStageMerchant(stage),
    ]);
    const account = await stage.sandbox.createAccount();
    await connect(stage, victim, await stage.sandbox.createAccount());
    const before = await connectionOf(victim.merchantId);
    const parameters = await authorize(stage, await start(attacker), account);
    expect(await completeAuthorization(services, { actor: victim, parameters })).toBe("wrong_session");
    expect(await connectionOf(victim.merchantId)).toEqual(before);
  });
});

test("10,000 forged states are refused without a token request or an error (A3)", async () => {
  const { actor } = await createStageMerchant(stage);
  const genuine = stateOf(await start(actor));
  const forged = fc.sample(
    fc.oneof(
      fc
        .tuple(fc.nat(genuine.length - 1), fc.integer({ min: 1, max: 127 }))
        .map(
          ([at, by]) =>
            genuine.slice(0, at) + String.fromCharCode((genuine.charCodeAt(at) + by) % 128) + genuine.slice(at + 1),
        ),
      fc.nat(genuine.length - 1).map((length) => genuine.slice(0, length)),
      fc.string({ minLength: 1, maxLength: 60, unit: "binary" }),
      fc.uuid().map((merchantId) =>
        signState("another key of the same length....", {
          merchantId,
          issuedAt: new Date(),
          flowId: flowOf(`http://x/?state=${genuine}`),
        }),
      ),
    ),
    { numRuns: 10_000, seed: 7 },
  );
  const outcomes = new Map<string, number>();
  const queue = forged.filter((state) => state !== genuine);
  const drain = async () => {
    for (let state = queue.pop(); state !== undefined; state = queue.pop()) {
      const outcome = await completeAuthorization(services, {
        actor,
        parameters: new URLSearchParams({ code: "c", state }),
      });
      outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
    }
  };
  await Promise.all(Array.from({ length: 8 }, drain));
  expect([...outcomes.keys()]).toEqual(["invalid_state"]);
  expect(outcomes.get("invalid_state")).toBeGreaterThan(9_990);
  expect(await tokenRequests()).toBe(0);
  // One line with a count, not ten thousand: the rest of the log stays.
  const entries = await withTenant(services.db, actor.merchantId, (tx) => listLogEntries(tx, {}));
  expect(entries.map(({ count }) => count)).toEqual([outcomes.get("invalid_state"), 1]);
}, 60_000);

async function inChild(order: CallbackOrder): Promise<{ result?: unknown; error?: string; kill: () => void }> {
  const child = fork(fileURLToPath(new URL("../../testing/callback-worker.ts", import.meta.url)), {
    execArgv: ["--import", "tsx"],
  });
  await once(child, "message");
  child.send(order);
  const [answer] = await once(child, "message");
  child.kill("SIGKILL");
  return answer;
}

const orderFor = (actor: CallbackOrder["actor"]) => ({
  appUrl: stage.appUrl,
  keys,
  oauth: oauthConfig(stage.sandbox),
  lightspeed: services.lightspeed,
  actor,
});

test("52 equal callbacks at once in 4 processes make one token request and one connection (A4)", async () => {
  const { actor } = await createStageMerchant(stage);
  const query = String(await authorize(stage, await start(actor), await stage.sandbox.createAccount()));
  const answers = await Promise.all(
    [1, 2, 3, 4].map(() => inChild({ ...orderFor(actor), do: "complete", query, times: 13 })),
  );
  const outcomes = answers.flatMap(({ result }) => result as string[]);
  expect(outcomes.filter((outcome) => outcome === "connected")).toHaveLength(1);
  expect(outcomes.filter((outcome) => outcome === "already_used")).toHaveLength(51);
  expect(await tokenRequests()).toBe(1);
  expect(await completeAuthorization(services, { actor, parameters: new URLSearchParams(query) })).toBe("already_used");
});

test("a flow started by a process that is dead is finished by another (A7)", async () => {
  const { actor } = await createStageMerchant(stage);
  const { result } = await inChild({ ...orderFor(actor), do: "start" });
  const parameters = await authorize(stage, (result as { url: string }).url, await stage.sandbox.createAccount());
  expect(await completeAuthorization(services, { actor, parameters })).toBe("connected");
});

test("a flow whose row is gone ends with a friendly refusal, no error and no half row (A7)", async () => {
  const { actor } = await createStageMerchant(stage);
  const url = await start(actor);
  const parameters = await authorize(stage, url, await stage.sandbox.createAccount());
  await owner`delete from authorization_requests where id = ${flowOf(url)}`;
  expect(await completeAuthorization(services, { actor, parameters })).toBe("invalid_state");
  expect(await tokenRequests()).toBe(0);
  expect(await connectionOf(actor.merchantId)).toBeUndefined();
});

test.each([
  ["9:59", 599_999, "connected"],
  ["10:00", 600_000, "expired"],
  ["10:01", 601_000, "expired"],
  ["an hour", 3_600_000, "expired"],
])("a callback after %s of the clock of app and database (A5)", async (_, laterMs, outcome) => {
  const { actor } = await createStageMerchant(stage);
  const started = new Date();
  const parameters = await authorize(
    stage,
    await start(actor, { ...services, now: () => started }),
    await stage.sandbox.createAccount(),
  );
  const later = { ...services, now: () => new Date(started.getTime() + laterMs) };
  expect(await completeAuthorization(later, { actor, parameters })).toBe(outcome);
  expect(await tokenRequests()).toBe(outcome === "connected" ? 1 : 0);
});

test("a state dated in the future beyond what clocks differ is refused (A5)", async () => {
  const { actor } = await createStageMerchant(stage);
  const ahead = { ...services, now: () => new Date(Date.now() + 120_000) };
  const parameters = await authorize(stage, await start(actor, ahead), await stage.sandbox.createAccount());
  expect(await completeAuthorization(services, { actor, parameters })).toBe("expired");
  expect(await tokenRequests()).toBe(0);
});

test("of twenty interleaved flows of one merchant nineteen are told they were replaced and one succeeds (A8)", async () => {
  const { actor } = await createStageMerchant(stage);
  const account = await stage.sandbox.createAccount();
  const urls: string[] = [];
  for (let n = 0; n < 20; n++) urls.push(await start(actor));
  const answers = await Promise.all(urls.map((url) => authorize(stage, url, account)));
  const shuffled = answers.map((parameters, n) => ({ parameters, at: (n * 7) % 20 })).sort((a, b) => a.at - b.at);
  const outcomes = await Promise.all(
    shuffled.map(({ parameters }) => completeAuthorization(services, { actor, parameters })),
  );
  expect(outcomes.filter((outcome) => outcome === "replaced")).toHaveLength(19);
  expect(outcomes.filter((outcome) => outcome === "connected")).toHaveLength(1);
  expect(await tokenRequests()).toBe(1);
});

test("twenty flows started at the same moment leave exactly one open (A8)", async () => {
  const { actor } = await createStageMerchant(stage);
  await Promise.all(Array.from({ length: 20 }, () => start(actor)));
  const [row] =
    await owner`select count(*)::int as n from authorization_requests where merchant_id = ${actor.merchantId} and consumed_at is null and replaced_at is null`;
  expect(row?.n).toBe(1);
});

test("codes swapped between two flows are refused, and the existing connections still work (A9)", async () => {
  const pairs = await Promise.all(
    [1, 2].map(async () => ({ ...(await createStageMerchant(stage)), account: await stage.sandbox.createAccount() })),
  );
  for (const { actor, account } of pairs) await connect(stage, actor, account);
  const before = await Promise.all(pairs.map(({ actor }) => connectionOf(actor.merchantId)));
  const answers: URLSearchParams[] = [];
  for (const { actor, account } of pairs) answers.push(await authorize(stage, await start(actor), account));
  const [first, second] = answers;
  const swapped = [
    new URLSearchParams({ code: second?.get("code") ?? "", state: first?.get("state") ?? "" }),
    new URLSearchParams({ code: first?.get("code") ?? "", state: second?.get("state") ?? "" }),
  ];
  for (const [n, { actor }] of pairs.entries()) {
    expect(await completeAuthorization(services, { actor, parameters: swapped[n] ?? new URLSearchParams() })).toBe(
      "exchange_refused",
    );
    expect(await connectionOf(actor.merchantId)).toEqual(before[n]);
    expect(await getAccessToken(services, actor.merchantId)).toMatch(/.{20,}/);
  }
});

const scripts = [
  "<script>alert(1)</script>",
  '"onload="x',
  "${7*7}",
  "javascript:alert(1)",
  "\r\nset-cookie: a=b",
  "%00",
  "‮",
  "a".repeat(5000),
];
const errors = [
  "access_denied",
  "invalid_request",
  "unauthorized_client",
  "server_error",
  "temporarily_unavailable",
  "login_required",
  "interaction_required",
  "invalid_scope",
  "unsupported_response_type",
  "consent_required",
];
const answers: [string, (state: string) => string][] = [
  ...errors.map((error): [string, (state: string) => string] => [
    `error=${error}`,
    (state) => `error=${error}&state=${state}`,
  ]),
  ...scripts.map((text, n): [string, (state: string) => string] => [
    `script ${n} as error`,
    (state) => `error=${encodeURIComponent(text)}&state=${state}`,
  ]),
  ...scripts.map((text, n): [string, (state: string) => string] => [
    `script ${n} as description`,
    (state) => `error=access_denied&error_description=${encodeURIComponent(text)}&state=${state}`,
  ]),
  ["code and error", (state) => `code=c&error=access_denied&state=${state}`],
  ["two states", (state) => `code=c&state=${state}&state=${state}`],
  ["two different states", (state) => `code=c&state=${state}&state=x`],
  ["two codes", (state) => `code=c&code=d&state=${state}`],
  ["two errors", (state) => `error=a&error=b&state=${state}`],
  ["no code", (state) => `state=${state}`],
  ["an empty code", (state) => `code=&state=${state}`],
  ["no state", () => "code=c"],
  ["an empty state", () => "code=c&state="],
  ["nothing", () => ""],
  ["an access token in the address", (state) => `access_token=a&token_type=bearer&state=${state}`],
  ["a wrong issuer", (state) => `code=c&iss=https%3A%2F%2Fevil.test&state=${state}`],
  ["two issuers", (state) => `code=c&iss=a&iss=b&state=${state}`],
  ["a state in capitals", (state) => `code=c&state=${state.toUpperCase()}`],
];

test("the table of error answers and repeated parameters has at least 40 rows (A10)", () =>
  expect(answers.length).toBeGreaterThanOrEqual(40));

test.each(answers)(
  "an answer with %s is refused without a token request and leaves the connection as it is (A10)",
  async (_, query) => {
    const { actor } = await createStageMerchant(stage);
    const url = await start(actor);
    const outcome = await completeAuthorization(services, {
      actor,
      parameters: new URLSearchParams(query(stateOf(url))),
    });
    expect(["denied", "exchange_refused", "invalid_state"]).toContain(outcome);
    expect(await tokenRequests()).toBe(0);
    expect(await connectionOf(actor.merchantId)).toBeUndefined();
    const entries = await withTenant(services.db, actor.merchantId, (tx) => listLogEntries(tx, {}));
    expect(JSON.stringify(entries)).not.toMatch(/script|onload|set-cookie|aaaa/);
  },
);

test("permission refused at Lightspeed is a normal outcome: the connection before it still works (acceptance 2)", async () => {
  const { actor } = await createStageMerchant(stage);
  const account = await stage.sandbox.createAccount();
  await connect(stage, actor, account);
  const before = await connectionOf(actor.merchantId);
  const url = await start(actor);
  expect(
    await completeAuthorization(services, {
      actor,
      parameters: await authorize(stage, url, account, { decision: "deny" }),
    }),
  ).toBe("denied");
  expect(await connectionOf(actor.merchantId)).toEqual(before);
  expect(await isBurnt(url)).toBe(true);
});

test("a flow started for one environment is not finished by another (A11)", async () => {
  const { actor } = await createStageMerchant(stage);
  const parameters = await authorize(stage, await start(actor), await stage.sandbox.createAccount());
  const trial: Services = { ...services, lightspeed: { ...services.lightspeed, environment: "trial" } };
  expect(await completeAuthorization(trial, { actor, parameters })).toBe("wrong_environment");
  expect(await tokenRequests()).toBe(0);
});

test("of twenty merchants that race for one Lightspeed business one wins and nineteen are told (A16)", async () => {
  const account = await stage.sandbox.createAccount();
  const actors = (
    await Promise.all(Array.from({ length: 20 }, (_, n) => createStageMerchant(stage, `Racer ${n}`)))
  ).map(({ actor }) => actor);
  const outcomes = await Promise.all(actors.map((actor) => connect(stage, actor, account)));
  expect(outcomes.filter((outcome) => outcome === "connected")).toHaveLength(1);
  expect(outcomes.filter((outcome) => outcome === "business_taken")).toHaveLength(19);
  const [row] =
    await owner`select count(*)::int as n from connections where business_id = ${account.businesses[0]?.id ?? ""} and refresh_token is not null`;
  expect(row?.n).toBe(1);
});

test("a role taken away while the person was at Lightspeed is noticed (A16)", async () => {
  const { actor } = await createStageMerchant(stage);
  const parameters = await authorize(stage, await start(actor), await stage.sandbox.createAccount());
  expect(await completeAuthorization(services, { actor: { ...actor, role: "viewer" }, parameters })).toBe(
    "no_permission",
  );
  expect(await tokenRequests()).toBe(0);
});

test("a viewer cannot start, and without an active location nobody can", async () => {
  const { actor, locationId } = await createStageMerchant(stage);
  await expect(startAuthorization(services, { ...actor, role: "viewer" })).rejects.toMatchObject({ code: "forbidden" });
  await owner`update locations set active = false where id = ${locationId}`;
  await expect(startAuthorization(services, actor)).rejects.toMatchObject({ code: "conflict" });
});

const fails = (account: SandboxAccount, operation: string, status: number) =>
  stage.sandbox.control("POST", "/faults", { account: account.accountId, operation, do: { type: "status", status } });

test.each([
  [503, "no_answer"],
  [429, "no_answer"],
])("a token endpoint that answers %i changes nothing (%s)", async (status, outcome) => {
  const { actor } = await createStageMerchant(stage);
  const account = await stage.sandbox.createAccount();
  await fails(account, "token", status);
  expect(await connect(stage, actor, account)).toBe(outcome);
  expect(await connectionOf(actor.merchantId)).toBeUndefined();
});

test("a wrong client secret is the operator's affair and says so", async () => {
  const { actor } = await createStageMerchant(stage);
  const parameters = await authorize(stage, await start(actor), await stage.sandbox.createAccount());
  const wrong: Services = {
    ...services,
    oauth: new OAuthClient({ ...oauthConfig(stage.sandbox), clientSecret: "not the registered one" }),
  };
  expect(await completeAuthorization(wrong, { actor, parameters })).toBe("client_refused");
});

test("when the businesses cannot be read the tokens are kept and the Business ID is missing", async () => {
  const { actor } = await createStageMerchant(stage);
  const account = await stage.sandbox.createAccount();
  await fails(account, "businesses", 500);
  expect(await connect(stage, actor, account)).toBe("business_missing");
  expect(await connectionOf(actor.merchantId)).toMatchObject({
    status: "degraded",
    problem: "business_missing",
    business_id: null,
    refresh_token: expect.any(String),
  });
  await stage.sandbox.control("DELETE", `/faults?account=${account.accountId}`);
  expect(await connect(stage, actor, account)).toBe("connected");
  expect(await connectionOf(actor.merchantId)).toMatchObject({
    status: "connected",
    problem: null,
    business_id: account.businesses[0]?.id,
  });
});

test("an account without any business is connected and told that its Business ID is missing", async () => {
  const { actor } = await createStageMerchant(stage);
  expect(await connect(stage, actor, await stage.sandbox.createAccount({ businesses: [] }))).toBe("business_missing");
});

describe("another business on Reconnect asks before it replaces (acceptance 9)", () => {
  async function reconnectElsewhere() {
    const { actor } = await createStageMerchant(stage);
    await connect(stage, actor, await stage.sandbox.createAccount());
    const before = await connectionOf(actor.merchantId);
    const other = await stage.sandbox.createAccount();
    expect(await connect(stage, actor, other)).toBe("choose_business");
    expect(await connectionOf(actor.merchantId)).toEqual(before);
    return { actor, before, other };
  }

  test("keep: nothing changes, and the new permission is given back", async () => {
    const { actor, before } = await reconnectElsewhere();
    await decidePendingAuthorization(services, actor, { decision: "keep" });
    expect(await connectionOf(actor.merchantId)).toEqual(before);
    expect((await stage.sandbox.requests({ operation: "revoke", since })).length).toBe(1);
    await expect(decidePendingAuthorization(services, actor, { decision: "replace" })).rejects.toMatchObject({
      code: "conflict",
    });
  });

  test("replace: the new business and its tokens take over", async () => {
    const { actor, other } = await reconnectElsewhere();
    await decidePendingAuthorization(services, actor, { decision: "replace" });
    expect(await connectionOf(actor.merchantId)).toMatchObject({
      status: "connected",
      business_id: other.businesses[0]?.id,
    });
    expect(await getAccessToken(services, actor.merchantId)).toMatch(/.{20,}/);
  });
});

test("a scope left out at the consent is stored as not granted (acceptance 3)", async () => {
  const { actor } = await createStageMerchant(stage);
  const account = await stage.sandbox.createAccount();
  expect(await connect(stage, actor, account, { scopes: ["orders-api", "items", "offline_access"] })).toBe("connected");
  const scopes = (await connectionOf(actor.merchantId))?.scopes;
  expect(scopes).toContain("orders-api");
  expect(scopes).not.toContain("financial-api");
});
