import { fork } from "node:child_process";
import { once } from "node:events";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { withTenant } from "@/db/client";
import { listLogEntries } from "@/db/queries/integration-log";
import type { Services } from "@/lib/services";
import { bundle } from "@/lib/testing/bundle";
import type { CallbackOrder } from "@/lib/testing/callback-worker";
import { actorOf, authorize, connect, createStageMerchant, oauthConfig } from "@/lib/testing/connection-stage";
import { flowOf, stateOf } from "@/lib/testing/consent-stage";
import { consentTests } from "@/lib/testing/consent-tests";
import { signState } from "./authorization-state";
import { completeAuthorization } from "./complete-authorization";

const on = consentTests();

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
      createStageMerchant(on.stage),
      createStageMerchant(on.stage, "Somebody Else"),
    ]);
    const account = await on.stage.sandbox.createAccount();
    const url = await on.stage.start(actor);
    const parameters = await authorize(on.stage, url, account);

    expect(
      await completeAuthorization(on.stage.services, { actor: finisherOf(actor, other.actor.merchantId), parameters }),
    ).toBe(outcome);

    expect(await on.stage.tokenRequests()).toBe(0);
    expect(await on.stage.isBurnt(url)).toBe(true);
    // Burnt for its owner, too.
    expect(await completeAuthorization(on.stage.services, { actor, parameters })).toBe("already_used");
    const [audit] = await on.stage
      .owner`select count(*)::int as n from audit_entries where merchant_id = ${actor.merchantId} and action = 'connection.refused'`;
    expect(audit?.n).toBe(2);
    for (const merchantId of [actor.merchantId, other.actor.merchantId])
      expect(await on.stage.connectionOf(merchantId)).toBeUndefined();
  });

  test("every pair of initiator and finisher out of five is refused unless they are the same", async () => {
    const account = await on.stage.sandbox.createAccount();
    const people = (await Promise.all([1, 2, 3, 4, 5].map((n) => createStageMerchant(on.stage, `Merchant ${n}`)))).map(
      ({ actor }) => actor,
    );
    for (const initiator of people) {
      for (const finisher of people.filter((person) => person !== initiator)) {
        const url = await on.stage.start(initiator);
        expect(
          await completeAuthorization(on.stage.services, {
            actor: finisher,
            parameters: new URLSearchParams({ code: account.accountId, state: stateOf(url) }),
          }),
        ).toBe("wrong_session");
      }
    }
    expect(await on.stage.tokenRequests()).toBe(0);
  });

  test("a code of the attacker with a state that the victim's session never had attaches nothing", async () => {
    const [{ actor: attacker }, { actor: victim }] = await Promise.all([
      createStageMerchant(on.stage),
      createStageMerchant(on.stage),
    ]);
    const account = await on.stage.sandbox.createAccount();
    await connect(on.stage, victim, await on.stage.sandbox.createAccount());
    const before = await on.stage.connectionOf(victim.merchantId);
    const parameters = await authorize(on.stage, await on.stage.start(attacker), account);
    expect(await completeAuthorization(on.stage.services, { actor: victim, parameters })).toBe("wrong_session");
    expect(await on.stage.connectionOf(victim.merchantId)).toEqual(before);
  });
});

test("10,000 forged states are refused without a token request or an error (A3)", async () => {
  const { actor } = await createStageMerchant(on.stage);
  const genuine = stateOf(await on.stage.start(actor));
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
      const outcome = await completeAuthorization(on.stage.services, {
        actor,
        parameters: new URLSearchParams({ code: "c", state }),
      });
      outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
    }
  };
  await Promise.all(Array.from({ length: 8 }, drain));
  expect([...outcomes.keys()]).toEqual(["invalid_state"]);
  expect(outcomes.get("invalid_state")).toBeGreaterThan(9_990);
  expect(await on.stage.tokenRequests()).toBe(0);
  // One line with a count, not ten thousand: the rest of the log stays.
  const entries = await withTenant(on.stage.services.db, actor.merchantId, (tx) => listLogEntries(tx, {}));
  expect(entries.map(({ count }) => count)).toEqual([outcomes.get("invalid_state"), 1]);
}, 60_000);

async function inChild(order: CallbackOrder): Promise<{ result?: unknown; error?: string; kill: () => void }> {
  const child = fork(await bundle("lib/testing/callback-worker.ts"), { execArgv: [] });
  await once(child, "message");
  child.send(order);
  const [answer] = await once(child, "message");
  child.kill("SIGKILL");
  return answer;
}

const orderFor = (actor: CallbackOrder["actor"]) => ({
  appUrl: on.stage.appUrl,
  keys: on.stage.keys,
  oauth: oauthConfig(on.stage.sandbox),
  lightspeed: on.stage.services.lightspeed,
  actor,
});

