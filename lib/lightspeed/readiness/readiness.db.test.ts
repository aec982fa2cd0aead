import postgres from "postgres";
import { afterAll, beforeAll, expect, test } from "vitest";
import { withTenant } from "@/db/client";
import { updateLocation } from "@/db/queries/locations";
import { listDueReadiness } from "@/db/queries/pos-readiness";
import { listIssues } from "@/lib/attention/list-issues";
import { LIVE_CHANNEL } from "@/lib/live/topics";
import { setLocationActive } from "@/lib/locations/set-location-active";
import type { Services } from "@/lib/services";
import { openStage, type Stage } from "@/lib/testing/connection-stage";
import { allDay } from "@/lib/testing/guest-stage";
import { createLinkedMerchant, type LinkedMerchant } from "@/lib/testing/linked-merchant";
import { linkLocation } from "../connection/link-location";
import { getIntegrationLog } from "../connection/log";
import type { StoredNotification } from "../webhooks/notification-handler";
import { onReadinessNotification } from "./apply-readiness";
import { getReadiness } from "./get-readiness";
import { pollReadiness } from "./poll-readiness";
import { readReadiness } from "./read-readiness";

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

const place = ({ actor, locationId, placeId }: LinkedMerchant) => ({
  ...{ merchantId: actor.merchantId, locationId, businessLocationId: placeId },
});
const look = ({ actor, locationId }: LinkedMerchant) => getReadiness(services, actor.merchantId, locationId);
const till = ({ placeId }: LinkedMerchant, part: object) => stage.sandbox.control("PATCH", `/till/${placeId}`, part);
const partsOf = (view: Awaited<ReturnType<typeof look>>) => view?.parts.map(({ ok }) => ok);

type Told = { at: string; status?: string; verified?: boolean };

/** A notification as Lightspeed sends it. */
function told(merchant: LinkedMerchant, { at, status = "READY", verified = true }: Told): StoredNotification {
  const salesPeriod = status === "READY" ? "OPENED" : "CLOSED";
  return {
    ...{ eventId: "e", merchantId: merchant.actor.merchantId, environment: "sandbox", verified, type: "ORDER_API" },
    ...{ status, reference: null, businessLocationId: merchant.placeId, accountIdentifier: null },
    receivedAt: new Date(),
    body: {
      ...{ businessLocationId: merchant.placeId, lastUpdatedAt: at, status, type: "ORDER_API" },
      onlineOrderingApiConfiguration: { enabled: true, orderProfileId: "9007199254740993", staffId: null },
      posStatus: { salesPeriod, acceptingOnlineOrders: true, availableDevices: true },
    },
  };
}

test("what Lightspeed answers is kept with its four parts, its mappings and its age", async () => {
  const merchant = await createLinkedMerchant(stage);
  expect(await look(merchant)).toMatchObject({ state: "unknown", readAt: null, locationName: "Old Town" });
  await readReadiness(services, place(merchant));
  const ready = await look(merchant);
  expect(ready).toMatchObject({ state: "ready", source: "poll", problem: null, staffId: "48213" });
  expect(ready?.orderProfileId).toMatch(/^\d{14,}$/);
  expect(partsOf(ready)).toEqual([true, true, true, true]);
  const flips = [{ apiEnabled: false }, { salesPeriod: "CLOSED" }, { acceptingOnlineOrders: false }];
  for (const [index, flip] of [...flips, { availableDevices: false }].entries()) {
    await till(merchant, flip);
    await readReadiness(services, place(merchant));
    const view = await look(merchant);
    expect(view?.state).toBe("not_ready");
    expect(partsOf(view)).toEqual([0, 1, 2, 3].map((part) => part > index));
  }
  await till(merchant, { staffMapped: false, profileMapped: false });
  await readReadiness(services, place(merchant));
  expect(await look(merchant)).toMatchObject({ orderProfileId: null, staffId: null });
});

test("a change is told to the log in words, a renewed proof is not; an open page hears of both", async () => {
  const merchant = await createLinkedMerchant(stage);
  const heard: string[] = [];
  const listening = await owner.listen(LIVE_CHANNEL, (payload) => void heard.push(payload));
  await readReadiness(services, place(merchant));
  await readReadiness(services, place(merchant));
  await till(merchant, { salesPeriod: "CLOSED", availableDevices: false });
  await readReadiness(services, place(merchant));
  const log = await getIntegrationLog(services, merchant.actor.merchantId);
  expect(log.entries.filter(({ operation }) => operation === "POS readiness").map(({ message }) => message)).toEqual([
    "The till of Old Town takes no online orders now: the day is not opened on the till; no till is online with the app in the foreground.",
  ]);
  await expect
    .poll(() => heard.filter((one) => one.includes("readiness") && one.includes(merchant.actor.merchantId)).length)
    .toBe(3);
  await listening.unlisten();
});

