import postgres from "postgres";
import { afterAll, beforeAll, expect, test } from "vitest";
import { LIVE_CHANNEL } from "@/lib/live/topics";
import type { Services } from "@/lib/services";
import { openStage, type Stage } from "@/lib/testing/connection-stage";
import { createLinkedMerchant, type LinkedMerchant } from "@/lib/testing/linked-merchant";
import { getIntegrationLog } from "../connection/log";
import { getFloorPlan } from "./get-floor-plan";
import { getOpenChecks } from "./get-open-checks";
import { printMessage } from "./print-message";
import { refreshFloorPlans } from "./refresh-floor-plans";
import { saveFloorPlan } from "./save-floor-plan";

let stage: Stage;
let services: Services;
let owner: postgres.Sql;
beforeAll(async () => {
  stage = await openStage();
  services = stage.services;
  owner = postgres(stage.ownerUrl, { max: 1, onnotice: () => {} });
});
afterAll(async () => {
  await owner.end();
  await stage.close();
});

const till = <T = unknown>({ placeId }: LinkedMerchant, method: string, path: string, body?: object) =>
  stage.sandbox.control<T>(method, `/till/${placeId}${path}`, body);
const backOffice = (merchant: LinkedMerchant, change: object) => till(merchant, "PATCH", "/back-office", change);

async function planOf({ actor, locationId }: LinkedMerchant, floorPlanId?: string) {
  const view = await getFloorPlan(services, actor.merchantId, { locationId, floorPlanId });
  if (!view) throw new Error("not linked");
  return view;
}
const refresh = ({ actor, locationId }: LinkedMerchant) => refreshFloorPlans(services, actor.merchantId, locationId);

/** Saves what is shown, with some tables put elsewhere. */
async function arrange(merchant: LinkedMerchant, moves: Record<number, { x: number; y: number }>, version?: number) {
  const { plan } = await planOf(merchant);
  if (!plan) throw new Error("no plan");
  const places = plan.tables.map(({ id, number, x, y }) => ({ tableId: id, ...(moves[number] ?? { x, y }) }));
  return saveFloorPlan(services, merchant.actor, {
    ...{ locationId: merchant.locationId, floorPlanId: plan.id, version: version ?? plan.version, places },
  });
}

test("Lightspeed's tables come in a grid until somebody arranges them, and then stand where they were put", async () => {
  const merchant = await createLinkedMerchant(stage);
  const first = await planOf(merchant);
  expect(first.plans.map(({ name }) => name)).toEqual(["Dining room", "Terrace"]);
  expect(first.plan).toMatchObject({ name: "Dining room", version: 0, arrangedBy: null });
  expect(first.plan?.tables).toHaveLength(22);
  expect(first.numbers).toHaveLength(30);
  await arrange(merchant, { 4: { x: 60, y: 33 } });
  const { plan } = await planOf(merchant);
  expect(plan).toMatchObject({ version: 1, arrangedBy: { name: "Test Owner" } });
  expect(plan?.tables.find(({ number }) => number === 4)).toMatchObject({ x: 60, y: 33, state: "known" });
  const terrace = await planOf(merchant, first.plans[1]?.id);
  expect(terrace.plan).toMatchObject({ name: "Terrace", version: 0 });
});

test("new and removed tables are marked until the drawing is saved again; two with one number are named", async () => {
  const merchant = await createLinkedMerchant(stage);
  await arrange(merchant, {});
  await backOffice(merchant, { removedTables: [3], addedTables: [{ number: 99 }, { floorPlan: 1, number: 5 }] });
  await refresh(merchant);
  const { plan, duplicates } = await planOf(merchant);
  const stateOf = (number: number, view = plan) => view?.tables.find((table) => table.number === number)?.state;
  expect([stateOf(3), stateOf(99), stateOf(5)]).toEqual(["removed", "new", "known"]);
  expect(duplicates).toEqual([5]);
  await arrange(merchant, {});
  const after = await planOf(merchant);
  expect([stateOf(3, after.plan), stateOf(99, after.plan)]).toEqual(["removed", "known"]);
  const places = (after.plan?.tables ?? []).filter(({ number }) => number !== 3);
  await saveFloorPlan(services, merchant.actor, {
    ...{ locationId: merchant.locationId, floorPlanId: after.plan?.id ?? "", version: after.plan?.version ?? 0 },
    places: places.map(({ id, x, y }) => ({ tableId: id, x, y })),
  });
  expect(stateOf(3, (await planOf(merchant)).plan)).toBeUndefined();
});