test("52 equal callbacks at once in 4 processes make one token request and one connection (A4)", async () => {
  const { actor } = await createStageMerchant(on.stage);
  const query = String(await authorize(on.stage, await on.stage.start(actor), await on.stage.sandbox.createAccount()));
  const answers = await Promise.all(
    [1, 2, 3, 4].map(() => inChild({ ...orderFor(actor), do: "complete", query, times: 13 })),
  );
  const outcomes = answers.flatMap(({ result }) => result as string[]);
  expect(outcomes.filter((outcome) => outcome === "connected")).toHaveLength(1);
  expect(outcomes.filter((outcome) => outcome === "already_used")).toHaveLength(51);
  expect(await on.stage.tokenRequests()).toBe(1);
  expect(await completeAuthorization(on.stage.services, { actor, parameters: new URLSearchParams(query) })).toBe(
    "already_used",
  );
});

test("a flow started by a process that is dead is finished by another (A7)", async () => {
  const { actor } = await createStageMerchant(on.stage);
  const { result } = await inChild({ ...orderFor(actor), do: "start" });
  const parameters = await authorize(on.stage, (result as { url: string }).url, await on.stage.sandbox.createAccount());
  expect(await completeAuthorization(on.stage.services, { actor, parameters })).toBe("connected");
});

test("a flow whose row is gone ends with a friendly refusal, no error and no half row (A7)", async () => {
  const { actor } = await createStageMerchant(on.stage);
  const url = await on.stage.start(actor);
  const parameters = await authorize(on.stage, url, await on.stage.sandbox.createAccount());
  await on.stage.owner`delete from authorization_requests where id = ${flowOf(url)}`;
  expect(await completeAuthorization(on.stage.services, { actor, parameters })).toBe("invalid_state");
  expect(await on.stage.tokenRequests()).toBe(0);
  expect(await on.stage.connectionOf(actor.merchantId)).toBeUndefined();
});

test.each([
  ["9:59", 599_999, "connected"],
  ["10:00", 600_000, "expired"],
  ["10:01", 601_000, "expired"],
  ["an hour", 3_600_000, "expired"],
])("a callback after %s of the clock of app and database (A5)", async (_, laterMs, outcome) => {
  const { actor } = await createStageMerchant(on.stage);
  const started = new Date();
  const parameters = await authorize(
    on.stage,
    await on.stage.start(actor, { ...on.stage.services, now: () => started }),
    await on.stage.sandbox.createAccount(),
  );
  const later = { ...on.stage.services, now: () => new Date(started.getTime() + laterMs) };
  expect(await completeAuthorization(later, { actor, parameters })).toBe(outcome);
  expect(await on.stage.tokenRequests()).toBe(outcome === "connected" ? 1 : 0);
});

test("a state dated in the future beyond what clocks differ is refused (A5)", async () => {
  const { actor } = await createStageMerchant(on.stage);
  const ahead = { ...on.stage.services, now: () => new Date(Date.now() + 120_000) };
  const parameters = await authorize(
    on.stage,
    await on.stage.start(actor, ahead),
    await on.stage.sandbox.createAccount(),
  );
  expect(await completeAuthorization(on.stage.services, { actor, parameters })).toBe("expired");
  expect(await on.stage.tokenRequests()).toBe(0);
});

test("of twenty interleaved flows of one merchant nineteen are told they were replaced and one succeeds (A8)", async () => {
  const { actor } = await createStageMerchant(on.stage);
  const account = await on.stage.sandbox.createAccount();
  const urls: string[] = [];
  for (let n = 0; n < 20; n++) urls.push(await on.stage.start(actor));
  const answers = await Promise.all(urls.map((url) => authorize(on.stage, url, account)));
  const shuffled = answers.map((parameters, n) => ({ parameters, at: (n * 7) % 20 })).sort((a, b) => a.at - b.at);
  const outcomes = await Promise.all(
    shuffled.map(({ parameters }) => completeAuthorization(on.stage.services, { actor, parameters })),
  );
  expect(outcomes.filter((outcome) => outcome === "replaced")).toHaveLength(19);
  expect(outcomes.filter((outcome) => outcome === "connected")).toHaveLength(1);
  expect(await on.stage.tokenRequests()).toBe(1);
});

test("twenty flows started at the same moment leave exactly one open (A8)", async () => {
  const { actor } = await createStageMerchant(on.stage);
  await Promise.all(Array.from({ length: 20 }, () => on.stage.start(actor)));
  const [row] = await on.stage
    .owner`select count(*)::int as n from authorization_requests where merchant_id = ${actor.merchantId} and consumed_at is null and replaced_at is null`;
  expect(row?.n).toBe(1);
});

test("a flow started for one environment is not finished by another (A11)", async () => {
  const { actor } = await createStageMerchant(on.stage);
  const parameters = await authorize(on.stage, await on.stage.start(actor), await on.stage.sandbox.createAccount());
  const trial: Services = {
    ...on.stage.services,
    lightspeed: { ...on.stage.services.lightspeed, environment: "trial" },
  };
  expect(await completeAuthorization(trial, { actor, parameters })).toBe("wrong_environment");
  expect(await on.stage.tokenRequests()).toBe(0);
});
