import { randomUUID } from "node:crypto";
import postgres from "postgres";
import { afterAll, beforeAll, expect, test } from "vitest";
import { withTenant } from "@/db/client";
import { findPayment } from "@/db/queries/payments";
import type { Order } from "@/db/schema";
import { followPayment } from "@/lib/payments/follow-payment";
import { type Bend, type BentProvider, startBentProvider } from "@/lib/testing/bent-provider";
import { openStage, type Stage } from "@/lib/testing/connection-stage";
import {
  createOrderMerchant,
  type OrderMerchant,
  placeOrder,
  reload,
  runJobs,
  sendToPay,
} from "@/lib/testing/order-stage";
import { paymentsAt } from "@/lib/testing/payments-at";
import { payThrough } from "@/lib/testing/reconciliation-stage";
import { applyPaymentFact } from "./apply-payment-fact";

type Provider = "stripe" | "viva";

let stage: Stage;
let provider: BentProvider;
let owner: postgres.Sql;
let merchants: Record<Provider, OrderMerchant>;
beforeAll(async () => {
  const open = await openStage();
  provider = await startBentProvider(open.sandbox.url);
  stage = { ...open, services: { ...open.services, payments: paymentsAt(provider.url) } };
  owner = postgres(stage.ownerUrl, { max: 1, onnotice: () => {} });
  merchants = { stripe: await createOrderMerchant(stage), viva: await createOrderMerchant(stage) };
  for (const name of ["stripe", "viva"] as const) await payThrough(stage, merchants[name], name);
});
afterAll(async () => {
  await owner.end();
  await provider.close();
  await stage.close();
});

/** The guest has paid what was asked for; what the provider says of it is another matter. */
async function paid(name: Provider): Promise<{ order: Order; paymentId: string }> {
  const order = await placeOrder(stage, merchants[name]);
  const { paymentId, checkoutId } = await sendToPay(stage, order);
  await stage.sandbox.control("POST", `/payments/checkouts/${checkoutId}`, { outcome: "pay" });
  return { order, paymentId };
}
const paymentOf = ({ merchantId }: Order, paymentId: string) =>
  withTenant(stage.services.db, merchantId, (tx) => findPayment(tx, paymentId));
const read = ({ merchantId }: Order, paymentId: string) =>
  followPayment(stage.services, { merchantId, paymentId }, applyPaymentFact);
const jobsFor = async ({ id }: Order) =>
  (await owner`select 1 from graphile_worker._private_jobs where key = ${`orders.submit:${id}`}`).length;
const callsOf = async (name: Provider) =>
  (await stage.sandbox.requests({ account: merchants[name].account.accountId, operation: "orders" })).length;

type Change = Record<string, unknown>;
/** In the answer about the checkout, and in the payment that hangs on it. */
const session =
  (change: Change): Bend =>
  (answer) => ({ ...answer, ...change });
const intent =
  (change: Change): Bend =>
  (answer) =>
    typeof answer.payment_intent === "object" && answer.payment_intent !== null
      ? { ...answer, payment_intent: { ...answer.payment_intent, ...change } }
      : answer;
/** In the answer about one transaction, and in each of the list of them. */
const transaction =
  (change: Change): Bend =>
  (answer, path) =>
    path.startsWith("/checkout/v2/transactions/") ? { ...answer, ...change } : answer;
const listed =
  (change: Change): Bend =>
  (answer) =>
    Array.isArray(answer.Transactions)
      ? { ...answer, Transactions: answer.Transactions.map((one: object) => ({ ...one, ...change })) }
      : answer;

const other = "@9111111122222222";
const kinds: [Provider, string, Bend][] = [
  ["stripe", "a cent less", intent({ amount_received: 3_699 })],
  ["stripe", "a cent more", intent({ amount_received: 3_701 })],
  ["stripe", "nothing at all", intent({ amount_received: 0 })],
  ["stripe", "another currency", intent({ currency: "usd" })],
  ["stripe", "a checkout of another payment", session({ client_reference_id: randomUUID() })],
  ["stripe", "a checkout of nobody", session({ client_reference_id: null })],
  ["stripe", "a checkout that bears another payment's mark", session({ metadata: { upvendo_payment: randomUUID() } })],
  ["stripe", "another checkout", session({ id: "cs_test_another" })],
  ["stripe", "money with another payment's mark", intent({ metadata: { upvendo_payment: randomUUID() } })],
  ["stripe", "a live checkout under a test key", session({ livemode: true })],
  ["stripe", "live money under a test key", intent({ livemode: true })],
  ["viva", "a cent less", transaction({ amount: 36.99 })],
  ["viva", "a cent more", transaction({ amount: 37.01 })],
  ["viva", "another currency", transaction({ currencyCode: "826" })],
  ["viva", "a currency that nobody knows", transaction({ currencyCode: "999" })],
  ["viva", "a transaction of another payment order", transaction({ orderCode: other })],
  ["viva", "a list that names another payment order", listed({ Order: { OrderCode: other } })],
  ["viva", "a transaction with another payment's mark", transaction({ merchantTrns: randomUUID() })],
];

test.each(kinds)("%s says %s: the order is flagged, and nothing reaches the kitchen (D10)", async (name, _, bend) => {
  const calls = await callsOf(name);
  const { order, paymentId } = await paid(name);
  provider.bend(bend);
  await read(order, paymentId);
  provider.bend(null);
  expect(await paymentOf(order, paymentId)).toMatchObject({ status: "captured", problem: expect.stringMatching(/./) });
  expect(await reload(stage, order)).toMatchObject({ status: "draft", flag: "payment_mismatch", paidAt: null });
  expect(await jobsFor(order)).toBe(0);
  // Another answer later does not make it right: a person has been told, and the money may have been given back.
  await read(order, paymentId);
  await runJobs(stage);
  expect(await reload(stage, order)).toMatchObject({ status: "draft", flag: "payment_mismatch", paidAt: null });
  expect(await callsOf(name)).toBe(calls);
});

const undecided: [Provider, string, Bend][] = [
  ["stripe", "still being paid", intent({ status: "processing", amount_received: 0 })],
  ["stripe", "only reserved", intent({ status: "requires_capture", amount_received: 0 })],
  ["stripe", "called off, though the checkout calls it paid", intent({ status: "requires_payment_method" })],
  ["viva", "under way", listed({ StatusId: "A" })],
  ["viva", "declined by the transaction itself", transaction({ statusId: "E" })],
  ["viva", "a child of something else", listed({ ParentId: randomUUID() })],
];

test.each(undecided)(
  "%s says that it is %s: it waits, and goes on with the right answer (D10)",
  async (name, _, bend) => {
    const calls = await callsOf(name);
    const { order, paymentId } = await paid(name);
    provider.bend(bend);
    await read(order, paymentId);
    provider.bend(null);
    expect(await reload(stage, order)).toMatchObject({ status: "draft", flag: null, paidAt: null });
    expect(await jobsFor(order)).toBe(0);
    await read(order, paymentId);
    expect(await reload(stage, order)).toMatchObject({ status: "paid", flag: null });
    await runJobs(stage);
    expect(await callsOf(name)).toBe(calls + 1);
  },
);
