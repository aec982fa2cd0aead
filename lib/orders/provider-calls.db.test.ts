import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { withTenant } from "@/db/client";
import { log } from "@/lib/log";
import { confirmReturn } from "@/lib/payments/confirm-return";
import { followPayment } from "@/lib/payments/follow-payment";
import { followRefund } from "@/lib/payments/follow-refund";
import { requestRefund } from "@/lib/payments/request-refund";
import { openStage, type Stage } from "@/lib/testing/connection-stage";
import { createOrderMerchant, placeOrder, sendToPay, timelineOf } from "@/lib/testing/order-stage";
import { payThrough } from "@/lib/testing/reconciliation-stage";
import { applyPaymentFact } from "./apply-payment-fact";

let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
});
afterAll(() => stage.close());

async function open(provider: "stripe" | "viva") {
  const merchant = await createOrderMerchant(stage);
  const { account } = await payThrough(stage, merchant, provider);
  const order = await placeOrder(stage, merchant);
  const guest = (checkoutId: string, choice: object) =>
    stage.sandbox.control("POST", `/payments/checkouts/${checkoutId}`, choice);
  const calls = async () => (await timelineOf(stage, order)).filter(({ kind }) => kind.startsWith(`${provider}.`));
  const { merchantId } = order;
  const follow = (paymentId: string) => followPayment(stage.services, { merchantId, paymentId }, applyPaymentFact);
  return { merchant, account, order, merchantId, guest, calls, follow };
}

test.each(["stripe", "viva"] as const)(
  "%s: what is asked of the provider stands in the order's timeline, without the guest, a card or a key",
  async (provider) => {
    const { merchant, order, merchantId, guest, calls, follow } = await open(provider);
    const { paymentId, checkoutId } = await sendToPay(stage, order);
    await guest(checkoutId, { outcome: "pay" });
    await confirmReturn(stage.services, { merchantId, paymentId });
    await follow(paymentId);
    const { refundId } = await withTenant(stage.services.db, merchantId, (tx) =>
      requestRefund(tx, stage.services.now(), {
        ...{ paymentId, amountMinor: 500, reason: "Cold" },
        actor: merchant.actor,
      }),
    );
    await followRefund(stage.services, { merchantId, refundId }, applyPaymentFact);
    const lines = await calls();
    expect(lines).toMatchObject([
      { kind: `${provider}.openPage`, direction: "out", message: "A page to pay on was opened for the guest." },
      { kind: `${provider}.readPayment`, message: "Paid. Asked because the guest came back.", attempt: 1 },
      { kind: `${provider}.refund`, message: "The money was given back.", actor: merchant.actor.userName, attempt: 1 },
    ]);
    for (const { httpStatus, durationMs, correlationId } of lines) {
      expect(httpStatus).toBe(200);
      expect(durationMs).toBeGreaterThanOrEqual(0);
      expect(correlationId === null).toBe(provider === "viva");
    }
    const kept = JSON.stringify(lines);
    expect(kept).toContain(checkoutId);
    expect(kept).not.toMatch(/Ada|Guest [0-9a-f]|card|4242|sk_|Bearer|Basic|secret/);
  },
);

test("a provider that is away or refuses has lines that say so", async () => {
  vi.spyOn(log, "warn").mockImplementation(() => {});
  vi.spyOn(log, "info").mockImplementation(() => {});
  const { order, merchantId, account, calls } = await open("stripe");
  const faulty = (what: object, times = 1) =>
    stage.sandbox.control("POST", "/faults", { account, operation: "stripe", times, do: what });
  await faulty({ type: "cut", at: "before" }, 2);
  await expect(sendToPay(stage, order)).rejects.toMatchObject({ code: "payment_unavailable" });
  await stage.sandbox.control("DELETE", `/faults?account=${account}`);
  const { paymentId } = await sendToPay(stage, order);
  await faulty({ type: "status", status: 503 });
  await confirmReturn(stage.services, { merchantId, paymentId });
  const unknown = /^No answer that tells the outcome: Stripe does not answer right now\./;
  expect(await calls()).toMatchObject([
    { kind: "stripe.openPage", httpStatus: null, message: expect.stringMatching(unknown) },
    { kind: "stripe.openPage", httpStatus: 200 },
    { kind: "stripe.readPayment", httpStatus: 503, message: expect.stringMatching(unknown) },
  ]);
});

test("a refund that meets no answer for long has few lines, and the end has one of its own", async () => {
  vi.spyOn(log, "info").mockImplementation(() => {});
  const { merchant, order, merchantId, account, guest, calls, follow } = await open("stripe");
  const { paymentId, checkoutId } = await sendToPay(stage, order);
  await guest(checkoutId, { outcome: "pay" });
  await follow(paymentId);
  const { refundId } = await withTenant(stage.services.db, merchantId, (tx) =>
    requestRefund(tx, stage.services.now(), {
      ...{ paymentId, amountMinor: 500, reason: "Cold", actor: merchant.actor },
    }),
  );
  const later = (tries: number) => ({ ...stage.services, now: () => new Date(Date.now() + tries * 16 * 60_000) });
  const away = { account, operation: "stripe", times: 100, do: { type: "status", status: 503 } };
  await stage.sandbox.control("POST", "/faults", away);
  for (let tries = 0; tries < 10; tries++) await followRefund(later(tries), { merchantId, refundId }, applyPaymentFact);
  await stage.sandbox.control("DELETE", `/faults?account=${account}`);
  await followRefund(later(10), { merchantId, refundId }, applyPaymentFact);
  const of = async (kind: string) => (await calls()).filter((line) => line.kind === kind && line.httpStatus === 503);
  expect((await of("stripe.readPayment")).map(({ attempt }) => attempt)).toEqual([1, 2, 3, 4, 5, 8]);
  expect((await calls()).at(-1)).toMatchObject({
    kind: "stripe.refund",
    message: "The money was given back.",
    attempt: 11,
  });
});

test("the same answer again and again has few lines, and news has one of its own", async () => {
  const { order, merchantId, guest, calls } = await open("viva");
  const { paymentId, checkoutId } = await sendToPay(stage, order);
  const back = (minutes: number) => {
    const services = { ...stage.services, now: () => new Date(Date.now() + minutes * 60_000) };
    return confirmReturn(services, { merchantId, paymentId });
  };
  for (let look = 1; look <= 10; look++) await back(look);
  await guest(checkoutId, { outcome: "pay" });
  await back(11);
  const looks = (await calls()).filter(({ kind }) => kind === "viva.readPayment").map(({ attempt }) => attempt);
  expect(looks).toEqual([1, 2, 3, 4, 5, 8, 11]);
});
