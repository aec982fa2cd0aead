import { afterAll, beforeAll, beforeEach, expect, test, vi } from "vitest";
import { log } from "@/lib/log";
import type { Services } from "@/lib/services";
import { paidPayment } from "@/lib/testing/paid-payment";
import { collectFacts, openPaymentStage, type PaymentStage, paymentOf, refundOf } from "@/lib/testing/payment-stage";
import { followRefund } from "./follow-refund";
import { issueRefund } from "./issue-refund";

let stage: PaymentStage;
beforeEach(() => void vi.spyOn(log, "info").mockImplementation(() => {}));
beforeAll(async () => {
  stage = await openPaymentStage();
});
afterAll(() => stage.close());

const MINUTE = 60_000;
const after = (ms: number): Services => ({ ...stage.services, now: () => new Date(Date.now() + ms) });

function signal() {
  let give = () => {};
  const given = new Promise<void>((resolve) => {
    give = resolve;
  });
  return { given, give: () => give() };
}

/** A worker's process that stands still before or after its n-th transaction, and goes on so much later. */
function frozen(where: "before" | "after", nth: number) {
  const standing = signal();
  const woken = signal();
  let count = 0;
  let laterMs = 0;
  const db = new Proxy(stage.services.db, {
    get(target, name, receiver) {
      const value = Reflect.get(target, name, receiver);
      if (name !== "transaction") return value;
      return async (...args: unknown[]) => {
        count += 1;
        const isHere = count === nth;
        const stand = () => {
          standing.give();
          return woken.given;
        };
        if (isHere && where === "before") await stand();
        const result = await Reflect.apply(value, target, args);
        if (isHere && where === "after") await stand();
        return result;
      };
    },
  });
  const services: Services = { ...stage.services, db, now: () => new Date(Date.now() + laterMs) };
  const wake = (ms: number) => {
    laterMs = ms;
    woken.give();
  };
  return { services, standing: standing.given, wake };
}

test.each(["stripe", "viva"] as const)(
  "%s: a worker that stood still before it sent, while another one gave the money back, sends nothing",
  async (provider) => {
    const { merchantId, paymentId, ask, given, bank } = await paidPayment(stage, provider);
    const { refundId } = await ask(400);
    // It has taken the refund, and not yet noted that it sends it.
    const worker = frozen("after", 1);
    const first = issueRefund(worker.services, { merchantId, refundId }).catch((error: unknown) => error);
    await worker.standing;
    expect(await issueRefund(after(MINUTE), { merchantId, refundId })).toMatchObject({ status: "succeeded" });
    worker.wake(2 * MINUTE);
    expect(await first).toMatchObject({ name: "RefundPendingError" });
    expect(await given()).toBe(400);
    expect((await bank()).refunds).toHaveLength(1);
    expect(await refundOf(stage, merchantId, refundId)).toMatchObject({ status: "succeeded" });
    expect(await paymentOf(stage, merchantId, paymentId)).toMatchObject({ refundedMinor: 400 });
  },
);

test("an old refusal says nothing of what another worker has sent since: that is looked for, and not called failed", async () => {
  const { merchantId, ask, given, bank, fault, clear } = await paidPayment(stage, "viva");
  const { refundId } = await ask(400);
  await fault({ type: "status", status: 400 });
  // It has noted that it sends, and heard the refusal.
  const worker = frozen("before", 3);
  const first = issueRefund(worker.services, { merchantId, refundId }).catch((error: unknown) => error);
  await worker.standing;
  await clear();
  const pending = { name: "RefundPendingError" };
  await expect(issueRefund(after(MINUTE), { merchantId, refundId })).rejects.toMatchObject(pending);
  // Nothing shows in the books (two readings), so it is sent; and the answer is lost.
  await fault({ type: "cut", at: "after" }, { times: 1, skip: 2 });
  await expect(issueRefund(after(4 * MINUTE), { merchantId, refundId })).rejects.toMatchObject(pending);
  await clear();
  expect(await given()).toBe(400);
  worker.wake(4 * MINUTE);
  expect(await first).toMatchObject(pending);
  expect(await refundOf(stage, merchantId, refundId)).toMatchObject({ status: "issued" });
  const { facts, apply } = collectFacts();
  for (const minutes of [7, 10]) await followRefund(after(minutes * MINUTE), { merchantId, refundId }, apply);
  expect(facts).toMatchObject([{ status: "refunded", amountMinor: 400 }]);
  expect((await bank()).refunds).toHaveLength(1);
  expect(await refundOf(stage, merchantId, refundId)).toMatchObject({ status: "succeeded" });
});
