import { expect, test } from "vitest";
import type { Order } from "@/db/schema";
import { listIssues } from "@/lib/attention/list-issues";
import { deliver, factFor, payOrder, placeOrder, reload, runJobs, shifted } from "@/lib/testing/order-stage";
import { orderTests } from "@/lib/testing/order-tests";
import { applyPaymentFact } from "./apply-payment-fact";
import { refundOrder } from "./refund-order";
import { resolveOrder } from "./resolve-order";
import { retryOrder } from "./retry-order";
import { sweepOrders } from "./sweep-orders";

const at = orderTests();
const MINUTE = 60_000;

/** As if it had been sent and taken: nothing of these stories talks to the till. */
async function submitted(): Promise<Order> {
  const order = await placeOrder(at.stage, at.merchant);
  await payOrder(at.stage, order);
  const deliverableUntil = new Date(Date.now() + 10 * MINUTE);
  await at.set(order, { status: "submitted", submittedAt: new Date(), deliverableUntil });
  return reload(at.stage, order);
}

const say = (order: Order, status: string, account: string | null, more: object = {}) =>
  deliver(at.stage, at.merchant, {
    body: JSON.stringify({
      ...{ type: "ORDER", status, businessLocationId: at.merchant.placeId, thirdPartyReference: order.reference },
      ...(account === null ? {} : { ikentooAccountIdentifier: account }),
      ...more,
    }),
  });

/** No word came of it, a person sent it again, and then both tries are on the till. */
async function onTwoChecks(landed: "by word" | "by look"): Promise<{ first: Order; second: Order }> {
  const first = await submitted();
  await at.set(first, { status: "failed", failureCode: "till:no_word", failureStep: "order", deadlineAt: null });
  await retryOrder(at.stage.services, at.merchant.actor, { orderId: first.id });
  const second = await reload(at.stage, first);
  await at.set(second, { status: "submitted", submittedAt: new Date(), attempts: 1 });
  await say(first, "SUCCESS", "A1.1");
  // A look knows the check, and not by which try it came there.
  if (landed === "by look") await at.set(second, { reference: second.reference });
  await say(second, "SUCCESS", "A1.2");
  expect(await reload(at.stage, first)).toMatchObject({
    ...{ accountIdentifier: "A1.1", flag: "printed_twice" },
    reference: landed === "by word" ? first.reference : second.reference,
  });
  return { first, second };
}

test.each(["by word", "by look"] as const)(
  "the staff void the check too many, as they were told: the order lives on (landed %s)",
  async (landed) => {
    const { first, second } = await onTwoChecks(landed);
    await say(second, "CANCELLED", "A1.2");
    const { status, posStage, flag } = await reload(at.stage, first);
    expect({ status, posStage, flag }).toEqual({ status: "on_pos", posStage: null, flag: "printed_twice" });
  },
);

test("once it is settled, and the flag was seen to, the void of the check too many asks nobody for the money", async () => {
  const { first, second } = await onTwoChecks("by word");
  await at.set(first, { status: "completed", settledAt: new Date(), deadlineAt: null });
  await resolveOrder(at.stage.services, at.merchant.actor, { orderId: first.id });
  await say(second, "CANCELLED", "A1.2");
  expect(await reload(at.stage, first)).toMatchObject({ status: "completed", posStage: null, flag: null });
});

test.each(["open", "seen to"] as const)(
  "sent once and on two checks all the same: the void of the one too many leaves the order alone (flag %s)",
  async (flag) => {
    const order = await submitted();
    await say(order, "SUCCESS", "A1.1");
    await say(order, "SUCCESS", "A1.2");
    expect(await reload(at.stage, order)).toMatchObject({ accountIdentifier: "A1.1", flag: "printed_twice" });
    if (flag === "seen to") {
      await at.set(order, { status: "completed", settledAt: new Date(), deadlineAt: null });
      await resolveOrder(at.stage.services, at.merchant.actor, { orderId: order.id });
    }
    const before = await reload(at.stage, order);
    await say(order, "CANCELLED", "A1.2");
    const { status, posStage, flag: told } = await reload(at.stage, order);
    expect({ status, posStage, flag: told }).toEqual({ status: before.status, posStage: null, flag: before.flag });
  },
);

