import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "@playwright/test";
import fc from "fast-check";
import { encodeCall, sendAction } from "./trust/actions";
import { builtActions } from "./trust/build";
import { asOwner, fingerprint } from "./trust/effects";
import { callArguments, hostileBodies } from "./trust/fuzz";
import { ask, inParallel } from "./trust/http";
import { createConnectedHouse } from "./trust/people";
import { closeStage, stack } from "./trust/stack";

test.afterAll(closeStage);

/** These take no input: whoever may call them at all causes their effect with any. They are called by somebody who may not. */
const withoutInput =
  /^(connect|reloadBusinesses|testConnection|checkOrderSettings|askReadiness|registerEndpoint|checkEndpoint|repairEndpoint|rotateEndpoint|sendTestEvent|sendTestNotice)Action$/;
/** And these end the session of whoever calls them. */
const forAnybody = /^signOut/;
/** Trying to sign in is counted for all; these calls bring a network that is nobody's. */
const headers = { "x-forwarded-for": "192.0.2.77" };

/** Asks a page that touches nothing every 20 ms, and tells how long each answer took. */
function watchTheLoop() {
  const took: number[] = [];
  const waiting = new Set<Promise<void>>();
  const probe = async () => {
    const start = performance.now();
    const { status } = await ask(stack.appUrl, "/api/health/live");
    took.push(status === 200 ? performance.now() - start : Number.POSITIVE_INFINITY);
  };
  const timer = setInterval(() => {
    // One at a time: the probe measures, it does not load.
    if (waiting.size > 0) return;
    const asked = probe().finally(() => waiting.delete(asked));
    waiting.add(asked);
  }, 20);
  return async () => {
    clearInterval(timer);
    await Promise.all(waiting);
    took.sort((a, b) => a - b);
    const at = (share: number) => took[Math.min(took.length - 1, Math.floor(took.length * share))] ?? 0;
    return { n: took.length, p50: at(0.5), p99: at(0.99), max: at(1) };
  };
}

/**
 * Failures that the app has told of since then whose trace leads into code of ours. What the framework refuses to read never gets
 * there: it answers 500 too, but its trace holds only its own frames, which it hides.
 */
function failuresOfOurs(since: number): string[] {
  const said = readFileSync(join(stack.logDir, "app.log"), "utf8").slice(since);
  const [, ...failures] = said.split(/^⨯ /m);
  return failures
    .map((failure) => failure.split("\n}")[0] ?? "")
    .filter((failure) =>
      /^ +at (?!ignore-listed frames|JSON\.parse|<anonymous>|[\w.]+ \(<anonymous>\))/m.test(failure),
    );
}

const saidSoFar = () => readFileSync(join(stack.logDir, "app.log"), "utf8").length;

const inWords = (lag: Awaited<ReturnType<ReturnType<typeof watchTheLoop>>>) =>
  Object.entries(lag)
    .map(([name, value]) => `${name} ${value.toFixed(name === "n" ? 0 : 1)}`)
    .join(", ");

/** 10,000 take a few minutes beside other tests: TEST_ROUNDS=10 runs them, in rounds of 1,000. */
const calls = 1_000 * Math.max(2, Number(process.env.TEST_ROUNDS ?? 0));

