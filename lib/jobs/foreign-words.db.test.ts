import { expect, test, vi } from "vitest";
import type { Order } from "@/db/schema";
import { createInbox } from "@/lib/lightspeed/webhooks/inbox";
import { log } from "@/lib/log";
import { arrive } from "@/lib/testing/arrive";
import {
  createOrderMerchant,
  follow,
  ledgerOf,
  type OrderMerchant,
  payOrder,
  placeOrder,
  reload,
  timelineOf,
} from "@/lib/testing/order-stage";
import { orderTests } from "@/lib/testing/order-tests";
import { notificationHandlers } from "./registry";

const at = orderTests();

const words = [
  ["ORDER", "SUCCESS"],
  ["ORDER", "FAILURE"],
  ["ORDER", "CLOSED"],
  ["ORDER", "CANCELLED"],
  ["ORDER", "CHECK_WAS_UPDATED"],
  ["PAYMENT", "SUCCESS"],
  ["PAYMENT", "FAILURE"],
  [undefined, "SUCCESS"],
  [undefined, "FAILURE"],
] as const;

/** What is kept of an order, but for the moment at which it was last looked at. */
const kept = async (order: Order) =>
  JSON.stringify([await reload(at.stage, order), await timelineOf(at.stage, order), await ledgerOf(at.stage, order)]);

async function paidAndSent(merchant: OrderMerchant): Promise<Order> {
  const order = await placeOrder(at.stage, merchant);
  await payOrder(at.stage, order);
  // The till does not answer for it, so it stays where any word could move it.
  await at.stage.sandbox.control("PATCH", `/till/${merchant.placeId}`, { availableDevices: false });
  return follow(at.stage, merchant, order, ["submitted"]);
}

test("words about another merchant's order or payment, by its own endpoint with right credentials, move nothing and raise an alarm", async () => {
  const alarm = vi.spyOn(log, "error").mockImplementation(() => {});
  const houses = [at.merchant, await createOrderMerchant(at.stage)];
  const orders = await Promise.all(houses.map(paidAndSent));
  const before = await Promise.all(orders.map(kept));
  let sent = 0;
  for (const [n, sender] of houses.entries()) {
    const [foreign, place] = [orders[1 - n], houses[1 - n]?.placeId];
    for (const [type, status] of words) {
      for (const reference of [foreign?.reference, foreign?.paymentReference]) {
        for (const businessLocationId of [undefined, sender.placeId, place]) {
          const body = { type, status, thirdPartyReference: reference, businessLocationId, reason: "forged" };
          const check = { ikentooAccountIdentifier: "A1.1" };
          await arrive(at.stage.services, sender.endpointId, JSON.stringify({ ...body, ...check }));
          sent += 1;
        }
      }
    }
  }
  await createInbox(at.stage.services, notificationHandlers).drain();
  expect(await Promise.all(orders.map(kept))).toEqual(before);
  const told = alarm.mock.calls.filter(([, text]) => text === "a notification names what belongs to another merchant");
  expect(told).toHaveLength(sent);
});
