import fc from "fast-check";
import { expect, test } from "vitest";
import { KSeriesHttpError, KSeriesNetworkError, KSeriesNotSentError, KSeriesReferenceUsedError } from "./errors";
import { FakeClock } from "./testing/fake-clock";
import { samples } from "./testing/samples";
import { json, networkError, standIn } from "./testing/stand-in";
import { createTraffic, type TrafficOptions } from "./traffic";

type Respond = Parameters<typeof standIn>[0];

function stage(respond: Respond, options: TrafficOptions = {}) {
  const clock = new FakeClock();
  const traffic = createTraffic({ clock, random: () => 0.5, ...options });
  const forKey = (key: string, answer = respond, probe = false) => standIn(answer, { traffic, key, probe });
  return { clock, forKey, ...forKey("a") };
}

const settled = (work: Promise<unknown>) =>
  work.then(
    (value) => ({ value }),
    (error: unknown) => ({ error }),
  );
const order = samples.orders.submitLocal;
const unavailable = () => json({ message: "busy" }, 503);

test("a read that fails for a moment is sent again, under the same correlation id", async () => {
  const { client, clock, asked, recorded } = stage((_, n) => (n < 3 ? unavailable() : json([])));
  expect(await clock.until(client.businesses.list({}))).toEqual([]);
  expect(asked).toHaveLength(3);
  expect(new Set(recorded.map(({ correlationId }) => correlationId)).size).toBe(1);
  expect(recorded.map(({ attempt }) => attempt)).toEqual([undefined, 2, 3]);
});

test("without shared traffic a call is one attempt", async () => {
  const { client, asked } = standIn(unavailable);
  await expect(client.businesses.list({})).rejects.toThrow(KSeriesHttpError);
  expect(asked).toHaveLength(1);
});

test("a call whose row forbids it is never sent twice", async () => {
  const { client, clock, asked } = stage(unavailable);
  await expect(clock.until(client.messages.print(samples.messages.print))).rejects.toThrow(KSeriesHttpError);
  await expect(clock.until(client.items.create(samples.items.create))).rejects.toThrow(KSeriesHttpError);
  expect(asked).toHaveLength(2);
});

test("a definite answer is not asked for again", async () => {
  const { client, clock, asked } = stage(() => json({ message: "no" }, 400));
  await expect(clock.until(client.orders.submitLocal(order))).rejects.toThrow(KSeriesHttpError);
  expect(asked).toHaveLength(1);
});

test("an order lost on the way and sent again says that its reference was used", async () => {
  const { client, clock } = stage((_, n) =>
    n === 1 ? networkError("ECONNRESET") : json({ msg: "reference has already been used" }, 409),
  );
  await expect(clock.until(client.orders.submitLocal(order))).rejects.toThrow(KSeriesReferenceUsedError);
});

const doubtful = [
  ["lost on the way", () => networkError("ECONNRESET"), { name: "KSeriesNetworkError", mayHaveArrived: true }],
  ["answered with 504", () => json({ message: "gateway" }, 504), { status: 504 }],
] as const;

const unsure = [
  ["refused connections", () => networkError("ECONNREFUSED")],
  ["throttling", () => json({}, 429)],
  ["a dead token", () => json({}, 401)],
  ["a missing permission", () => json({}, 403)],
  ["faults", unavailable],
] as const;

test.each(
  doubtful.flatMap(([name, first, expected]) => unsure.map(([what, then]) => ({ name, first, expected, what, then }))),
)("an order that was $name stays in doubt, whatever $what come after", async ({ first, expected, then }) => {
  const { client, clock } = stage((_, n) => (n === 1 ? first() : then()));
  expect(await clock.until(settled(client.orders.submitLocal(order)))).toMatchObject({ error: expected });
});

