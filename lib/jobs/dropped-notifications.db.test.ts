import { createHash, randomUUID } from "node:crypto";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import type { Order } from "@/db/schema";
import { parseJson } from "@/lib/k-series";
import { getAvailability } from "@/lib/lightspeed/availability/get-availability";
import { lookUpAvailability } from "@/lib/lightspeed/availability/look-up-availability";
import { pollAvailability } from "@/lib/lightspeed/availability/poll-availability";
import { getReadiness } from "@/lib/lightspeed/readiness/get-readiness";
import { pollReadiness } from "@/lib/lightspeed/readiness/poll-readiness";
import { kindsOf } from "@/lib/lightspeed/webhooks/kind-of";
import { readNotification } from "@/lib/lightspeed/webhooks/read-notification";
import { registerEndpoint } from "@/lib/lightspeed/webhooks/register-endpoint";
import { askAfterMs } from "@/lib/orders/patience";
import { sweepOrders } from "@/lib/orders/sweep-orders";
import { openStage, type Stage } from "@/lib/testing/connection-stage";
import { createLinkedMerchant } from "@/lib/testing/linked-merchant";
import {
  createOrderMerchant,
  heard,
  moneyPlaces,
  type OrderMerchant,
  payOrder,
  placeOrder,
  reload,
  runJobs,
  type SandboxNotification,
  tillOf,
} from "@/lib/testing/order-stage";
import { report } from "@/lib/testing/vault-stage";
import { notificationHandlers } from "./registry";

/** Which notifications are lost follows from this and from what each is about, not from the order in which they come. */
const SEED = 7;
const DROPPED = 0.3;
/** A calm place is asked about its counts so often; one where somebody looks or sells, and a till's readiness, within a minute. */
const COUNTS_MS = 5 * 60_000;
const READINESS_MS = 60_000;

const skus = (
  "DRI-ESPRESSO STA-SOEP MAI-STOOFVLEES DRI-WATER-PLAT DRI-COLA STA-GEITENKAAS MAI-ZALM MAI-VEGABURGER MAI-BURGER DRI-MUNTTHEE " +
  "DRI-CAPPUCCINO BAR-PILS BAR-ORVAL MAI-VOLAUVENT MAI-STEAK DRI-WATER-BRUIS DRI-LIMONADE DES-MOUSSE BAR-WIT-GLAS BAR-TRIPEL"
).split(" ");

let stage: Stage;
let ahead: number;
beforeAll(async () => {
  stage = await openStage();
  stage.services.now = () => new Date(Date.now() + ahead);
});
beforeEach(() => {
  ahead = 0;
});
afterAll(() => stage.close());

const isLost = (about: string) =>
  createHash("sha256").update(`${SEED} ${about}`).digest().readUInt32BE() / 2 ** 32 < DROPPED;

/** Hands on what was not lost; `about` names a notification by what the test knows of it. */
async function handOn(
  merchant: OrderMerchant,
  notifications: SandboxNotification[],
  about: (one: SandboxNotification, nth: number) => string,
): Promise<number> {
  let lost = 0;
  for (const [nth, one] of notifications.entries()) {
    if (isLost(about(one, nth))) lost += 1;
    else await handle(merchant, one);
  }
  return lost;
}

async function handle({ actor }: OrderMerchant, { body: text }: SandboxNotification): Promise<void> {
  const facts = readNotification(text);
  const body = parseJson(text);
  const [kind] = kindsOf(facts?.type ?? null, body);
  const handler = kind && notificationHandlers[kind];
  if (!facts || !handler) throw new Error(`nobody takes ${text}`);
  await handler(stage.services, {
    ...{ eventId: randomUUID(), merchantId: actor.merchantId, environment: "sandbox", verified: true },
    ...{ type: facts.type, status: facts.vendorStatus, reference: facts.reference },
    ...{ businessLocationId: facts.businessLocationId, accountIdentifier: facts.accountIdentifier },
    ...{ body, receivedAt: stage.services.now() },
  });
}

async function listening(): Promise<OrderMerchant> {
  const linked = await createLinkedMerchant(stage);
  await registerEndpoint(stage.services, linked.actor.merchantId);
  return { ...linked, endpointId: "", seen: { last: 0 } };
}

test("item counts: with 30 % of the events lost they are right after at most two reads, and without reading they stay wrong", async () => {
  const merchant = await listening();
  const { merchantId } = merchant.actor;
  const place = { businessLocationId: merchant.placeId };
  await lookUpAvailability(stage.services, merchantId, { ...place, skus });
  const truth = new Map<string, number | null>();
  for (const round of [1, 2, 3]) {
    for (const [n, sku] of skus.entries()) {
      const count = (n + round) % 4 === 0 ? null : (n * 7 + round * 11) % 9;
      truth.set(sku, count);
      await stage.sandbox.control("PUT", `/till/${merchant.placeId}/counts/${sku}`, { count });
    }
  }
  const sent = await heard(stage, merchant, 60);
  const lost = await handOn(merchant, sent, (_, nth) => `item ${nth}`);
  const wrong = async () => {
    const { counts } = await getAvailability(stage.services, merchantId, { ...place, skus });
    return counts.filter(({ sku, count }) => count !== truth.get(sku)).length;
  };
  ahead += 2 * COUNTS_MS;
  const without = await wrong();
  expect(without).toBeGreaterThan(0);
  let reads = 0;
  for (; reads < 2 && (await wrong()) > 0; reads += 1) {
    ahead += COUNTS_MS;
    await pollAvailability(stage.services, { merchantId, ...place });
  }
  report(
    `counts, seed ${SEED}: ${lost} of ${sent.length} lost, ${without} of 20 wrong without reading, 0 after ${reads}`,
  );
  expect(await wrong()).toBe(0);
}, 60_000);

