import { randomUUID } from "node:crypto";
import postgres from "postgres";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { withTenant } from "@/db/client";
import { findProfileOfLocation } from "@/db/queries/payment-profiles";
import type { Order, PaymentMode } from "@/db/schema";
import { sweepOrders } from "@/lib/orders/sweep-orders";
import { clientFor } from "@/lib/payments/client-for";
import { confirmReturn } from "@/lib/payments/confirm-return";
import { startPayment } from "@/lib/payments/start-payment";
import { openStage, type Stage } from "@/lib/testing/connection-stage";
import { createOrderMerchant, follow, type OrderMerchant, placeOrder, runJobs } from "@/lib/testing/order-stage";
import { payThrough } from "@/lib/testing/pay-through";
import { findViolations } from "./check";
import { readHistory } from "./history";
import { plant, refundAtOnce } from "./planted";

let stage: Stage;
let sql: postgres.Sql;
beforeAll(async () => {
  stage = await openStage();
  sql = postgres(stage.ownerUrl, { max: 1, onnotice: () => {} });
});
let dig: () => void = () => undefined;
afterEach(() => dig());
afterAll(async () => {
  await sql.end({ timeout: 2 });
  await stage.close();
});

type Seller = OrderMerchant & { bankAccount: string };

async function seller(provider: "stripe" | "viva" = "stripe", paymentMode: PaymentMode = "separate"): Promise<Seller> {
  const merchant = await createOrderMerchant(stage, { paymentMode });
  const { actor, locationId } = merchant;
  // The handshake of Viva Wallet's notices has its own tests; here guests come back.
  const profile = payThrough(stage.services, handshakeless(), { actor, locationId, provider });
  return { ...merchant, bankAccount: (await profile).account };
}

const handshakeless = () => ({
  control: async <T>(method: string, path: string, body?: unknown): Promise<T> =>
    method === "PATCH" ? (undefined as T) : stage.sandbox.control<T>(method, path, body),
});

/** An order that a guest has paid at the provider, with all that follows from it on our side. */
async function paidOrder(merchant: Seller, paymentMode: PaymentMode = "separate"): Promise<Order> {
  const order = await placeOrder(stage, merchant, { tipMinor: 300, paymentMode });
  const { merchantId, id: orderId, locationId, totalMinor: amountMinor, currency, number: description } = order;
  const { paymentId, redirectUrl } = await startPayment(stage.services, {
    ...{ merchantId, orderId, locationId, amountMinor, currency, description },
    returnUrl: new URL("/", stage.services.payments.appUrl).href,
  });
  await pay(redirectUrl);
  await confirmReturn(stage.services, { merchantId, paymentId });
  return order;
}

const pay = (page: string) =>
  stage.sandbox.control("POST", `/payments/checkouts/${/\/checkout(?:\/|\?ref=)([\w-]+)/.exec(page)?.[1]}`, {
    outcome: "pay",
  });

async function rulesBroken({ actor: { merchantId }, placeId, bankAccount }: Seller): Promise<string[]> {
  const history = await readHistory(sql, stage.sandbox, [{ merchantId, placeId, bankAccount }]);
  expect(history.bank.length).toBeGreaterThan(0);
  return [...new Set(findViolations(history).map(({ rule }) => rule))].sort();
}

test.each([
  ["stripe", "separate"],
  ["viva", "embedded"],
] as const)("nothing is found where nothing is planted: %s, the payment %s", async (provider, mode) => {
  const merchant = await seller(provider, mode);
  await follow(stage, merchant, await paidOrder(merchant, mode), ["completed"]);
  expect(await rulesBroken(merchant)).toEqual([]);
});

test.each([
  ["dedupe-off", ["duplicated"]],
  ["new-reference", ["duplicated"]],
  ["tip-twice", ["wrong amount"]],
])("the checker finds %s", async (mistake, rules) => {
  const merchant = await seller();
  dig = plant(mistake, 1);
  await follow(stage, merchant, await paidOrder(merchant), ["completed"]);
  expect(await rulesBroken(merchant)).toEqual(expect.arrayContaining(rules));
});

test("the checker finds tip-in-amount: the till refuses more than is due", async () => {
  const merchant = await seller();
  dig = plant("tip-in-amount", 1);
  await follow(stage, merchant, await paidOrder(merchant), ["failed"]);
  expect(await rulesBroken(merchant)).toContain("overpaid");
});

test("the checker finds refund-on-409: what Lightspeed had taken was called refused, and given back", async () => {
  await sql.unsafe(refundAtOnce);
  const merchant = await seller();
  dig = plant("refund-on-409", 1);
  const order = await paidOrder(merchant);
  await runJobs(stage);
  await sweepOrders(stage.services);
  await follow(stage, merchant, order, ["refunded"]);
  await sql`drop trigger plant_refund on orders`;
  expect(await rulesBroken(merchant)).toContain("refunded and cooked");
});

test("the bank is asked itself: a charge that stands in none of our books is found", async () => {
  const merchant = await seller();
  await follow(stage, merchant, await paidOrder(merchant), ["completed"]);
  const { merchantId } = merchant.actor;
  const profile = await withTenant(stage.services.db, merchantId, (tx) =>
    findProfileOfLocation(tx, merchant.locationId),
  );
  if (!profile) throw new Error("there is no profile");
  const address = new URL("/", stage.services.payments.appUrl).href;
  const checkout = await clientFor(stage.services, profile).createCheckout({
    ...{ paymentId: randomUUID(), orderId: randomUUID(), amountMinor: 1850, currency: "EUR", description: "Lost" },
    ...{ successUrl: address, cancelUrl: address, now: new Date(), expiresAt: new Date(Date.now() + 1_900_000) },
  });
  await pay(checkout.redirectUrl);
  expect(await rulesBroken(merchant)).toEqual(["unknown charge"]);
});
