import postgres from "postgres";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openStage, type Stage } from "@/lib/testing/connection-stage";
import { createLinkedMerchant, type LinkedMerchant } from "@/lib/testing/linked-merchant";
import { disconnect } from "../connection/disconnect";
import { createInbox } from "../webhooks/inbox";
import { enqueueOverdueReads } from "./enqueue-overdue";
import { getAvailability } from "./get-availability";
import { getCoverage } from "./get-coverage";
import { lookUpAvailability } from "./look-up-availability";
import { onItemAvailability } from "./on-item-availability";
import { pollAvailability } from "./poll-availability";
import { watchAvailability } from "./watch-availability";

let stage: Stage;
let owner: postgres.Sql;
let offsetMs = 0;

beforeAll(async () => {
  stage = await openStage();
  stage.services.now = () => new Date(Date.now() + offsetMs);
  owner = postgres(stage.ownerUrl, { max: 2, onnotice: () => {} });
});
afterAll(async () => {
  await owner.end({ timeout: 2 });
  await stage.close();
});

const [COLA, BEER] = ["MAI-STEAK", "STA-SOEP"];
const setCount = (place: string, sku: string, count: number | null) =>
  stage.sandbox.control("PUT", `/till/${place}/counts/${encodeURIComponent(sku)}`, { count });
const lookUp = ({ actor, placeId }: LinkedMerchant, skus: string[]) =>
  lookUpAvailability(stage.services, actor.merchantId, { businessLocationId: placeId, skus });
const poll = ({ actor, placeId }: LinkedMerchant) =>
  pollAvailability(stage.services, { merchantId: actor.merchantId, businessLocationId: placeId });
const known = ({ actor, placeId }: LinkedMerchant) =>
  getAvailability(stage.services, actor.merchantId, { businessLocationId: placeId });
const countsOf = async (merchant: LinkedMerchant) =>
  Object.fromEntries((await known(merchant)).counts.map(({ sku, count }) => [sku, count]));
const later = (ms: number) => {
  offsetMs += ms;
};

function event({ actor, placeId }: LinkedMerchant, body: Record<string, unknown>, verified = true) {
  return onItemAvailability(stage.services, {
    ...{ eventId: crypto.randomUUID(), merchantId: actor.merchantId, environment: "sandbox" as const, verified },
    ...{ type: "ITEM", status: null, reference: null, businessLocationId: placeId, accountIdentifier: null },
    ...{ body, receivedAt: stage.services.now() },
  });
}

const asked = async (merchant: LinkedMerchant, since = 0) =>
  stage.sandbox.requests({ account: merchant.account.accountId, operation: "availability", since });

test("sold out, so many left and without limit are told apart, and 120 SKUs are asked for fifty at a time", async () => {
  const merchant = await createLinkedMerchant(stage);
  await setCount(merchant.placeId, COLA, 0);
  await setCount(merchant.placeId, BEER, 7);
  const others = Array.from({ length: 118 }, (_, n) => `NONE-${n}`);
  const { counts, failure } = await lookUp(merchant, [COLA, BEER, ...others]);
  expect(failure).toBeNull();
  expect(counts.filter(({ count }) => count !== null).map(({ sku, count }) => [sku, count])).toEqual([
    [COLA, 0],
    [BEER, 7],
  ]);
  expect(counts).toHaveLength(120);
  expect((await asked(merchant)).length).toBeGreaterThanOrEqual(3);
});

test("with no event at all, a poll sees what the till has changed; the next one is less than a minute away while somebody looks", async () => {
  const merchant = await createLinkedMerchant(stage);
  const { merchantId } = merchant.actor;
  await lookUp(merchant, [COLA, BEER]);
  await setCount(merchant.placeId, COLA, 0);
  await watchAvailability(stage.services, merchantId, merchant.placeId);
  await poll(merchant);
  expect(await countsOf(merchant)).toEqual({ [COLA]: 0, [BEER]: null });
  const [urgent] =
    await owner`select due_at - tried_at as wait from availability_reads where merchant_id = ${merchantId}`;
  expect(urgent?.wait).toBe("00:00:45");
  await setCount(merchant.placeId, COLA, null);
  later(10 * 60_000);
  await poll(merchant);
  expect(await countsOf(merchant)).toEqual({ [COLA]: null, [BEER]: null });
  const [calm] =
    await owner`select due_at - tried_at as wait from availability_reads where merchant_id = ${merchantId}`;
  expect(calm?.wait).toBe("00:05:00");
  const [jobs] = await owner`
    select count(*)::int as n from graphile_worker._private_jobs where key like ${`availability ${merchantId}%`}`;
  expect(jobs?.n).toBe(1);
});

