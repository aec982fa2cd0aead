import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { notificationFaults } from "../testing/contract";
import { startTestSandbox, type TestSandbox } from "../testing/sandbox";
import { type CheckView, openTillDesk, type TillDesk } from "../testing/till-desk";

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

test("what is sent while the POS is offline waits, arrives when it is back, and expires at its deadline", async () => {
  await desk.till("PATCH", "", { availableDevices: false });
  const [kept, late] = [desk.order(), desk.order({ maxTimeToAttemptOrderDeliverToPos: 60_000 })];
  for (const body of [kept, late]) await desk.call("POST", "/o/op/1/order/local", body);
  await desk.call("POST", `/o/op/1/printMsg?businessLocationId=${desk.location}`, { message: "Hello" });
  expect((await desk.till<{ messages: object[] }>("GET", "")).messages[0]).not.toHaveProperty("shownAt");
  await sandbox.control("POST", `/accounts/${desk.account.accountId}/clock`, { advanceMs: 61_000 });
  expect(await desk.decided("orders", late.thirdPartyReference)).toMatchObject({
    state: "failed",
    reason: "Not processed before validity ended",
  });
  await desk.till("PATCH", "", { availableDevices: true });
  expect(await desk.decided("orders", kept.thirdPartyReference)).toMatchObject({ state: "done" });
  expect((await desk.till<{ messages: object[] }>("GET", "")).messages[0]).toHaveProperty("shownAt");
});

test("readiness follows the till and is told only when something changed", async () => {
  const ready = async () =>
    (await desk.call("GET", `/o/op/1/onlineOrderReadiness?businessLocationId=${desk.location}`)).body as {
      status: string;
    };
  expect((await ready()).status).toBe("READY");
  await desk.till("PATCH", "", { salesPeriod: "CLOSED" });
  await desk.till("PATCH", "", { salesPeriod: "CLOSED" });
  await desk.till("PATCH", "", { availableDevices: false });
  expect(await ready()).toMatchObject({
    status: "NOT_READY",
    posStatus: { salesPeriod: "CLOSED", availableDevices: false },
  });
  const told = await desk.notes({ type: "ORDER_API" }, 2);
  expect(told).toHaveLength(2);
  for (const { body } of told) expect(notificationFaults("onlineOrderReadinessNotification", body)).toEqual([]);
});

test("an item counts down with each order, sells out, and is told", async () => {
  await desk.till("PUT", "/counts/STA-SOEP", { count: 3 });
  expect((await desk.place()).state).toBe("done");
  const answer = await desk.call(
    "GET",
    `/o/op/1/itemAvailability?businessLocationId=${desk.location}&skus=STA-SOEP&skus=DRI-COLA`,
  );
  expect((answer.body as { data: object[] }).data).toMatchObject([{ sku: "STA-SOEP", count: { value: "1" } }]);
  expect(await desk.place()).toMatchObject({ state: "failed", reason: "Item STA-SOEP is out of stock" });
  const told = await desk.notes({ type: "ITEM" }, 2);
  expect(told.map(({ body }) => JSON.parse(body).count)).toEqual([3, 1]);
  for (const { body } of told) expect(notificationFaults("itemAvailabilityNotification", body)).toEqual([]);
  const many = Array.from({ length: 51 }, (_, index) => `skus=S${index}`).join("&");
  expect((await desk.call("GET", `/o/op/1/itemAvailability?businessLocationId=${desk.location}&${many}`)).status).toBe(
    400,
  );
});

test("the staff opens, fills, pays and closes a check; the oldest of a table answers, the books have it", async () => {
  const first = await desk.till<CheckView>("POST", "/checks", { table: 3, lines: [{ sku: "DRI-COLA" }] });
  await desk.till("POST", "/checks", { table: 3, lines: [{ sku: "STA-SOEP" }] });
  await desk.till("POST", `/checks/${first.identifier}/lines`, { lines: [{ sku: "SID-FRIET", quantity: 2 }] });
  const onTable = await desk.call("GET", `/o/op/1/order/table/3/getCheck?businessLocationId=${desk.location}`);
  expect(onTable.body).toMatchObject({ ikaccountId: first.identifier, currentAmount: { value: "12.2" } });
  await expect(desk.till("POST", `/checks/${first.identifier}/close`)).rejects.toThrow("not paid");
  await desk.till("POST", `/checks/${first.identifier}/pay`, { method: "CASH", tipCents: 100 });
  await desk.till("POST", `/checks/${first.identifier}/close`);
  expect((await desk.till<{ sales: object }>("GET", "")).sales).toEqual({
    count: 1,
    totalCents: 1_220,
    paidCents: 1_220,
    tipCents: 100,
  });
});

test("a closed check is voided once: its receipt says so, and the day's figures hold nothing of it", async () => {
  const { identifier } = await desk.till<CheckView>("POST", "/checks", { lines: [{ sku: "DRI-COLA" }] });
  await expect(desk.till("POST", `/sales/${identifier}/void`)).rejects.toThrow("no sale");
  await desk.till("POST", `/checks/${identifier}/pay`, { method: "CASH" });
  await desk.till("POST", `/checks/${identifier}/close`);
  expect(await desk.till("POST", `/sales/${identifier}/void`)).toEqual({ identifier, cancelled: true });
  await expect(desk.till("POST", `/sales/${identifier}/void`)).rejects.toThrow("voided already");
  const { body } = await desk.call("GET", `/f/finance/${desk.location}/dailyFinancials?include=payments`);
  const { sales } = body as { sales: { type: string; cancelled: boolean; source: { previousAccountId?: string } }[] };
  expect(sales).toMatchObject([
    { type: "SALE", cancelled: true, accountFiscId: identifier },
    { type: "VOID", cancelled: false, source: { previousAccountId: identifier } },
  ]);
  expect((await desk.till<{ sales: object }>("GET", "")).sales).toMatchObject({
    totalCents: 0,
    paidCents: 0,
    tipCents: 0,
  });
});
