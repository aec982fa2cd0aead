import { randomUUID } from "node:crypto";
import { eq } from "drizzle-orm";
import type { TaskList } from "graphile-worker";
import { withTenant } from "@/db/client";
import { listLedgerEntries } from "@/db/queries/ledger";
import { saveLocationSettings } from "@/db/queries/location-settings";
import { listTimeline } from "@/db/queries/order-timeline";
import { findOrder } from "@/db/queries/orders";
import { findPayment } from "@/db/queries/payments";
import { listRefundsOfOrder } from "@/db/queries/refunds";
import {
  type Order,
  orders,
  type Payment,
  type PaymentMode,
  type Refund,
  type TimelineEntry,
  webhookEndpoints,
} from "@/db/schema";
import { listIssues } from "@/lib/attention/list-issues";
import { goOn } from "@/lib/jobs/go-on";
import { registry } from "@/lib/jobs/registry";
import { parseJson } from "@/lib/k-series";
import { kSeriesFor } from "@/lib/lightspeed/connection/k-series-for";
import { readNotification } from "@/lib/lightspeed/webhooks/read-notification";
import { applyPaymentFact } from "@/lib/orders/apply-payment-fact";
import { createOrder, type NewOrderWish } from "@/lib/orders/create-order";
import { placesOf, sumOf } from "@/lib/orders/ledger";
import { onOrderNotification } from "@/lib/orders/on-order-notification";
import { onPaymentNotification } from "@/lib/orders/on-payment-notification";
import { factOfPayment, type PaymentFact } from "@/lib/payments/payment-fact";
import { startPayment } from "@/lib/payments/start-payment";
import type { Stage } from "./connection-stage";
import { runTasks } from "./job-runner";
import { createLinkedMerchant, type LinkedMerchant } from "./linked-merchant";

export type OrderMerchant = LinkedMerchant & { endpointId: string; seen: { last: number } };

/** A merchant who can take orders: connected, linked, profiles chosen, endpoint registered. */
export async function createOrderMerchant(
  stage: Stage,
  { paymentMode = "separate", places }: { paymentMode?: PaymentMode; places?: readonly string[] } = {},
): Promise<OrderMerchant> {
  const linked = await createLinkedMerchant(
    stage,
    places && { businesses: [{ name: "Test Bistro BV", locations: places.map((name) => ({ name })) }] },
  );
  return { ...linked, endpointId: await prepareToSell(stage, linked, paymentMode), seen: { last: 0 } };
}

/** Endpoint and order settings, which the first connection needs as well as one after Delete. Gives the endpoint's id. */
export async function prepareToSell(
  stage: Stage,
  { actor: { merchantId }, locationId, placeId }: Pick<LinkedMerchant, "actor" | "locationId" | "placeId">,
  paymentMode: PaymentMode = "separate",
): Promise<string> {
  const endpointId = `test-${randomUUID()}`;
  const url = `http://localhost:9/webhook/lightspeed/${endpointId}`;
  await kSeriesFor(stage.services, merchantId).webhookEndpoints.create({
    body: {
      ...{ endpointId, url, withBasicAuth: false },
      ...{ provideAccount: true, expandTransactions: true, expandPayments: true },
      subscribeTo: [{ resource: "order", name: "DELIVERED" }],
    },
  });
  await withTenant(stage.services.db, merchantId, async (tx) => {
    await tx
      .insert(webhookEndpoints)
      .values({ merchantId, environment: "sandbox", endpointId, url, status: "registered" });
    await saveLocationSettings(
      tx,
      { locationId, businessLocationId: placeId },
      { orderProfileDineIn: "DINEIN", orderProfileTakeaway: "TAKEAWAY", paymentMethodCode: "OOPAYMENT", paymentMode },
    );
  });
  return endpointId;
}

export type OrderWish = Partial<Omit<NewOrderWish, "totals">> & { tipMinor?: number; unitPriceMinor?: number };

