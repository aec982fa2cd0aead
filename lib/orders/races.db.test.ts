import { randomUUID } from "node:crypto";
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Order } from "@/db/schema";
import { AppError } from "@/lib/errors";
import type { PaymentFact } from "@/lib/payments/payment-fact";
import { openStage, type Stage } from "@/lib/testing/connection-stage";
import {
  createOrderMerchant,
  deliver,
  factFor,
  moneyPlaces,
  type OrderMerchant,
  placeOrder,
  reload,
  setOrder,
  targetOf,
  timelineOf,
} from "@/lib/testing/order-stage";
import { roundsOr } from "@/lib/testing/vault-stage";
import { applyPaymentFact } from "./apply-payment-fact";
import { cancelOrder } from "./cancel-order";
import { refundIfDue } from "./refund-order";
import { retryOrder } from "./retry-order";
import { submitOrder } from "./submit-order";

let stage: Stage;
let merchant: OrderMerchant;
beforeAll(async () => {
  stage = await openStage();
  merchant = await createOrderMerchant(stage);
});
afterAll(() => stage.close());

type Point = { name: string; at: Partial<Order> | null; next: (order: Order) => Promise<unknown> };

const say = (order: Order, type: "ORDER" | "PAYMENT", status: string) =>
  deliver(stage, merchant, {
    body: JSON.stringify({
      ...{ type, status, businessLocationId: merchant.placeId, ikentooAccountIdentifier: "A1.1" },
      thirdPartyReference: type === "PAYMENT" ? order.paymentReference : order.reference,
    }),
  });
const pay = async (order: Order) => applyPaymentFact(stage.services, await factFor(stage, order));
const send = (order: Order) => submitOrder(stage.services, targetOf(order));

const sent = { submittedAt: new Date(), deliverableUntil: new Date(Date.now() + 600_000), tillAmountMinor: 3700 };
const there = { ...sent, step: "payment", accountIdentifier: "A1.1", onPosAt: new Date() } as const;
/** The ten places at which something can come between, and what comes next there. */
const points: Point[] = [
  { name: "before the guest has paid", at: null, next: pay },
  { name: "on the payment page", at: { status: "awaiting_payment" }, next: pay },
  { name: "paid", at: { status: "paid" }, next: send },
  {
    name: "being sent",
    at: { ...sent, status: "submitting", inDoubt: true },
    next: (it) => say(it, "ORDER", "SUCCESS"),
  },
  { name: "taken by Lightspeed", at: { ...sent, status: "submitted" }, next: (it) => say(it, "ORDER", "SUCCESS") },
  { name: "without a word", at: { ...sent, status: "unconfirmed" }, next: (it) => say(it, "ORDER", "SUCCESS") },
  { name: "on the till", at: { ...there, status: "on_pos" }, next: (it) => say(it, "PAYMENT", "SUCCESS") },
  { name: "being settled", at: { ...there, status: "settling" }, next: (it) => say(it, "PAYMENT", "SUCCESS") },
  {
    name: "settled",
    at: { ...there, status: "completed", deadlineAt: null },
    next: (it) => say(it, "ORDER", "CLOSED"),
  },
  {
    name: "refused",
    at: { ...sent, status: "failed", failureCode: "till:refused", failureStep: "order", deadlineAt: null },
    next: (it) => retryOrder(stage.services, merchant.actor, { orderId: it.id }),
  },
];

async function orderAt({ at }: Point): Promise<Order> {
  const order = await placeOrder(stage, merchant, { tipMinor: 300 });
  const unpaid = at === null || at.status === "awaiting_payment";
  if (!unpaid) await pay(order);
  if (at) await setOrder(stage, order, at);
  return reload(stage, order);
}

/** Both at once; that a person is told why something cannot be done is an answer. */
async function race(...both: Promise<unknown>[]): Promise<void> {
  for (const one of await Promise.allSettled(both))
    if (one.status === "rejected" && !(one.reason instanceof AppError)) throw one.reason;
}

const moneyOf = (order: Order) => moneyPlaces(stage, order);
const leftHere = async (order: Order) =>
  (await timelineOf(stage, order)).filter(({ direction }) => direction === "out").length;

