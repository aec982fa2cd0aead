import { randomUUID } from "node:crypto";
import postgres from "postgres";
import { afterAll, afterEach, beforeAll, expect, inject, test } from "vitest";
import { listDueOrders } from "@/db/queries/orders";
import type { Order } from "@/db/schema";
import { loadSalesTask } from "@/lib/lightspeed/reports/report-tasks";
import { reconcileOrder } from "@/lib/orders/reconcile-order";
import { retryOrder } from "@/lib/orders/retry-order";
import { sweepOrders } from "@/lib/orders/sweep-orders";
import { enqueueForOrder, settleOrderTask } from "@/lib/orders/tasks";
import { enqueueRead } from "@/lib/payments/tasks";
import {
  createOrderMerchant,
  type OrderMerchant,
  payOrder,
  placeOrder,
  reload,
  runJobs,
  shifted,
  tillOf,
} from "@/lib/testing/order-stage";
import { orderTests } from "@/lib/testing/order-tests";
import { startQueue } from "./start-queue";
import { enqueue } from "./task";

// TEST_ROUNDS=1: as many as the proof asks for.
const MANY = inject("longRounds") > 0 ? 2_000 : 60;

const at = orderTests();
let owner: postgres.Sql;
beforeAll(() => {
  owner = postgres(at.stage.ownerUrl, { max: 1, onnotice: () => {} });
});
// What one test leaves in the queue is not the next one's.
afterEach(async () => {
  await owner`delete from graphile_worker._private_jobs`;
  await owner`delete from orders`;
});
afterAll(() => owner.end());

async function placePaid(merchant: OrderMerchant, count: number): Promise<Order[]> {
  const orders: Order[] = [];
  for (let n = 0; n < count; n += 1) {
    const order = await placeOrder(at.stage, merchant);
    await payOrder(at.stage, order);
    orders.push(order);
  }
  return orders;
}

const sentFor = async (merchant: OrderMerchant) =>
  at.stage.sandbox.requests({ account: merchant.account.accountId, operation: "orders" });

test(`a merchant with ${MANY} orders in the queue does not keep another's five waiting (F6)`, async () => {
  const quiet = await createOrderMerchant(at.stage);
  await placePaid(at.merchant, MANY);
  await placePaid(quiet, 5);
  const stopping = new AbortController();
  const { runner } = await startQueue(at.stage.services, {
    ...{ connectionString: at.stage.appUrl, signal: stopping.signal, clock: false },
  });
  await expect.poll(async () => (await sentFor(quiet)).length, { timeout: 30_000, interval: 20 }).toBe(5);
  stopping.abort();
  await runner.stop();
  const last = (await sentFor(quiet)).at(-1)?.seq ?? 0;
  const before = (await sentFor(at.merchant)).filter(({ seq }) => seq < last);
  // The five at the head of the queue go first, and then one beside the other: never the whole backlog.
  expect(before.length).toBeLessThanOrEqual(40);
});

test("Lightspeed answers nothing to one merchant: another's orders go through meanwhile, and none of the first is lost (F4)", async () => {
  const quiet = await createOrderMerchant(at.stage);
  const held = await placePaid(at.merchant, 12);
  const others = await placePaid(quiet, 12);
  const { id } = await at.fault("orders", { type: "hold", at: "after" }, 1_000);
  const stopping = new AbortController();
  const { runner } = await startQueue(at.stage.services, {
    ...{ connectionString: at.stage.appUrl, signal: stopping.signal, clock: false },
  });
  const sent = async (orders: readonly Order[]) => {
    const now = await Promise.all(orders.map((order) => reload(at.stage, order)));
    return now.filter(({ status }) => status === "submitted").length;
  };
  // Of the first merchant none can be sent before it is let go.
  await expect.poll(() => sent(others)).toBe(12);
  expect(await sent(held)).toBe(0);
  await at.stage.sandbox.control("DELETE", `/faults?account=${at.merchant.account.accountId}`);
  await at.stage.sandbox.control("POST", `/holds/${id}/release`, {});
  await expect.poll(() => sent(held), { timeout: 60_000 }).toBe(12);
  stopping.abort();
  await runner.stop();
  for (const { reference } of held) await at.till("GET", `/orders?reference=${reference}&state=done`);
  expect((await tillOf(at.stage, at.merchant)).orders).toHaveLength(12);
});

test("orders go before a backlog of work that can wait, which was there first (F6)", async () => {
  const { merchantId } = at.merchant.actor;
  const { db } = at.stage.services;
  const LATER = 1_000;
  await db.transaction(async (tx) => {
    for (let n = 0; n < LATER; n += 1) await enqueue(tx, loadSalesTask, { merchantId, placeId: `none-${n}` });
  });
  const quiet = await createOrderMerchant(at.stage);
  await placePaid(at.merchant, 10);
  await placePaid(quiet, 10);
  const stopping = new AbortController();
  const { runner } = await startQueue(at.stage.services, {
    ...{ connectionString: at.stage.appUrl, signal: stopping.signal, clock: false },
  });
  const sent = async () => (await Promise.all([sentFor(at.merchant), sentFor(quiet)])).flat().length;
  await expect.poll(sent, { timeout: 60_000, interval: 10 }).toBe(20);
  const [left] = await owner<
    { n: number }[]
  >`select count(*)::int as n from graphile_worker.jobs where task_identifier = 'sales.load'`;
  stopping.abort();
  await runner.stop();
  expect(left?.n).toBeGreaterThan(LATER / 2);
});

