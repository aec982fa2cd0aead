import { randomUUID } from "node:crypto";
import { expect, test } from "vitest";
import { withTenant } from "@/db/client";
import { saveLocationSettings } from "@/db/queries/location-settings";
import type { Order } from "@/db/schema";
import { listIssues } from "@/lib/attention/list-issues";
import { linkLocation } from "@/lib/lightspeed/connection/link-location";
import {
  createOrderMerchant,
  deliver,
  follow,
  payOrder,
  placeOrder,
  reload,
  runJobs,
  shifted,
  slowTill,
  takeTurn,
  tillOf,
  timelineOf,
} from "@/lib/testing/order-stage";
import { orderTests } from "@/lib/testing/order-tests";
import { applyPaymentFact } from "./apply-payment-fact";
import { explainOrderFailure } from "./explain-failure";
import { refundIfDue } from "./refund-order";
import { settleOrder } from "./settle-order";
import { sweepOrders } from "./sweep-orders";

const at = orderTests();

type CheckOnTill = {
  identifier: string;
  dueCents: number;
  totalCents: number;
  payments: { cents: number; reference?: string }[];
};

/** One dish of the staff's, 18.50, that somebody else will pay. */
const openCheck = () =>
  at.till<CheckOnTill>("POST", "/checks", { table: 12, lines: [{ sku: "STA-GARNAALKROKET", quantity: 1 }] });
const checkOf = (identifier: string) => at.till<CheckOnTill>("GET", `/checks/${identifier}`);
const addTo = (addToCheck: string) => placeOrder(at.stage, at.merchant, { addToCheck });
/** An order that is settled on the check, and one that is paid and about to go there. */
async function oldAndNew(identifier: string): Promise<{ old: Order; young: Order }> {
  const old = await addTo(identifier);
  await payOrder(at.stage, old);
  await follow(at.stage, at.merchant, old, ["completed"]);
  const young = await addTo(identifier);
  await payOrder(at.stage, young);
  return { old, young };
}

async function sweepUntil(minutes: readonly number[]): Promise<void> {
  for (const minute of minutes) {
    const late = shifted(at.stage, minute * 60_000);
    await sweepOrders(late.services);
    await takeTurn(late, at.merchant, 200);
    await runJobs(late);
  }
}

/** Each paid its own, once, and the staff's dish is due as before. */
async function isFair(identifier: string, paid: readonly Order[]): Promise<void> {
  const check = await checkOf(identifier);
  expect(check.dueCents).toBe(1850);
  expect(check.payments.map(({ reference, cents }) => `${reference} ${cents}`).sort()).toEqual(
    paid.map(({ paymentReference }) => `${paymentReference} 3700`).sort(),
  );
  for (const order of paid) {
    expect(await reload(at.stage, order)).toMatchObject({
      status: "completed",
      accountIdentifier: identifier,
      flag: null,
    });
    expect(await at.places(order)).toMatchObject({ heldMinor: 0, tillMinor: 3700, refundedMinor: 0 });
  }
}

test.each([
  ["nothing in the way", []],
  ["the answer to each order lost", [["orders", { type: "cut", at: "after" }, 8]]],
  ["the answer to each payment lost", [["payments", { type: "cut", at: "after" }, 8]]],
  [
    "every call refused for a moment",
    [
      ["orders", { type: "status", status: 503 }, 2],
      ["payments", { type: "status", status: 503 }, 2],
    ],
  ],
] as [string, [string, object, number][]][])(
  "two orders for one open check, at the same time, with %s: both are on it once, and each pays its own",
  async (_, faults) => {
    const { identifier } = await openCheck();
    const pair = [await addTo(identifier), await addTo(identifier)];
    for (const [operation, effect, times] of faults) await at.fault(operation, effect, times);
    await Promise.all(pair.map((order) => payOrder(at.stage, order)));
    for (const order of pair) await follow(at.stage, at.merchant, order, ["completed"]);
    expect((await checkOf(identifier)).totalCents).toBe(1850 + 2 * 3700);
    await isFair(identifier, pair);
  },
);

test("both payments in the same moment: neither pays for the other, nor for the staff's guests", async () => {
  await slowTill(at.stage, at.merchant);
  const { identifier } = await openCheck();
  const pair = [await addTo(identifier), await addTo(identifier)];
  for (const order of pair) await payOrder(at.stage, order);
  for (const order of pair) await follow(at.stage, at.merchant, order, ["on_pos", "settling"]);
  await Promise.all(
    [...pair, ...pair].map(({ id: orderId, merchantId }) => settleOrder(at.stage.services, { merchantId, orderId })),
  );
  for (const order of pair) await follow(at.stage, at.merchant, order, ["completed"]);
  await isFair(identifier, pair);
});

