import { createHmac } from "node:crypto";
import postgres from "postgres";
import { afterAll, beforeAll, expect, inject, test } from "vitest";
import type { Order } from "@/db/schema";
import { confirmReturn } from "@/lib/payments/confirm-return";
import { followPayment } from "@/lib/payments/follow-payment";
import { receiveStripeEvent } from "@/lib/payments/receive-stripe-event";
import { receiveVivaNotice } from "@/lib/payments/receive-viva-notice";
import { openStage, type Stage } from "@/lib/testing/connection-stage";
import {
  createOrderMerchant,
  moneyPlaces,
  type OrderMerchant,
  placeOrder,
  reload,
  runJobs,
  type SandboxNotification,
  sendToPay,
  timelineOf,
} from "@/lib/testing/order-stage";
import { payThrough } from "@/lib/testing/reconciliation-stage";
import { applyPaymentFact } from "./apply-payment-fact";

// TEST_ROUNDS=1: the declined card of before, too, which makes 65 tellings of 16.
const long = inject("longRounds") > 0;
const LIMIT_MS = long ? 600_000 : 90_000;

let stage: Stage;
let owner: postgres.Sql;
beforeAll(async () => {
  stage = await openStage();
  owner = postgres(stage.ownerUrl, { max: 1, onnotice: () => {} });
});
afterAll(async () => {
  await owner.end();
  await stage.close();
});

type Paid = { order: Order; paymentId: string; checkoutId: string };
type House = { merchant: OrderMerchant; profileId: string; account: string };

async function house(provider: "stripe" | "viva"): Promise<House> {
  const merchant = await createOrderMerchant(stage);
  return { merchant, ...(await payThrough(stage, merchant, provider)) };
}

async function paid({ merchant }: House): Promise<Paid> {
  const order = await placeOrder(stage, merchant);
  const { paymentId, checkoutId } = await sendToPay(stage, order);
  for (const outcome of ["decline", "pay"])
    await stage.sandbox.control("POST", `/payments/checkouts/${checkoutId}`, { outcome });
  return { order, paymentId, checkoutId };
}

/** All that can be told of a payment, in every choice and every order of it. */
function tellings<T>(events: readonly T[]): T[][] {
  const longer = events.flatMap((first, n) => tellings(events.toSpliced(n, 1)).map((rest) => [first, ...rest]));
  return [[], ...longer];
}

/** What the queue holds about this payment, done. */
async function work({ order: { merchantId }, paymentId }: Paid): Promise<void> {
  const [job] = await owner`
    select graphile_worker.complete_jobs(array[id]::bigint[]) from graphile_worker._private_jobs where key = ${`payment:${paymentId}`}`;
  if (job) await followPayment(stage.services, { merchantId, paymentId }, applyPaymentFact);
}

type Event = { name: string; tell: (paid: Paid) => Promise<unknown> };

/** Each choice and order for an order of its own; work is done after every event or only after the last. */
async function eachMakesOne(at: House, declined: Event, events: Event[]): Promise<void> {
  const all = tellings(long ? [declined, ...events] : events);
  expect(all).toHaveLength(long ? 65 : 16);
  for (const [n, chosen] of all.entries()) {
    const what = chosen.map(({ name }) => name).join(", ");
    const one = await paid(at);
    for (const { tell } of chosen) {
      await tell(one);
      if (n % 2 === 0) await work(one);
    }
    await work(one);
    // Without a word it is the sweep that asks.
    const { merchantId } = one.order;
    if (chosen.length === 0)
      await followPayment(stage.services, { merchantId, paymentId: one.paymentId }, applyPaymentFact);
    expect(await reload(stage, one.order), what).toMatchObject({ status: "paid", flag: null });
    const moves = (await timelineOf(stage, one.order)).filter(({ toStatus }) => toStatus === "paid");
    expect(moves, what).toHaveLength(1);
    expect(await moneyPlaces(stage, one.order), what).toMatchObject({ capturedMinor: 3_700 });
  }
  await runJobs(stage);
  const { accountId: account } = at.merchant.account;
  expect(await stage.sandbox.requests({ account, operation: "orders" })).toHaveLength(all.length);
}

/** The provider's own words about this payment, as it sent them. */
async function said({ account }: House, names: (word: SandboxNotification) => boolean): Promise<SandboxNotification> {
  const { notifications } = await stage.sandbox.control<{ notifications: SandboxNotification[] }>(
    "GET",
    `/notifications?account=${account}`,
  );
  const found = notifications.filter(names).at(-1);
  if (!found) throw new Error("nothing of the kind was said");
  return found;
}

const back: Event = {
  name: "the guest comes back",
  tell: ({ order: { merchantId }, paymentId }) => confirmReturn(stage.services, { merchantId, paymentId }),
};

test(
  "Stripe: every choice of a payment's events, the guest's return among them, in every order makes one order (D10)",
  async () => {
    const at = await house("stripe");
    const accounts = await stage.sandbox.control<{ id: string; endpoints?: { secret: string }[] }[]>(
      "GET",
      "/payments/accounts",
    );
    const secret = accounts.find(({ id }) => id === at.account)?.endpoints?.[0]?.secret ?? "";
    const event = (type: string): Event => ({
      name: type,
      tell: async ({ paymentId }) => {
        const { body } = await said(at, (word) => word.status === type && word.body.includes(paymentId));
        const seconds = Math.floor(Date.now() / 1000);
        const signature = `t=${seconds},v1=${createHmac("sha256", secret).update(`${seconds}.${body}`).digest("hex")}`;
        const notice = { profileId: at.profileId, rawBody: Buffer.from(body), signature };
        expect(await receiveStripeEvent(stage.services, notice)).toBe("stored");
        expect(await receiveStripeEvent(stage.services, notice)).toBe("duplicate");
      },
    });
    const events = [event("payment_intent.succeeded"), event("checkout.session.completed"), back];
    await eachMakesOne(at, event("payment_intent.payment_failed"), events);
  },
  LIMIT_MS,
);

test(
  "Viva Wallet: every choice of a payment's notices, the guest's return among them, in every order makes one order (D10)",
  async () => {
    const at = await house("viva");
    // Nobody is told where to send them: they are written as Viva Wallet writes them.
    const notice = (name: string, type: number): Event => ({
      name,
      tell: async ({ checkoutId }) => {
        const rawBody = `{"EventTypeId":${type},"EventData":{"OrderCode":${checkoutId},"MerchantId":"${at.account}"}}`;
        expect(await receiveVivaNotice(stage.services, { profileId: at.profileId, rawBody })).toBe("stored");
      },
    });
    const events = [notice("paid", 1796), notice("paid, again", 1796), back];
    await eachMakesOne(at, notice("declined", 1798), events);
  },
  LIMIT_MS,
);
