import { randomBytes } from "node:crypto";
import { setTimeout as pause } from "node:timers/promises";
import postgres from "postgres";
import { withTenant } from "@/db/client";
import { parseKeyring } from "@/lib/crypto/keyring";
import { createOrder } from "@/lib/orders/create-order";
import { priceCart } from "@/lib/orders/price-cart";
import { startPayment } from "@/lib/payments/start-payment";
import { openStage, type Stage } from "@/lib/testing/connection-stage";
import { paymentsAt } from "@/lib/testing/payments-at";
import { createChaosMerchant } from "../scripts/chaos/merchants";
import { startBenchApp } from "./bench-app";
import { environmentOf } from "./full-house";
import { arrivalsOf, followNotices, readStages, type Stages, stageNames, type Way, wayOf } from "./order-stages";
import { percentile } from "./ratio";
import { sized } from "./size";
import { startReceiver, startWorkers } from "./worker-processes";

/** Milliseconds. The stages are medians and add up to about the median of the whole. */
export type LatencyFigures = { orders: number; p50: number; p99: number; stages: Stages; slowest: Way[] };

export type OrderLatencyFigures = {
  merchants: number;
  /** From the payment provider's notice to the K-Series order call, by workers and orders a second. */
  latency: Record<string, Record<string, LatencyFigures>>;
  /** Orders a second that reach Lightspeed while as many as there are wait to be sent, by workers. */
  sustained: Record<string, number>;
};

const MERCHANTS = sized(20, 4);
const RATES = sized([20, 60], [5, 10]);
const SECONDS = sized(30, 3);
const WAITING = sized(1_500, 40);
/** Orders that each worker has carried to its end before anything is measured, at so many a second: they are started for it, and in a restaurant they are not. */
const WARMING = sized(300, 8);
const WARMING_RATE = 20;
/** While nobody works on them: as the receiver takes them. */
const DRAIN_RATE = 100;
const WORKERS = [1, 3];
const PATIENCE_MS = 180_000;

type Seller = { merchantId: string; locationId: string; payAt: string };
type Waiting = { orderId: string; checkoutId: string; merchantId: string };

export async function orderLatency(
  root: string,
  urls: { appUrl: string; ownerUrl: string },
): Promise<OrderLatencyFigures> {
  const key = `k1:${randomBytes(32).toString("base64")}`;
  const stage = await openStage(urls);
  stage.services.keyring = parseKeyring(key);
  const webhooks = { user: "lightspeed", password: randomBytes(24).toString("base64url") };
  const env = {
    ...environmentOf(stage, key),
    ...{ LIGHTSPEED_WEBHOOK_USER: webhooks.user, LIGHTSPEED_WEBHOOK_PASSWORD: webhooks.password },
  };
  const app = await startBenchApp(root, urls.appUrl, { env });
  const owner = postgres(urls.ownerUrl, { max: 4, onnotice: () => {} });
  const common = {
    ...env,
    ...{ DATABASE_URL: urls.appUrl, AUTH_SECRET: app.secret, LIGHTSPEED_ENVIRONMENT: "sandbox" },
  };
  // All webhooks go to the process for them, as docs/operations.md sets it up; the web process runs beside it.
  const receiver = await startReceiver(root, { ...common, APP_URL: app.url });
  // One address for both in production, by the proxy; here nobody asks for pages.
  const workerEnv = { ...common, APP_URL: receiver.url };
  stage.services.payments = paymentsAt(stage.sandbox.url, receiver.url);
  stage.services.lightspeed.webhooks = { appUrl: receiver.url, credentials: webhooks };
  try {
    const sellers: Seller[] = [];
    for (let n = 0; n < MERCHANTS; n += 1) sellers.push(await openSeller(stage, owner));
    const figures: OrderLatencyFigures = { merchants: MERCHANTS, latency: {}, sustained: {} };
    for (const count of WORKERS) {
      const name = count === 1 ? "1 worker" : `${count} workers`;
      const byRate: Record<string, LatencyFigures> = {};
      for (const rate of RATES) {
        const first = await placeUnpaid(stage, owner, sellers, count * WARMING);
        const orders = await placeUnpaid(stage, owner, sellers, rate * SECONDS);
        const workers = await startWorkers(root, count, workerEnv);
        await payAll(stage, first, WARMING_RATE);
        await untilCompleted(owner, first);
        byRate[`${rate}/s`] = await measure(stage, owner, orders, rate);
        await workers.stop();
      }
      figures.latency[name] = byRate;
      figures.sustained[name] = await drain(stage, owner, {
        orders: await placeUnpaid(stage, owner, sellers, WAITING + count * WARMING),
        first: count * WARMING,
        start: () => startWorkers(root, count, workerEnv),
      });
    }
    return figures;
  } finally {
    await owner.end({ timeout: 2 });
    await Promise.all([app.stop(), receiver.stop()]);
    await stage.close();
  }
}

/** A merchant whose guests pay through an account of its own at the stand-in of Stripe. */
async function openSeller({ services, sandbox }: Stage, owner: postgres.Sql): Promise<Seller> {
  const { merchantId, bankAccount: payAt } = await createChaosMerchant(services, sandbox, {
    ...{ provider: "stripe", paymentMode: "separate", noticesUrl: services.payments.appUrl, posProcessingMs: 50 },
  });
  const [row] = await owner<{ id: string }[]>`select id from locations where merchant_id = ${merchantId}`;
  const locationId = row?.id ?? "";
  return { merchantId, locationId, payAt };
}

