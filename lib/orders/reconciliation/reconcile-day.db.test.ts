import postgres from "postgres";
import { afterAll, beforeAll, beforeEach, expect, test, vi } from "vitest";
import { withTenant } from "@/db/client";
import { insertPosting } from "@/db/queries/ledger";
import { findReconciliation, listReconciliations } from "@/db/queries/reconciliations";
import { type DifferenceKind, differenceKinds, type Order } from "@/db/schema";
import { kSeriesFor } from "@/lib/lightspeed/connection/k-series-for";
import { log } from "@/lib/log";
import { factFor, type OrderMerchant, payOrder, placeOrder, reload, runJobs, tillOf } from "@/lib/testing/order-stage";
import { orderTests } from "@/lib/testing/order-tests";
import { dayAtTill, endDay, followAll, payForReal, payThrough, sell } from "@/lib/testing/reconciliation-stage";
import { applyPaymentFact } from "../apply-payment-fact";
import { refundOrder } from "../refund-order";
import { explainDifference } from "./difference-words";
import { reconcileDay } from "./reconcile-day";
import { reconcileDue } from "./reconcile-due";

const at = orderTests();
let owner: postgres.Sql;
beforeAll(() => {
  owner = postgres(at.stage.ownerUrl, { max: 1, onnotice: () => {} });
});
beforeEach(() => void vi.spyOn(log, "info").mockImplementation(() => {}));
afterAll(() => owner.end());

const run = (day: string, merchant: OrderMerchant = at.merchant) =>
  reconcileDay(at.stage.services, {
    ...{ merchantId: merchant.actor.merchantId, locationId: merchant.locationId, day },
  });

const read = (day: string, { actor, locationId }: OrderMerchant = at.merchant) =>
  withTenant(at.stage.services.db, actor.merchantId, (tx) => findReconciliation(tx, { locationId, day }));

const issues = ({ actor, locationId }: OrderMerchant, day: string) =>
  owner`select title, body, count, resolved_at, proof from issues
         where merchant_id = ${actor.merchantId} and kind = 'reconciliation' and key = ${`${locationId}:${day}`}`;

const giveBack = (order: Order, amountMinor?: number) =>
  refundOrder(at.stage.services, at.merchant.actor, {
    ...{ orderId: order.id, reason: "Test" },
    ...(amountMinor === undefined ? {} : { amountMinor }),
  }).then(() => runJobs(at.stage));

const voidOnTill = (order: Order) => at.till("POST", `/sales/${order.accountIdentifier}/void`);

/** Straight in our books, as a fault of ours would leave them: every posting still adds up to zero. */
const skew = (order: Order, posting: string, account: string, by: number, against: string) =>
  owner.begin(async (tx) => {
    const at = tx`order_id = ${order.id} and posting like ${posting}`;
    await tx`update ledger_entries set amount_minor = amount_minor + ${by} where ${at} and account = ${account}`;
    await tx`update ledger_entries set amount_minor = amount_minor - ${by} where ${at} and account = ${against}`;
  });

/** Sent to the till by nobody of ours, and closed there. */
async function sendStrange(reference: string): Promise<void> {
  const client = kSeriesFor(at.stage.services, at.merchant.actor.merchantId);
  const { placeId: businessLocationId, endpointId } = at.merchant;
  await client.orders.submitLocal({
    currency: "EUR",
    body: {
      ...{ businessLocationId, endpointId, thirdPartyReference: reference, customerInfo: { firstName: "Ada" } },
      ...{ clientCount: 2, accountProfileCode: "DINEIN", items: [{ sku: "STA-GARNAALKROKET", quantity: 1 }] },
    },
  });
  await vi.waitFor(async () => {
    const { orders } = await tillOf(at.stage, at.merchant);
    const found = orders.find((order) => order.reference === reference);
    expect(found?.identifier).toBeTruthy();
    await closeWithCash(found?.identifier ?? "");
  }, 15_000);
}