test("the check of an order that was sent again is put together with another and voided: a person decides", async () => {
  const first = await submitted();
  await at.set(first, { status: "failed", failureCode: "till:no_word", failureStep: "order", deadlineAt: null });
  await retryOrder(at.stage.services, at.merchant.actor, { orderId: first.id });
  const second = await reload(at.stage, first);
  await at.set(second, { status: "submitted", submittedAt: new Date(), attempts: 1 });
  await say(second, "SUCCESS", "A1.1");
  await say(second, "CANCELLED", "A7.1");
  expect(await reload(at.stage, first)).toMatchObject({ status: "cancelled", flag: "cancelled_on_till" });
});

test("the refusal of the later try contradicts nothing where the earlier one is on the till", async () => {
  const first = await submitted();
  await at.set(first, { status: "failed", failureCode: "till:no_word", failureStep: "order", deadlineAt: null });
  await retryOrder(at.stage.services, at.merchant.actor, { orderId: first.id });
  const second = await reload(at.stage, first);
  await at.set(second, { status: "submitted", submittedAt: new Date(), attempts: 1 });
  await say(first, "SUCCESS", "A1.1");
  await say(second, "FAILURE", null, { reason: "Not processed before validity ended" });
  expect(await reload(at.stage, first)).toMatchObject({ status: "on_pos", flag: null });
});

test("the check that the order is on is voided: that ends it", async () => {
  const { first } = await onTwoChecks("by word");
  await say(first, "CANCELLED", "A1.1");
  expect(await reload(at.stage, first)).toMatchObject({ status: "cancelled", posStage: "cancelled" });
});

test("a check is voided of an order that had failed: a person decides, and “Mark as resolved” stops the money", async () => {
  const order = await submitted();
  await say(order, "FAILURE", null, { reason: "Refused" });
  expect(await reload(at.stage, order)).toMatchObject({ status: "failed", refundDueAt: expect.any(Date) });
  await say(order, "CANCELLED", "A1.9");
  expect(await reload(at.stage, order)).toMatchObject({
    ...{ status: "cancelled", flag: "cancelled_on_till", refundDueAt: null },
  });
  await resolveOrder(at.stage.services, at.merchant.actor, { orderId: order.id });
  const late = shifted(at.stage, 15 * MINUTE);
  for (let round = 0; round < 3; round += 1) {
    await sweepOrders(late.services);
    await runJobs(late);
  }
  expect(await at.places(order)).toMatchObject({ heldMinor: 3700, refundedMinor: 0 });
  expect(await reload(at.stage, order)).toMatchObject({
    status: "cancelled",
    flag: null,
    resolvedAt: expect.any(Date),
  });
});

test("a void is told beside what was told before: a payment too many is not forgotten", async () => {
  const order = await submitted();
  const fact = await factFor(at.stage, order);
  await applyPaymentFact(at.stage.services, {
    ...{ ...fact, paymentId: crypto.randomUUID(), providerPaymentId: "pi_second" },
  });
  await say(order, "SUCCESS", "A1.1");
  await say(order, "CANCELLED", "A1.1");
  expect(await reload(at.stage, order)).toMatchObject({
    ...{ status: "cancelled", flag: "paid_twice" },
    flagDetail: expect.stringMatching(
      /paid more than once: .*pi_second.* The staff cancelled this order on the till\./,
    ),
  });
  const { open } = await listIssues(at.stage.services, order.merchantId);
  expect(open).toMatchObject([{ kind: "order-money", body: expect.stringContaining("pi_second") }]);
});

test("what the till abandoned is not called cancelled by the staff, and giving the money back answers it", async () => {
  const order = await submitted();
  await say(order, "SUCCESS", "A1.1");
  await say(order, "ABANDONED", "A1.1");
  expect(await reload(at.stage, order)).toMatchObject({
    ...{ status: "cancelled", flag: "abandoned_by_till", failureCode: "till:abandoned" },
    flagDetail: "The till abandoned this order. The guest has paid: give the money back, or mark it as resolved.",
  });
  await at.set(order, { onPosAt: null });
  await refundOrder(at.stage.services, at.merchant.actor, { orderId: order.id, reason: "Abandoned" });
  for (let round = 0; round < 3; round += 1) await runJobs(at.stage);
  expect(await reload(at.stage, order)).toMatchObject({ status: "refunded", flag: null });
});