test("a failure keeps what is known with its age, and says why", async () => {
  const merchant = await createLinkedMerchant(stage);
  await readReadiness(services, place(merchant));
  const before = await look(merchant);
  await stage.sandbox.control("POST", "/faults", {
    ...{ account: merchant.account.accountId, operation: "readiness", do: { type: "status", status: 403 } },
  });
  expect(await readReadiness(services, place(merchant))).toBe(false);
  expect(await look(merchant)).toMatchObject({
    ...before,
    problem: expect.stringContaining("refuses access (403)"),
  });
});

test("of notifications in any order the newest stays, and equal ones change nothing", async () => {
  const merchant = await createLinkedMerchant(stage);
  const tell = (event: Told) => onReadinessNotification(services, told(merchant, event));
  const newest = { at: "2026-03-26T10:00:02.000+0000", status: "NOT_READY" };
  expect((await tell({ at: "2026-03-26T10:00:01+00:00" })).what).toContain("now ready");
  expect((await tell(newest)).what).toContain("now not ready");
  expect((await tell(newest)).what).toContain("still not ready");
  expect(await tell({ at: "2026-03-26T10:00:01Z" })).toEqual({
    result: "processed",
    what: "Something newer is known already.",
  });
  expect(await look(merchant)).toMatchObject({
    ...{ state: "not_ready", source: "webhook", changedAt: "2026-03-26T10:00:02.000Z" },
    ...{ orderProfileId: "9007199254740993", staffId: null },
  });
});

test("an answer that was on its way while a notification came does not undo it", async () => {
  const merchant = await createLinkedMerchant(stage);
  await readReadiness(services, place(merchant));
  const hold = await stage.sandbox.control<{ id: string }>("POST", "/faults", {
    ...{ account: merchant.account.accountId, operation: "readiness", do: { type: "hold", at: "after" } },
  });
  const reading = readReadiness(services, place(merchant));
  await stage.sandbox.control("GET", `/holds/${hold.id}?atLeast=1`);
  await onReadinessNotification(services, told(merchant, { at: new Date().toISOString(), status: "NOT_READY" }));
  await stage.sandbox.control("POST", `/holds/${hold.id}/release`, {});
  await reading;
  expect(await look(merchant)).toMatchObject({ state: "not_ready", source: "webhook" });
});

test("a clock far ahead does not shut out what comes later", async () => {
  const merchant = await createLinkedMerchant(stage);
  await onReadinessNotification(services, told(merchant, { at: "2099-01-01T00:00:00Z", status: "NOT_READY" }));
  const inTwoMinutes = { ...services, now: () => new Date(Date.now() + 120_000) };
  await readReadiness(services, place(merchant));
  expect(await look(merchant)).toMatchObject({ state: "not_ready" });
  await readReadiness(inTwoMinutes, place(merchant));
  expect(await look(merchant)).toMatchObject({ state: "ready", source: "poll" });
});

test("one that only the endpoint id speaks for is asked after, never believed", async () => {
  const merchant = await createLinkedMerchant(stage);
  const event = told(merchant, { at: new Date().toISOString(), status: "NOT_READY", verified: false });
  expect((await onReadinessNotification(services, event)).what).toContain("Asked Lightspeed");
  expect(await look(merchant)).toMatchObject({ state: "ready", source: "poll" });
});

test("nonsense and what is about no linked location is ignored with the reason", async () => {
  const merchant = await createLinkedMerchant(stage);
  const at = new Date().toISOString();
  for (const body of [null, [], {}, "x", { status: "READY", lastUpdatedAt: "yesterday" }])
    expect((await onReadinessNotification(services, { ...told(merchant, { at }), body })).result).toBe("ignored");
  const elsewhere = { ...told(merchant, { at }), businessLocationId: "1" };
  expect((await onReadinessNotification(services, elsewhere)).result).toBe("ignored");
  const other = await createLinkedMerchant(stage);
  const foreign = { ...told(other, { at }), merchantId: merchant.actor.merchantId };
  expect((await onReadinessNotification(services, foreign)).result).toBe("ignored");
  expect(await look(other)).toMatchObject({ state: "unknown" });
});

