import { randomUUID } from "node:crypto";
import { beforeEach, expect, test, vi } from "vitest";
import { createHub, type HubOptions } from "./hub";
import { encodeNotice } from "./notice";
import type { LiveEvent } from "./topics";

type Told = Parameters<HubOptions["listen"]>[0];

beforeEach(() => void vi.useFakeTimers());

/** A hub whose database is this test, listening already. */
function hubUnderTest({ listening = true }: { listening?: boolean } = {}) {
  let told: Told | undefined;
  const counting = new Set<string>();
  const close = vi.fn(async () => {});
  const hub = createHub({
    listen: (options) => {
      told = options;
      if (listening) options.onListening();
      return { close };
    },
    countingSessions: async (ids) => ids.filter((id) => counting.has(id)),
    now: () => Date.now(),
  });
  const open = (merchantId: string, { sessionId = randomUUID() as string, agoMs = 0 } = {}) => {
    counting.add(sessionId);
    const events: LiveEvent[] = [];
    const ends: string[] = [];
    const onEnd = (reason: string) => void ends.push(reason);
    const leave = hub.subscribe({ merchantId, sessionId, onEvent: (event) => events.push(event), onEnd }, agoMs);
    return { events, ends, leave, sessionId };
  };
  const db = () => {
    if (!told) throw new Error("the hub has not begun to listen");
    return told;
  };
  return { hub, open, db, counting, close };
}

test("tells each merchant's pages of their own merchant and of no other", () => {
  const { open, db } = hubUnderTest();
  const [first, second] = [randomUUID(), randomUUID()];
  const [mine, alsoMine, theirs] = [open(first), open(first), open(second)];
  db().onNotify(encodeNotice(first, "log"));
  db().onNotify(encodeNotice(first, "orders", { orderId: "o1" }));
  vi.advanceTimersByTime(1_000);
  const expected = [{ topic: "log" }, { topic: "orders", detail: { orderId: "o1" } }];
  expect(mine.events).toEqual(expected);
  expect(alsoMine.events).toEqual(expected);
  expect(theirs.events).toEqual([]);
});

test("ten thousand changes of a second reach a page as at most four events a topic, the last one not lost", () => {
  const { open, db } = hubUnderTest();
  const merchantId = randomUUID();
  const { events } = open(merchantId);
  for (let ms = 0; ms < 1_000; ms += 1) {
    for (let n = 0; n < 10; n += 1) db().onNotify(encodeNotice(merchantId, "webhooks"));
    vi.advanceTimersByTime(1);
  }
  vi.advanceTimersByTime(1_000);
  expect(events.length).toBeGreaterThan(2);
  expect(events.length).toBeLessThanOrEqual(5);
  const before = events.length;
  db().onNotify(encodeNotice(merchantId, "webhooks"));
  vi.advanceTimersByTime(20);
  expect(events).toHaveLength(before + 1);
});

test("more details than a page could use are told as their topics only", () => {
  const { open, db } = hubUnderTest();
  const merchantId = randomUUID();
  const { events } = open(merchantId);
  for (let n = 0; n < 50; n += 1) db().onNotify(encodeNotice(merchantId, "orders", { orderId: `${n}` }));
  vi.advanceTimersByTime(1_000);
  expect(events).toEqual([{ topic: "orders" }]);
});

test("a page that was on its way hears what was said meanwhile, and nothing older", () => {
  const { open, db } = hubUnderTest();
  const merchantId = randomUUID();
  open(randomUUID());
  db().onNotify(encodeNotice(merchantId, "log"));
  vi.advanceTimersByTime(5_000);
  db().onNotify(encodeNotice(merchantId, "menus"));
  vi.advanceTimersByTime(500);
  expect(open(merchantId, { agoMs: 1_000 }).events).toEqual([{ topic: "menus" }]);
});

