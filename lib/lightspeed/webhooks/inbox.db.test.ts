import { randomUUID } from "node:crypto";
import { expect, test, vi } from "vitest";
import { withTenant } from "@/db/client";
import { AppError } from "@/lib/errors";
import { KSeriesHttpError } from "@/lib/k-series";
import { log } from "@/lib/log";
import { done, inboxTests, orderSaid } from "@/lib/testing/inbox-tests";
import { MAX_CRASHES, MAX_FAILURES } from "./attempt-policy";
import { createInbox } from "./inbox";
import type { NotificationHandlers } from "./notification-handler";
import { wakeParked } from "./wake-parked";

const at = inboxTests();
const { stage, services, inbox, deliver, eventOf, makeDue } = at;

test("a delivery reaches its handler with what it says, and is written down with what was done", async () => {
  const handler = vi.fn<NonNullable<NotificationHandlers["order"]>>(async () => ({
    result: "processed",
    what: "The order is on the till.",
  }));
  const id = await deliver(orderSaid("UPV-1-a", { ikentooAccountIdentifier: "A1.1", big: 1 }));
  expect(await inbox({ order: handler }).drain()).toBe(1);
  expect(handler.mock.calls[0]?.[1]).toMatchObject({
    ...{ eventId: id, merchantId: at.a.merchantId, verified: true, environment: "sandbox" },
    ...{ type: "ORDER", status: "SUCCESS", reference: "UPV-1-a", accountIdentifier: "A1.1", body: { big: 1 } },
  });
  const event = await eventOf(id);
  expect(event).toMatchObject({
    status: "processed",
    outcome: "The order is on the till.",
    attempts: 1,
    due_at: null,
    lease_owner: null,
  });
  expect(event.history).toMatchObject([
    { trigger: "delivery", result: "processed", what: "The order is on the till." },
  ]);
});

test("two inboxes at once give every delivery to one handler", async () => {
  const seen: string[] = [];
  const handlers: NotificationHandlers = {
    order: async (_, { eventId }) => {
      seen.push(eventId);
      return { result: "processed", what: "Done." };
    },
  };
  const ids = await Promise.all(Array.from({ length: 60 }, (_, n) => deliver(orderSaid(`UPV-2-${n}`))));
  const counts = await Promise.all([inbox(handlers).drain(), inbox(handlers).drain()]);
  expect(counts[0] + counts[1]).toBe(60);
  expect(seen.sort()).toEqual([...ids].sort());
});

test("while a kitchen waits a few are worked on at a time, never none, and afterwards as many as before", async () => {
  let waits = true;
  let most = 0;
  const ends: (() => void)[] = [];
  const handlers: NotificationHandlers = {
    order: async () => {
      const over = new Promise<void>((resolve) => ends.push(resolve));
      most = Math.max(most, ends.length);
      await over;
      return { result: "processed", what: "Done." };
    },
  };
  const endOne = () => ends.shift()?.();
  const ids = await Promise.all(Array.from({ length: 24 }, (_, n) => deliver(orderSaid(`UPV-2-rush-${n}`))));
  const stopping = new AbortController();
  const running = inbox(handlers, { slots: 12, standsBack: () => waits }).run(stopping.signal, () => {});
  for (let n = 0; n < 6; n += 1) {
    await vi.waitFor(() => expect(ends.length).toBeGreaterThan(0), 10_000);
    endOne();
  }
  expect(most).toBe(2);
  waits = false;
  await vi.waitFor(() => expect(ends.length).toBeGreaterThan(0), 10_000);
  endOne();
  await vi.waitFor(() => expect(ends.length).toBeGreaterThan(8), 10_000);
  await vi.waitFor(async () => {
    while (ends.length > 0) endOne();
    for (const id of ids) expect((await eventOf(id)).status).toBe("processed");
  }, 20_000);
  stopping.abort();
  await running;
});

test("while a kitchen waits it rests between the few that it takes, and not any longer than that", async () => {
  let waits = true;
  const handled: number[] = [];
  const handlers: NotificationHandlers = {
    order: async () => {
      if (handled.push(performance.now()) === 8) waits = false;
      return { result: "processed", what: "Done." };
    },
  };
  await Promise.all(Array.from({ length: 30 }, (_, n) => deliver(orderSaid(`UPV-2-rest-${n}`))));
  const stopping = new AbortController();
  const running = inbox(handlers, { standsBack: () => waits }).run(stopping.signal, () => {});
  await vi.waitUntil(() => handled.length === 30, { timeout: 20_000 });
  stopping.abort();
  await running;
  // Two at a time, 100 ms from claim to claim: the seventh is of the fourth.
  expect((handled[6] ?? 0) - (handled[0] ?? 0)).toBeGreaterThan(200);
});

