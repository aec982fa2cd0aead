import postgres from "postgres";
import { afterAll, beforeAll, expect, inject, test } from "vitest";
import type { Order } from "@/db/schema";
import { AppError } from "@/lib/errors";
import { receiveVivaNotice } from "@/lib/payments/receive-viva-notice";
import { breakOffEverywhere } from "@/lib/testing/break-off";
import { openStage, type Stage } from "@/lib/testing/connection-stage";
import { type CutDatabase, startCutDatabase } from "@/lib/testing/cut-database";
import {
  createOrderMerchant,
  deliver,
  factFor,
  type OrderMerchant,
  payOrder,
  placeOrder,
  reload,
  sendToPay,
  setOrder,
  targetOf,
} from "@/lib/testing/order-stage";
import { payThrough } from "@/lib/testing/reconciliation-stage";
import { report, roundsOr } from "@/lib/testing/vault-stage";
import { applyPaymentFact } from "./apply-payment-fact";
import { cancelOrder } from "./cancel-order";
import { refundIfDue } from "./refund-order";
import { retryOrder } from "./retry-order";

/** TEST_ROUNDS=n: every message and every answer, n times; otherwise every message, and the last answers. */
const ROUNDS = roundsOr(1);
const LAST_ANSWERS = inject("longRounds") > 0 ? Number.POSITIVE_INFINITY : 2;

let stage: Stage;
let cut: CutDatabase;
let merchant: OrderMerchant;
let owner: postgres.Sql;
beforeAll(async () => {
  stage = await openStage();
  owner = postgres(stage.ownerUrl, { max: 1, onnotice: () => {} });
  cut = await startCutDatabase(stage.appUrl);
  merchant = await createOrderMerchant(stage);
});
afterAll(async () => {
  await cut.close();
  await owner.end();
  await stage.close();
});

/** In one statement, so at one moment: what a row waits for exists exactly when the row does. */
const orphans = () => owner<{ what: string }[]>`
  with jobs as (
    select t.identifier as task, j.payload ->> 'orderId' as order_id, j.payload ->> 'refundId' as refund_id,
           j.payload ->> 'paymentId' as payment_id
      from graphile_worker._private_jobs j join graphile_worker._private_tasks t on t.id = j.task_id)
  select 'paid and not to be sent' as what from orders where status = 'paid'
     and not exists (select from jobs where task = 'orders.submit' and order_id = orders.id::text)
  union all select 'to be sent and not paid' from jobs where task = 'orders.submit'
     and not exists (select from orders where id::text = order_id and status = 'paid')
  union all select 'on the till and not to be settled' from orders where status = 'on_pos'
     and not exists (select from jobs where task = 'orders.settle' and order_id = orders.id::text)
  union all select 'to be settled and not on the till' from jobs where task = 'orders.settle'
     and not exists (select from orders where id::text = order_id and status = 'on_pos')
  union all select 'to be given back and nobody at it' from refunds where status = 'requested'
     and not exists (select from jobs where task = 'payments.refund' and refund_id = refunds.id::text)
  union all select 'a refund that is not there' from jobs where task = 'payments.refund'
     and not exists (select from refunds where id::text = refund_id)
  union all select 'a notice that nobody follows' from payment_events e where e.status = 'received'
     and not exists (select from jobs where task = 'payments.read' and payment_id = e.payment_id::text)
  union all select 'a payment to be read that is not there' from jobs where task = 'payments.read'
     and not exists (select from payments where id::text = payment_id)`;

type Step = {
  name: string;
  /** Brings an order there; gives what the step does to it. */
  before: () => Promise<{ order: Order; act: (at: Stage) => Promise<unknown> }>;
  /** Whether it is done. */
  done: (order: Order) => Promise<boolean>;
};