test.each(doubtful)("a refusal says whether an order that was %s may have arrived before it", async (_, first) => {
  const refused = () => json({ message: "no" }, 400);
  const { client, clock } = stage((_, n) => (n === 1 ? first() : refused()));
  const after = await clock.until(settled(client.orders.submitLocal(order)));
  expect(after).toMatchObject({ error: { status: 400, afterDoubt: true } });
  const alone = stage((_, n) => (n === 1 ? json({}, 429) : refused()));
  const throttled = await alone.clock.until(settled(alone.client.orders.submitLocal(order)));
  expect(throttled).toMatchObject({ error: { status: 400, afterDoubt: false } });
});

test.each([
  ["5", 5_000],
  [new Date(Date.now() + 6_000).toUTCString(), 4_000],
])("Retry-After %s is waited for before the call goes out again", async (header, atLeast) => {
  const starts: number[] = [];
  const { client, clock } = stage((_, n) => {
    starts.push(clock.now());
    return n === 1 ? json({}, 429, { "retry-after": header }) : json([]);
  });
  await clock.until(client.businesses.list({}));
  expect((starts[1] ?? 0) - (starts[0] ?? 0)).toBeGreaterThanOrEqual(atLeast);
});

test("a 429 that does not say when is waited out for longer each time, spread by chance", async () => {
  const starts: number[] = [];
  const { client, clock } = stage(
    () => {
      starts.push(clock.now());
      return starts.length > 4 ? json([]) : json({}, 429);
    },
    { attempts: 1 },
  );
  for (let n = 0; n < 5; n += 1) await clock.until(settled(client.businesses.list({})));
  const pauses = starts.slice(1).map((at, n) => at - (starts[n] ?? 0));
  expect(pauses).toEqual([...pauses].sort((a, b) => a - b));
  expect(pauses[0]).toBeGreaterThan(0);
  expect(new Set(pauses).size).toBe(pauses.length);
});

test("a Retry-After of an hour is handed to the caller, and other calls are held back meanwhile", async () => {
  const { client, clock, asked, recorded } = stage(() => json({}, 429, { "retry-after": "3600" }));
  const first = await clock.until(settled(client.businesses.list({})));
  expect(first).toMatchObject({ error: { status: 429, retryAfterMs: 3_600_000 } });
  const second = await clock.until(settled(client.businesses.list({})));
  expect(second).toMatchObject({ error: { name: "KSeriesNotSentError", mayHaveArrived: false } });
  expect(asked).toHaveLength(1);
  expect(recorded.at(-1)).toMatchObject({ status: null, note: "not sent: held back" });
});

test("at most so many calls of one connection are under way, the others wait in line", async () => {
  const open: (() => void)[] = [];
  const { client, clock, asked } = stage(() => new Promise((resolve) => open.push(() => resolve(json([])))), {
    concurrency: 3,
  });
  const calls = Array.from({ length: 8 }, () => client.businesses.list({}));
  await clock.pass(0);
  expect(asked).toHaveLength(3);
  open.shift()?.();
  await clock.pass(0);
  expect(asked).toHaveLength(4);
  while (asked.length < 8 || open.length > 0) {
    open.shift()?.();
    await clock.pass(0);
  }
  await Promise.all(calls);
});

test("a call that would wait too long is refused, and its place goes to nobody's loss", async () => {
  const open: (() => void)[] = [];
  const { client, clock, asked } = stage(() => new Promise((resolve) => open.push(() => resolve(json([])))), {
    concurrency: 1,
    maxWaitMs: 1_000,
  });
  const first = client.businesses.list({});
  await clock.pass(0);
  const second = settled(client.businesses.list({}));
  await clock.pass(1_000);
  expect(await second).toMatchObject({ error: { name: "KSeriesNotSentError" } });
  open.shift()?.();
  await first;
  const third = client.businesses.list({});
  await clock.pass(0);
  open.shift()?.();
  expect(await third).toEqual([]);
  expect(asked).toHaveLength(2);
});

