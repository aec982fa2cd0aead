import type { Order } from "@/db/schema";
import { kSeriesFor } from "@/lib/lightspeed/connection/k-series-for";
import { dayBefore } from "@/lib/lightspeed/reports/business-days";
import { applyPaymentFact } from "@/lib/orders/apply-payment-fact";
import { followPayment } from "@/lib/payments/follow-payment";
import { assignLocations } from "@/lib/payments/profiles/assign-locations";
import { createProfile } from "@/lib/payments/profiles/create-profile";
import type { Stage } from "./connection-stage";
import { type OrderMerchant, placeOrder, reload, sendToPay, takeTurn } from "./order-stage";

type Keys = {
  id: string;
  secretKey: string;
  apiKey: string;
  clientId: string;
  clientSecret: string;
  sourceCode: string;
};

/** Makes the merchant's location pay through an account of its own at this provider. */
export async function payThrough(
  { services, sandbox }: Stage,
  { actor, locationId }: OrderMerchant,
  provider: "stripe" | "viva" = "stripe",
): Promise<{ profileId: string; account: string }> {
  const keys = await sandbox.control<Keys>("POST", "/payments/accounts", { provider });
  const common = { name: `${provider} ${keys.id}`.slice(0, 60), country: "BE" };
  const { secretKey, apiKey, clientId, clientSecret, sourceCode, id: account } = keys;
  const { id: profileId } = await createProfile(
    services,
    actor,
    provider === "stripe"
      ? { provider, ...common, secretKey }
      : { provider, ...common, environment: "test", merchantId: account, apiKey, clientId, clientSecret, sourceCode },
  );
  await assignLocations(services, actor, { id: profileId, locationIds: [locationId] });
  return { profileId, account };
}

/** The guest pays on the provider's page; `told: false`: and we never hear of it. */
export async function payForReal(stage: Stage, order: Order, { told = true } = {}): Promise<string> {
  const { services, sandbox } = stage;
  const { paymentId, checkoutId } = await sendToPay(stage, order);
  await sandbox.control("POST", `/payments/checkouts/${checkoutId}`, { outcome: "pay" });
  if (told) await followPayment(services, { merchantId: order.merchantId, paymentId }, applyPaymentFact);
  return paymentId;
}

/** Jobs and notifications in turn, until every one of these orders is in one of these states. */
export async function followAll(
  stage: Stage,
  merchant: OrderMerchant,
  orders: readonly Order[],
  until: Order["status"][] = ["completed"],
): Promise<Order[]> {
  const deadline = performance.now() + 60_000;
  for (let patienceMs = 0; ; ) {
    patienceMs = (await takeTurn(stage, merchant, patienceMs)) ? 0 : 50;
    const now = await Promise.all(orders.map((order) => reload(stage, order)));
    if (now.every(({ status }) => until.includes(status))) return now;
    if (performance.now() > deadline) throw new Error(`still ${now.map(({ status }) => status).join(", ")}`);
  }
}

/** An order that was paid at the provider and is settled on the till. */
export async function sell(
  stage: Stage,
  merchant: OrderMerchant,
  wishes: NonNullable<Parameters<typeof placeOrder>[2]>[],
): Promise<Order[]> {
  const orders: Order[] = [];
  for (const wish of wishes) {
    const order = await placeOrder(stage, merchant, wish);
    await payForReal(stage, order);
    orders.push(order);
  }
  return followAll(stage, merchant, orders);
}

/** The till's business day that is now. */
export async function dayAtTill({ services }: Stage, { actor, placeId }: OrderMerchant): Promise<string> {
  const client = kSeriesFor(services, actor.merchantId);
  const { nextStartOfDay } = await client.sales.getDay({ businessLocationId: placeId, query: {} });
  return dayBefore(nextStartOfDay ?? "");
}

/** Lets the till's business day end, and gives it. */
export async function endDay(stage: Stage, merchant: OrderMerchant): Promise<string> {
  const day = await dayAtTill(stage, merchant);
  await stage.sandbox.control("POST", `/accounts/${merchant.account.accountId}/clock`, { advanceMs: 24 * 3_600_000 });
  return day;
}