test("one that was paid twice books what it costs, and not what others still owe on the check", async () => {
  const { identifier } = await openCheck();
  const order = await addTo(identifier);
  const fact = await payOrder(at.stage, order);
  const second = { paymentId: randomUUID(), provider: "viva", providerPaymentId: "viva-1" } as const;
  await applyPaymentFact(at.stage.services, { ...fact, ...second });
  await follow(at.stage, at.merchant, order, ["completed"]);
  expect(await checkOf(identifier)).toMatchObject({ dueCents: 1850, payments: [{ cents: 3700 }] });
  expect(await reload(at.stage, order)).toMatchObject({ flag: "paid_twice" });
  expect(await at.places(order)).toMatchObject({ tillMinor: 3700, heldMinor: 3700 });
});

test("a worker dies before the new order leaves: what the old one has on the check is not taken for the new one's", async () => {
  const { identifier } = await openCheck();
  const { old, young } = await oldAndNew(identifier);
  const past = new Date(Date.now() - 1_000);
  await at.set(young, { status: "submitting", inDoubt: true, version: 1, attempts: 1, deadlineAt: past });
  await at.stage.services.db.$client`select graphile_worker.remove_job(${`orders.submit:${young.id}`})`;
  await sweepOrders(at.stage.services);
  await follow(at.stage, at.merchant, young, ["completed"]);
  await isFair(identifier, [old, young]);
});

test("the word about the new one is lost: it is on the check, so it waits for a person and is neither paid nor given back", async () => {
  const { identifier } = await openCheck();
  const { old, young } = await oldAndNew(identifier);
  await at.lose("ORDER", "SUCCESS");
  await runJobs(at.stage);
  await at.till("GET", `/orders?reference=${young.reference}&state=done`);
  await sweepUntil([3, 20, 60]);
  expect(await reload(at.stage, young)).toMatchObject({ status: "unconfirmed", failureCode: "unclear:order" });
  expect(await at.places(young)).toMatchObject({ heldMinor: 3700, refundedMinor: 0 });
  expect((await checkOf(identifier)).payments).toMatchObject([{ reference: old.paymentReference }]);
  expect((await tillOf(at.stage, at.merchant)).orders).toHaveLength(2);
});

test("the check is closed before the new order gets there: that one is refused and given back, the old one stays paid", async () => {
  const { identifier } = await openCheck();
  const { old, young } = await oldAndNew(identifier);
  await at.till("POST", `/checks/${identifier}/pay`, { method: "CASH" });
  await at.till("POST", `/checks/${identifier}/close`);
  const refused = await follow(at.stage, at.merchant, young, ["failed"]);
  expect(refused).toMatchObject({ failureStep: "order", accountIdentifier: null });
  const { cause } = explainOrderFailure({ code: refused.failureCode ?? "", detail: refused.failureDetail });
  expect(cause).toContain("open check to which the order should have been added is closed");
  const late = shifted(at.stage, 11 * 60_000);
  await refundIfDue(late.services, { merchantId: young.merchantId, orderId: young.id });
  await runJobs(late);
  expect(await at.places(young)).toMatchObject({ heldMinor: 0, tillMinor: 0, refundedMinor: 3700 });
  expect(await reload(at.stage, old)).toMatchObject({ status: "completed", flag: null });
  expect(await at.places(old)).toMatchObject({ tillMinor: 3700, refundedMinor: 0 });
});

test("the check is closed between the new order and its payment: nothing is booked or given back, and a person is asked", async () => {
  const { identifier } = await openCheck();
  const { old, young } = await oldAndNew(identifier);
  await runJobs(at.stage);
  await at.till("GET", `/orders?reference=${young.reference}&state=done`);
  await at.till("POST", `/checks/${identifier}/pay`, { method: "CASH" });
  await at.till("POST", `/checks/${identifier}/close`);
  const refused = await follow(at.stage, at.merchant, young, ["failed"]);
  expect(refused).toMatchObject({ failureStep: "payment", failureCode: "pay:closed", refundDueAt: null });
  expect(await at.places(young)).toMatchObject({ heldMinor: 3700, tillMinor: 0, refundedMinor: 0 });
  expect(await at.places(old)).toMatchObject({ tillMinor: 3700 });
  const { open } = await listIssues(at.stage.services, young.merchantId);
  expect(open).toMatchObject([{ kind: "order", severity: "critical", body: expect.stringContaining(young.number) }]);
});

