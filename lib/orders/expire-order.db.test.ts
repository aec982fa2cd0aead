import { randomBytes } from "node:crypto";
import postgres from "postgres";
import { afterAll, beforeAll, expect, test } from "vitest";
import { withTenant } from "@/db/client";
import { holdOrder, patchOrder } from "@/db/queries/orders";
import type { Order } from "@/db/schema";
import { parseKeyring } from "@/lib/crypto/keyring";
import { placeOrder, reload, sendToPay, setOrder, shifted, timelineOf } from "@/lib/testing/order-stage";
import { openPaymentStage, type PaymentStage } from "@/lib/testing/payment-stage";
import { expireUnpaid } from "./expire-order";
import { reconcileOrder } from "./reconcile-order";

let stage: PaymentStage;
beforeAll(async () => {
  stage = await openPaymentStage();
});
afterAll(() => stage.close());

const MINUTE = 60_000;
const providers = ["stripe", "viva"] as const;

/** An order whose guest was sent to the provider's page; what the provider tells us by itself is never worked off. */
async function atTheProvider(provider: "stripe" | "viva") {
  const merchant = await stage.merchant();
  const { account } = await merchant.payThrough(provider);
  const order = await placeOrder(stage, merchant);
  const { merchantId, id: orderId } = order;
  const { paymentId, checkoutId: checkout } = await sendToPay(stage, order);
  const guest = (outcome: string) => stage.sandbox.control("POST", `/payments/checkouts/${checkout}`, { outcome });
  const away = () =>
    stage.sandbox.control("POST", "/faults", { account, operation: provider, do: { type: "status", status: 503 } });
  const due = (minutes: number) => reconcileOrder(shifted(stage, minutes * MINUTE).services, { merchantId, orderId });
  return { order, account, paymentId, guest, away, due };
}

/** By a notice that came in the middle of everything else. */
async function setPaid(order: Order): Promise<{ deadlineAt: Date }> {
  const deadlineAt = new Date(Date.now() + 45 * MINUTE);
  await setOrder(stage, order, { status: "paid", paidAt: new Date(), deadlineAt });
  return { deadlineAt };
}

/** No key of these opens the provider's secret: a question breaks off instead of getting no answer. */
const keyless = (minutes: number) => ({
  ...shifted(stage, minutes * MINUTE).services,
  keyring: parseKeyring(`k1:${randomBytes(32).toString("base64")}`),
});

const told = async (order: Order) => (await timelineOf(stage, order)).map(({ kind }) => kind);

test.each(providers)(
  "%s: a payment at the last moment whose notice was lost pays the order that would have been called off",
  async (provider) => {
    const { order, guest, due } = await atTheProvider(provider);
    await guest("pay");
    await due(46);
    expect(await reload(stage, order)).toMatchObject({ status: "paid", flag: null, failureCode: null });
    expect(await told(order)).not.toContain("expiry");
  },
);

test.each(providers)("%s: an order that the provider knows nothing of paid is called off in time", async (provider) => {
  const { order, due } = await atTheProvider(provider);
  await due(44);
  expect(await reload(stage, order)).toMatchObject({ status: "draft" });
  await due(46);
  expect(await reload(stage, order)).toMatchObject({ status: "cancelled", failureCode: "not_paid", deadlineAt: null });
});

test.each(providers)(
  "%s: while the provider does not answer the order waits, and is called off after an hour of that",
  async (provider) => {
    const { order, account, away, due } = await atTheProvider(provider);
    await away();
    await due(46);
    const waiting = await reload(stage, order);
    expect(waiting.status).toBe("draft");
    // It is not the first to be asked about once more.
    expect(Number(waiting.deadlineAt)).toBeGreaterThan(Date.now() + 46 * MINUTE);
    await due(47);
    await due(104);
    expect(await reload(stage, order)).toMatchObject({ status: "draft" });
    await due(107);
    expect(await reload(stage, order)).toMatchObject({ status: "cancelled", failureCode: "not_paid" });
    await stage.sandbox.control("DELETE", `/faults?account=${account}`);
  },
);

test("an order whose question breaks off stands in front of no other: it is due again later, and is called off once it can be asked", async () => {
  const { order, due } = await atTheProvider("stripe");
  const { merchantId, id: orderId } = order;
  await expect(expireUnpaid(keyless(46), { merchantId, orderId })).rejects.toThrow();
  const waiting = await reload(stage, order);
  expect(waiting).toMatchObject({ status: "draft", failureCode: null });
  expect(Number(waiting.deadlineAt)).toBeGreaterThan(Date.now() + 46 * MINUTE);
  await due(48);
  expect(await reload(stage, order)).toMatchObject({ status: "cancelled", failureCode: "not_paid" });
});

test("one that somebody paid while its question broke off keeps the time that its way to the till has", async () => {
  const { order } = await atTheProvider("stripe");
  const { merchantId, id: orderId } = order;
  const { deadlineAt } = await setPaid(order);
  await expect(expireUnpaid(keyless(46), { merchantId, orderId })).rejects.toThrow();
  expect(await reload(stage, order)).toMatchObject({ status: "paid", deadlineAt });
});

test("a guest who still stands on an open page is waited for", async () => {
  const { order, paymentId, due } = await atTheProvider("stripe");
  const { merchantId, id: orderId } = order;
  const later = (minutes: number) => new Date(Date.now() + minutes * MINUTE);
  await withTenant(stage.services.db, merchantId, (tx) =>
    tx.execute(`update payments set expires_at = '${later(60).toISOString()}' where id = '${paymentId}'`),
  );
  await due(46);
  expect(await reload(stage, order)).toMatchObject({ status: "draft" });
  await expireUnpaid(shifted(stage, 61 * MINUTE).services, { merchantId, orderId });
  expect(await reload(stage, order)).toMatchObject({ status: "cancelled" });
});

test("a guest who opens a page to pay on after the question was answered is waited for, where another worker has seen that", async () => {
  const merchant = await stage.merchant();
  await merchant.payThrough("stripe");
  const order = await placeOrder(stage, merchant);
  const { merchantId, id: orderId } = order;
  const owner = postgres(stage.ownerUrl, { max: 1, onnotice: () => {} });
  const isStuck = () =>
    owner`select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`;
  const deadlineAt = new Date(Date.now() + 48 * MINUTE);
  let late = Promise.resolve();
  await withTenant(stage.services.db, merchantId, async (tx) => {
    await holdOrder(tx, orderId);
    // Nothing to ask about, so far: it is decided, and about to be written.
    late = expireUnpaid(shifted(stage, 46 * MINUTE).services, { merchantId, orderId });
    await expect.poll(async () => (await isStuck()).length).toBeGreaterThan(0);
    await sendToPay(stage, order);
    // What another one writes that asked about this page.
    await patchOrder(tx, orderId, { deadlineAt });
  });
  await late;
  await owner.end();
  expect(await reload(stage, order)).toMatchObject({ status: "draft", failureCode: null, deadlineAt });
});