async function closeWithCash(identifier: string): Promise<void> {
  await at.till("POST", `/checks/${identifier}/pay`, { method: "CASH" });
  await at.till("POST", `/checks/${identifier}/close`);
}

/** Orders of every kind that end well. */
async function cleanOrders(): Promise<Order[]> {
  const sold = await sell(at.stage, at.merchant, [
    { tipMinor: 300 },
    {
      ...{ kind: "to_go", channel: "online", tableNumber: null, guests: null },
      ...{ unitPriceMinor: 1760, collectAt: new Date(Date.now() + 1_800_000) },
    },
    { paymentMode: "embedded", tipMinor: 250 },
    {},
  ]);
  const [, , , voided] = sold;
  if (voided) {
    await voidOnTill(voided);
    await giveBack(voided);
  }
  const free = await placeOrder(at.stage, at.merchant, { channel: "test" });
  await payOrder(at.stage, free);
  const [test] = await followAll(at.stage, at.merchant, [free]);
  if (test) await voidOnTill(test);
  // Never paid, and a guest without us.
  await placeOrder(at.stage, at.merchant);
  const check = await at.till<{ identifier: string }>("POST", "/checks", {
    ...{ table: 5, covers: 2, lines: [{ sku: "STA-GARNAALKROKET" }] },
  });
  await closeWithCash(check.identifier);
  return sold;
}

test("a clean day is even: nothing is invented", async () => {
  await payThrough(at.stage, at.merchant);
  await cleanOrders();
  expect(await run(await dayAtTill(at.stage, at.merchant))).toBe("waiting");
  const day = await endDay(at.stage, at.merchant);
  await run(day);
  expect(await read(day)).toMatchObject({
    state: "even",
    ...{ differences: [], problem: null, dueAt: null },
    counts: { orders: 4, captures: 4, refunds: 1 },
  });
  expect(await issues(at.merchant, day)).toEqual([]);
});

type Seeds = Partial<Record<DifferenceKind, Order | null>>;

/** One of each kind, made at the till, at the provider or in our books, among orders that are right. */
async function seedAll(profileId: string): Promise<Seeds> {
  const seeds: Seeds = {};
  const kinds = [
    ...["sale_twice", "till_amount_differs", "till_tip_differs", "voided_money_kept", "refunded_still_sold"],
    ...["capture_amount_differs", "refund_unknown", "refund_missing", "refund_amount_differs", "money_left_over"],
  ] as DifferenceKind[];
  const sold = await sell(
    at.stage,
    at.merchant,
    kinds.map(() => ({ tipMinor: 300 })),
  );
  for (const [n, kind] of kinds.entries()) seeds[kind] = sold[n] ?? null;
  const of = (kind: DifferenceKind) => seeds[kind] as Order;

  await owner`insert into order_references (reference, merchant_id, order_id, step)
    values (${"UPV-801-0123456789ABCDEF"}, ${of("sale_twice").merchantId}, ${of("sale_twice").id}, 'order')`;
  await sendStrange("UPV-801-0123456789ABCDEF");
  await sendStrange("UPV-900-0123456789ABCDEF");
  seeds.sale_without_order = null;
  await skew(of("till_amount_differs"), "booked", "till", 100, "held");
  await skew(of("till_tip_differs"), "booked", "till_tip", 50, "held");
  await voidOnTill(of("voided_money_kept"));
  await giveBack(of("refunded_still_sold"), 500);
  await skew(of("capture_amount_differs"), "captured:%", "held", 70, "guest");
  await refundAtProvider(of("refund_unknown"), 100);
  await withTenant(at.stage.services.db, at.merchant.actor.merchantId, (tx) =>
    insertPosting(tx, {
      ...{ orderId: of("refund_missing").id, posting: "refunded:nobody", currency: "EUR", at: new Date() },
      entries: [
        { account: "refunded", amountMinor: 300, source: "seeded" },
        { account: "held", amountMinor: -300, source: "seeded" },
      ],
    }),
  );
  await voidOnTill(of("refund_amount_differs"));
  await giveBack(of("refund_amount_differs"));
  await skewRefund(of("refund_amount_differs"));
  await applyPaymentFact(at.stage.services, await factFor(at.stage, of("money_left_over")));

  seeds.sale_without_payment = await closedBeforePayment();
  await owner`update location_settings set payment_method_code = 'CASH' where location_id = ${at.merchant.locationId}`;
  seeds.till_method_differs = (await sell(at.stage, at.merchant, [{}]))[0] ?? null;
  await owner`update location_settings set payment_method_code = 'OOPAYMENT' where location_id = ${at.merchant.locationId}`;
  const unheard = await placeOrder(at.stage, at.merchant);
  await payForReal(at.stage, unheard, { told: false });
  seeds.capture_unknown = unheard;
  const invented = await placeOrder(at.stage, at.merchant);
  const { paymentId } = await payOrder(at.stage, invented);
  seeds.capture_missing = (await followAll(at.stage, at.merchant, [invented]))[0] ?? null;
  await owner`update payments set provider = 'stripe', profile_id = ${profileId}, checkout_id = 'cs_test_gone',
    provider_payment_id = 'pi_gone' where id = ${paymentId}`;
  await at.till("PUT", "/counts/STA-GARNAALKROKET", { count: 0 });
  const refused = await placeOrder(at.stage, at.merchant);
  await payForReal(at.stage, refused);
  seeds.paid_not_on_till = (await followAll(at.stage, at.merchant, [refused], ["failed"]))[0] ?? null;
  await at.till("PUT", "/counts/STA-GARNAALKROKET", { count: null });
  return seeds;
}

