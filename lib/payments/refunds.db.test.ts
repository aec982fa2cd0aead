import postgres from "postgres";
import { afterAll, beforeAll, beforeEach, expect, test, vi } from "vitest";
import { listDueRefunds } from "@/db/queries/refunds";
import { log } from "@/lib/log";
import type { Services } from "@/lib/services";
import { paidPayment } from "@/lib/testing/paid-payment";
import {
  collectFacts,
  openPaymentStage,
  type PaymentStage,
  paymentOf,
  refundOf,
  workOff,
} from "@/lib/testing/payment-stage";
import { followPayment } from "./follow-payment";
import { followRefund } from "./follow-refund";
import { issueRefund, RefundPendingError } from "./issue-refund";
import { sweepPayments } from "./sweep-payments";

let stage: PaymentStage;
let owner: postgres.Sql;
beforeEach(() => void vi.spyOn(log, "info").mockImplementation(() => {}));
beforeAll(async () => {
  stage = await openPaymentStage();
  owner = postgres(stage.ownerUrl, { max: 2, onnotice: () => {} });
});
afterAll(async () => {
  await owner.end();
  await stage.close();
});

const providers = ["stripe", "viva"] as const;
const none = async () => {};

const paid = (provider: "stripe" | "viva", amountMinor?: number) => paidPayment(stage, provider, amountMinor);
const after = (ms: number): Services => ({ ...stage.services, now: () => new Date(Date.now() + ms) });
const MINUTE = 60_000;

test.each(providers)(
  "%s: an amount, then the rest: given back once each, the order told of each, and no cent more",
  async (provider) => {
    const { paymentId, merchantId, ask, given } = await paid(provider);
    const first = await ask(300);
    const { facts, apply } = collectFacts();
    await workOff(stage, apply, merchantId);
    expect(facts).toMatchObject([
      { status: "refunded", amountMinor: 300, refund: { refundId: first.refundId, origin: "upvendo" } },
    ]);
    await expect(ask(701)).rejects.toMatchObject({ code: "conflict" });
    await expect(ask(0)).rejects.toMatchObject({ code: "conflict" });
    await ask(700);
    await workOff(stage, apply, merchantId);
    expect(await given()).toBe(1_000);
    expect(facts.map(({ amountMinor }) => amountMinor)).toEqual([300, 700]);
    expect(await paymentOf(stage, merchantId, paymentId)).toMatchObject({ refundedMinor: 1_000 });
    await expect(ask(1)).rejects.toMatchObject({ code: "conflict" });
  },
);

test("a part that Stripe does not take in this currency is refused when it is asked for; one that slips through ends and holds up no other", async () => {
  const { paymentId, merchantId, ask, given } = await paid("stripe");
  await owner`update payments set currency = 'KWD', captured_currency = 'KWD' where id = ${paymentId}`;
  await expect(ask(305)).rejects.toMatchObject({
    code: "conflict",
    message: expect.stringContaining("last digit is 0"),
  });
  const { refundId } = await ask(300);
  await owner`update refunds set amount_minor = 305 where id = ${refundId}`;
  const { facts, apply } = collectFacts();
  await workOff(stage, apply, merchantId);
  expect(await refundOf(stage, merchantId, refundId)).toMatchObject({ status: "failed" });
  expect(facts).toMatchObject([{ status: "refund_failed", problem: expect.stringContaining("last digit is 0") }]);
  expect(await given()).toBe(0);
  await ask(1_000);
  await workOff(stage, apply, merchantId);
  expect(await given()).toBe(1_000);
});

test.each(providers)("%s: twenty workers at one refund send it once", async (provider) => {
  const { merchantId, ask, given, bank } = await paid(provider);
  const { refundId } = await ask(400);
  await Promise.allSettled(Array.from({ length: 20 }, () => issueRefund(stage.services, { merchantId, refundId })));
  await issueRefund(stage.services, { merchantId, refundId });
  expect(await given()).toBe(400);
  expect((await bank()).refunds).toHaveLength(1);
  expect(await refundOf(stage, merchantId, refundId)).toMatchObject({ status: "succeeded" });
});

test("a refund that the sweep brings up again keeps its turn among the refunds of its payment", async () => {
  const { paymentId, ask } = await paid("viva");
  const { refundId } = await ask(400);
  await sweepPayments(after(MINUTE));
  const jobs = await owner`select flags from graphile_worker.jobs where key = ${`refund:${refundId}`}`;
  expect(jobs).toEqual([{ flags: { provider: true, afterwards: true, [`turn:refunds:${paymentId}`]: true } }]);
});