const steps: Step[] = [
  {
    name: "paid",
    before: async () => {
      const order = await placeOrder(stage, merchant);
      const fact = await factFor(stage, order);
      return { order, act: ({ services }) => applyPaymentFact(services, fact) };
    },
    done: async (order) => (await reload(stage, order)).status === "paid",
  },
  {
    name: "on the till",
    before: async () => {
      const order = await placeOrder(stage, merchant);
      await setOrder(stage, order, { status: "submitted", paidAt: new Date(), submittedAt: new Date() });
      const body = JSON.stringify({
        ...{ type: "ORDER", status: "SUCCESS", businessLocationId: merchant.placeId },
        ...{ thirdPartyReference: order.reference, ikentooAccountIdentifier: `A1.${order.sequence}` },
      });
      return { order, act: (at) => deliver(at, merchant, { body }) };
    },
    done: async (order) => (await reload(stage, order)).status === "on_pos",
  },
  {
    name: "given back",
    before: async () => {
      const order = await placeOrder(stage, merchant);
      await payOrder(stage, order);
      await cancelOrder(stage.services, merchant.actor, { orderId: order.id });
      await owner`delete from graphile_worker._private_jobs where payload ->> 'orderId' = ${order.id}`;
      return { order, act: ({ services }) => refundIfDue(services, targetOf(order)) };
    },
    done: async ({ id }) => (await owner`select 1 from refunds where order_id = ${id}`).length === 1,
  },
  {
    name: "sent again by a person",
    before: async () => {
      const order = await placeOrder(stage, merchant);
      await payOrder(stage, order);
      await owner`delete from graphile_worker._private_jobs where payload ->> 'orderId' = ${order.id}`;
      const sent = { submittedAt: new Date(), deliverableUntil: new Date() };
      await setOrder(stage, order, { ...sent, status: "failed", failureCode: "till:refused", failureStep: "order" });
      const again = ({ services }: Stage) => retryOrder(services, merchant.actor, { orderId: order.id });
      // Pressed once more, where the first time it had been done and nobody heard of it.
      const act = (at: Stage) =>
        again(at).catch((error: unknown) => {
          if (!(error instanceof AppError)) throw error;
        });
      return { order, act };
    },
    done: async (order) => (await reload(stage, order)).status === "paid",
  },
  {
    name: "told of by its payment provider",
    before: async () => {
      const { profileId, account } = await payThrough(stage, merchant, "viva");
      const order = await placeOrder(stage, merchant);
      const { checkoutId } = await sendToPay(stage, order);
      const rawBody = `{"EventTypeId":1796,"EventData":{"OrderCode":${checkoutId},"MerchantId":"${account}"}}`;
      return { order, act: ({ services }) => receiveVivaNotice(services, { profileId, rawBody }) };
    },
    done: async ({ id }) =>
      (await owner`select 1 from payment_events e join payments p on p.id = e.payment_id where p.order_id = ${id}`)
        .length > 0,
  },
];

test.each(steps)(
  "cut at every message to and from the database, an order that is $name has its job, and no job is without its order (D12)",
  async ({ name, before, done }) => {
    let [cuts, undone, unheard] = [0, 0, 0];
    for (let round = 0; round < ROUNDS; round += 1)
      await breakOffEverywhere({ stage, cut, owner, lastAnswers: LAST_ANSWERS }, async (attempt) => {
        const { order, act } = await before();
        const { place, whole } = await attempt(act);
        const isDone = await done(order);
        expect(await orphans(), place).toEqual([]);
        cuts += whole ? 0 : 1;
        undone += isDone ? 0 : 1;
        unheard += isDone && !whole ? 1 : 0;
        await act(stage);
        expect(await done(order)).toBe(true);
        expect(await orphans()).toEqual([]);
      });
    report(`D12, ${name}: ${cuts} cuts, ${undone} without any effect, ${unheard} done and not heard of`);
    expect(undone).toBeGreaterThan(0);
    expect(unheard).toBeGreaterThan(0);
  },
  90_000 + ROUNDS * 20_000,
);
