import { expect, test } from "vitest";
import type { Order } from "@/db/schema";
import { deliver, follow, payOrder, placeOrder, runJobs, shifted, timelineOf } from "@/lib/testing/order-stage";
import { orderTests } from "@/lib/testing/order-tests";
import { retryOrder } from "./retry-order";
import { sweepOrders } from "./sweep-orders";

const at = orderTests();

/** What the sandbox wrote down itself: every request that came in, and every notification that it made. */
type Request = {
  seq: number;
  operation: string;
  correlationId: string | null;
  outcome: string;
  status: number | null;
};
type Notification = { seq: number; type: string; status: string; body: string; outcome: string };

/** All calls that are about an order; the others (tokens, menus, readiness) are made for the place. */
const aboutOrders = ["orders", "payments", "checks", "finance", "sales", "messages"];

const requests = async (): Promise<Request[]> => {
  const { accountId } = at.merchant.account;
  const { requests: all } = await at.stage.sandbox.control<{ requests: Request[] }>(
    "GET",
    `/requests?account=${accountId}`,
  );
  return all.filter(({ operation }) => aboutOrders.includes(operation));
};
const notifications = async (): Promise<Notification[]> => {
  const { accountId } = at.merchant.account;
  const all = await at.stage.sandbox.control<{ notifications: Notification[] }>(
    "GET",
    `/notifications?account=${accountId}`,
  );
  return all.notifications.filter(({ outcome }) => outcome !== "lost");
};

const counted = (lines: string[]): Record<string, number> => {
  const counts: Record<string, number> = {};
  for (const line of lines) counts[line] = (counts[line] ?? 0) + 1;
  return counts;
};

/** One line for each request that arrived, by the sandbox and by the timeline; `cut`: it arrived and no whole answer left. */
async function expectBothTellTheSame(order: Order, twice: readonly Notification[] = []): Promise<void> {
  const timeline = await timelineOf(at.stage, order);
  const out = timeline.filter(({ direction }) => direction === "out");
  const arrived = await requests();
  const byThem = arrived.map(
    ({ correlationId, outcome, status }) => `${correlationId} ${outcome === "answered" ? status : "cut"}`,
  );
  const byUs = out.map(({ correlationId, httpStatus }) => `${correlationId} ${httpStatus ?? "cut"}`);
  expect(arrived.length).toBeGreaterThan(0);
  expect(counted(byUs)).toEqual(counted(byThem));
  expect(out.filter(({ durationMs }) => durationMs === null || durationMs <= 0)).toEqual([]);
  // And each in its place.
  const places = new Map(arrived.map(({ correlationId }, place) => [correlationId, place]));
  const inPlace = out.map(({ correlationId }) => places.get(correlationId) ?? -1);
  expect(inPlace).toEqual([...inPlace].sort((a, b) => a - b));

  const told = timeline.filter(({ kind }) => /^(ORDER|PAYMENT) /.test(kind)).map(({ kind }) => kind);
  const made = (await notifications()).filter(({ seq }) => seq <= at.merchant.seen.last);
  const heard = [...made, ...twice].map(({ type, status }) => `${type} ${status}`);
  expect(counted(told)).toEqual(counted(heard.filter((kind) => /^(ORDER|PAYMENT) /.test(kind))));
}

async function paid(wish: Parameters<typeof placeOrder>[2] = {}): Promise<Order> {
  const order = await placeOrder(at.stage, at.merchant, wish);
  await payOrder(at.stage, order);
  return order;
}
const completed = (order: Order) => follow(at.stage, at.merchant, order, ["completed"]);

test.each([
  ["paid by a call of its own", "separate"],
  ["with its payment along", "embedded"],
] as const)(
  "an order %s: its timeline holds what the sandbox recorded, both ways, and nothing else",
  async (_, paymentMode) => {
    const order = await paid({ paymentMode });
    await completed(order);
    await expectBothTellTheSame(order);
  },
);

test.each([
  ["orders", { type: "cut", at: "after" }, 4],
  ["orders", { type: "status", status: 503 }, 3],
  ["orders", { type: "status", status: 429, retryAfter: "1" }, 1],
  ["payments", { type: "cut", at: "before" }, 1],
  ["payments", { type: "status", status: 503, afterEffect: true }, 2],
  ["checks", { type: "status", status: 503 }, 2],
] as const)(
  "calls of %s that met %j and were made again: each try stands in the timeline",
  async (operation, effect, times) => {
    await at.fault(operation, effect, times);
    const order = await paid();
    await completed(order);
    await expectBothTellTheSame(order);
    expect((await requests()).filter((one) => one.operation === operation).length).toBeGreaterThan(1);
  },
);

test("refused by the till, told to the kitchen, sent again by a person: every call and every word of both tries", async () => {
  await at.till("PUT", "/counts/STA-GARNAALKROKET", { count: 0 });
  const order = await paid();
  await follow(at.stage, at.merchant, order, ["failed"]);
  await runJobs(at.stage);
  await at.till("PUT", "/counts/STA-GARNAALKROKET", { count: null });
  await retryOrder(at.stage.services, at.merchant.actor, { orderId: order.id });
  await completed(order);
  await runJobs(at.stage);
  await expectBothTellTheSame(order);
  expect(counted((await requests()).map(({ operation }) => operation))).toMatchObject({ orders: 2, messages: 2 });
});

test("no word of it came and it was looked for: the looks stand there, and the lost word does not", async () => {
  await at.lose("ORDER", "SUCCESS");
  const order = await paid();
  await runJobs(at.stage);
  await at.till("GET", `/orders?reference=${order.reference}&state=done`);
  const late = shifted(at.stage, 3 * 60_000);
  await sweepOrders(late.services);
  await runJobs(late);
  await follow(late, at.merchant, order, ["completed"]);
  await expectBothTellTheSame(order);
});

test("a word that comes twice stands there twice", async () => {
  const order = await paid();
  await completed(order);
  const again = (await notifications()).filter(({ type }) => type === "ORDER" || type === "PAYMENT");
  for (const one of again) await deliver(at.stage, at.merchant, one);
  await expectBothTellTheSame(order, again);
});
