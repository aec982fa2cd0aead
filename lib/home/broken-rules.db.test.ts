import postgres from "postgres";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { withTenant } from "@/db/client";
import type { RuleId } from "@/db/queries/broken-rules";
import type { Difference, Order } from "@/db/schema";
import { applyPaymentFact } from "@/lib/orders/apply-payment-fact";
import { tellSecondCheck } from "@/lib/orders/late-word";
import { countAttention } from "@/lib/orders/list-orders";
import { resolveOrder } from "@/lib/orders/resolve-order";
import { openStage, type Stage } from "@/lib/testing/connection-stage";
import {
  createOrderMerchant,
  factFor,
  follow,
  type OrderMerchant,
  payOrder,
  placeOrder,
  reload,
} from "@/lib/testing/order-stage";
import { getToday } from "./get-today";

let stage: Stage;
let merchant: OrderMerchant;
let owner: postgres.Sql;
beforeAll(async () => {
  stage = await openStage();
  owner = postgres(stage.ownerUrl, { max: 1, onnotice: () => {} });
});
beforeEach(async () => {
  merchant = await createOrderMerchant(stage);
});
afterAll(async () => {
  await owner.end();
  await stage.close();
});

const later = (ms: number) => new Date(stage.services.now().getTime() + ms);
const DAY_MS = 86_400_000;

/** What is counted, with the orders that are named; rules that nothing breaks are left out. */
async function broken(now = stage.services.now()): Promise<Partial<Record<RuleId, [number, ...string[]]>>> {
  const { rules } = await getToday({ db: stage.services.db, now: () => now }, merchant.actor.merchantId, []);
  expect(rules.map(({ id }) => id)).toEqual(["notOnTill", "bookedTwice", "overpaid", "unconfirmed"]);
  return Object.fromEntries(
    rules
      .filter(({ count }) => count > 0)
      .map(({ id, count, breaches }) => [id, [count, ...breaches.map(({ href }) => href)]]),
  );
}

const page = ({ id }: Pick<Order, "id">) => `/orders/${id}`;

async function settled(): Promise<Order> {
  const order = await placeOrder(stage, merchant);
  await payOrder(stage, order);
  return follow(stage, merchant, order, ["completed"]);
}

/** One more line of the timeline, as `record-exchanges` and `move-order` write them. */
const taken = (order: Order, kind: string, { outcome = "accepted", status = 200 } = {}) => owner`
  insert into order_timeline (merchant_id, order_id, at, direction, kind, message, http_status, detail)
  values (${order.merchantId}, ${order.id}, now(), 'out', ${kind}, 'Lightspeed took it', ${status}, ${owner.json({ outcome })})`;
const failed = (order: Order) => owner`
  insert into order_timeline (merchant_id, order_id, at, direction, kind, message, from_status, to_status, detail)
  values (${order.merchantId}, ${order.id}, now(), 'here', 'rejection', 'Refused', 'submitted', 'failed', '{}')`;
/** As `resolve-order` leaves an order that still has a way to go. */
const seenTo = (order: Order) => owner`
  insert into order_timeline (merchant_id, order_id, at, direction, kind, message, detail)
  values (${order.merchantId}, ${order.id}, now(), 'here', 'resolution', 'Marked as resolved', '{}')`;
const resolved = (order: Order) => owner`update orders set resolved_at = now() where id = ${order.id}`;

test("a day of orders that went well breaks no rule, today and later", async () => {
  await settled();
  expect(await broken()).toEqual({});
  expect(await broken(later(2 * DAY_MS))).toEqual({});
});

test("a paid order counts as not on the till after a minute, and no more once somebody has seen to it", async () => {
  const order = await placeOrder(stage, merchant);
  await payOrder(stage, order);
  expect(await broken()).toEqual({});
  expect(await broken(later(61_000))).toEqual({ notOnTill: [1, page(order)] });
  // However long ago.
  expect(await broken(later(30 * DAY_MS))).toEqual({ notOnTill: [1, page(order)] });
  await owner`update orders set status = 'unconfirmed', deadline_at = now() where id = ${order.id}`;
  expect(await broken(later(61_000))).toEqual({ notOnTill: [1, page(order)], unconfirmed: [1, page(order)] });
  expect(await countAttention(stage.services, merchant.actor.merchantId)).toBe(1);
  await resolveOrder(stage.services, merchant.actor, { orderId: order.id });
  expect(await broken(later(61_000))).toEqual({});
});

test("an order for later counts from a minute after its time on; unpaid and given back ones never", async () => {
  const order = await placeOrder(stage, merchant);
  expect(await broken(later(61_000))).toEqual({});
  await payOrder(stage, order);
  await owner`update orders set scheduled_for = now() + interval '1 hour' where id = ${order.id}`;
  expect(await broken(later(3_600_000))).toEqual({});
  expect(await broken(later(3_600_000 + 61_000))).toEqual({ notOnTill: [1, page(order)] });
  await owner`update orders set status = 'refunded', deadline_at = null where id = ${order.id}`;
  expect(await broken(later(3_600_000 + 61_000))).toEqual({});
});