test("what a kitchen waits for goes before a backlog of what is only to be booked", async () => {
  const { actor } = at.merchant;
  const { db } = at.stage.services;
  await db.transaction(async (tx) => {
    for (let n = 0; n < 20; n += 1)
      await enqueueForOrder(tx, settleOrderTask, { merchantId: actor.merchantId, orderId: randomUUID() });
  });
  const [order] = await placePaid(at.merchant, 1);
  await enqueueRead(db, { merchantId: actor.merchantId, paymentId: randomUUID() });
  const waiting = await owner<{ task: string }[]>`
    select task_identifier as task from graphile_worker.jobs
     where task_identifier in ('orders.submit', 'orders.settle', 'payments.read') order by priority, run_at, id`;
  const tasks = waiting.map(({ task }) => task);
  const booking = tasks.indexOf("orders.settle");
  expect(tasks).toEqual(expect.arrayContaining(["orders.submit", "payments.read"]));
  expect(new Set(tasks.slice(booking))).toEqual(new Set(["orders.settle"]));
  await runJobs(at.stage);
  expect(await reload(at.stage, order as Order)).toMatchObject({ status: "submitted" });
});

test("thousands of overdue orders of one merchant do not hide another's single one from the sweep", async () => {
  const quiet = await createOrderMerchant(at.stage);
  const [pattern] = await placePaid(at.merchant, 1);
  const [single] = await placePaid(quiet, 1);
  const id = pattern?.id ?? "";
  const [columns] = await owner<{ names: string }[]>`
    select string_agg(quote_ident(column_name), ', ') as names from information_schema.columns
     where table_schema = 'public' and table_name = 'orders'
       and column_name not in ('id', 'sequence', 'reference', 'payment_reference', 'deadline_at')`;
  const names = columns?.names ?? "";
  await owner.unsafe(
    `insert into orders (id, sequence, reference, payment_reference, deadline_at, ${names})
     select gen_random_uuid(), 1000 + n, 'copy-' || n, 'copy-p-' || n, now() - interval '1 hour', ${names}
       from orders, generate_series(1, 6000) n where id = $1`,
    [id],
  );
  await owner`update orders set deadline_at = now() - interval '1 second' where id = ${single?.id ?? ""}`;
  const due = await listDueOrders(at.stage.services.db, new Date(), 500, 50);
  expect(due.map(({ orderId }) => orderId)).toContain(single?.id);
  expect(due.filter(({ merchantId }) => merchantId === at.merchant.actor.merchantId)).toHaveLength(50);
});

test("an order that waits its turn keeps its place in the queue however often it is looked at", async () => {
  const [first, second] = await placePaid(at.merchant, 2);
  const late = shifted(at.stage, 60_000);
  await reconcileOrder(late.services, { merchantId: first?.merchantId ?? "", orderId: first?.id ?? "" });
  const waiting = await owner<{ key: string }[]>`
    select key from graphile_worker.jobs where key in (${`orders.submit:${first?.id}`}, ${`orders.submit:${second?.id}`})
     order by priority, run_at, id`;
  expect(waiting.map(({ key }) => key)).toEqual([`orders.submit:${first?.id}`, `orders.submit:${second?.id}`]);
});

test("after an outage that outlasts their promise no order is sent to the kitchen until a person says so; the money goes back once", async () => {
  const orders = await placePaid(at.merchant, 6);
  const late = shifted(at.stage, 31 * 60_000);
  await runJobs(late);
  await sweepOrders(late.services);
  await runJobs(late);
  expect(await sentFor(at.merchant)).toEqual([]);
  expect((await tillOf(at.stage, at.merchant)).messages).toEqual([]);
  for (const order of orders)
    expect(await reload(at.stage, order)).toMatchObject({ status: "failed", failureCode: "too_late", attempts: 0 });
  const [wanted, ...stale] = orders;
  await retryOrder(late.services, at.merchant.actor, { orderId: wanted?.id ?? "" });
  await runJobs(late);
  expect(await sentFor(at.merchant)).toHaveLength(1);
  const later = shifted(at.stage, 45 * 60_000);
  await sweepOrders(later.services);
  await runJobs(later);
  await sweepOrders(later.services);
  await runJobs(later);
  for (const order of stale) {
    expect(await reload(at.stage, order)).toMatchObject({ status: "refunded" });
    expect(await at.places(order)).toMatchObject({ heldMinor: 0, refundedMinor: 3700 });
  }
  expect(await sentFor(at.merchant)).toHaveLength(1);
});