/** Once it is over before it was on the till, nothing leads to the kitchen any more. */
async function staysAway(order: Order): Promise<void> {
  const before = [await reload(stage, order), await leftHere(order)] as const;
  if (!["cancelled", "refunded"].includes(before[0].status) || before[0].onPosAt !== null) return;
  await send(order);
  await race(retryOrder(stage.services, merchant.actor, { orderId: order.id }));
  expect([(await reload(stage, order)).status, await leftHere(order)]).toEqual([before[0].status, before[1]]);
}

const rounds = Array.from({ length: roundsOr(1) }, (_, n) => n);
const each = rounds.flatMap((round) => points.map((point) => [point.name, round, point] as const));

test.each(each)("paid twice, %s: one order, and the second payment is told (D11, round %i)", async (_, __, point) => {
  const order = await orderAt(point);
  const fact = await factFor(stage, order);
  const second: PaymentFact = { ...fact, paymentId: randomUUID(), provider: "viva", providerPaymentId: randomUUID() };
  await race(point.next(order), applyPaymentFact(stage.services, second));
  // On the payment page the other one may be the first.
  await applyPaymentFact(stage.services, fact);
  expect(await reload(stage, order)).toMatchObject({ flag: "paid_twice" });
  expect(await moneyOf(order)).toMatchObject({ capturedMinor: 8000 });
  expect(await leftHere(order)).toBeLessThanOrEqual(1);
});

test.each(each)("given back at the provider, %s: not sent, or told (D11, round %i)", async (_, __, point) => {
  const order = await orderAt(point);
  const fact = await factFor(stage, order);
  const refund = { refundId: randomUUID(), providerRefundId: randomUUID(), origin: "provider" as const };
  const giveBack = async () => {
    // The provider tells of what it took first, whoever is quicker here.
    await applyPaymentFact(stage.services, fact);
    await applyPaymentFact(stage.services, { ...fact, status: "refunded", refund });
  };
  await race(point.next(order), giveBack());
  const { status, flag } = await reload(stage, order);
  expect(status === "refunded" || flag === "refunded_in_flight", `${status}, ${flag}`).toBe(true);
  if (point.at === null || ["awaiting_payment", "paid", "failed"].includes(point.at.status ?? ""))
    expect(status === "refunded" || (await leftHere(order)) > 0, `nothing had left, and it is ${status}`).toBe(true);
  const { capturedMinor, refundedMinor } = await moneyOf(order);
  expect([capturedMinor, refundedMinor]).toEqual([4000, 4000]);
  await staysAway(order);
});

test.each(each)(
  "called off by the staff, %s: never sent, or on the till in sight (D11, round %i)",
  async (_, __, point) => {
    const order = await orderAt(point);
    await race(point.next(order), cancelOrder(stage.services, merchant.actor, { orderId: order.id }));
    const after = await reload(stage, order);
    if (
      after.status === "cancelled" &&
      after.paidAt !== null &&
      after.onPosAt === null &&
      after.deliverableUntil === null
    ) {
      await refundIfDue(stage.services, targetOf(order));
      expect((await reload(stage, order)).refundDecidedAt, "its money goes back by itself").not.toBeNull();
    }
    expect((await moneyOf(order)).capturedMinor).toBe(after.paidAt === null ? 0 : 4000);
    await staysAway(order);
  },
);

const told = ["failed", "captured", "captured", "cancelled"] as const;

test("some of a payment's news, in any order: one order on its way where it was paid, none where it was not (D10)", async () => {
  const stories = fc.sample(fc.shuffledSubarray([...told.keys()]), { numRuns: roundsOr(12), seed: 11 });
  for (const story of stories) {
    const order = await placeOrder(stage, merchant, { tipMinor: 300 });
    const fact = await factFor(stage, order);
    for (const n of story) await applyPaymentFact(stage.services, { ...fact, status: told[n] ?? "failed" });
    const paid = story.some((n) => told[n] === "captured");
    expect(await reload(stage, order), story.join()).toMatchObject({ status: paid ? "paid" : "draft", flag: null });
    expect(await moneyOf(order)).toMatchObject({ capturedMinor: paid ? 4000 : 0 });
    const [row] = await stage.services.db.$client<{ count: number }[]>`
      select count(*)::int as count from graphile_worker._private_jobs where key = ${`orders.submit:${order.id}`}`;
    expect(row?.count).toBe(paid ? 1 : 0);
  }
});