test.each(["orders.submitLocal", "payments.apply"])(
  "%s that Lightspeed took twice is counted, and nothing that looks like it",
  async (kind) => {
    const order = await settled();
    // The same reference again, which Lightspeed knows; one without an answer; one that was refused.
    await taken(order, kind, { status: kind === "payments.apply" ? 400 : 409 });
    await taken(order, kind, { outcome: "unknown" });
    await taken(order, kind, { outcome: "refused", status: 422 });
    expect(await broken()).toEqual({});
    await taken(order, kind);
    expect(await broken()).toEqual({ bookedTwice: [1, page(order)] });
    expect(await broken(later(8 * DAY_MS))).toEqual({});
    await resolved(order);
    expect(await broken()).toEqual({});
  },
);

test("what failed and was sent again is one order; taken twice after that is not", async () => {
  const order = await settled();
  await failed(order);
  await taken(order, "orders.submitLocal");
  await taken(order, "payments.apply");
  expect(await broken()).toEqual({});
  await taken(order, "payments.apply");
  expect(await broken()).toEqual({ bookedTwice: [1, page(order)] });
  await seenTo(order);
  expect(await broken()).toEqual({});
});

test("an order on two checks is counted, also where something else was found about its money first", async () => {
  const order = await settled();
  await owner`update orders set flag = 'till_total_differs', flag_detail = 'The check asks for more.' where id = ${order.id}`;
  await withTenant(stage.services.db, order.merchantId, async (tx) =>
    tellSecondCheck(tx, await reload(stage, order), stage.services.now(), "A9.9"),
  );
  expect(await reload(stage, order)).toMatchObject({ flag: "till_total_differs" });
  expect(await broken()).toEqual({ bookedTwice: [1, page(order)] });
});

test("a guest who paid twice, or a check with more money than its total, is overpaid until the money went back", async () => {
  const order = await settled();
  await applyPaymentFact(stage.services, await factFor(stage, order, { paymentId: crypto.randomUUID() }));
  expect(await broken()).toEqual({ overpaid: [1, page(order)] });
  // By the books, whatever was said of it first.
  await owner`update orders set flag = 'payment_mismatch' where id = ${order.id}`;
  expect(await broken()).toEqual({ overpaid: [1, page(order)] });
  await owner`
    insert into ledger_entries (merchant_id, order_id, posting, line, account, amount_minor, currency, source, at)
    values (${order.merchantId}, ${order.id}, 'refunded:1', 0, 'refunded', 3700, 'EUR', 'test', now()),
           (${order.merchantId}, ${order.id}, 'refunded:1', 1, 'held', -3700, 'EUR', 'test', now())`;
  expect(await broken()).toEqual({});
  await owner`update orders set flag = 'paid_twice' where id = ${order.id}`;
  const other = await settled();
  await owner`update orders set pos_total_minor = 3700, pos_paid_minor = 3701 where id = ${other.id}`;
  expect(await broken()).toEqual({ overpaid: [2, page(other), page(order)] });
  await seenTo(other);
  await seenTo(order);
  // What was seen to does not come back; what is found after that does.
  expect(await broken()).toEqual({ overpaid: [1, page(order)] });
  await resolved(order);
  expect(await broken()).toEqual({});
});

test("what the comparison with the till found counts until the day is even, once an order, and leads to the day", async () => {
  const order = await settled();
  const day = "2026-11-20";
  const find = async (state: string, ...differences: Partial<Difference>[]) => {
    const list = differences.map((one) => ({
      order: { id: order.id, number: order.number },
      currency: "EUR",
      reference: null,
      ...one,
    }));
    await owner`
      insert into reconciliations (merchant_id, location_id, day, state, differences, currency)
      values (${order.merchantId}, ${order.locationId}, ${day}, ${state}, ${owner.json(list)}, 'EUR')
      on conflict (merchant_id, location_id, day) do update set state = excluded.state, differences = excluded.differences`;
  };
  const there = `/orders/reconciliation#day-${day}-${order.locationId}`;
  await find("differs", { kind: "sale_twice", oursMinor: 3700, theirsMinor: 7400 });
  expect(await broken()).toEqual({ bookedTwice: [1, there] });
  await taken(order, "orders.submitLocal");
  expect(await broken()).toEqual({ bookedTwice: [1, there] });
  // A payment twice is too much money as well; a little too much is no second payment.
  await find("unreadable", { kind: "till_amount_differs", oursMinor: 3700, theirsMinor: 7400 });
  await resolved(order);
  expect(await broken(later(30 * DAY_MS))).toEqual({ bookedTwice: [1, there], overpaid: [1, there] });
  await find("differs", { kind: "till_amount_differs", oursMinor: 3700, theirsMinor: 3701 });
  expect(await broken()).toEqual({ overpaid: [1, there] });
  await find(
    "differs",
    { kind: "till_amount_differs", oursMinor: 3700, theirsMinor: 3600 },
    { kind: "till_tip_differs" },
  );
  expect(await broken()).toEqual({});
  await find("even");
  expect(await broken()).toEqual({});
});

test("five are named, the newest first; another merchant's are neither counted nor named", async () => {
  const orders = [];
  for (let count = 0; count < 6; count += 1) orders.push(await placeOrder(stage, merchant));
  await owner`update orders set status = 'unconfirmed', deadline_at = now() where merchant_id = ${merchant.actor.merchantId}`;
  expect(await broken()).toEqual({ unconfirmed: [6, ...orders.reverse().slice(0, 5).map(page)] });
  merchant = await createOrderMerchant(stage);
  expect(await broken()).toEqual({});
});