test("what comes too early is parked and taken up when its reference becomes known", async () => {
  let known = false;
  const handlers: NotificationHandlers = {
    order: async () =>
      known ? { result: "processed", what: "Matched." } : { result: "parked", what: "No such order yet." },
  };
  const id = await deliver(orderSaid("UPV-3-early"));
  await inbox(handlers).drain();
  expect(await eventOf(id)).toMatchObject({ status: "parked", outcome: "No such order yet." });
  expect(await inbox(handlers).drain()).toBe(0);
  known = true;
  await withTenant(stage.db, at.b.merchantId, (tx) => wakeParked(tx, at.b.merchantId, "UPV-3-early"));
  expect(await inbox(handlers).drain()).toBe(0);
  await withTenant(stage.db, at.a.merchantId, (tx) => wakeParked(tx, at.a.merchantId, "UPV-3-early"));
  expect(await inbox(handlers).drain()).toBe(1);
  const event = await eventOf(id);
  expect(event).toMatchObject({ status: "processed" });
  expect(event.history).toMatchObject([{ result: "parked" }, { trigger: "woken", result: "processed" }]);
});

test("what is woken while somebody is at it is looked at once more, and counts as nobody's crash", async () => {
  let known = false;
  let release = () => {};
  const asleep = new Promise<void>((resolve) => {
    release = resolve;
  });
  const early = { result: "parked" as const, what: "No such order yet." };
  const id = await deliver(orderSaid("UPV-3-meanwhile"));
  await inbox({ order: async () => early }).drain();
  await makeDue(id);
  const looking = inbox({ order: () => asleep.then(() => early) }).drain();
  await vi.waitUntil(async () => (await eventOf(id)).lease_owner !== null, { timeout: 20_000 });
  known = true;
  await withTenant(stage.db, at.a.merchantId, (tx) => wakeParked(tx, at.a.merchantId, "UPV-3-meanwhile"));
  const after = inbox({ order: async () => (known ? { result: "processed", what: "Matched." } : early) });
  expect(await after.drain()).toBe(1);
  release();
  await looking;
  expect(await eventOf(id)).toMatchObject({ status: "processed", outcome: "Matched.", crashes: 0 });
});

test("nobody has to wake it: what is parked is looked at again by itself, for a day", async () => {
  const handlers: NotificationHandlers = { order: async () => ({ result: "parked", what: "Not yet." }) };
  const id = await deliver(orderSaid("UPV-4-early"));
  await inbox(handlers).drain();
  const pauseOf = async () => {
    const { due_at, finished_at } = await eventOf(id);
    return due_at === null ? null : Math.round((due_at.getTime() - finished_at.getTime()) / 1000);
  };
  const pauses = [await pauseOf()];
  for (let n = 0; n < 3; n += 1) {
    await makeDue(id);
    await inbox(handlers).drain();
    pauses.push(await pauseOf());
  }
  expect(pauses).toEqual([2, 5, 20, 60]);
  const tomorrow = { ...services(), now: () => new Date(Date.now() + 25 * 3_600_000) };
  await makeDue(id);
  await createInbox(tomorrow, handlers).drain();
  expect(await pauseOf()).toBeNull();
  expect((await eventOf(id)).status).toBe("parked");
});

test("a kind without a handler is kept parked, an unknown type is ignored, a missing type is read from its parts", async () => {
  const kinds: string[] = [];
  const note = (kind: string, result: "processed" | "parked") => async () => {
    kinds.push(kind);
    return { result, what: kind };
  };
  const handlers = {
    order: note("order", "parked"),
    payment: note("payment", "processed"),
    item: note("item", "processed"),
  };
  const unknown = await deliver({ type: "SHIFT", status: "OPENED" });
  const nothing = await deliver({});
  const payment = await deliver({ status: "FAILURE", thirdPartyReference: "UPV-5-p", reason: "X" });
  const item = await deliver({ sku: "1", count: 0 });
  const readiness = await deliver({ posStatus: {}, status: "READY" });
  await inbox(handlers).drain();
  expect((await eventOf(unknown)).status).toBe("ignored");
  expect((await eventOf(nothing)).status).toBe("ignored");
  expect(await eventOf(payment)).toMatchObject({ status: "processed", outcome: "payment" });
  expect(await eventOf(item)).toMatchObject({ status: "processed", outcome: "item" });
  expect((await eventOf(readiness)).status).toBe("parked");
  expect(kinds.sort()).toEqual(["item", "order", "payment"]);
});

test("a fault is tried again with growing pauses and then is a dead letter with reason and remedy; nobody else waits", async () => {
  vi.spyOn(log, "error").mockImplementation(() => {});
  const handlers: NotificationHandlers = {
    order: async (_, { reference }) => {
      if (reference === "UPV-6-poison") throw new TypeError("secret detail");
      return { result: "processed", what: "Done." };
    },
  };
  const id = await deliver(orderSaid("UPV-6-poison"));
  for (let n = 1; n <= MAX_FAILURES; n += 1) {
    const other = await deliver(orderSaid(`UPV-6-${n}`));
    await makeDue(id);
    await inbox(handlers).drain();
    expect((await eventOf(other)).status).toBe("processed");
    expect((await eventOf(id)).status).toBe(n < MAX_FAILURES ? "received" : "dead");
  }
  const event = await eventOf(id);
  expect(event).toMatchObject({ attempts: MAX_FAILURES, due_at: null });
  expect(event.outcome).toBe("Upvendo could not work on this message: an unforeseen fault (TypeError).");
  expect(event.remedy).toContain("Redeliver");
  expect(JSON.stringify(event)).not.toContain("secret detail");
  await makeDue(id);
  await stage.owner`update webhook_events set due_at = null where id = ${id}`;
});

