import { afterAll, beforeAll, expect, test } from "vitest";
import { KITCHEN_PRIORITY } from "@/lib/jobs/task";
import {
  collectFacts,
  openPaymentStage,
  type PaymentStage,
  paymentOf,
  sendToPay,
  workOff,
} from "@/lib/testing/payment-stage";
import { sweepPayments } from "./sweep-payments";

let stage: PaymentStage;
beforeAll(async () => {
  stage = await openPaymentStage();
});
afterAll(() => stage.close());

test("the sweep that comes over a payment whose notice waits to be worked on leaves that its place before all others", async () => {
  const { services, sandbox } = stage;
  const merchant = await stage.merchant();
  const { account } = await merchant.payThrough("stripe");
  const { paymentId, checkoutId } = await sendToPay(stage, merchant);
  await sandbox.control("POST", `/payments/checkouts/${checkoutId}`, { outcome: "pay" });
  await sandbox.control("GET", `/notifications?account=${account}&outcome=delivered&atLeast=2`);
  // Its time to be asked about has come, too.
  await sweepPayments({ ...services, now: () => new Date(Date.now() + 3 * 60_000) });
  const jobs = await services.db.$client<{ priority: number; flags: Record<string, boolean> }[]>`
    select priority, flags from graphile_worker.jobs where key like ${`payment:${paymentId}%`} order by priority`;
  expect(jobs).toMatchObject([{ priority: KITCHEN_PRIORITY }, { priority: 0, flags: { afterwards: true } }]);
  expect(jobs[0]?.flags).not.toHaveProperty("afterwards");
  const { facts, apply } = collectFacts();
  await workOff(stage, apply, merchant.merchantId);
  expect(facts).toMatchObject([{ paymentId, status: "captured" }]);
  expect(await paymentOf(stage, merchant.merchantId, paymentId)).toMatchObject({ status: "captured" });
});
