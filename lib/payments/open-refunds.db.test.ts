import { afterAll, beforeAll, beforeEach, expect, test, vi } from "vitest";
import { withTenant } from "@/db/client";
import { listRefunds } from "@/db/queries/refunds";
import { log } from "@/lib/log";
import type { Services } from "@/lib/services";
import { paidPayment } from "@/lib/testing/paid-payment";
import { collectFacts, openPaymentStage, type PaymentStage, paymentOf, refundOf } from "@/lib/testing/payment-stage";
import { followRefund } from "./follow-refund";

let stage: PaymentStage;
beforeEach(() => void vi.spyOn(log, "info").mockImplementation(() => {}));
beforeAll(async () => {
  stage = await openPaymentStage();
});
afterAll(() => stage.close());

const MINUTE = 60_000;
const providers = ["stripe", "viva"] as const;
const paid = (provider: "stripe" | "viva") => paidPayment(stage, provider);
const after = (ms: number): Services => ({ ...stage.services, now: () => new Date(Date.now() + ms) });
const refundsOf = (merchantId: string, paymentId: string) =>
  withTenant(stage.services.db, merchantId, (tx) => listRefunds(tx, paymentId));

test.each(providers)(
  "%s: all of it was given back in the dashboard, unheard of: ours is refused, and nobody is asked to give it once more",
  async (provider) => {
    const { merchantId, paymentId, ask, given, bank, giveElsewhere } = await paid(provider);
    await giveElsewhere(1_000);
    const { refundId } = await ask(1_000);
    const { facts, apply } = collectFacts();
    for (const minutes of [0, 20]) await followRefund(after(minutes * MINUTE), { merchantId, refundId }, apply);
    expect(facts).toMatchObject([{ status: "refunded", amountMinor: 1_000, refund: { origin: "provider" } }]);
    expect(await given()).toBe(1_000);
    expect((await bank()).refunds).toHaveLength(1);
    expect(await paymentOf(stage, merchantId, paymentId)).toMatchObject({ refundedMinor: 1_000 });
    expect(await refundOf(stage, merchantId, refundId)).toMatchObject({
      ...{ status: "failed", dueAt: null, problem: expect.stringMatching(/given back already/) },
    });
  },
);

test.each(providers)("%s: part of it was given back in the dashboard: only the rest goes out", async (provider) => {
  const { merchantId, paymentId, ask, given, giveElsewhere } = await paid(provider);
  await giveElsewhere(400);
  const { refundId } = await ask(1_000);
  const { facts, apply } = collectFacts();
  await followRefund(stage.services, { merchantId, refundId }, apply);
  const rest = (await refundsOf(merchantId, paymentId)).find(({ status }) => status === "requested");
  expect(rest).toMatchObject({ amountMinor: 600, reason: "The kitchen was closed." });
  await followRefund(stage.services, { merchantId, refundId: rest?.id ?? "" }, apply);
  expect(facts).toMatchObject([
    { status: "refunded", amountMinor: 400, refund: { origin: "provider" } },
    { status: "refunded", amountMinor: 600, refund: { origin: "upvendo" } },
  ]);
  expect(await given()).toBe(1_000);
});

test.each(providers)(
  "%s: refused for another reason it has failed, whatever was given back before",
  async (provider) => {
    const { merchantId, ask, given, change, giveElsewhere } = await paid(provider);
    await giveElsewhere(300);
    await change({ refunds: "refuse" });
    const { refundId } = await ask(300);
    const { facts, apply } = collectFacts();
    await followRefund(stage.services, { merchantId, refundId }, apply);
    expect(facts.map(({ status, refund }) => [status, refund?.origin]).sort()).toEqual([
      ["refund_failed", "upvendo"],
      ["refunded", "provider"],
    ]);
    expect(await given()).toBe(300);
  },
);

test.each(providers)("%s: refused, and the books cannot be read: it stays open until they can", async (provider) => {
  const { merchantId, ask, given, fault, clear, giveElsewhere } = await paid(provider);
  await giveElsewhere(1_000);
  const { refundId } = await ask(1_000);
  await fault({ type: "status", status: 503 }, { skip: 1 });
  const { facts, apply } = collectFacts();
  await followRefund(stage.services, { merchantId, refundId }, apply);
  expect(facts).toEqual([]);
  expect(await refundOf(stage, merchantId, refundId)).toMatchObject({ status: "requested", settledAt: null });
  await clear();
  await followRefund(after(2 * MINUTE), { merchantId, refundId }, apply);
  expect(facts).toMatchObject([{ status: "refunded", refund: { origin: "provider" } }]);
  expect(await given()).toBe(1_000);
});