const sayOfCheck = (status: string, account: string, businessLocationId: string | null = at.merchant.placeId) =>
  deliver(at.stage, at.merchant, {
    body: JSON.stringify({
      ...{ type: "ORDER", status, ikentooAccountIdentifier: account },
      ...(businessLocationId === null ? {} : { businessLocationId }),
    }),
  });

test("a word about the check that names no order is one about every order on it", async () => {
  const { identifier } = await openCheck();
  const { old, young } = await oldAndNew(identifier);
  await follow(at.stage, at.merchant, young, ["completed"]);
  expect(await sayOfCheck("READY_FOR_PICKUP", identifier)).toMatchObject({ result: "processed" });
  for (const order of [old, young]) expect(await reload(at.stage, order)).toMatchObject({ posStage: "ready" });
  await sayOfCheck("CANCELLED", identifier);
  for (const order of [old, young])
    expect(await reload(at.stage, order)).toMatchObject({ status: "completed", flag: "cancelled_on_till" });
});

test("who calls a check off names the order that opened it: what was added to it goes with it", async () => {
  const { identifier } = await openCheck();
  const { old, young } = await oldAndNew(identifier);
  await follow(at.stage, at.merchant, young, ["completed"]);
  const said = { type: "ORDER", status: "CANCELLED", ikentooAccountIdentifier: identifier };
  const body = JSON.stringify({ ...said, thirdPartyReference: old.reference });
  // Another place counts its checks by itself.
  await at.set(young, { businessLocationId: "4711" });
  await deliver(at.stage, at.merchant, { body });
  expect(await reload(at.stage, old)).toMatchObject({ flag: "cancelled_on_till" });
  expect(await reload(at.stage, young)).toMatchObject({ flag: null });
  await at.set(young, { businessLocationId: at.merchant.placeId });
  await deliver(at.stage, at.merchant, { body });
  for (const order of [old, young])
    expect(await reload(at.stage, order)).toMatchObject({ posStage: "cancelled", flag: "cancelled_on_till" });
});

test("where a check of that number stands at two places and none is named, nothing is believed of either", async () => {
  const { identifier } = await openCheck();
  const { old, young } = await oldAndNew(identifier);
  await follow(at.stage, at.merchant, young, ["completed"]);
  await at.set(old, { businessLocationId: "4711" });
  await sayOfCheck("CANCELLED", identifier, null);
  for (const order of [old, young]) expect(await reload(at.stage, order)).toMatchObject({ flag: null });
  await sayOfCheck("CANCELLED", identifier);
  expect(await reload(at.stage, old)).toMatchObject({ flag: null });
  expect(await reload(at.stage, young)).toMatchObject({ flag: "cancelled_on_till" });
});

test("an order for a check stays with its place when the location is linked to another before it is sent", async () => {
  at.merchant = await createOrderMerchant(at.stage, { places: ["Grand-Place", "Canal House"] });
  const { actor, locationId, placeId } = at.merchant;
  const { identifier } = await openCheck();
  const order = await placeOrder(at.stage, at.merchant, { addToCheck: identifier, businessLocationId: placeId });
  await payOrder(at.stage, order);
  const other = at.merchant.account.businesses[0]?.locations[1]?.id ?? "";
  await linkLocation(at.stage.services, actor, { locationId, businessLocationId: other });
  await withTenant(at.stage.services.db, actor.merchantId, (tx) =>
    saveLocationSettings(
      tx,
      { locationId, businessLocationId: other },
      { orderProfileDineIn: "DINEIN", paymentMethodCode: "OOPAYMENT" },
    ),
  );
  await follow(at.stage, at.merchant, order, ["completed"]);
  await isFair(identifier, [order]);
  expect((await timelineOf(at.stage, order)).filter(({ toStatus }) => toStatus === "failed")).toEqual([]);
});

test.each([
  ["by its number", {}],
  ["by an order's reference", { named: true }],
])(
  "a check is called off %s: an order of another environment on a check of that number is not meant",
  async (_, { named = false }: { named?: boolean }) => {
    const { identifier } = await openCheck();
    const { old: elsewhere, young } = await oldAndNew(identifier);
    await follow(at.stage, at.merchant, young, ["completed"]);
    await at.set(elsewhere, { environment: "trial" });
    await deliver(at.stage, at.merchant, {
      body: JSON.stringify({
        ...{ type: "ORDER", status: "CANCELLED", businessLocationId: at.merchant.placeId },
        ...{ ikentooAccountIdentifier: identifier, ...(named ? { thirdPartyReference: young.reference } : {}) },
      }),
    });
    expect(await reload(at.stage, young)).toMatchObject({ flag: "cancelled_on_till" });
    expect(await reload(at.stage, elsewhere)).toMatchObject({ flag: null, posStage: null });
  },
);
