import { expect, test } from "vitest";
import type { Order } from "@/db/schema";
import {
  createOrderMerchant,
  deliver,
  follow,
  payOrder,
  placeOrder,
  reload,
  runJobs,
  shifted,
  tillOf,
  timelineOf,
} from "@/lib/testing/order-stage";
import { orderTests } from "@/lib/testing/order-tests";
import { refundIfDue } from "./refund-order";
import { resolveOrder } from "./resolve-order";
import { sweepOrders } from "./sweep-orders";

const at = orderTests();

const resolve = ({ id: orderId }: Order) =>
  resolveOrder(at.stage.services, at.merchant.actor, { orderId, note: "Cooked from the guest's phone" });
const contradictions = async (order: Order) =>
  (await timelineOf(at.stage, order)).filter(({ kind }) => kind === "contradiction");

/** Sent and taken, no word since, and a person has seen to it. */
async function seenTo(wish: Parameters<typeof placeOrder>[2] = {}): Promise<Order> {
  const order = await placeOrder(at.stage, at.merchant, wish);
  await payOrder(at.stage, order);
  const status = "unconfirmed";
  const submittedAt = new Date();
  await at.set(order, { status, submittedAt });
  await resolve(order);
  return reload(at.stage, order);
}

const say = (order: Order, status: string, { account = "A1.1", verified = true } = {}) =>
  deliver(
    at.stage,
    at.merchant,
    {
      body: JSON.stringify({
        ...{ type: "ORDER", status, businessLocationId: at.merchant.placeId, ikentooAccountIdentifier: account },
        thirdPartyReference: order.reference,
      }),
    },
    { verified },
  );

test.each(["SUCCESS", "CHECK_WAS_UPDATED"])(
  "an order that was marked as resolved, and of which the till says %s after all, is told once and changes nothing else",
  async (word) => {
    const order = await seenTo();
    expect(order).toMatchObject({ status: "completed", flag: null });
    for (let times = 0; times < 3; times += 1) await say(order, word);
    await say(order, "CLOSED");
    expect(await reload(at.stage, order)).toMatchObject({
      ...{ status: "completed", flag: "printed_after_resolved", settledAt: null, refundDueAt: null },
      ...{
        accountIdentifier: "A1.1",
        flagDetail: expect.stringMatching(/check A1\.1.* €\s37,00 .*nothing was given back/),
      },
    });
    expect(await at.issues("order-money")).toMatchObject([
      { severity: "critical", count: 1, href: `/orders/${order.id}`, body: expect.stringContaining("after all") },
    ]);
    expect(await contradictions(order)).toHaveLength(1);
    const late = shifted(at.stage, 3_600_000);
    await sweepOrders(late.services);
    await refundIfDue(late.services, { merchantId: order.merchantId, orderId: order.id });
    await runJobs(late);
    expect(await at.places(order)).toMatchObject({ heldMinor: 3700, tillMinor: 0, refundedMinor: 0 });
    expect(await tillOf(at.stage, at.merchant)).toMatchObject({ orders: [], payments: [], messages: [] });
  },
);

test("whoever has seen to that, too, is asked no more by the same word, and is by one of another check", async () => {
  const order = await seenTo();
  await say(order, "SUCCESS");
  await resolve(order);
  for (const word of ["SUCCESS", "CLOSED"]) await say(order, word);
  expect(await reload(at.stage, order)).toMatchObject({ flag: null });
  expect(await at.issues("order-money")).toEqual([]);
  await say(order, "SUCCESS", { account: "A1.2" });
  expect(await reload(at.stage, order)).toMatchObject({ flag: "printed_after_resolved" });
});

test("the slip in the kitchen is withdrawn, so that the order is not prepared from both", async () => {
  await at.till("PUT", "/counts/STA-GARNAALKROKET", { count: 0 });
  const order = await placeOrder(at.stage, at.merchant);
  await payOrder(at.stage, order);
  await follow(at.stage, at.merchant, order, ["failed"]);
  await runJobs(at.stage);
  await resolve(order);
  for (let times = 0; times < 2; times += 1) await say(order, "SUCCESS");
  await runJobs(at.stage);
  const printed = (await tillOf(at.stage, at.merchant)).messages.map(({ text }) => text.slice(0, 15)).reverse();
  expect(printed).toEqual(["NOT ON THE TILL", "NOW ON THE TILL"]);
});

test("a word that nobody vouches for is looked for on the till, and told when it is there", async () => {
  await at.lose("ORDER", "SUCCESS");
  const sent = await placeOrder(at.stage, at.merchant);
  await payOrder(at.stage, sent);
  await runJobs(at.stage);
  const { identifier } = await at.till<{ identifier: string }>("GET", `/orders?reference=${sent.reference}&state=done`);
  await at.set(sent, { status: "unconfirmed" });
  await resolve(sent);
  await say(sent, "SUCCESS", { account: identifier, verified: false });
  expect(await reload(at.stage, sent)).toMatchObject({ flag: null });
  await runJobs(at.stage);
  expect(await reload(at.stage, sent)).toMatchObject({
    ...{ status: "completed", flag: "printed_after_resolved", accountIdentifier: identifier },
  });
});

test("what came along with the order stands in the books with it", async () => {
  at.merchant = await createOrderMerchant(at.stage, { paymentMode: "embedded" });
  const order = await seenTo({ paymentMode: "embedded", tipMinor: 300 });
  for (let times = 0; times < 2; times += 1) await say(order, "SUCCESS");
  expect(await at.places(order)).toEqual({ capturedMinor: 4000, heldMinor: 0, tillMinor: 4000, refundedMinor: 0 });
  expect(await reload(at.stage, order)).toMatchObject({
    flagDetail: expect.stringMatching(/A1\.1.* booked €\s37,00 /),
  });
  expect(await at.issues("order-money")).toHaveLength(1);
});
