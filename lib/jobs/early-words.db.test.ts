import { expect, inject, test } from "vitest";
import type { Order } from "@/db/schema";
import { createInbox } from "@/lib/lightspeed/webhooks/inbox";
import { settleOrder } from "@/lib/orders/settle-order";
import { submitOrder } from "@/lib/orders/submit-order";
import { arrive } from "@/lib/testing/arrive";
import { heard, payOrder, placeOrder, reload, tillOf, timelineOf } from "@/lib/testing/order-stage";
import { orderTests } from "@/lib/testing/order-tests";
import { report } from "@/lib/testing/vault-stage";
import { notificationHandlers } from "./registry";

// TEST_ROUNDS=1: as many as the proof asks for.
const long = inject("longRounds") > 0;
const ORDERS = long ? 2_000 : 15;
const LIMIT_MS = long ? 3_600_000 : 90_000;
/** No more at once than one connection may have under way. */
const AT_ONCE = 5;
const at = orderTests();

/** Makes these calls, whose answers stay away until what the till says of each has come and was worked on. */
async function callAndHear(operation: string, calls: (() => Promise<void>)[], type: string): Promise<void> {
  const { id } = await at.fault(operation, { type: "hold", at: "after" }, calls.length);
  let answers = 0;
  const calling = Promise.all(calls.map((call) => call().then(() => (answers += 1))));
  for (let words = 0; words < calls.length; ) {
    for (const notification of await heard(at.stage, at.merchant, 1)) {
      await arrive(at.stage.services, at.merchant.endpointId, notification.body);
      await createInbox(at.stage.services, notificationHandlers).drain();
      if (notification.type === type && notification.status === "SUCCESS") words += 1;
    }
  }
  expect(answers).toBe(0);
  await at.stage.sandbox.control("POST", `/holds/${id}/release`, {});
  await calling;
}

test(
  `${ORDERS} orders whose words come before the answers, for order and payment: none lost, none done twice`,
  async () => {
    const done: Order[] = [];
    while (done.length < ORDERS) {
      const orders = await Promise.all(Array.from({ length: AT_ONCE }, () => placeOrder(at.stage, at.merchant)));
      for (const order of orders) await payOrder(at.stage, order);
      const target = ({ id: orderId, merchantId }: Order) => ({ orderId, merchantId });
      await callAndHear(
        "orders",
        orders.map((order) => () => submitOrder(at.stage.services, target(order))),
        "ORDER",
      );
      await callAndHear(
        "payments",
        orders.map((order) => () => settleOrder(at.stage.services, target(order))),
        "PAYMENT",
      );
      done.push(...orders);
    }
    report(`${done.length} orders: every word of order and payment before the answer`);
    // The till shows the last fifty orders and payments; its day's sales are all.
    const { sales } = await tillOf(at.stage, at.merchant);
    expect(sales).toMatchObject({ count: done.length, paidCents: done.length * 3_700 });
    for (const order of done) {
      expect(await reload(at.stage, order)).toMatchObject({ status: "completed", failureCode: null });
      expect((await timelineOf(at.stage, order)).filter(({ toStatus }) => toStatus === "failed")).toEqual([]);
      const places = await at.places(order);
      expect(places).toMatchObject({ heldMinor: 0, tillMinor: 3700, refundedMinor: 0 });
    }
  },
  LIMIT_MS,
);