/** More given back by our books than at the provider. */
async function skewRefund(order: Order): Promise<void> {
  await owner.begin(async (tx) => {
    const [posting] = await tx`select posting, currency, at from ledger_entries
      where order_id = ${order.id} and posting like 'refunded:%' limit 1`;
    await tx`update ledger_entries set amount_minor = amount_minor + 100
      where order_id = ${order.id} and posting = ${posting?.posting} and account = 'refunded'`;
    await tx`insert into ledger_entries (merchant_id, order_id, posting, line, account, amount_minor, currency, source, at)
      values (${order.merchantId}, ${order.id}, ${posting?.posting}, 9, 'held', -100, 'EUR', 'seeded', ${posting?.at})`;
  });
}

async function refundAtProvider(order: Order, amount: number): Promise<void> {
  const [payment] = await owner`select p.provider_payment_id, f.account_id from payments p
    join payment_profiles f on f.id = p.profile_id where p.order_id = ${order.id}`;
  const { charges } = await at.stage.sandbox.control<{ charges: { id: string; intent: string }[] }>(
    "GET",
    `/payments/accounts/${payment?.account_id}/books`,
  );
  const charge = charges.find(({ intent }) => intent === payment?.provider_payment_id);
  await at.stage.sandbox.control("POST", `/payments/charges/${charge?.id}/refund`, { amount });
}

/** The staff took cash and closed the check before our payment came. */
async function closedBeforePayment(): Promise<Order> {
  const order = await placeOrder(at.stage, at.merchant);
  await payForReal(at.stage, order);
  const [landed] = await followAll(at.stage, at.merchant, [order], ["on_pos"]);
  await closeWithCash(landed?.accountIdentifier ?? "");
  return reload(at.stage, order);
}

