import { randomUUID } from "node:crypto";
import { beforeEach, expect, inject, test, vi } from "vitest";
import { listIssues } from "@/lib/attention/list-issues";
import type { Actor } from "@/lib/auth/roles";
import { log } from "@/lib/log";
import type { Services } from "@/lib/services";
import { authorization, type EndpointOwner, insertEndpointOwner, webhookStage } from "@/lib/testing/webhook-stage";
import { createInbox } from "./inbox";
import type { NotificationHandlers } from "./notification-handler";
import { replayDelivery } from "./replay";
import { cancelReplay, findReplayProgress, previewReplay, startReplay } from "./replay-many";
import { runReplay } from "./run-replay";

const stage = webhookStage();
let house: EndpointOwner;
let effects: Map<string, number>;
/** Everything, or one reference. */
let broken: boolean | string;
beforeEach(async () => {
  house = await insertEndpointOwner(stage);
  effects = new Map();
  broken = false;
  vi.spyOn(log, "error").mockImplementation(() => {});
});

const services = () => ({ db: stage.db, now: () => new Date() }) as Services;
const person = (role: Actor["role"], merchantId = house.merchantId): Actor => ({
  ...{ sessionId: randomUUID(), merchantId, merchantName: "House", userId: randomUUID() },
  ...{ userName: "Ada", email: "ada@upvendo.test", role },
});
/** Does its work once per reference, as the real ones do; `broken` fails instead. */
const handlers: NotificationHandlers = {
  order: async (_, { reference }) => {
    if (broken === true || broken === reference) throw new Error("broken");
    if (effects.has(reference ?? "")) return { result: "processed", what: "Was done already." };
    effects.set(reference ?? "", 1);
    return { result: "processed", what: "Done." };
  },
};
const drain = () => createInbox(services(), handlers).drain();

async function deliver(count: number): Promise<void> {
  await Promise.all(
    Array.from({ length: count }, (_, n) =>
      stage.sender.send({
        path: `/webhook/lightspeed/${house.endpointId}`,
        headers: { authorization },
        body: JSON.stringify({ type: "ORDER", status: "SUCCESS", thirdPartyReference: `R-${n}` }),
      }),
    ),
  );
}
const rows = () =>
  stage.owner`select * from webhook_events where merchant_id = ${house.merchantId} order by received_at, id`;
const bury = () =>
  stage.owner`update webhook_events set status = 'dead', due_at = null where merchant_id = ${house.merchantId}`;

test("a processed delivery that is redelivered is recorded as a replay and has no second effect", async () => {
  await deliver(1);
  await drain();
  const [{ id } = { id: "" }] = await rows();
  await replayDelivery(services(), person("manager"), { eventId: id });
  await drain();
  const [row] = await rows();
  expect(row).toMatchObject({ status: "processed", outcome: "Was done already.", attempts: 2, replayed_by: "Ada" });
  expect(row?.history).toMatchObject([
    { trigger: "delivery" },
    { trigger: "replay", by: "Ada", what: "Was done already." },
  ]);
  expect(effects.size).toBe(1);
  const audit = await stage.owner`select action, subject from audit_entries where merchant_id = ${house.merchantId}`;
  expect([...audit]).toEqual([{ action: "delivery.replayed", subject: id }]);
});

test("a dead letter runs again with one click once its cause is gone, with tries of its own", async () => {
  await deliver(1);
  broken = true;
  for (let n = 0; n < 8; n += 1) {
    await stage.owner`update webhook_events set due_at = now() where merchant_id = ${house.merchantId}`;
    await drain();
  }
  const [{ id } = { id: "" }] = await rows();
  expect((await rows())[0]?.status).toBe("dead");
  await replayDelivery(services(), person("owner"), { eventId: id });
  await drain();
  expect((await rows())[0]?.status).toBe("received");
  broken = false;
  await replayDelivery(services(), person("owner"), { eventId: id });
  await drain();
  expect((await rows())[0]).toMatchObject({ status: "processed", outcome: "Done." });
});

const openIssues = async () => (await listIssues({ db: stage.db }, house.merchantId)).open;

/** Lets every try that they get fail. */
async function die(): Promise<void> {
  broken = true;
  for (let n = 0; n < 8; n += 1) {
    await stage.owner`update webhook_events set due_at = now() where merchant_id = ${house.merchantId} and due_at is not null`;
    await drain();
  }
  broken = false;
}

test("dead letters of one reason are one issue that counts them, and it closes with the last that is redelivered", async () => {
  await deliver(3);
  await die();
  expect(await openIssues()).toMatchObject([
    {
      ...{ kind: "dead_letter", count: 3, severity: "warning", href: "/lightspeed/webhooks/deliveries?status=dead" },
      body: "Upvendo could not work on this message: an unforeseen fault (Error).",
    },
  ]);
  const letters = await rows();
  for (const [index, { id }] of letters.entries()) {
    expect(await openIssues()).toHaveLength(1);
    await replayDelivery(services(), person("owner"), { eventId: id });
    // Only asked for is not yet worked on.
    expect(await openIssues()).toHaveLength(1);
    if (index === 0) {
      broken = true;
      await drain();
      broken = false;
      await replayDelivery(services(), person("owner"), { eventId: id });
    }
    await drain();
  }
  expect(await openIssues()).toEqual([]);
  const { resolved } = await listIssues({ db: stage.db }, house.merchantId);
  expect(resolved).toMatchObject([{ proof: "Every message that had failed for this reason has been worked on." }]);
});