const lines = [{ sku: "STA-GARNAALKROKET", name: "Shrimp croquettes", quantity: 1, unitPrice: 1850 }];

/** Orders whose payment page is open, over all sellers in turn. */
async function placeUnpaid(
  { services }: Stage,
  owner: postgres.Sql,
  sellers: readonly Seller[],
  count: number,
): Promise<Waiting[]> {
  const orders: Waiting[] = [];
  let next = 0;
  const lane = async () => {
    for (let n = next++; n < count; n = next++) {
      const seller = sellers[n % sellers.length];
      if (!seller) return;
      const { merchantId, locationId } = seller;
      const order = await withTenant(services.db, merchantId, (tx) =>
        createOrder(services, tx, {
          ...{ merchantId, locationId, channel: "table_qr", kind: "local", currency: "EUR", ...priceCart({ lines }) },
          ...{ tableNumber: String(1 + (n % 20)), addToCheck: null, collectAt: null, scheduledFor: null },
          ...{ customer: null, address: null, guests: null, note: null, paymentMode: "separate", apiKeyId: null },
        }),
      );
      const { paymentId } = await startPayment(services, {
        ...{ merchantId, locationId, orderId: order.id, amountMinor: order.totalMinor, currency: "EUR" },
        ...{ description: order.number, returnUrl: new URL("/", services.payments.appUrl).href },
      });
      const [row] = await owner<{ checkout_id: string }[]>`select checkout_id from payments where id = ${paymentId}`;
      orders[n] = { orderId: order.id, checkoutId: row?.checkout_id ?? "", merchantId };
    }
  };
  await Promise.all(Array.from({ length: 8 }, lane));
  return orders;
}

/** The stand-in's own guests: a call for each of them would be the bench's work, not the product's. */
const payAll = ({ sandbox }: Stage, orders: readonly Waiting[], perSecond: number) =>
  sandbox.control("POST", "/payments/crowd", { checkouts: orders.map(({ checkoutId }) => checkoutId), perSecond });

async function measure(
  stage: Stage,
  owner: postgres.Sql,
  orders: readonly Waiting[],
  rate: number,
): Promise<LatencyFigures> {
  const { sandbox } = stage;
  await sandbox.control("DELETE", "/requests");
  const notices = followNotices(stage);
  await payAll(stage, orders, rate);
  await untilSent(owner, orders);
  const arrivals = await arrivalsOf(stage);
  const sentAt = await notices.stop();
  const rows = await readStages(owner, orders);
  const ways = rows.map((row) => wayOf(row, { sentAt, arrivals }));
  const at = (values: number[], share: number) => Math.round(percentile(values, share) * 10) / 10;
  const whole = ways.map((way) => way.whole);
  const middle = Object.fromEntries(
    stageNames.map((name) => [
      name,
      at(
        ways.map(({ stages }) => stages[name]),
        0.5,
      ),
    ]),
  ) as Stages;
  const slowest = ways.toSorted((one, other) => other.whole - one.whole).slice(0, 3);
  return { orders: rows.length, p50: at(whole, 0.5), p99: at(whole, 0.99), stages: middle, slowest };
}

/** Everything is paid and waits; then the workers start. The `first`, by which they warm up, and the last tenth, in which not all of them are busy, do not count. */
async function drain(
  stage: Stage,
  owner: postgres.Sql,
  { orders, first, start }: { orders: readonly Waiting[]; first: number; start: () => ReturnType<typeof startWorkers> },
): Promise<number> {
  await stage.sandbox.control("DELETE", "/requests");
  await payAll(stage, orders, DRAIN_RATE);
  const ids = orders.map(({ checkoutId }) => checkoutId);
  await until(async () => {
    const [row] = await owner<{ count: number }[]>`
      select count(distinct p.id)::int as count from payment_events e join payments p on p.id = e.payment_id where p.checkout_id = any(${ids})`;
    return row?.count === orders.length;
  }, "the notices of all payments");
  const workers = await start();
  await untilSent(owner, orders);
  await workers.stop();
  const times = [...(await arrivalsOf(stage)).values()].sort((a, b) => a - b);
  const counted = times.slice(first, times.length - Math.floor(times.length / 10));
  const lastedMs = (counted.at(-1) ?? 0) - (counted[0] ?? 0);
  return Math.round(((counted.length - 1) * 10_000) / Math.max(1, lastedMs)) / 10;
}

const untilSent = (owner: postgres.Sql, orders: readonly Waiting[]) =>
  until(async () => {
    const [row] = await owner<{ count: number }[]>`
      select count(distinct order_id)::int as count from order_timeline
       where order_id = any(${orders.map(({ orderId }) => orderId)}) and direction = 'out' and kind = 'orders.submitLocal'`;
    return row?.count === orders.length;
  }, "the calls of all orders");

const untilCompleted = (owner: postgres.Sql, orders: readonly Waiting[]) =>
  until(async () => {
    const [row] = await owner<{ count: number }[]>`
      select count(*)::int as count from orders where id = any(${orders.map(({ orderId }) => orderId)}) and status = 'completed'`;
    return row?.count === orders.length;
  }, "the ends of all orders");

async function until(isSo: () => Promise<boolean>, what: string): Promise<void> {
  const end = performance.now() + PATIENCE_MS;
  while (!(await isSo())) {
    if (performance.now() > end) throw new Error(`${what} did not come in ${PATIENCE_MS / 1_000} s`);
    await pause(250);
  }
}