test("of two who arrange at once the second is told; a viewer and another merchant arrange nothing", async () => {
  const merchant = await createLinkedMerchant(stage);
  const outcomes = await Promise.allSettled(Array.from({ length: 5 }, () => arrange(merchant, {}, 0)));
  expect(outcomes.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
  for (const outcome of outcomes)
    if (outcome.status === "rejected") expect(outcome.reason).toMatchObject({ code: "conflict" });
  const viewer = { ...merchant, actor: { ...merchant.actor, role: "viewer" as const } };
  await expect(arrange(viewer, {})).rejects.toMatchObject({ code: "forbidden" });
  const other = await createLinkedMerchant(stage);
  const input = { locationId: merchant.locationId, floorPlanId: "1", version: 0, places: [] };
  await expect(saveFloorPlan(services, other.actor, input)).rejects.toMatchObject({ code: "not_found" });
  expect(await getFloorPlan(services, other.actor.merchantId, { locationId: merchant.locationId })).toBeNull();
  expect(await getOpenChecks(services, other.actor.merchantId, merchant.locationId)).toBeNull();
});

test("a place for a table that Lightspeed never had is not kept", async () => {
  const merchant = await createLinkedMerchant(stage);
  const { plan } = await planOf(merchant);
  await saveFloorPlan(services, merchant.actor, {
    ...{ locationId: merchant.locationId, floorPlanId: plan?.id ?? "", version: 0 },
    places: [{ tableId: "made up", x: 1, y: 1 }],
  });
  const [row] = await owner`select places from floor_layouts where location_id = ${merchant.locationId}`;
  expect(row?.places).toEqual([]);
});

test("no floor plan is an empty one, not an error; an outage keeps the last one", async () => {
  const merchant = await createLinkedMerchant(stage);
  await backOffice(merchant, { floorPlans: false });
  expect(await planOf(merchant)).toMatchObject({ plans: [], plan: null, problem: null, readAt: expect.any(String) });
  const other = await createLinkedMerchant(stage);
  await planOf(other);
  await stage.sandbox.control("POST", "/faults", {
    ...{ account: other.account.accountId, operation: "floorPlans", do: { type: "status", status: 500 } },
  });
  await refresh(other);
  const view = await planOf(other);
  expect(view).toMatchObject({ stale: true, problem: { message: expect.stringContaining("500") } });
  expect(view.plan?.tables).toHaveLength(22);
});

test("three checks on one table are three, with what is due on each; paid, closed and tableless ones are told apart", async () => {
  const merchant = await createLinkedMerchant(stage);
  const open = (body: object) => till<{ identifier: string }>(merchant, "POST", "/checks", body);
  const soup = [{ sku: "STA-SOEP" }];
  const a = await open({ table: 12, covers: 2, lines: soup });
  const b = await open({ table: 12, covers: 3, lines: [{ sku: "STA-SOEP", quantity: 2 }] });
  const c = await open({ table: 12, covers: 1, lines: soup });
  const bar = await open({ name: "Bar", lines: soup });
  await till(merchant, "POST", `/checks/${c.identifier}/pay`, {});
  const read = async () => {
    await refresh(merchant);
    return (await getOpenChecks(services, merchant.actor.merchantId, merchant.locationId))?.checks ?? [];
  };
  const checks = await read();
  expect(new Set(checks.map(({ key }) => key)).size).toBe(4);
  const of = ({ identifier }: { identifier: string }) =>
    checks.find(({ accountIdentifier }) => accountIdentifier === identifier);
  expect(of(a)).toMatchObject({ tableNumber: 12, guests: 2, totalMinor: 750, paidMinor: 0, dueMinor: 750 });
  expect(of(b)).toMatchObject({ tableNumber: 12, guests: 3, dueMinor: 1500 });
  expect(of(c)).toMatchObject({ tableNumber: 12, dueMinor: 0, paidMinor: 750 });
  expect(of(bar)).toMatchObject({ tableNumber: null, name: "Bar" });
  await till(merchant, "POST", `/checks/${c.identifier}/close`, {});
  expect((await read()).map(({ accountIdentifier }) => accountIdentifier)).not.toContain(c.identifier);
});

test("many pages that look at once cost one call, and a change that one of them sees is told to all", async () => {
  const merchant = await createLinkedMerchant(stage);
  const look = () => getOpenChecks(services, merchant.actor.merchantId, merchant.locationId);
  const calls = async () => {
    const { requests } = await stage.sandbox.control<{ requests: unknown[] }>(
      "GET",
      `/requests?account=${merchant.account.accountId}&operation=checks`,
    );
    return requests.length;
  };
  await Promise.all(Array.from({ length: 50 }, look));
  expect(await calls()).toBe(1);
  const heard: string[] = [];
  const listening = await owner.listen(LIVE_CHANNEL, (payload) => void heard.push(payload));
  const told = () =>
    heard.filter((one) => one.includes("floor-plan") && one.includes(merchant.actor.merchantId)).length;
  await refresh(merchant);
  await till(merchant, "POST", "/checks", { table: 4, lines: [{ sku: "STA-SOEP" }] });
  await refresh(merchant);
  await expect.poll(told).toBe(1);
  await listening.unlisten();
});

test("a message reaches the till once, is on record, and an unanswered one is never sent again by itself", async () => {
  const merchant = await createLinkedMerchant(stage);
  const send = (message: string) =>
    printMessage(services, merchant.actor, { locationId: merchant.locationId, message, alsoToPrinter: true });
  const messages = async () =>
    (await till<{ messages: { text: string; alsoToPrinter: boolean }[] }>(merchant, "GET", "")).messages;
  await send("Table 12 asks for the bill");
  expect(await messages()).toMatchObject([{ text: "Table 12 asks for the bill", alsoToPrinter: true }]);
  await stage.sandbox.control("POST", "/faults", {
    ...{ account: merchant.account.accountId, operation: "messages", times: 1, do: { type: "cut", at: "after" } },
  });
  await expect(send("Second")).rejects.toMatchObject({ message: expect.stringContaining("may or may not") });
  expect((await messages()).filter(({ text }) => text === "Second")).toHaveLength(1);
  await stage.sandbox.control("POST", "/faults", {
    ...{ account: merchant.account.accountId, operation: "messages", times: 1, do: { type: "status", status: 403 } },
  });
  await expect(send("Third")).rejects.toMatchObject({ message: expect.stringContaining("was not sent") });
  const log = (await getIntegrationLog(services, merchant.actor.merchantId)).entries;
  expect(log.filter(({ operation }) => operation === "Print message").map(({ level }) => level)).toEqual([
    "warning",
    "warning",
    "info",
  ]);
  await expect(
    printMessage(
      services,
      { ...merchant.actor, role: "viewer" },
      {
        ...{ locationId: merchant.locationId, message: "x", alsoToPrinter: false },
      },
    ),
  ).rejects.toMatchObject({ code: "forbidden" });
});