test(`${calls} calls of the server actions with input of any kind cause no failure and no effect`, {
  tag: "@timed",
}, async () => {
  test.setTimeout(Math.max(300_000, calls * 100));
  const house = await createConnectedHouse();
  const actions = builtActions().map((action) => ({
    ...action,
    cookie: forAnybody.test(action.name)
      ? ""
      : withoutInput.test(action.name)
        ? house.cookie.viewer
        : house.cookie.owner,
  }));
  const seed = Number(process.env.TEST_SEED ?? Date.now() % 2 ** 31);
  const inputs = fc.sample(callArguments, { numRuns: calls, seed });
  const before = await fingerprint([house.id]);
  const resets = () =>
    asOwner((sql) => sql`select count(*)::int as n from password_resets where merchant_id = ${house.id}`);
  const resetsBefore = await resets();
  const stop = watchTheLoop();
  const statuses = new Map<number, number>();
  let unsendable = 0;
  const wrong = await inParallel(
    inputs.map((input, n) => ({ input, n })),
    6,
    async ({ input, n }) => {
      const action = actions[n % actions.length];
      if (!action) return [];
      const encoded = await encodeCall(input).catch(() => null);
      if (!encoded) {
        unsendable += 1;
        return [];
      }
      const { status, body } = await sendAction(action, encoded, { cookie: action.cookie, headers });
      statuses.set(status, (statuses.get(status) ?? 0) + 1);
      return status < 500
        ? []
        : [`seed ${seed}, ${action.name}: ${status} ${encoded.body.toString().slice(0, 200)} → ${body.slice(0, 200)}`];
    },
  );
  const lag = await stop();
  test.info().annotations.push({
    type: "figure",
    description: `seed ${seed}; statuses ${JSON.stringify([...statuses])}; live probe ms: ${inWords(lag)}; ${unsendable} not sendable`,
  });
  expect(wrong.flat().slice(0, 10)).toEqual([]);
  expect(unsendable).toBeLessThan(calls / 10);
  expect(await fingerprint([house.id])).toEqual(before);
  expect(await resets()).toEqual(resetsBefore);
  expect(lag.p99).toBeLessThan(200);
});

test("bodies that are none, or that are meant to keep the process busy, cause no effect, and it goes on answering", {
  tag: "@timed",
}, async () => {
  const house = await createConnectedHouse();
  const before = await fingerprint([house.id]);
  const actions = builtActions().filter(({ name }) => /decide|linkLocation|createLocation|signInAction/.test(name));
  const stop = watchTheLoop();
  const wrong: string[] = [];
  const since = saidSoFar();
  let refusedByFramework = 0;
  for (const action of actions) {
    for (const [kind, encoded] of Object.entries(hostileBodies)) {
      for (const cookie of [house.cookie.owner, undefined]) {
        const start = performance.now();
        const { status } = await sendAction(action, encoded, { headers, ...(cookie ? { cookie } : {}) });
        const took = performance.now() - start;
        if (status >= 500) refusedByFramework += 1;
        if (took > 2_000) wrong.push(`${action.name}, ${kind}: ${took.toFixed(0)} ms`);
      }
    }
  }
  const lag = await stop();
  test.info().annotations.push({
    type: "figure",
    description: `live probe ms: ${inWords(lag)}; refused unread by the framework with 500: ${refusedByFramework}`,
  });
  expect(wrong).toEqual([]);
  expect(failuresOfOurs(since)).toEqual([]);
  expect(await fingerprint([house.id])).toEqual(before);
  expect((await ask(stack.appUrl, "/api/health/ready")).status).toBe(200);
});

test("ids of actions that are unknown, stale, malformed or names of the language are refused", async () => {
  const house = await createConnectedHouse();
  const known = builtActions().map(({ id }) => id);
  const ids = [
    ...[
      "",
      "x",
      "0".repeat(42),
      "f".repeat(42),
      "__proto__",
      "constructor",
      "toString",
      "../x",
      "%00",
      "\u00e9",
      "a".repeat(8_000),
    ],
    ...known
      .slice(0, 4)
      .flatMap((id) => [
        `${id}0`,
        id.slice(1),
        id.toUpperCase(),
        `${id.slice(0, -1)}${id.endsWith("0") ? "1" : "0"}`,
        `${id},${id}`,
      ]),
  ];
  const before = await fingerprint([house.id]);
  const answers = await inParallel(ids, 4, (id) =>
    sendAction(
      { id: Buffer.from(id).toString("latin1"), page: "/lightspeed" },
      { body: "[]", type: "text/plain" },
      { cookie: house.cookie.owner },
    ),
  );
  for (const [index, { status }] of answers.entries())
    expect([200, 400, 404, 409, 431], `${ids[index]}`).toContain(status);
  expect(await fingerprint([house.id])).toEqual(before);
});
