import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { withTenant } from "@/db/client";
import { findSalesLoad } from "@/db/queries/sales-days";
import { connections } from "@/db/schema";
import { createTraffic } from "@/lib/k-series";
import { openStage, type Stage } from "@/lib/testing/connection-stage";
import { createLinkedMerchant, type LinkedMerchant } from "@/lib/testing/linked-merchant";
import { kSeriesFor } from "../connection/k-series-for";
import { addDays, calendarDay } from "./business-days";
import { getReport } from "./get-report";
import { loadSalesDays } from "./load-days";
import { cancelLoad, startSalesLoad } from "./start-load";
import { visitReport } from "./visit-report";

const timeZone = "Europe/Brussels";
let stage: Stage;
let merchant: LinkedMerchant;
beforeAll(async () => {
  stage = await openStage();
});
beforeEach(async () => {
  merchant = await createLinkedMerchant(stage);
});
afterAll(() => stage.close());

/** One try of a call, so that a fault is met as it is. */
const plain = () => ({ ...stage.services, traffic: createTraffic({ attempts: 1 }) });
const target = () => ({ merchantId: merchant.actor.merchantId, placeId: merchant.placeId });
const place = () => ({ placeId: merchant.placeId, currency: "EUR", timeZone });
/** Until 04:00 it is still the evening before for the restaurant. */
const today = () => calendarDay(new Date(stage.services.now().getTime() - 4 * 3_600_000), timeZone);
const range = (days: number) => ({ from: addDays(today(), -days), to: addDays(today(), -1) });
const report = (wish: { from: string; to: string }) =>
  getReport(stage.services, merchant.actor.merchantId, { ...place(), range: wish, calendarDay: today() });
const load = (wish: { from: string; to: string }, again = false) =>
  startSalesLoad(stage.services, merchant.actor, { ...wish, placeId: merchant.placeId, current: false, again });
const state = () =>
  withTenant(stage.services.db, merchant.actor.merchantId, (tx) => findSalesLoad(tx, merchant.placeId));
const calls = async () =>
  (
    await stage.sandbox.control<{ requests: { path: string }[] }>(
      "GET",
      `/requests?account=${merchant.account.accountId}`,
    )
  ).requests.filter(({ path }) => path.includes("dailyFinancials")).length;
const fault = (effect: object, { times = 1, skip = 0 } = {}) =>
  stage.sandbox.control("POST", "/faults", {
    ...{ account: merchant.account.accountId, operation: "sales", times, skip, do: effect },
  });

test("thirty days add up to the cent to what Lightspeed lists for them, by every part", async () => {
  const wish = range(30);
  await load(wish);
  await loadSalesDays(stage.services, target());
  const view = await report(wish);
  expect(view).toMatchObject({ missing: [], load: { state: "done", done: 30, total: 30, problem: null } });
  expect(view.days).toHaveLength(30);
  expect(view.totals.receipts).toBeGreaterThan(100);

  // The same, the other way: the list over all days, page by page.
  const client = kSeriesFor(stage.services, merchant.actor.merchantId);
  let [paidMinor, tipMinor, receipts] = [0, 0, 0];
  let query: Record<string, unknown> = { include: ["payments"], pageSize: 1000 };
  for (;;) {
    const page = await client.sales.list({
      ...{ businessLocationId: merchant.placeId, from: `${wish.from}T04:00:00+00:00`, to: `${today()}T04:00:00+00:00` },
      query,
    });
    for (const { type, payments } of page.sales) {
      receipts += type === "SALE" ? 1 : 0;
      for (const one of payments ?? []) {
        paidMinor += one.paidMinor ?? 0;
        tipMinor += one.tipMinor ?? 0;
      }
    }
    if (!page.nextPageToken) break;
    query = { ...query, nextPageToken: page.nextPageToken };
  }
  // The list is cut by the moment, the days by the restaurant's own cut-off, which is an hour or two off UTC: nobody is served then.
  expect({ receipts: view.totals.receipts, paid: view.totals.paidMinor, tips: view.totals.tipMinor }).toEqual({
    ...{ receipts, paid: paidMinor, tips: tipMinor },
  });
});

test("a day that is complete is never asked for again; one that is not is", async () => {
  const wish = range(3);
  await load(wish);
  await loadSalesDays(stage.services, target());
  const before = await calls();
  await load(wish);
  await loadSalesDays(stage.services, target());
  expect(await calls()).toBe(before);
  await load(wish, true);
  await loadSalesDays(stage.services, target());
  expect(await calls()).toBe(before + 3);
});