test("ten decisions at once promise no more than was taken", async () => {
  const { ask, given, merchantId } = await paid("stripe");
  const asked = await Promise.allSettled(Array.from({ length: 10 }, () => ask(300)));
  const promised = asked.flatMap((one) => (one.status === "fulfilled" ? [one.value.refundId] : []));
  expect(promised).toHaveLength(3);
  for (const refundId of promised) await issueRefund(stage.services, { merchantId, refundId });
  expect(await given()).toBe(900);
});

// Where the call breaks, and whether the money has gone then.
const cuts: [string, object, boolean][] = [
  ["before it arrives", { type: "cut", at: "before" }, false],
  ["in the middle of the answer", { type: "cut", at: "body" }, true],
  ["after it was done, without an answer", { type: "cut", at: "after" }, true],
  ["with a 503 after it was done", { type: "status", status: 503, afterEffect: true }, true],
  ["with a 503 before", { type: "status", status: 503 }, false],
];
test.each(providers.flatMap((provider) => cuts.map((row) => [provider, ...row] as const)))(
  "%s: the call breaks %s: looked up, then given back at most once and proven",
  async (provider, _, effect, done) => {
    const { merchantId, ask, given, fault, clear } = await paid(provider);
    const { refundId } = await ask(250);
    // Viva Wallet's library-free client tries once; Stripe's repeats a closed connection once by itself, under the same key.
    await fault(effect, { times: provider === "stripe" ? 2 : 1 });
    await expect(issueRefund(stage.services, { merchantId, refundId })).rejects.toMatchObject({
      name: "RefundPendingError",
    });
    await clear();
    expect(await given()).toBe(done ? 250 : 0);
    expect(await refundOf(stage, merchantId, refundId)).toMatchObject({ status: "issued", providerRefundId: null });
    const { facts, apply } = collectFacts();
    for (const minutes of [1, 3, 5, 7]) await followRefund(after(minutes * MINUTE), { merchantId, refundId }, apply);
    expect(await given()).toBe(250);
    expect(facts).toMatchObject([{ status: "refunded", amountMinor: 250 }]);
  },
);

test.each(providers)(
  "%s: a worker dies at any point of a refund: the next one finds out and finishes, once",
  async (provider) => {
    const { merchantId, ask, given } = await paid(provider, 3_000);
    const dying: [string, (refundId: string) => Promise<unknown>][] = [
      [
        "after taking it",
        (id) => owner`update refunds set lease_until = now() + interval '45 seconds', attempts = 1 where id = ${id}`,
      ],
      [
        "after noting that it sends",
        (id) =>
          owner`update refunds set status = 'issued', attempted_at = now(), lease_until = now() + interval '45 seconds' where id = ${id}`,
      ],
      [
        "after sending, before storing the answer",
        async (id) => {
          await issueRefund(stage.services, { merchantId, refundId: id });
          await owner`update refunds set status = 'issued', provider_refund_id = null, settled_at = null,
                           attempted_at = now(), lease_until = now() + interval '45 seconds' where id = ${id}`;
        },
      ],
    ];
    let expected = 0;
    for (const [point, die] of dying) {
      const { refundId } = await ask(500);
      expected += 500;
      await die(refundId);
      // At once it is still the dead one's.
      await expect(issueRefund(stage.services, { merchantId, refundId }), point).rejects.toMatchObject({
        name: "RefundPendingError",
      });
      for (const minutes of [1, 3, 5]) await followRefund(after(minutes * MINUTE), { merchantId, refundId }, none);
      expect(await refundOf(stage, merchantId, refundId), point).toMatchObject({ status: "succeeded" });
      expect(await given(), point).toBe(expected);
    }
  },
);

test.each(providers)("%s: a refusal for good is told to the order, with the reason", async (provider) => {
  const { merchantId, account, ask, given } = await paid(provider);
  await stage.sandbox.control("PATCH", `/payments/accounts/${account}`, { refunds: "refuse" });
  await ask(100);
  const { facts, apply } = collectFacts();
  await workOff(stage, apply, merchantId);
  expect(facts).toMatchObject([
    { status: "refund_failed", amountMinor: 100, problem: expect.stringMatching(/declined/) },
  ]);
  expect(await given()).toBe(0);
  // What failed is free to be given back another way.
  await stage.sandbox.control("PATCH", `/payments/accounts/${account}`, { refunds: "succeed" });
  await ask(1_000);
  await workOff(stage, apply, merchantId);
  expect(await given()).toBe(1_000);
});