test("who was away for longer than is remembered, or from before listening began, is told that anything may have changed", () => {
  const { open, db } = hubUnderTest();
  const merchantId = randomUUID();
  vi.advanceTimersByTime(120_000);
  expect(open(merchantId, { agoMs: 1_000 }).events).toEqual([{ topic: null }]);
  vi.advanceTimersByTime(120_000);
  expect(open(merchantId, { agoMs: 1_000 }).events).toEqual([]);
  expect(open(merchantId, { agoMs: 61_000 }).events).toEqual([{ topic: null }]);
  db().onLost();
  vi.advanceTimersByTime(3_000);
  db().onListening();
  vi.advanceTimersByTime(500);
  expect(open(merchantId, { agoMs: 1_000 }).events).toEqual([{ topic: null }]);
});

test("when the database is heard again, every page is told that anything may have changed", () => {
  const { open, db } = hubUnderTest({ listening: false });
  const { events } = open(randomUUID());
  expect(events).toEqual([]);
  db().onListening();
  expect(events).toEqual([{ topic: null }]);
  db().onLost();
  db().onListening();
  expect(events).toHaveLength(2);
});

test("a revoked session is cut off at once, its neighbours are not", () => {
  const { open, db } = hubUnderTest();
  const merchantId = randomUUID();
  const [revoked, other] = [open(merchantId), open(merchantId)];
  db().onNotify(JSON.stringify({ m: merchantId, ended: revoked.sessionId }));
  expect(revoked.ends).toEqual(["signed-out"]);
  expect(other.ends).toEqual([]);
});

test("a session that ended without a word is found by asking; a database that cannot answer ends nobody's", async () => {
  const { open, counting, hub } = hubUnderTest();
  const merchantId = randomUUID();
  const [ended, other] = [open(merchantId), open(merchantId)];
  counting.delete(ended.sessionId);
  await vi.advanceTimersByTimeAsync(16_000);
  expect(ended.ends).toEqual(["signed-out"]);
  expect(other.ends).toEqual([]);

  const blind = createHub({
    listen: () => ({ close: async () => {} }),
    countingSessions: () => Promise.reject(new Error("away")),
  });
  const onEnd = vi.fn();
  blind.subscribe({ merchantId, sessionId: randomUUID(), onEvent: () => {}, onEnd }, 0);
  await blind.checkSessions();
  expect(onEnd).not.toHaveBeenCalled();
  await hub.stop();
});

test("a merchant, and a session, holds no more streams than its share, and gets its place back", () => {
  const { open } = hubUnderTest();
  const merchantId = randomUUID();
  const sessionId = randomUUID();
  const ofSession = Array.from({ length: 8 }, () => open(merchantId, { sessionId }));
  expect(open(merchantId, { sessionId }).leave).toBeNull();
  ofSession[0]?.leave?.();
  expect(open(merchantId, { sessionId }).leave).not.toBeNull();
  for (let n = 0; n < 92; n += 1) expect(open(merchantId).leave).not.toBeNull();
  expect(open(merchantId).leave).toBeNull();
  expect(open(randomUUID()).leave).not.toBeNull();
});

test("what is said on the channel by somebody else is passed over", () => {
  const { open, db } = hubUnderTest();
  const merchantId = randomUUID();
  const { events, ends } = open(merchantId);
  for (const payload of ["", "{", "null", '{"m":1}', JSON.stringify({ m: merchantId, t: "no-topic" })])
    db().onNotify(payload);
  vi.advanceTimersByTime(1_000);
  expect(events).toEqual([]);
  expect(ends).toEqual([]);
});

test("before the process stops, every stream is ended", async () => {
  const { open, hub, close } = hubUnderTest();
  const { ends } = open(randomUUID());
  await hub.stop();
  expect(ends).toEqual(["stopping"]);
  expect(close).toHaveBeenCalled();
});

test("a detail too long for the database's channel is left out, the topic is said all the same", () => {
  const merchantId = randomUUID();
  const payload = encodeNotice(merchantId, "orders", { orderId: "é".repeat(5_000) });
  expect(Buffer.byteLength(payload)).toBeLessThan(8_000);
  expect(JSON.parse(payload)).toEqual({ m: merchantId, t: "orders" });
});