test("of two that are redelivered at once the issue waits for the one that fails again", async () => {
  await deliver(2);
  await die();
  broken = "R-1";
  for (const { id } of await rows()) await replayDelivery(services(), person("owner"), { eventId: id });
  await drain();
  expect((await rows()).map(({ status }) => status).sort()).toEqual(["processed", "received"]);
  expect(await openIssues()).toHaveLength(1);
});

test("another message that is worked on closes nothing; a later one about the same matter does", async () => {
  await deliver(2);
  await die();
  const tell = (reference: string) =>
    stage.sender.send({
      path: `/webhook/lightspeed/${house.endpointId}`,
      headers: { authorization },
      body: JSON.stringify({ type: "ORDER", status: "SUCCESS", thirdPartyReference: reference }),
    });
  for (const [reference, left] of [
    ["R-9", 1],
    ["R-0", 1],
    ["R-1", 0],
  ] as const) {
    await tell(reference);
    await drain();
    expect(await openIssues()).toHaveLength(left);
  }
});

test("viewers replay nothing, and nobody another merchant's delivery", async () => {
  await deliver(1);
  const [{ id } = { id: "" }] = await rows();
  const stranger = await insertEndpointOwner(stage);
  await expect(replayDelivery(services(), person("viewer"), { eventId: id })).rejects.toThrow(
    "Only owners and managers",
  );
  await expect(startReplay(services(), person("viewer"), { filter: {}, expected: 1 })).rejects.toThrow("Only owners");
  const other = person("owner", stranger.merchantId);
  await expect(replayDelivery(services(), other, { eventId: id })).rejects.toThrow("does not exist");
  await expect(replayDelivery(services(), other, { eventId: randomUUID() })).rejects.toThrow("does not exist");
  expect((await rows())[0]?.trigger).toBe("delivery");
});

// TEST_ROUNDS=1: with 500.
const MANY = inject("longRounds") > 0 ? 500 : 100;

test("many dead letters: the preview says how many, all run once more, and a second replay of all changes nothing", async () => {
  await deliver(MANY);
  await bury();
  const actor = person("owner");
  expect(await previewReplay(services(), actor, { status: "dead" })).toEqual({ count: MANY });
  for (const filter of [{ status: "dead" as const }, {}]) {
    const { replayId } = await startReplay(services(), actor, { filter, expected: MANY });
    const replaying = runReplay(services(), { merchantId: house.merchantId, replayId }, { chunk: 50, pauseMs: 5 });
    for (let over = false; !over; ) {
      await drain();
      over = (await findReplayProgress(services(), house.merchantId))?.status !== "running";
    }
    await replaying;
    await drain();
    expect(await findReplayProgress(services(), house.merchantId, replayId)).toMatchObject({
      ...{ status: "completed", total: MANY, done: MANY, byName: "Ada" },
    });
    expect(effects.size).toBe(MANY);
  }
  const statuses = new Set((await rows()).map(({ status }) => status));
  expect([...statuses]).toEqual(["processed"]);
});

test("cancelled half-way it leaves what was not begun as it was, and nothing half done", async () => {
  await deliver(40);
  await bury();
  const actor = person("owner");
  const { replayId } = await startReplay(services(), actor, { filter: { status: "dead" }, expected: 40 });
  const replay = { merchantId: house.merchantId, replayId };
  // One step at a time: the first chunk waits to be worked on, so the second is not begun.
  const running = runReplay(services(), replay, { chunk: 20, pauseMs: 5 });
  await vi.waitUntil(async () => (await rows()).some(({ trigger }) => trigger === "replay"), { timeout: 20_000 });
  await expect(startReplay(services(), actor, { filter: {}, expected: 40 })).rejects.toThrow(
    "Another replay is running",
  );
  await cancelReplay(services(), actor, { replayId });
  await running;
  await drain();
  const after = await rows();
  expect(after.filter(({ status }) => status === "processed")).toHaveLength(20);
  expect(after.filter(({ status, trigger }) => status === "dead" && trigger === "delivery")).toHaveLength(20);
  expect(await findReplayProgress(services(), house.merchantId)).toMatchObject({
    status: "cancelled",
    total: 40,
    done: 20,
  });
  await expect(cancelReplay(services(), actor, { replayId })).rejects.toThrow("has ended already");
});

test("a count that is no longer true starts nothing, and neither does an empty one", async () => {
  await deliver(2);
  const actor = person("owner");
  await expect(startReplay(services(), actor, { filter: {}, expected: 1 })).rejects.toThrow(
    "Now 2 deliveries match instead of 1.",
  );
  await expect(startReplay(services(), actor, { filter: { status: "dead" }, expected: 0 })).rejects.toThrow(
    "no delivery like this",
  );
});

test("a worker that ends in the middle of a replay goes on where it was", async () => {
  await deliver(30);
  await bury();
  const { replayId } = await startReplay(services(), person("owner"), { filter: {}, expected: 30 });
  const replay = { merchantId: house.merchantId, replayId };
  const stopping = new AbortController();
  const first = runReplay(services(), replay, { chunk: 10, pauseMs: 60_000, signal: stopping.signal });
  await vi.waitUntil(async () => (await rows()).some(({ trigger }) => trigger === "replay"), { timeout: 20_000 });
  stopping.abort();
  await expect(first).rejects.toThrow("abort");
  const second = runReplay(services(), replay, { chunk: 10, pauseMs: 5 });
  for (let over = false; !over; ) {
    await drain();
    over = (await findReplayProgress(services(), house.merchantId))?.status === "completed";
  }
  await second;
  await drain();
  const after = await rows();
  expect(after.map(({ status, attempts }) => [status, attempts])).toEqual(after.map(() => ["processed", 1]));
});