test("keys that are refused leave the refund waiting, and it goes out once they are right", async () => {
  const { merchantId, ask, given, fault, clear } = await paid("viva");
  const { refundId } = await ask(100);
  await fault({ type: "status", status: 401 }, {});
  await expect(issueRefund(stage.services, { merchantId, refundId })).rejects.toMatchObject({
    name: "RefundPendingError",
  });
  expect(await refundOf(stage, merchantId, refundId)).toMatchObject({
    status: "requested",
    problem: "Viva Wallet does not accept the credentials.",
  });
  await clear();
  await issueRefund(after(MINUTE), { merchantId, refundId });
  expect(await given()).toBe(100);
});

test.each(providers)("%s takes its time: pending, then proven or failed by its own word", async (provider) => {
  for (const end of ["succeeded", "failed"] as const) {
    const { merchantId, ask, bank, change } = await paid(provider);
    await change({ refunds: "pending" });
    const { refundId } = await ask(100);
    const { facts, apply } = collectFacts();
    for (const minutes of [0, 16]) await followRefund(after(minutes * MINUTE), { merchantId, refundId }, apply);
    expect(facts).toEqual([]);
    expect(await refundOf(stage, merchantId, refundId)).toMatchObject({
      ...{ status: "issued", providerRefundId: expect.any(String), problem: null },
    });
    const [refund] = (await bank()).refunds;
    await stage.sandbox.control("POST", `/payments/refunds/${refund?.id}`, { state: end });
    await followRefund(after(35 * MINUTE), { merchantId, refundId }, apply);
    expect(facts).toMatchObject([{ status: end === "succeeded" ? "refunded" : "refund_failed", refund: { refundId } }]);
    expect((await bank()).refunds).toHaveLength(1);
  }
});

test.each(providers)(
  "%s takes its time: it is read once each quarter of an hour, not with each sweep",
  async (provider) => {
    const { merchantId, paymentId, ask, change } = await paid(provider);
    await change({ refunds: "pending" });
    const { refundId } = await ask(100);
    const { apply } = collectFacts();
    await followRefund(stage.services, { merchantId, refundId }, apply);
    const reads = async () => (await paymentOf(stage, merchantId, paymentId))?.reads ?? 0;
    const before = await reads();
    for (const minutes of [16, 17, 18]) {
      const due = await listDueRefunds(stage.services.db, after(minutes * MINUTE).now(), 10_000);
      if (due.some((one) => one.refundId === refundId))
        await followRefund(after(minutes * MINUTE), { merchantId, refundId }, apply);
    }
    expect(await reads()).toBe(before + 1);
    const { dueAt } = (await refundOf(stage, merchantId, refundId)) ?? {};
    expect(dueAt?.getTime()).toBeGreaterThan(
      after(20 * MINUTE)
        .now()
        .getTime(),
    );
  },
);

test.each(providers)(
  "%s takes its time, and its answer is lost: found under way, and not sent once more",
  async (provider) => {
    const { merchantId, ask, bank, change, fault, clear, given } = await paid(provider);
    await change({ refunds: "pending" });
    const { refundId } = await ask(250);
    await fault({ type: "cut", at: "after" }, { times: provider === "stripe" ? 2 : 1 });
    const { facts, apply } = collectFacts();
    for (const minutes of [0, 1, 3, 20]) {
      await followRefund(after(minutes * MINUTE), { merchantId, refundId }, apply);
      await clear();
    }
    expect((await bank()).refunds).toHaveLength(1);
    expect(facts).toEqual([]);
    const [refund] = (await bank()).refunds;
    await stage.sandbox.control("POST", `/payments/refunds/${refund?.id}`, { state: "succeeded" });
    await followRefund(after(40 * MINUTE), { merchantId, refundId }, apply);
    expect(facts).toMatchObject([{ status: "refunded", amountMinor: 250, refund: { refundId } }]);
    expect(await given()).toBe(250);
  },
);

