import postgres from "postgres";
import { afterAll, beforeAll, beforeEach, expect, test, vi } from "vitest";
import { withTenant } from "@/db/client";
import { listDueOrders, patchOrder } from "@/db/queries/orders";
import type { Order } from "@/db/schema";
import { log } from "@/lib/log";
import { sweepPayments } from "@/lib/payments/sweep-payments";
import { follow, payOrder, placeOrder, reload, runJobs, shifted } from "@/lib/testing/order-stage";
import { orderTests } from "@/lib/testing/order-tests";
import { moveOrder } from "./move-order";
import { reconcileOrder } from "./reconcile-order";
import { sweepOrders } from "./sweep-orders";

const at = orderTests();
let owner: postgres.Sql;
beforeAll(() => {
  owner = postgres(at.stage.ownerUrl, { max: 1, onnotice: () => {} });
});
beforeEach(() => void vi.spyOn(log, "info").mockImplementation(() => {}));
afterAll(() => owner.end());

const MINUTE = 60_000;
const ago = (minutes: number) => new Date(Date.now() - minutes * MINUTE);

async function paid(event: "holding" | "claim", minutes: number): Promise<Order> {
  const order = await placeOrder(at.stage, at.merchant);
  await payOrder(at.stage, order);
  await withTenant(at.stage.services.db, order.merchantId, async (tx) => {
    const line = { message: "Planted" };
    await moveOrder(tx, order.id, event, { now: new Date(), line });
    if (event === "holding") return patchOrder(tx, order.id, { refundDueAt: ago(minutes), failureCode: "too_late" });
    const sent = { submittedAt: ago(minutes), deliverableUntil: ago(minutes), deadlineAt: ago(minutes) };
    await moveOrder(tx, order.id, "silence", { now: new Date(), set: sent, line });
  });
  return reload(at.stage, order);
}

test("money that cannot be given back keeps nobody else's back", async () => {
  const said = vi.spyOn(log, "error").mockImplementation(() => {});
  const [first, second] = [await paid("holding", 5), await paid("holding", 4)];
  try {
    await owner`alter table orders add constraint planted check (id <> ${owner.unsafe(`'${first.id}'`)} or refund_due_at is not null) not valid`;
    await sweepOrders(at.stage.services);
  } finally {
    await owner`alter table orders drop constraint planted`;
  }
  expect(await reload(at.stage, first)).toMatchObject({ refundDecidedAt: null, refundDueAt: expect.any(Date) });
  expect(await reload(at.stage, second)).toMatchObject({ refundDecidedAt: expect.any(Date), refundDueAt: null });
  expect(said.mock.calls).toMatchObject([[{ orderId: first.id }, "money that is due could not be given back"]]);
  await sweepOrders(at.stage.services);
  expect(await reload(at.stage, first)).toMatchObject({ refundDecidedAt: expect.any(Date) });
});

test("an order whose look always breaks off gives up its place to the merchant's others, and comes again", async () => {
  const [first, second] = [await paid("claim", 5), await paid("claim", 4)];
  const { db } = at.stage.services;
  const next = async (minutes: number) =>
    (await listDueOrders(db, shifted(at.stage, minutes * MINUTE).services.now(), 500, 1)).find(
      ({ merchantId }) => merchantId === first.merchantId,
    )?.orderId;
  expect(await next(0)).toBe(first.id);
  try {
    await owner`alter table order_timeline add constraint planted check (order_id <> ${owner.unsafe(`'${first.id}'`)} or kind <> 'look') not valid`;
    const { merchantId, id: orderId } = first;
    await expect(reconcileOrder(at.stage.services, { merchantId, orderId })).rejects.toThrow();
  } finally {
    await owner`alter table order_timeline drop constraint planted`;
  }
  expect(await next(0)).toBe(second.id);
  await withTenant(db, second.merchantId, (tx) => patchOrder(tx, second.id, { deadlineAt: ago(-9) }));
  expect(await next(0)).toBeUndefined();
  expect(await next(1)).toBe(first.id);
});

/** As after days of failures: the queue takes it up no more. */
const useUp = (orderId: string) =>
  owner`update graphile_worker._private_jobs set attempts = max_attempts
         where payload->>'orderId' = ${orderId} or payload->>'refundId' in (select id::text from refunds where order_id = ${orderId})`;

test("an order whose job has used up its tries gets another, and goes on", async () => {
  const order = await placeOrder(at.stage, at.merchant);
  await payOrder(at.stage, order);
  expect((await useUp(order.id)).count).toBe(1);
  await runJobs(at.stage);
  expect(await reload(at.stage, order)).toMatchObject({ status: "paid" });
  const late = shifted(at.stage, MINUTE);
  await sweepOrders(late.services);
  await runJobs(late);
  await follow(at.stage, at.merchant, order, ["completed"]);
});

test("and so does money on its way back", async () => {
  const order = await paid("holding", 5);
  await sweepOrders(at.stage.services);
  expect((await useUp(order.id)).count).toBeGreaterThan(0);
  await runJobs(at.stage);
  expect(await at.places(order)).toMatchObject({ refundedMinor: 0 });
  await sweepPayments(shifted(at.stage, MINUTE).services);
  await runJobs(at.stage);
  expect(await at.places(order)).toMatchObject({ heldMinor: 0, refundedMinor: 3700 });
  expect(await reload(at.stage, order)).toMatchObject({ status: "refunded" });
});
