import { expect, test } from "vitest";
import { withTenant } from "@/db/client";
import { listLogEntries } from "@/db/queries/integration-log";
import type { Actor } from "@/lib/auth/roles";
import { OAuthClient, type OAuthError } from "@/lib/k-series";
import { hostileTokenAnswers } from "@/lib/k-series/testing/hostile-token-answers";
import { authorize, connect, createStageMerchant, oauthConfig } from "@/lib/testing/connection-stage";
import { stateOf } from "@/lib/testing/consent-stage";
import { consentTests } from "@/lib/testing/consent-tests";
import type { SandboxAccount } from "@/lib/testing/sandbox-process";
import { completeAuthorization } from "./complete-authorization";
import type { ConnectOutcomeCode } from "./connect-outcomes";
import { getAccessToken } from "./token-vault";

const on = consentTests();

test("codes swapped between two flows are refused, and the existing connections still work (A9)", async () => {
  const pairs = await Promise.all(
    [1, 2].map(async () => ({
      ...(await createStageMerchant(on.stage)),
      account: await on.stage.sandbox.createAccount(),
    })),
  );
  for (const { actor, account } of pairs) await connect(on.stage, actor, account);
  const before = await Promise.all(pairs.map(({ actor }) => on.stage.connectionOf(actor.merchantId)));
  const answers: URLSearchParams[] = [];
  for (const { actor, account } of pairs) answers.push(await authorize(on.stage, await on.stage.start(actor), account));
  const [first, second] = answers;
  const swapped = [
    new URLSearchParams({ code: second?.get("code") ?? "", state: first?.get("state") ?? "" }),
    new URLSearchParams({ code: first?.get("code") ?? "", state: second?.get("state") ?? "" }),
  ];
  for (const [n, { actor }] of pairs.entries()) {
    expect(
      await completeAuthorization(on.stage.services, { actor, parameters: swapped[n] ?? new URLSearchParams() }),
    ).toBe("exchange_refused");
    expect(await on.stage.connectionOf(actor.merchantId)).toEqual(before[n]);
    expect(await getAccessToken(on.stage.services, actor.merchantId)).toMatch(/.{20,}/);
  }
});

let once: Promise<{ actor: Actor; account: SandboxAccount }> | undefined;
/** One merchant whose connection works, for all attempts that must leave it as it is. */
async function working() {
  once ??= (async () => {
    const [{ actor }, account] = await Promise.all([createStageMerchant(on.stage), on.stage.sandbox.createAccount()]);
    expect(await connect(on.stage, actor, account)).toBe("connected");
    return { actor, account };
  })();
  const { actor, account } = await once;
  await on.stage.forget();
  return { actor, account, row: () => on.stage.connectionOf(actor.merchantId) };
}

/** As the product's own, only that it waits a tenth as long. */
const hurried = () => new OAuthClient({ ...oauthConfig(on.stage.sandbox), timeoutMs: 1_000 });

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
    const { actor, row } = await working();
    const before = await row();
    const url = await on.stage.start(actor);
    const parameters = new URLSearchParams(query(stateOf(url)));
    expect(["denied", "exchange_refused", "invalid_state"]).toContain(
      await completeAuthorization(on.stage.services, { actor, parameters }),
    );
    expect(await on.stage.tokenRequests()).toBe(0);
    expect(await row()).toEqual(before);
    const entries = await withTenant(on.stage.services.db, actor.merchantId, (tx) => listLogEntries(tx, {}));
    expect(JSON.stringify(entries)).not.toMatch(/script|onload|set-cookie|aaaa/);
  },
);

test("permission refused at Lightspeed is a normal outcome: the connection before it still works (acceptance 2)", async () => {
  const { actor } = await createStageMerchant(on.stage);
  const account = await on.stage.sandbox.createAccount();
  await connect(on.stage, actor, account);
  const before = await on.stage.connectionOf(actor.merchantId);
  const url = await on.stage.start(actor);
  expect(
    await completeAuthorization(on.stage.services, {
      actor,
      parameters: await authorize(on.stage, url, account, { decision: "deny" }),
    }),
  ).toBe("denied");
  expect(await on.stage.connectionOf(actor.merchantId)).toEqual(before);
  expect(await on.stage.isBurnt(url)).toBe(true);
});

type Broken = [string, object, ConnectOutcomeCode];

function outcomeOf(kind: OAuthError["kind"]): ConnectOutcomeCode {
  if (kind === "refused") return "exchange_refused";
  if (kind === "client") return "client_refused";
  return kind === "transient" ? "no_answer" : "answer_unusable";
}

const broken: Broken[] = [
  ...hostileTokenAnswers.map(([name, { broken, endless, ...answer }, kind]): Broken => {
    if (broken) return [name, { type: "cut", at: "before" }, outcomeOf(kind)];
    return [
      name,
      { type: "raw", ...answer, ...(endless ? { endless: { text: " ".repeat(999) } } : {}) },
      outcomeOf(kind),
    ];
  }),
  ["an answer that never comes", { type: "hang" }, "no_answer"],
  ["a body that stops half-way", { type: "cut", at: "body" }, "no_answer"],
  ["tokens that come drop by drop", { type: "raw", endless: { text: " ", everyMs: 20 } }, "no_answer"],
];

test.each(broken)(
  "over a real connection, %s at the consent stores nothing and leaves the connection as it is (A15)",
  async (_, effect, outcome) => {
    const { actor, row } = await working();
    const before = await row();
    const url = await on.stage.start(actor);
    await on.stage.sandbox.control("POST", "/faults", { operation: "token", times: 1, do: effect });
    const began = performance.now();
    const parameters = new URLSearchParams({ code: "c", state: stateOf(url) });
    expect(await completeAuthorization({ ...on.stage.services, oauth: hurried() }, { actor, parameters })).toBe(
      outcome,
    );
    expect(performance.now() - began).toBeLessThan(10_000);
    expect(await on.stage.isBurnt(url)).toBe(true);
    expect(await row()).toEqual(before);
    const [left] = await on.stage
      .owner`select count(*)::int as n from pending_authorizations where merchant_id = ${actor.merchantId}`;
    expect(left).toEqual({ n: 0 });
    expect(await on.stage.tokenRequests()).toBe(1);
  },
);

test("after all of that the connection still works, and can still be renewed", async () => {
  const { actor } = await working();
  const token = await getAccessToken(on.stage.services, actor.merchantId);
  expect(await getAccessToken(on.stage.services, actor.merchantId, { refused: token })).not.toBe(token);
});