test.each(providers)(
  "%s: somebody's failed refund of the same amount is not taken for ours, whose answer was lost",
  async (provider) => {
    const { merchantId, ask, bank, fault, clear, given, giveElsewhere } = await paid(provider);
    await giveElsewhere(250);
    const [failed] = (await bank()).refunds;
    await stage.sandbox.control("POST", `/payments/refunds/${failed?.id}`, { state: "failed" });
    const { refundId } = await ask(250);
    await fault({ type: "cut", at: "after" }, { times: provider === "stripe" ? 2 : 1 });
    const { facts, apply } = collectFacts();
    for (const minutes of [0, 1, 3, 5]) {
      await followRefund(after(minutes * MINUTE), { merchantId, refundId }, apply);
      await clear();
    }
    expect(facts).toMatchObject([{ status: "refunded", amountMinor: 250, refund: { refundId, origin: "upvendo" } }]);
    expect(await given()).toBe(250);
  },
);

test("Stripe: beside somebody's refund of the same amount ours, whose answer was lost, is known by its mark, and both stand in the books", async () => {
  const { merchantId, paymentId, ask, fault, clear, given, giveElsewhere, refunds } = await paid("stripe");
  const { refundId } = await ask(250);
  await fault({ type: "cut", at: "after" }, { times: 2 });
  const { facts, apply } = collectFacts();
  await followRefund(stage.services, { merchantId, refundId }, apply);
  await clear();
  await giveElsewhere(250);
  await followPayment(after(3 * MINUTE), { merchantId, paymentId }, apply);
  expect(await given()).toBe(500);
  expect(
    (await refunds())
      .map(({ id, amountMinor, status, origin }) => [id === refundId, amountMinor, status, origin])
      .sort(),
  ).toEqual([
    [false, 250, "succeeded", "provider"],
    [true, 250, "succeeded", "upvendo"],
  ]);
  expect(facts.filter(({ status }) => status === "refunded")).toHaveLength(2);
});

test("Stripe: a refund that the guest's bank sends back after it was proven is told as failed, once, and the money counts as there", async () => {
  const { merchantId, paymentId, ask, bank } = await paid("stripe");
  const { refundId } = await ask(100);
  const { facts, apply } = collectFacts();
  await followRefund(stage.services, { merchantId, refundId }, apply);
  const [refund] = (await bank()).refunds;
  await stage.sandbox.control("POST", `/payments/refunds/${refund?.id}`, { state: "failed" });
  for (let times = 0; times < 2; times += 1) await followPayment(stage.services, { merchantId, paymentId }, apply);
  expect(facts.filter(({ refund: one }) => one !== null)).toMatchObject([
    { status: "refunded", refund: { refundId } },
    { status: "refund_failed", refund: { refundId } },
  ]);
  expect(await paymentOf(stage, merchantId, paymentId)).toMatchObject({ refundedMinor: 0 });
  expect(await refundOf(stage, merchantId, refundId)).toMatchObject({ status: "failed" });
});

test("Stripe: a refund that never arrived, looked for only after its key is forgotten, is sent again and given once", async () => {
  const { merchantId, ask, given, fault, clear } = await paid("stripe");
  const { refundId } = await ask(100);
  await fault({ type: "cut", at: "before" }, {});
  await expect(issueRefund(stage.services, { merchantId, refundId })).rejects.toThrow(RefundPendingError);
  await clear();
  expect(await given()).toBe(0);
  await issueRefund(after(30 * 60 * MINUTE), { merchantId, refundId });
  expect(await given()).toBe(100);
  expect(await refundOf(stage, merchantId, refundId)).toMatchObject({ status: "succeeded" });
});

test.each(providers)("%s: given back in the provider's own dashboard: the order hears of it once", async (provider) => {
  const { merchantId, account, paymentId, bank } = await paid(provider);
  const [charge] = (await bank()).charges.filter(({ state }) => state === "paid") as { id?: string }[];
  await stage.sandbox.control("POST", `/payments/charges/${charge?.id}/refund`, { amount: 400 });
  const said = provider === "stripe" ? 3 : 2;
  await stage.sandbox.control("GET", `/notifications?account=${account}&outcome=delivered&atLeast=${said}`);
  const { facts, apply } = collectFacts();
  await workOff(stage, apply, merchantId);
  await followPayment(stage.services, { merchantId, paymentId }, apply);
  expect(facts.filter(({ status }) => status === "refunded")).toMatchObject([
    { amountMinor: 400, refund: { origin: "provider" } },
  ]);
  expect(await paymentOf(stage, merchantId, paymentId)).toMatchObject({ refundedMinor: 400 });
});