test("sixteen kinds of mismatch among orders that are right: each is found once, and nothing else (row 73)", async () => {
  const { profileId } = await payThrough(at.stage, at.merchant);
  await cleanOrders();
  const seeds = await seedAll(profileId);
  const day = await endDay(at.stage, at.merchant);
  expect(await run(day)).toBe("differs");
  const found = (await read(day))?.differences ?? [];
  const named = found.map(({ kind, order }) => `${kind} ${order?.number ?? "-"}`).sort();
  expect(named).toEqual(differenceKinds.map((kind) => `${kind} ${seeds[kind]?.number ?? "-"}`).sort());
  for (const difference of found) {
    const { what, remedy } = explainDifference(difference, { country: "BE", timeZone: "Europe/Brussels" });
    expect(`${what} ${remedy}`).not.toMatch(/undefined|null|NaN/);
  }
  const [issue] = await issues(at.merchant, day);
  expect(issue).toMatchObject({ count: 1, resolved_at: null });
  // The same question has the same answer, and is the same issue.
  expect(await run(day)).toBe("differs");
  expect((await read(day))?.differences).toEqual(found);
  expect(await issues(at.merchant, day)).toHaveLength(1);
});

test("a run after the difference was put right finds the day even and closes the issue", async () => {
  await payThrough(at.stage, at.merchant);
  const [order] = await sell(at.stage, at.merchant, [{}]);
  if (!order) throw new Error("nothing was sold");
  await voidOnTill(order);
  const day = await endDay(at.stage, at.merchant);
  expect(await run(day)).toBe("differs");
  expect(await issues(at.merchant, day)).toMatchObject([{ resolved_at: null }]);
  await giveBack(order);
  expect(await run(day)).toBe("even");
  expect((await issues(at.merchant, day))[0]?.resolved_at).not.toBeNull();
  expect((await issues(at.merchant, day))[0]?.proof).toContain("is even");
});

test("Viva Wallet's books are read payment by payment: what it took and gave back without our knowing is found", async () => {
  await payThrough(at.stage, at.merchant, "viva");
  const sold = await sell(at.stage, at.merchant, [{}, {}]);
  const unheard = await placeOrder(at.stage, at.merchant);
  await payForReal(at.stage, unheard, { told: false });
  const day = await endDay(at.stage, at.merchant);
  expect(await run(day)).toBe("differs");
  expect((await read(day))?.differences).toMatchObject([{ kind: "capture_unknown", order: { id: unheard.id } }]);
  expect((await read(day))?.counts).toMatchObject({ captures: sold.length });
});

test("a provider that does not answer leaves the day unread, with the reason, and a later run reads it", async () => {
  await payThrough(at.stage, at.merchant);
  await sell(at.stage, at.merchant, [{}]);
  const day = await endDay(at.stage, at.merchant);
  const broken = { ...at.stage.services, payments: { ...at.stage.services.payments, stripe: "http://localhost:9" } };
  const target = { merchantId: at.merchant.actor.merchantId, locationId: at.merchant.locationId, day };
  expect(await reconcileDay(broken, target)).toBe("unreadable");
  expect(await read(day)).toMatchObject({
    state: "unreadable",
    attempts: 1,
    problem: { message: expect.stringContaining("Stripe does not answer") },
  });
  expect((await read(day))?.dueAt).not.toBeNull();
  expect(await run(day)).toBe("even");
});

test("the clock compares yesterday and waits for today, for each linked location by itself", async () => {
  // The till's day ends at four: until then yesterday is still going on there.
  const services = { ...at.stage.services, now: () => new Date(Date.now() - 4 * 3_600_000) };
  await reconcileDue(services, { perSecond: 100 });
  const { merchantId } = at.merchant.actor;
  const rows = await withTenant(services.db, merchantId, (tx) => listReconciliations(tx, { limit: 10 }));
  expect(rows.map(({ state }) => state)).toEqual(["waiting", "even"]);
  expect(rows[0]?.dueAt?.getTime()).toBeGreaterThan(services.now().getTime());
  // Nothing is due any more, so nothing is read again.
  const before = rows.map(({ triedAt }) => triedAt?.getTime());
  await reconcileDue(services, { perSecond: 100 });
  const after = await withTenant(services.db, merchantId, (tx) => listReconciliations(tx, { limit: 10 }));
  expect(after.map(({ triedAt }) => triedAt?.getTime())).toEqual(before);
});