test("Lightspeed away: the last counts stay, with their age and the reason, told in the log once", async () => {
  const merchant = await createLinkedMerchant(stage);
  await setCount(merchant.placeId, COLA, 3);
  await lookUp(merchant, [COLA]);
  await poll(merchant);
  const { readAt } = await known(merchant);
  const { accountId } = merchant.account;
  await stage.sandbox.control("POST", "/faults", {
    ...{ account: accountId, operation: "availability" },
    do: { type: "status", status: 503 },
  });
  later(11 * 60_000);
  await poll(merchant);
  await poll(merchant);
  const view = await known(merchant);
  expect(view).toMatchObject({ readAt, stale: true, counts: [{ sku: COLA, count: 3 }] });
  expect(view.problem?.message).toMatch(/Lightspeed/);
  const failed = await lookUp(merchant, [COLA]);
  expect(failed).toMatchObject({ counts: [{ sku: COLA, count: 3 }], failure: { message: expect.any(String) } });
  const lines = await owner`
    select count from integration_log where merchant_id = ${merchant.actor.merchantId} and operation = 'Read availability'`;
  expect(lines).toHaveLength(1);
  await stage.sandbox.control("DELETE", `/faults?account=${accountId}`);
});

test("an event changes the count at once; one that only the endpoint id speaks for makes us ask instead", async () => {
  const merchant = await createLinkedMerchant(stage);
  await setCount(merchant.placeId, COLA, 4);
  await lookUp(merchant, [COLA]);
  const soon = () => new Date(Date.now() + offsetMs + 60_000).toISOString().replace("Z", "+0000");
  expect(await event(merchant, { sku: COLA, count: 2, countUpdatedAt: soon() })).toMatchObject({ result: "processed" });
  expect(await countsOf(merchant)).toEqual({ [COLA]: 2 });
  expect(await event(merchant, { sku: COLA, count: 9, countUpdatedAt: "2020-01-01T00:00:00Z" })).toMatchObject({
    what: `A newer count of ${COLA} was known already.`,
  });
  const before = (await asked(merchant)).length;
  await event(merchant, { sku: BEER, count: 0, countUpdatedAt: soon() }, false);
  expect((await asked(merchant)).length).toBe(before + 1);
  expect(await countsOf(merchant)).toEqual({ [COLA]: 2, [BEER]: null });
  expect(await event(merchant, { nonsense: true })).toMatchObject({ result: "ignored" });
});

test("a till whose app is too old says nothing: that is no “without limit”, and the place is listed with the warning", async () => {
  const merchant = await createLinkedMerchant(stage);
  const { accountId } = merchant.account;
  await setCount(merchant.placeId, COLA, 0);
  await lookUp(merchant, [COLA]);
  await stage.sandbox.control("PATCH", `/accounts/${accountId}`, { settings: { posAppOutdated: true } });
  const { warnings, counts } = await lookUp(merchant, [COLA]);
  expect(warnings.join()).toContain("25.36");
  expect(counts).toMatchObject([{ count: 0 }]);
  await poll(merchant);
  expect(await countsOf(merchant)).toEqual({ [COLA]: 0 });
  const coverage = await getCoverage(stage.services, merchant.actor.merchantId, [merchant.placeId]);
  const { state, reasons } = coverage.get(merchant.placeId) ?? { state: null, reasons: [] };
  expect(state).toBe("polling");
  expect(reasons.map(({ message }) => message).join()).toMatch(/no address to send changes to.*25\.36/);
});

