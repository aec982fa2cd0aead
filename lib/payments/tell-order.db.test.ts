import { afterAll, beforeAll, expect, test } from "vitest";
import { type TenantTransaction, withTenant } from "@/db/client";
import { listPaymentEvents } from "@/db/queries/payment-events";
import { openPaymentStage, type PaymentStage, paymentOf, sendToPay } from "@/lib/testing/payment-stage";
import { followPayment } from "./follow-payment";
import type { PaymentFact } from "./payment-fact";

let stage: PaymentStage;
beforeAll(async () => {
  stage = await openPaymentStage();
});
afterAll(() => stage.close());

/** A guest has paid, and the provider's notices of it are stored. */
async function noticed() {
  const { services, sandbox } = stage;
  const { merchantId, locationId, payThrough } = await stage.merchant();
  const { account } = await payThrough("stripe");
  const { paymentId, checkoutId } = await sendToPay(stage, { merchantId, locationId });
  await sandbox.control("POST", `/payments/checkouts/${checkoutId}`, { outcome: "pay" });
  await sandbox.control("GET", `/notifications?account=${account}&outcome=delivered&atLeast=2`);
  const told = async () => {
    const events = await withTenant(services.db, merchantId, (tx) => listPaymentEvents(tx, paymentId));
    const payment = await paymentOf(stage, merchantId, paymentId);
    return { toldAt: payment?.toldAt, isNews: events.some(({ status }) => status === "received") };
  };
  return { ids: { merchantId, paymentId }, told };
}

test("that an order was told stands where it was told, or nowhere: what the receiver undoes is told again", async () => {
  const { ids, told } = await noticed();
  const facts: PaymentFact[] = [];
  const receiver =
    (end: () => void) => (_: unknown, fact: PaymentFact, inSame: (tx: TenantTransaction) => Promise<void>) =>
      withTenant(stage.services.db, ids.merchantId, async (tx) => {
        facts.push(fact);
        await inSame(tx);
        end();
      });
  const dying = receiver(() => {
    throw new Error("the worker ended");
  });
  await expect(followPayment(stage.services, ids, dying)).rejects.toThrow("the worker ended");
  expect(await told()).toEqual({ toldAt: null, isNews: true });
  await followPayment(
    stage.services,
    ids,
    receiver(() => {}),
  );
  expect(await told()).toEqual({ toldAt: expect.any(Date), isNews: false });
  await followPayment(
    stage.services,
    ids,
    receiver(() => {}),
  );
  expect(facts.map(({ status }) => status)).toEqual(["captured", "captured"]);
});

test("a receiver without a transaction of its own is told once as well", async () => {
  const { ids, told } = await noticed();
  const facts: PaymentFact[] = [];
  const apply = async (_: unknown, fact: PaymentFact) => void facts.push(fact);
  await followPayment(stage.services, ids, apply);
  await followPayment(stage.services, ids, apply);
  expect(facts).toHaveLength(1);
  expect(await told()).toEqual({ toldAt: expect.any(Date), isNews: false });
});
