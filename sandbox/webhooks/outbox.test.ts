import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { startTestSandbox, type TestSandbox } from "../testing/sandbox";
import { openTillDesk, type TillDesk } from "../testing/till-desk";

let sandbox: TestSandbox;
let desk: TillDesk;
beforeAll(async () => {
  sandbox = await startTestSandbox();
});
afterAll(() => sandbox.remove());
beforeEach(async () => {
  desk = await openTillDesk(sandbox);
});
afterEach(() => desk.receiver.close());

test("a change at the till is told to the order's endpoint, in order", async () => {
  const { identifier } = await desk.place();
  await desk.till("POST", `/checks/${identifier}/lines`, { lines: [{ sku: "DRI-COLA" }] });
  await desk.till("POST", `/checks/${identifier}/stage`, { stage: "READY_FOR_PICKUP" });
  await desk.till("POST", `/checks/${identifier}/cancel`);
  await desk.notes({ status: "CANCELLED", outcome: "delivered" });
  expect(desk.receiver.received.map(({ body }) => body.status)).toEqual([
    "SUCCESS",
    "CHECK_WAS_UPDATED",
    "READY_FOR_PICKUP",
    "CANCELLED",
  ]);
});

test("notifications are lost, doubled, turned round and held on demand", async () => {
  const fault = (what: object) =>
    sandbox.control("POST", "/notifications/faults", { account: desk.account.accountId, times: 1, ...what });
  await fault({ do: { type: "lose" } });
  await desk.place();
  expect((await desk.notes({ outcome: "lost" })).length).toBe(1);
  await fault({ do: { type: "duplicate", copies: 2 } });
  await desk.place();
  expect(await desk.notes({ outcome: "delivered" }, 3)).toHaveLength(3);
  expect(new Set(desk.receiver.received.map(({ text }) => text)).size).toBe(1);
  desk.receiver.received.length = 0;
  await fault({ do: { type: "reorder" } });
  const [early, later] = [await desk.place(), await desk.place()];
  await desk.notes({ outcome: "delivered" }, 5);
  expect(desk.receiver.received.map(({ body }) => body.ikentooAccountIdentifier)).toEqual([
    later.identifier,
    early.identifier,
  ]);
  await fault({ do: { type: "hold" } });
  await desk.place();
  const [held] = await desk.notes({ outcome: "held" });
  await sandbox.control("POST", `/notifications/${held?.seq}/send`);
  await desk.notes({ outcome: "delivered" }, 6);
});

test("a failing receiver is tried a bounded number of times, and no other machine is ever called", async () => {
  desk.receiver.statuses.push(500, 503);
  await desk.place();
  expect((await desk.notes({ outcome: "delivered" }))[0]?.attempts).toHaveLength(3);
  desk.receiver.statuses.push(500, 500, 500);
  await desk.place();
  expect((await desk.notes({ outcome: "failed" }))[0]?.attempts).toHaveLength(3);
  await desk.call("POST", "/o/wh/1/webhook", {
    endpointId: "till",
    url: "https://example.com/hook",
    subscribeTo: [{ resource: "order", name: "DELIVERED" }],
  });
  await desk.place();
  expect((await desk.notes({ outcome: "refused" }))[0]?.attempts).toMatchObject([{ error: "not loopback" }]);
});

test("an order's notification can come before the answer to the order", async () => {
  await sandbox.control("POST", "/faults", {
    ...{ account: desk.account.accountId, operation: "orders", times: 1 },
    do: { type: "slow", ms: 1_500, afterEffect: true },
  });
  let answered = false;
  const placed = desk.place().then((check) => {
    answered = true;
    return check;
  });
  await desk.notes({ status: "SUCCESS", outcome: "delivered" });
  expect(answered).toBe(false);
  await placed;
});

test("an order's notification is written as the schema or the examples spell it, and as short as the shortest sample", async () => {
  const settings = (change: object) =>
    sandbox.control("PATCH", `/accounts/${desk.account.accountId}`, { settings: change });
  await desk.place();
  await desk.notes({ outcome: "delivered" });
  await settings({ webhookAccountIdSpelling: "schema", webhookMinimal: true });
  await desk.place();
  await desk.notes({ outcome: "delivered" }, 2);
  const [full, short] = desk.receiver.received.map(({ body }) => Object.keys(body));
  expect(full).toEqual(expect.arrayContaining(["type", "businessLocationId", "ikentooAccountId"]));
  expect(short).toEqual(expect.arrayContaining(["status", "thirdPartyReference", "iKentooAccountId"]));
  expect(short).not.toContain("type");
  expect(short).not.toContain("businessLocationId");
});