/** Two croquettes at a table, 37.00 in all, unless told otherwise. */
export async function placeOrder(
  { services }: Stage,
  { actor, locationId }: Pick<OrderMerchant, "actor" | "locationId">,
  { tipMinor = 0, unitPriceMinor = 1850, ...wish }: OrderWish = {},
): Promise<Order> {
  const lines = wish.lines ?? [
    {
      ...{ sku: "STA-GARNAALKROKET", name: "Shrimp croquettes", quantity: 2, unitPriceMinor },
      ...{ modifiers: [], subItems: [], discountMinor: 0 },
    },
  ];
  const subtotalMinor = lines.reduce((sum, line) => sum + line.quantity * line.unitPriceMinor, 0);
  const discountMinor = lines.reduce((sum, line) => sum + line.discountMinor, 0);
  const totals = { subtotalMinor, discountMinor, serviceChargeMinor: 0, tipMinor };
  return withTenant(services.db, actor.merchantId, (tx) =>
    createOrder(services, tx, {
      ...{ merchantId: actor.merchantId, locationId, channel: "table_qr", kind: "local", currency: "EUR" },
      ...{ tableNumber: "12", addToCheck: null, collectAt: null, scheduledFor: null, apiKeyId: null },
      ...{ customer: { firstName: "Ada", lastName: `Guest ${randomUUID().slice(0, 8)}` }, address: null },
      ...{ guests: 2, note: null, paymentMode: "separate" },
      ...wish,
      lines,
      totals: { ...totals, totalMinor: subtotalMinor - discountMinor + tipMinor },
    }),
  );
}

/** Sends the guest to pay, through whom the location pays; `test` needs no provider. */
export async function sendToPay(
  { services }: Stage,
  { merchantId, id: orderId, locationId, totalMinor: amountMinor, currency, number: description }: Order,
  channel?: "test",
): Promise<{ paymentId: string; payment: Payment | null; checkoutId: string }> {
  const { paymentId } = await startPayment(services, {
    ...{ merchantId, orderId, locationId, amountMinor, currency, description, ...(channel ? { channel } : {}) },
    returnUrl: new URL("/", services.payments.appUrl).href,
  });
  const payment = await withTenant(services.db, merchantId, (tx) => findPayment(tx, paymentId));
  return { paymentId, payment, checkoutId: payment?.checkoutId ?? "" };
}

/** What the provider would say of a payment. */
export async function factFor(stage: Stage, order: Order, change: Partial<PaymentFact> = {}): Promise<PaymentFact> {
  const { payment } = await sendToPay(stage, order, "test");
  const fact = payment && factOfPayment(payment);
  if (!fact) throw new Error("the test payment proves nothing");
  return { ...fact, ...change };
}

export async function payOrder(stage: Stage, order: Order): Promise<PaymentFact> {
  const fact = await factFor(stage, order);
  await applyPaymentFact(stage.services, fact);
  return fact;
}

/** Runs every job that is due, as a worker would; one round. */
export async function runJobs(stage: Stage): Promise<void> {
  const { services } = stage;
  const doer = { signal: new AbortController().signal, workerId: "the test" };
  const taskList: TaskList = Object.fromEntries(
    registry.map(({ name, run }) => [
      name,
      async (payload: unknown) => {
        const onward = await run(services, payload, doer);
        if (onward) await goOn(services.db, onward, doer.workerId, (work) => work());
      },
    ]),
  );
  await runTasks(stage, taskList);
}

export type SandboxNotification = {
  seq: number;
  type: string;
  status: string;
  reference: string;
  body: string;
  outcome: string;
};

/** What the till has said since the last time and nobody lost on the way, oldest first; waits until so many were said. */
export async function heard(
  stage: Stage,
  merchant: OrderMerchant,
  atLeast = 0,
  timeoutMs = 20_000,
): Promise<SandboxNotification[]> {
  const { account, seen } = merchant;
  const { notifications, last } = await stage.sandbox.control<{ notifications: SandboxNotification[]; last: number }>(
    "GET",
    `/notifications?account=${account.accountId}&since=${seen.last}&atLeast=${atLeast}&timeoutMs=${timeoutMs}`,
  );
  seen.last = last;
  return notifications.filter(({ outcome }) => outcome !== "lost");
}

export async function deliver(
  stage: Stage,
  merchant: OrderMerchant,
  { body }: Pick<SandboxNotification, "body">,
  { verified = true }: { verified?: boolean } = {},
) {
  const facts = readNotification(body);
  if (!facts) throw new Error("no notification");
  const handler = facts.type === "PAYMENT" ? onPaymentNotification : onOrderNotification;
  return handler(stage.services, {
    ...{ eventId: randomUUID(), merchantId: merchant.actor.merchantId, environment: "sandbox", verified },
    ...{ type: facts.type, status: facts.vendorStatus, reference: facts.reference },
    ...{ businessLocationId: facts.businessLocationId, accountIdentifier: facts.accountIdentifier },
    ...{ body: parseJson(body), receivedAt: stage.services.now() },
  });
}