test("a day that has not begun is not read, though the calendar is there already", async () => {
  const wish = { from: today(), to: addDays(today(), 1) };
  await startSalesLoad(stage.services, merchant.actor, { ...wish, placeId: merchant.placeId, current: true });
  await loadSalesDays(stage.services, target());
  const view = await report(wish);
  expect(view.days.map(({ day }) => day)).toEqual([today()]);
  expect(view).toMatchObject({ today: today(), missing: [], load: { state: "done" } });
});

test("an outage in the middle: what is there is shown with what is missing and why, and it goes on where it stood", async () => {
  const wish = range(6);
  await fault({ type: "status", status: 503 }, { skip: 3, times: 1 });
  await load(wish);
  await loadSalesDays(plain(), target());
  const half = await report(wish);
  expect(half.days).toHaveLength(3);
  expect(half.missing).toHaveLength(3);
  expect(half.load).toMatchObject({ state: "waiting", done: 3, total: 6 });
  expect(half.load?.problem?.message).toBeTruthy();
  await loadSalesDays(plain(), target());
  expect(await report(wish)).toMatchObject({ missing: [], load: { state: "done", problem: null } });
});

test("asked to slow down it waits as long as it was told", async () => {
  const wish = range(2);
  await fault({ type: "status", status: 429, retryAfter: "90" });
  await load(wish);
  const before = stage.services.now().getTime();
  await loadSalesDays(plain(), target());
  const waiting = await state();
  expect(waiting?.state).toBe("running");
  expect((waiting?.nextAt?.getTime() ?? 0) - before).toBeGreaterThanOrEqual(90_000);
});

test("cancelled, it stops between two days, keeps what it has, and does not begin again by itself", async () => {
  const wish = range(5);
  await load(wish);
  const hold = await stage.sandbox.control<{ id: string }>("POST", "/faults", {
    ...{
      account: merchant.account.accountId,
      operation: "sales",
      times: 1,
      skip: 2,
      do: { type: "hold", at: "before" },
    },
  });
  const running = loadSalesDays(stage.services, target());
  await stage.sandbox.control("GET", `/holds/${hold.id}?atLeast=1`);
  expect(await cancelLoad(stage.services, merchant.actor.merchantId, merchant.placeId)).toBe(true);
  await stage.sandbox.control("POST", `/holds/${hold.id}/release`, {});
  await running;
  const before = await calls();
  const view = await visitReport(stage.services, merchant.actor, { ...place(), range: wish });
  expect(view.load).toMatchObject({ state: "cancelled", sameRange: true });
  expect(view.days).toHaveLength(3);
  expect((await state())?.state).toBe("cancelled");
  expect(await calls()).toBe(before);
});

test("without the permission for finances it is named with what to do, and nobody asks again by itself", async () => {
  await withTenant(stage.services.db, merchant.actor.merchantId, (tx) =>
    tx.update(connections).set({ scopes: ["orders-api", "items", "offline_access"] }),
  );
  await fault({ type: "status", status: 403 });
  await visitReport(stage.services, merchant.actor, place());
  await loadSalesDays(plain(), target());
  const view = await visitReport(stage.services, merchant.actor, place());
  expect(view.load).toMatchObject({ state: "failed" });
  expect(view.load?.problem?.message).toBe("The permission financial-api was not granted.");
});

test("the business day that is now comes from Lightspeed, is read again after a minute and not before", async () => {
  const first = await visitReport(stage.services, merchant.actor, place());
  expect(first.load?.state).toBe("running");
  await loadSalesDays(stage.services, target());
  const view = await visitReport(stage.services, merchant.actor, place());
  expect(view.today).not.toBeNull();
  expect(view.days.map(({ day, complete }) => [day, complete])).toEqual([[view.today, false]]);
  expect(view.load?.state).toBe("done");
  const later = { ...stage.services, now: () => new Date(Date.now() + 61_000) };
  expect((await visitReport(later, merchant.actor, place())).load?.state).toBe("running");
});

test("another merchant sees nothing of it", async () => {
  const wish = range(2);
  await load(wish);
  await loadSalesDays(stage.services, target());
  const other = await createLinkedMerchant(stage);
  const theirs = await getReport(stage.services, other.actor.merchantId, {
    ...place(),
    range: wish,
    calendarDay: today(),
  });
  expect(theirs).toMatchObject({ days: [], load: null });
});