test("a place that is subscribed and linked is covered by events; unlinked at Lightspeed it is listed", async () => {
  const merchant = await createLinkedMerchant(stage);
  const { merchantId } = merchant.actor;
  const endpointId = crypto.randomUUID();
  const token = await stage.sandbox.control<{ access_token: string }>(
    "POST",
    `/accounts/${merchant.account.accountId}/tokens`,
    {},
  );
  const send = (method: string, path: string, body?: unknown) =>
    fetch(`${stage.sandbox.url}${path}`, {
      method,
      headers: { authorization: `Bearer ${token.access_token}`, "content-type": "application/json" },
      ...(body ? { body: JSON.stringify(body) } : {}),
    });
  const subscribeTo = [{ resource: "item", name: "SALES_RESTRICTION_UPDATED" }];
  await send("PUT", "/o/wh/1/webhook", {
    ...{ endpointId, url: "http://localhost:1/x", withBasicAuth: false, subscribeTo },
    ...{ provideAccount: false, expandTransactions: false, expandPayments: false },
  });
  const link = `/o/wh/1/webhook/${endpointId}/business-locations/${merchant.placeId}`;
  await send("PUT", link);
  await owner`
    insert into webhook_endpoints (merchant_id, environment, endpoint_id, url, status, subscriptions)
    values (${merchantId}, 'sandbox', ${endpointId}, 'http://localhost:1/x', 'registered', ${owner.json(subscribeTo)})`;
  const look = async () =>
    (await getCoverage(stage.services, merchantId, [merchant.placeId], { force: true })).get(merchant.placeId);
  expect(await look()).toEqual({ state: "events", reasons: [], lastEventAt: null });
  await send("DELETE", link);
  expect(await look()).toMatchObject({
    state: "polling",
    reasons: [{ message: expect.stringContaining("not linked") }],
  });
});

test("places without an appointment are found over all merchants; after Delete nothing is asked any more", async () => {
  const merchant = await createLinkedMerchant(stage);
  const { merchantId } = merchant.actor;
  const jobs = () => owner`
    select 1 from graphile_worker._private_jobs where key like ${`availability ${merchantId}%`}`;
  await enqueueOverdueReads(stage.services);
  expect(await jobs()).toHaveLength(1);
  await disconnect(stage.services, merchant.actor, { confirmation: "Lightspeed" });
  const before = (await asked(merchant)).length;
  await poll(merchant);
  expect((await asked(merchant)).length).toBe(before);
});

test("an event that must be read back while Lightspeed is down waits with the reason, and is done once Lightspeed answers", async () => {
  const merchant = await createLinkedMerchant(stage);
  await setCount(merchant.placeId, COLA, 4);
  const { id } = await stage.sandbox.control<{ id: string }>("POST", "/faults", {
    ...{ account: merchant.account.accountId, operation: "availability", do: { type: "status", status: 503 } },
  });
  const { placeId, actor } = merchant;
  const eventId = crypto.randomUUID();
  await owner`insert into webhook_events (id, merchant_id, environment, verified, headers, body, type, business_location_id, due_at, correlation_id)
    values (${eventId}, ${actor.merchantId}, 'sandbox', true, '{}', ${JSON.stringify({ type: "ITEM", sku: COLA, count: 4, businessLocationId: placeId })}, 'ITEM', ${placeId}, now(), ${eventId})`;
  const inbox = createInbox(stage.services, { item: onItemAvailability });
  await inbox.drain();
  const look = () => owner`select status, outcome, due_at is null as over from webhook_events where id = ${eventId}`;
  expect(await look()).toEqual([
    { status: "received", outcome: "Lightspeed has a fault of its own (503).", over: false },
  ]);
  await stage.sandbox.control("DELETE", `/faults/${id}`);
  await owner`update webhook_events set due_at = now() where id = ${eventId}`;
  later(60_000);
  await inbox.drain();
  expect(await look()).toMatchObject([{ status: "processed" }]);
  expect(await countsOf(merchant)).toEqual({ [COLA]: 4 });
});