test("readiness: with 30 % of the events lost it is right after at most two reads, and without reading it stays wrong", async () => {
  const merchants = await Promise.all(Array.from({ length: 8 }, listening));
  await pollReadiness(stage.services, { again: false });
  let [sent, lost] = [0, 0];
  for (const [n, merchant] of merchants.entries()) {
    const periods = n % 2 === 0 ? ["CLOSED", "OPENED", "CLOSED"] : ["CLOSED", "OPENED", "CLOSED", "OPENED"];
    for (const salesPeriod of periods)
      await stage.sandbox.control("PATCH", `/till/${merchant.placeId}`, { salesPeriod });
    const events = await heard(stage, merchant, periods.length);
    sent += events.length;
    lost += await handOn(merchant, events, (_, nth) => `readiness ${n} ${nth}`);
  }
  const wrong = async () => {
    const views = await Promise.all(
      merchants.map(({ actor, locationId }) => getReadiness(stage.services, actor.merchantId, locationId)),
    );
    return views.filter((view, n) => view?.state !== (n % 2 === 0 ? "not_ready" : "ready")).length;
  };
  ahead += 2 * READINESS_MS;
  const without = await wrong();
  expect(without).toBeGreaterThan(0);
  let reads = 0;
  for (; reads < 2 && (await wrong()) > 0; reads += 1) {
    ahead += READINESS_MS;
    await pollReadiness(stage.services, { again: false });
  }
  report(`readiness, seed ${SEED}: ${lost} of ${sent} lost, ${without} of 8 wrong without reading, 0 after ${reads}`);
  expect(await wrong()).toBe(0);
}, 60_000);

test("orders and payments: with 30 % lost each is settled once after at most two looks, and without looking some wait for ever", async () => {
  const merchant = await createOrderMerchant(stage);
  const orders: Order[] = [];
  for (let n = 0; n < 24; n += 1) orders.push(await placeOrder(stage, merchant));
  for (const order of orders) await payOrder(stage, order);
  const nthOf = (reference: string) =>
    orders.findIndex((order) => [order.reference, order.paymentReference].includes(reference));
  const about = ({ type, status, reference }: SandboxNotification) => `${type} ${status} ${nthOf(reference)}`;
  let lost = 0;
  /** Jobs, and what the till says because of them, until nothing moves any more. */
  const untilQuiet = async () => {
    for (let quiet = false; !quiet; ) {
      await runJobs(stage);
      await tillIsDone(merchant, await statesOf(orders));
      const news = await heard(stage, merchant);
      lost += await handOn(merchant, news, about);
      quiet = news.length === 0;
    }
    return statesOf(orders);
  };
  await untilQuiet();
  ahead += 2 * askAfterMs(stage.services);
  const without = (await untilQuiet()).map(({ status }) => status);
  // The control, for both kinds: orders whose arrival and orders whose payment nobody told us of.
  expect(without).toContain("submitted");
  expect(without).toContain("settling");
  let [looks, after] = [0, without];
  for (; looks < 2 && after.some((status) => status !== "completed"); looks += 1) {
    ahead += askAfterMs(stage.services);
    await sweepOrders(stage.services);
    after = (await untilQuiet()).map(({ status }) => status);
  }
  const waiting = without.filter((status) => status !== "completed").length;
  report(`orders, seed ${SEED}: ${lost} lost, ${waiting} of 24 waited without looking, 0 after ${looks} looks`);
  expect(new Set(after)).toEqual(new Set(["completed"]));
  const till = await tillOf(stage, merchant);
  expect(till.orders.filter(({ state }) => state === "done")).toHaveLength(24);
  expect(till.payments.filter(({ state }) => state === "done")).toHaveLength(24);
  for (const order of orders) expect(await moneyPlaces(stage, order)).toMatchObject({ heldMinor: 0, tillMinor: 3700 });
}, 120_000);

const statesOf = (orders: Order[]) => Promise.all(orders.map((order) => reload(stage, order)));

/** What was sent there is decided there, so that all that will be said of it is on its way. */
async function tillIsDone({ placeId }: OrderMerchant, orders: Order[]): Promise<void> {
  const decided = (part: string, reference: string) =>
    stage.sandbox.control("GET", `/till/${placeId}/${part}?reference=${reference}&state=decided`);
  for (const order of orders) {
    if (order.status === "submitted") await decided("orders", order.reference);
    if (order.status === "settling") await decided("payments", order.paymentReference);
  }
}