test("a caller who gives up while waiting leaves the line", async () => {
  const open: (() => void)[] = [];
  const { client, clock, asked } = stage(() => new Promise((resolve) => open.push(() => resolve(json([])))), {
    concurrency: 1,
  });
  const first = client.businesses.list({});
  await clock.pass(0);
  const controller = new AbortController();
  const second = settled(client.businesses.list({}, { signal: controller.signal }));
  await clock.pass(10);
  controller.abort(new Error("enough"));
  expect(await second).toMatchObject({ error: { message: "enough" } });
  open.shift()?.();
  await first;
  expect(asked).toHaveLength(1);
});

test.each([5, 20, 50])("a vendor that allows %d calls a second is sent little more than that", async (rate) => {
  const { client, clock, asked } = stage(
    () => {
      const now = clock.now();
      const recent = starts.filter((at) => now - at < 1_000).length;
      if (recent >= rate) return json({}, 429, { "retry-after": "1" });
      starts.push(now);
      return json([]);
    },
    { maxWaitMs: 600_000 },
  );
  const starts: number[] = [];
  const needed = rate * 60;
  const results: object[] = [];
  const worker = async () => {
    while (results.length < needed) results.push(await settled(client.businesses.list({})));
  };
  await clock.until(Promise.all(Array.from({ length: 20 }, worker)));
  const failed = results.filter((result) => "error" in result).length;
  expect(failed / needed).toBeLessThan(0.05);
  expect(asked.length / needed).toBeLessThanOrEqual(1.1);
});

test("five failures in a row close a connection's way; one probe opens it again", async () => {
  let well = false;
  const { client, clock, asked } = stage(() => (well ? json([]) : unavailable()), { attempts: 1 });
  for (let n = 0; n < 5; n++) await clock.until(settled(client.businesses.list({})));
  await expect(client.businesses.list({})).rejects.toThrow(KSeriesNotSentError);
  expect(asked).toHaveLength(5);
  await clock.pass(5_500);
  await expect(clock.until(client.businesses.list({}))).rejects.toThrow("503");
  await expect(client.businesses.list({})).rejects.toThrow(KSeriesNotSentError);
  well = true;
  await clock.pass(10_000);
  await expect(client.businesses.list({})).rejects.toThrow(KSeriesNotSentError);
  await clock.pass(1_000);
  expect(await client.businesses.list({})).toEqual([]);
  expect(await client.businesses.list({})).toEqual([]);
});

test("while a probe is under way no second one is sent", async () => {
  const open: (() => void)[] = [];
  const { client, clock, asked } = stage(
    (_, n) => (n <= 5 ? unavailable() : new Promise((resolve) => open.push(() => resolve(json([]))))),
    { attempts: 1 },
  );
  for (let n = 0; n < 5; n++) await clock.until(settled(client.businesses.list({})));
  await clock.pass(6_000);
  const probe = client.businesses.list({});
  await clock.pass(0);
  await expect(client.businesses.list({})).rejects.toThrow(KSeriesNotSentError);
  open.shift()?.();
  expect(await probe).toEqual([]);
  expect(asked).toHaveLength(6);
});

test("a call that asks whether the vendor answers is sent once, through an open breaker, and a good answer opens the way", async () => {
  let well = false;
  const { client, clock, asked, forKey } = stage(() => (well ? json([]) : unavailable()), { attempts: 1 });
  const host = Array.from({ length: 20 }, (_, n) => forKey(String(n), unavailable).client);
  for (const other of host) await clock.until(settled(other.businesses.list({})));
  for (let n = 0; n < 5; n++) await clock.until(settled(client.businesses.list({})));
  await expect(client.businesses.list({})).rejects.toThrow(KSeriesNotSentError);
  const before = asked.length;
  const probing = (answer: Respond) => forKey("a", answer, true);
  const inVain = probing(unavailable);
  await expect(inVain.client.businesses.list({})).rejects.toThrow("503");
  expect(inVain.asked).toHaveLength(1);
  await expect(client.businesses.list({})).rejects.toThrow(KSeriesNotSentError);
  well = true;
  expect(await probing(() => json([])).client.businesses.list({})).toEqual([]);
  expect(await client.businesses.list({})).toEqual([]);
  expect(asked).toHaveLength(before + 1);
});