test("a word about the place that was linked before says nothing about the new one", async () => {
  const merchant = await createLinkedMerchant(stage);
  await readReadiness(services, place(merchant));
  const { actor, locationId } = merchant;
  await linkLocation(services, actor, { locationId, businessLocationId: null });
  expect(await look(merchant)).toBeNull();
  // The question was on its way when the link went.
  await readReadiness(services, place(merchant));
  expect(await look(merchant)).toBeNull();
});

const openHours = ({ actor, locationId }: LinkedMerchant, openingHours = allDay) =>
  withTenant(services.db, actor.merchantId, (tx) => updateLocation(tx, locationId, { openingHours }));
const issuesOf = ({ actor }: LinkedMerchant) => listIssues(services, actor.merchantId);

test("a till that takes no orders while the location is open is one issue until it is proven to take them", async () => {
  const merchant = await createLinkedMerchant(stage);
  await readReadiness(services, place(merchant));
  await till(merchant, { availableDevices: false });
  // Closed today: nobody is told.
  await readReadiness(services, place(merchant));
  expect((await issuesOf(merchant)).open).toEqual([]);
  await openHours(merchant);
  for (let n = 0; n < 3; n += 1) await readReadiness(services, place(merchant));
  await till(merchant, { salesPeriod: "CLOSED" });
  await readReadiness(services, place(merchant));
  expect((await issuesOf(merchant)).open).toMatchObject([
    {
      ...{ kind: "till_readiness", count: 4, title: "Old Town: the till takes no online orders" },
      body: expect.stringContaining("the day is not opened on the till"),
      location: { name: "Old Town" },
    },
  ]);
  await stage.sandbox.control("POST", "/faults", {
    ...{ account: merchant.account.accountId, operation: "readiness", times: 1, do: { type: "status", status: 403 } },
  });
  // No answer proves nothing.
  await readReadiness(services, place(merchant));
  expect((await issuesOf(merchant)).open).toHaveLength(1);
  await till(merchant, { availableDevices: true, salesPeriod: "OPENED" });
  await readReadiness(services, place(merchant));
  expect(await issuesOf(merchant)).toMatchObject({
    open: [],
    resolved: [{ proof: "Lightspeed says that the till of Old Town takes online orders." }],
  });
  await till(merchant, { availableDevices: false });
  await readReadiness(services, place(merchant));
  expect((await issuesOf(merchant)).open).toMatchObject([{ count: 5, reopened: 1 }]);
  const { actor, locationId } = merchant;
  await linkLocation(services, actor, { locationId, businessLocationId: null });
  expect((await issuesOf(merchant)).open).toEqual([]);
});

test("the till of a location that takes no orders any more is nobody's trouble", async () => {
  const merchant = await createLinkedMerchant(stage);
  await openHours(merchant);
  await till(merchant, { availableDevices: false });
  await readReadiness(services, place(merchant));
  expect((await issuesOf(merchant)).open).toHaveLength(1);
  await setLocationActive(services, merchant.actor, { id: merchant.locationId, active: false });
  await readReadiness(services, place(merchant));
  expect(await issuesOf(merchant)).toMatchObject({
    open: [],
    resolved: [{ proof: expect.stringContaining("no orders any more") }],
  });
  await linkLocation(services, merchant.actor, { locationId: merchant.locationId, businessLocationId: null });
});

test("the poll asks every linked location, those asked longest ago first, and one's trouble is no other's", async () => {
  const [a, b] = [await createLinkedMerchant(stage), await createLinkedMerchant(stage)];
  await stage.sandbox.control("POST", `/accounts/${a.account.accountId}/revoke`, {});
  await pollReadiness(services, { again: false }, { perSecond: 1_000 });
  expect(await look(b)).toMatchObject({ state: "ready" });
  expect(await look(a)).toMatchObject({ problem: expect.any(String) });
  expect(await listDueReadiness(services.db, new Date(Date.now() - 20_000), 100)).toEqual([]);
  await owner`update pos_readiness set tried_at = tried_at - interval '1 minute' where location_id = ${b.locationId}`;
  const due = await listDueReadiness(services.db, new Date(Date.now() - 20_000), 100);
  expect(due.map(({ locationId }) => locationId)).toEqual([b.locationId]);
});

test("each run calls for a second round half a minute later, which calls for none", async () => {
  await pollReadiness(services, { again: true }, { perSecond: 1_000 });
  await pollReadiness(services, { again: true }, { perSecond: 1_000 });
  const jobs = await owner`select key, run_at from graphile_worker.jobs where task_identifier = 'readiness.poll'`;
  expect(jobs).toHaveLength(1);
  expect(Math.abs(Number(jobs[0]?.run_at) - Date.now() - 30_000)).toBeLessThan(5_000);
});
