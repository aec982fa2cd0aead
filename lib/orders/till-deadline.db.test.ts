import { expect, test } from "vitest";
import type { Order } from "@/db/schema";
import { deliver, heard, payOrder, placeOrder, reload, runJobs, shifted, tillOf } from "@/lib/testing/order-stage";
import { orderTests } from "@/lib/testing/order-tests";
import { sweepOrders } from "./sweep-orders";

const at = orderTests();

/** Sent to a till that is offline; `limit` is the last moment at which the till may print it. */
async function waiting(): Promise<{ order: Order; limit: number }> {
  await at.till("PATCH", "", { availableDevices: false });
  const order = await placeOrder(at.stage, at.merchant);
  await payOrder(at.stage, order);
  await runJobs(at.stage);
  const { orders } = await at.till<{ orders: { deadline: number; state: string }[] }>("GET", "");
  expect(orders).toMatchObject([{ state: "queued" }]);
  expect(await reload(at.stage, order)).toMatchObject({ status: "submitted" });
  return { order, limit: orders[0]?.deadline ?? 0 };
}

type Meanwhile = {
  meanwhile?: () => Promise<unknown>;
  /** Nothing that the till says arrives. */
  deaf?: boolean;
};

/** Both clocks, the till's and ours; then everything that is due here and everything that the till has said. */
async function when(order: Order, moment: number, { meanwhile, deaf = false }: Meanwhile = {}) {
  const { accountId } = at.merchant.account;
  await at.stage.sandbox.control("POST", `/accounts/${accountId}/clock`, { now: new Date(moment).toISOString() });
  await meanwhile?.();
  const then = shifted(at.stage, moment - Date.now());
  for (let rounds = 0; rounds < 2; rounds += 1) {
    await sweepOrders(then.services);
    await runJobs(then);
    for (const notification of deaf ? [] : await heard(then, at.merchant))
      await deliver(then, at.merchant, notification);
  }
  const printed = (await tillOf(at.stage, at.merchant)).orders.filter(({ state }) => state === "done").length;
  const { refundedMinor } = await at.places(order);
  expect(printed > 0 && refundedMinor > 0, "printed and given back").toBe(false);
  return { ...(await reload(at.stage, order)), printed, refundedMinor };
}

const back = () => at.till("PATCH", "", { availableDevices: true });
const MINUTE = 60_000;

test("a till that is back within the limit prints it, however long nobody heard a word (D8)", async () => {
  const { order, limit } = await waiting();
  // Three seconds, so that a busy machine does not decide.
  const meanwhile = async () => {
    await back();
    await at.till("GET", `/orders?reference=${order.reference}&state=done`);
  };
  await when(order, limit - 3_000, { meanwhile, deaf: true });
  for (const minutes of [2, 12, 60])
    expect(await when(order, limit + minutes * MINUTE)).toMatchObject({ printed: 1, refundedMinor: 0 });
  expect(await reload(at.stage, order)).toMatchObject({ status: "completed" });
});

test("a till that is back after the limit prints nothing, and the money goes back once (D8)", async () => {
  const { order, limit } = await waiting();
  expect(await when(order, limit + 1_000, { meanwhile: back })).toMatchObject({
    status: "failed",
    printed: 0,
    refundedMinor: 0,
  });
  expect(await when(order, limit + 12 * MINUTE)).toMatchObject({ status: "refunded", refundedMinor: 3700 });
  expect(await when(order, limit + 60 * MINUTE)).toMatchObject({ status: "refunded", refundedMinor: 3700, printed: 0 });
});

test("a till that never comes back nor says a word: not given up a second too early, then given back once (D8)", async () => {
  const { order, limit } = await waiting();
  const { deliverableUntil } = await reload(at.stage, order);
  const ours = deliverableUntil?.getTime() ?? 0;
  expect(ours).toBeGreaterThan(limit);
  const deaf = { deaf: true };
  expect((await when(order, limit + 1_000, deaf)).status).toMatch(/^(submitted|unconfirmed)$/);
  expect((await when(order, ours - 1_000, deaf)).status).toBe("unconfirmed");
  // Looked at every thirty seconds: the first look after the limit gives it up.
  expect(await when(order, ours + 31_000, deaf)).toMatchObject({ status: "failed", refundedMinor: 0, printed: 0 });
  expect(await when(order, ours + 12 * MINUTE, deaf)).toMatchObject({ status: "refunded", refundedMinor: 3700 });
  expect(await when(order, ours + 60 * MINUTE, deaf)).toMatchObject({
    status: "refunded",
    refundedMinor: 3700,
    printed: 0,
  });
});