test("a vendor's fault that a handler does not catch is told in the vendor's words, also as a dead letter", async () => {
  const unavailable = new KSeriesHttpError("itemAvailability.list", { status: 503, reason: "Service Unavailable" });
  const handlers: NotificationHandlers = { order: async () => Promise.reject(unavailable) };
  const id = await deliver(orderSaid("UPV-6-vendor"));
  for (let n = 1; n <= MAX_FAILURES; n += 1) {
    await makeDue(id);
    await inbox(handlers).drain();
  }
  expect(await eventOf(id)).toMatchObject({
    status: "dead",
    outcome: "Lightspeed has a fault of its own (503).",
    remedy: expect.stringMatching(/Lightspeed's status page.*Redeliver/),
  });
});

test("a foreseen failure tells its own words, and a handler that hangs is given up", async () => {
  const slow: NotificationHandlers = { order: () => new Promise(() => {}) };
  const foreseen: NotificationHandlers = {
    order: async () => Promise.reject(new AppError("conflict", "The till is closed.")),
  };
  const id = await deliver(orderSaid("UPV-7-slow"));
  await inbox(slow, { limitMs: 20 }).drain();
  expect((await eventOf(id)).outcome).toBe("Working on this message took longer than 0.02 seconds.");
  await makeDue(id);
  await inbox(foreseen).drain();
  expect(await eventOf(id)).toMatchObject({ status: "received", outcome: "The till is closed." });
  await makeDue(id);
  await inbox(done).drain();
  expect((await eventOf(id)).status).toBe("processed");
});

test("what a worker that ended had begun goes to another when the lease is over, alone; after three deaths it is a dead letter", async () => {
  const id = await deliver(orderSaid("UPV-8-killer"));
  const die = () => stage.owner`select * from gate.take_webhook_events(${randomUUID()}, 10, 20, ${false})`;
  await die();
  expect(await inbox(done).drain()).toBe(0);
  const over = () => stage.owner`update webhook_events set due_at = now() where id = ${id}`;
  await over();
  // Not together with others: the next claim of many does not take it.
  expect(await stage.owner`select * from gate.take_webhook_events(${randomUUID()}, 10, 20, ${false})`).toHaveLength(0);
  for (let n = 1; n < MAX_CRASHES; n += 1) {
    await stage.owner`select * from gate.take_webhook_events(${randomUUID()}, 1, 20, ${true})`;
    await over();
  }
  await inbox(done).drain();
  expect(await eventOf(id)).toMatchObject({
    ...{ status: "dead", crashes: MAX_CRASHES, due_at: null },
    outcome: `The worker ended ${MAX_CRASHES} times while it was at this message.`,
  });
});

test("what was left by a worker that ended with many is done at once when the lease is over, not one a second", async () => {
  const ids: string[] = [];
  for (let n = 0; n < 5; n += 1) ids.push(await deliver(orderSaid(`UPV-8-left${n}`)));
  await stage.owner`select * from gate.take_webhook_events(${randomUUID()}, 10, 20, ${false})`;
  await stage.owner`update webhook_events set due_at = now() where id = any(${ids})`;
  const stopping = new AbortController();
  const timers = vi.spyOn(globalThis, "setTimeout");
  const running = inbox(done).run(stopping.signal, () => {});
  const isOver = async () => (await Promise.all(ids.map(eventOf))).every(({ status }) => status === "processed");
  await vi.waitUntil(isOver, { timeout: 20_000 });
  const pauses = timers.mock.calls.filter(([, ms]) => ms === 1_000);
  stopping.abort();
  await running;
  // Five looks a second apart have four pauses between them.
  expect(pauses.length).toBeLessThan(4);
});

test("a sleeper that wakes after its lease writes nothing over what another did", async () => {
  let release = () => {};
  const asleep = new Promise<void>((resolve) => {
    release = resolve;
  });
  const sleeper: NotificationHandlers = { order: () => asleep.then(() => ({ result: "processed", what: "Slept." })) };
  const id = await deliver(orderSaid("UPV-9-sleeper"));
  // Left by one that ended: what the sleeper takes alone, and then looks for nothing else.
  const ended = randomUUID();
  await stage.owner`select * from gate.take_webhook_events(${ended}, 1, 20, ${false})`;
  await makeDue(id);
  // It is told when to wake; its own time limit has no part in this.
  const sleeping = inbox(sleeper, { limitMs: 3_600_000 }).drain();
  await expect.poll(async () => (await eventOf(id)).lease_owner).not.toBe(ended);
  await makeDue(id);
  await inbox(done).drain();
  release();
  await sleeping;
  expect(await eventOf(id)).toMatchObject({ status: "processed", outcome: "Done." });
});