test("a call that asks whether the vendor answers still waits out the pause that the vendor asked for", async () => {
  const { client, clock, forKey } = stage(() => json({}, 429, { "retry-after": "3600" }));
  await clock.until(settled(client.businesses.list({})));
  const probe = forKey("a", () => json([]), true);
  expect(await settled(probe.client.businesses.list({}))).toMatchObject({ error: { name: "KSeriesNotSentError" } });
  expect(probe.asked).toHaveLength(0);
});

test("two connections that fail close the host for nobody else", async () => {
  const { clock, forKey } = stage(unavailable, { attempts: 1 });
  for (let n = 0; n < 10; n++) await clock.until(settled(forKey(String(n % 2)).client.businesses.list({})));
  expect(await clock.until(forKey("well", () => json([])).client.businesses.list({}))).toEqual([]);
});

test("one connection that fails stops nobody else", async () => {
  const { clock, forKey } = stage(unavailable, { attempts: 1 });
  const broken = forKey("broken");
  const well = forKey("well", () => json([]));
  for (let n = 0; n < 100; n++) {
    await clock.until(settled(broken.client.businesses.list({})));
    expect(await clock.until(well.client.businesses.list({}))).toEqual([]);
    await clock.pass(500);
  }
  expect(broken.asked.length).toBeLessThan(12);
});

test("when a host fails for many connections, all stay away but for the probes", async () => {
  const { clock, forKey } = stage(unavailable, { attempts: 1 });
  const stages = Array.from({ length: 20 }, (_, n) => forKey(String(n)));
  for (let round = 0; round < 10; round++)
    for (const { client } of stages) await clock.until(settled(client.businesses.list({})));
  expect(stages.flatMap(({ asked }) => asked)).toHaveLength(10);
});

test("a token that cannot be had says nothing about the vendor", async () => {
  const clock = new FakeClock();
  const noToken = {
    traffic: createTraffic({ clock }),
    key: "a",
    getAccessToken: async () => Promise.reject(new Error("vault")),
  };
  const { client } = standIn(() => json([]), noToken);
  for (let n = 0; n < 30; n++) await expect(client.businesses.list({})).rejects.toThrow("vault");
});

test("under total failure attempts stay within 1.1 of what is needed, whatever the history and the number of callers", async () => {
  const histories = fc.record({
    good: fc.integer({ min: 0, max: 300 }),
    keys: fc.integer({ min: 1, max: 30 }),
    needed: fc.integer({ min: 100, max: 300 }),
  });
  await fc.assert(
    fc.asyncProperty(histories, async ({ good, keys, needed }) => {
      let well = true;
      const { clock, forKey } = stage(() => (well ? json([]) : networkError("ECONNRESET")));
      const stages = Array.from({ length: keys }, (_, n) => forKey(String(n)));
      const call = (n: number) =>
        clock.until(settled(stages[n % keys]?.client.businesses.list({}) ?? Promise.resolve()));
      const count = () => stages.reduce((sum, { asked }) => sum + asked.length, 0);
      for (let n = 0; n < good; n++) await call(n);
      well = false;
      const before = count();
      for (let n = 0; n < needed; n++) {
        await call(n);
        // Past every breaker's pause, so that the budget alone has to hold.
        await clock.pass(70_000);
      }
      expect((count() - before) / needed).toBeLessThanOrEqual(1.1);
    }),
    { numRuns: 4 },
  );
});

test("the error of a call that was never sent is a network error for callers who know no better", async () => {
  const { client, clock } = stage(unavailable, { attempts: 1 });
  for (let n = 0; n < 5; n++) await clock.until(settled(client.businesses.list({})));
  await expect(client.businesses.list({})).rejects.toThrow(KSeriesNetworkError);
});