/** Jobs, then what the till has said, waited for so long; false when it said nothing. */
export async function takeTurn(stage: Stage, merchant: OrderMerchant, patienceMs: number): Promise<boolean> {
  await runJobs(stage);
  const news = await heard(stage, merchant, patienceMs > 0 ? 1 : 0, patienceMs);
  for (const notification of news) await deliver(stage, merchant, notification);
  return news.length > 0;
}

/** Nothing went wrong, and it did not end in time. */
export class StillOpenError extends Error {
  override readonly name = "StillOpenError";
}

/** Jobs and notifications in turn, until the order has reached one of these states. */
export async function follow(
  stage: Stage,
  merchant: OrderMerchant,
  order: Order,
  until: Order["status"][],
  limitMs = 60_000,
): Promise<Order> {
  const deadline = performance.now() + limitMs;
  for (let patienceMs = 0; ; ) {
    patienceMs = (await takeTurn(stage, merchant, patienceMs)) ? 0 : 50;
    const now = await reload(stage, order);
    if (until.includes(now.status)) return now;
    if (performance.now() > deadline)
      throw new StillOpenError(`the order is still ${now.status} (${now.failureDetail ?? ""})`);
  }
}

export async function reload(
  { services }: Stage,
  { id, merchantId }: Pick<Order, "id" | "merchantId">,
): Promise<Order> {
  const order = await withTenant(services.db, merchantId, (tx) => findOrder(tx, id));
  if (!order) throw new Error("the order is gone");
  return order;
}

/** Puts an order into the middle of a story, past every rule. */
export async function setOrder(
  { services }: Stage,
  { id, merchantId }: Pick<Order, "id" | "merchantId">,
  change: Partial<Order>,
): Promise<void> {
  await withTenant(services.db, merchantId, (tx) => tx.update(orders).set(change).where(eq(orders.id, id)));
}

/** What needs somebody; of this kind, or all of it. */
export async function openIssues({ services }: Stage, merchantId: string, kind?: string) {
  const { open } = await listIssues(services, merchantId);
  return kind === undefined ? open : open.filter((issue) => issue.kind === kind);
}

/** How the verbs of orders are told which one. */
export const targetOf = ({ id: orderId, merchantId }: Pick<Order, "id" | "merchantId">) => ({ merchantId, orderId });

export const timelineOf = ({ services }: Stage, { id, merchantId }: Order): Promise<TimelineEntry[]> =>
  withTenant(services.db, merchantId, (tx) => listTimeline(tx, id));

export const ledgerOf = ({ services }: Stage, { id, merchantId }: Order) =>
  withTenant(services.db, merchantId, (tx) => listLedgerEntries(tx, id));

export const refundsOf = ({ services }: Stage, { id, merchantId }: Order): Promise<Refund[]> =>
  withTenant(services.db, merchantId, (tx) => listRefundsOfOrder(tx, id));

/** Where each cent of an order is, by its books. */
export const moneyPlaces = async (stage: Stage, order: Order) => placesOf(sumOf(await ledgerOf(stage, order)));

export type Till = {
  orders: { reference: string; state: string; identifier?: string; reason?: string }[];
  payments: { reference: string; state: string; cents: number; tipCents: number; error?: string }[];
  checks: { identifier: string; totalCents: number; paidCents: number; tipCents: number; dueCents: number }[];
  messages: { text: string; alsoToPrinter: boolean }[];
  sales: { count: number; totalCents: number; paidCents: number; tipCents: number };
};

export const tillOf = ({ sandbox }: Stage, { placeId }: OrderMerchant): Promise<Till> =>
  sandbox.control("GET", `/till/${placeId}`);

/** For who wants to see an order between two of its steps: the till takes its time. */
export const slowTill = ({ sandbox }: Stage, { account }: OrderMerchant): Promise<unknown> =>
  sandbox.control("PATCH", `/accounts/${account.accountId}`, { settings: { posProcessingMs: 500 } });

/** The same stage, so much later by our clock; the sandbox's goes on as it was. */
export const shifted = (stage: Stage, ms: number): Stage => ({
  ...stage,
  services: { ...stage.services, now: () => new Date(Date.now() + ms) },
});
