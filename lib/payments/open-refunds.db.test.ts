import { afterAll, beforeAll, beforeEach, expect, test, vi } from "vitest";
import { listIssues } from "@/lib/attention/list-issues";
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
import { followRefund } from "./follow-refund";
import { recheckProfile } from "./profiles/check-profile";
import { removeProfile } from "./profiles/remove-profile";
import { readPayment } from "./read-payment";
import { sweepPayments } from "./sweep-payments";
import { tellOrder } from "./tell-order";

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
const open = async (merchantId: string) => (await listIssues(stage.services, merchantId)).open;

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
  const { merchantId, ask, given, giveElsewhere, refunds } = await paid(provider);
  await giveElsewhere(400);
  const { refundId } = await ask(1_000);
  const { facts, apply } = collectFacts();
  await followRefund(stage.services, { merchantId, refundId }, apply);
  const rest = (await refunds()).find(({ status }) => status === "requested");
  expect(rest).toMatchObject({ amountMinor: 600, reason: "The kitchen was closed." });
  await followRefund(stage.services, { merchantId, refundId: rest?.id ?? "" }, apply);
  expect(facts).toMatchObject([
    { status: "refunded", amountMinor: 400, refund: { origin: "provider" } },
    { status: "refunded", amountMinor: 600, refund: { origin: "upvendo" } },
  ]);
  expect(await given()).toBe(1_000);
});

test.each(providers)(
  "%s: a refund of the dashboard's that is under way when the payment is read, and of whose end nobody tells, is found by itself",
  async (provider) => {
    const { merchantId, paymentId, account, bank, giveElsewhere } = await paid(provider);
    await stage.sandbox.control("POST", "/notifications/faults", { account, times: 10, do: { type: "lose" } });
    await giveElsewhere(400, "pending");
    await readPayment(stage.services, { merchantId, paymentId, because: "due" });
    const [elsewhere] = (await bank()).refunds;
    await stage.sandbox.control("POST", `/payments/refunds/${elsewhere?.id}`, { state: "succeeded" });
    const { facts, apply } = collectFacts();
    for (const minutes of [20, 40]) {
      await sweepPayments(after(minutes * MINUTE));
      await workOff({ services: after(minutes * MINUTE) }, apply, merchantId);
    }
    expect(facts).toMatchObject([{ status: "refunded", amountMinor: 400, refund: { origin: "provider" } }]);
    expect(await paymentOf(stage, merchantId, paymentId)).toMatchObject({ readDueAt: null });
  },
);

test.each(providers.flatMap((provider) => (["succeeded", "failed"] as const).map((end) => [provider, end] as const)))(
  "%s: a refund of the dashboard's is under way: ours waits for its end (%s)",
  async (provider, end) => {
    const { merchantId, ask, given, bank, giveElsewhere, refunds } = await paid(provider);
    await giveElsewhere(1_000, "pending");
    await ask(1_000);
    const { facts, apply } = collectFacts();
    const followAll = async (minutes: number) => {
      for (const { id, status } of await refunds())
        if (status === "requested") await followRefund(after(minutes * MINUTE), { merchantId, refundId: id }, apply);
    };
    await followAll(0);
    expect(facts).toEqual([]);
    expect(await refunds()).toMatchObject([
      { status: "requested", problem: expect.stringMatching(/Another refund of this payment is under way there/) },
    ]);
    const [elsewhere] = (await bank()).refunds;
    await stage.sandbox.control("POST", `/payments/refunds/${elsewhere?.id}`, { state: end });
    for (const minutes of [16, 17]) await followAll(minutes);
    expect(facts).toMatchObject([
      { status: "refunded", amountMinor: 1_000, refund: { origin: end === "succeeded" ? "provider" : "upvendo" } },
    ]);
    expect(await given()).toBe(1_000);
  },
);

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

test.each(providers)(
  "%s: keys that may not refund: told at once, and over when it goes out by itself",
  async (provider) => {
    const { merchantId, profileId, ask, given, change } = await paid(provider);
    await change({ refunds: "forbid" });
    const { refundId } = await ask(400);
    const { facts, apply } = collectFacts();
    for (const minutes of [0, 16]) await followRefund(after(minutes * MINUTE), { merchantId, refundId }, apply);
    // The keys are good for everything else: nobody but this refund complains.
    await recheckProfile(after(17 * MINUTE), { merchantId, profileId });
    expect(await open(merchantId)).toMatchObject([
      {
        ...{
          kind: "refund",
          severity: "critical",
          count: 2,
          title: expect.stringMatching(/4,00 could not be given back/),
        },
        ...{ href: `/settings/payments/${profileId}#keys`, body: expect.stringMatching(/has not got it back/) },
        ...{ remedy: expect.stringMatching(/replace its keys/) },
      },
    ]);
    await change({ refunds: "succeed" });
    await followRefund(after(32 * MINUTE), { merchantId, refundId }, apply);
    expect(facts).toMatchObject([{ status: "refunded", amountMinor: 400 }]);
    expect(await given()).toBe(400);
    expect(await open(merchantId)).toEqual([]);
  },
);

test.each(providers)("%s: keys that may not refund, and it is given back in the dashboard: over", async (provider) => {
  const { merchantId, ask, given, change, giveElsewhere } = await paid(provider);
  await change({ refunds: "forbid" });
  const { refundId } = await ask(1_000);
  const { facts, apply } = collectFacts();
  await followRefund(stage.services, { merchantId, refundId }, apply);
  expect(await open(merchantId)).toHaveLength(1);
  await giveElsewhere(1_000);
  await followRefund(after(16 * MINUTE), { merchantId, refundId }, apply);
  expect(facts).toMatchObject([{ status: "refunded", refund: { origin: "provider" } }]);
  expect(await open(merchantId)).toEqual([]);
  expect(await given()).toBe(1_000);
});

test.each(providers)(
  "%s: revoked keys are looked at at once, and replacing them sends the refund out",
  async (provider) => {
    const { merchantId, profileId, ask, given, change } = await paid(provider);
    await change({ keysRevoked: true });
    const { refundId } = await ask(400);
    const { apply } = collectFacts();
    await followRefund(stage.services, { merchantId, refundId }, apply);
    await recheckProfile(after(MINUTE), { merchantId, profileId });
    expect((await open(merchantId)).map(({ kind }) => kind).sort()).toEqual(["payment_keys", "refund"]);
    await change({ keysRevoked: false });
    await followRefund(after(16 * MINUTE), { merchantId, refundId }, apply);
    expect(await given()).toBe(400);
    expect((await open(merchantId)).map(({ kind }) => kind)).toEqual(["payment_keys"]);
  },
);

test.each(providers)(
  "%s: revoked keys of a profile that was removed: it has failed, and somebody gives it back",
  async (provider) => {
    const { actor, merchantId, profileId, ask, given, change } = await paid(provider);
    await change({ keysRevoked: true });
    const { refundId } = await ask(400);
    const { facts, apply } = collectFacts();
    await followRefund(stage.services, { merchantId, refundId }, apply);
    expect(facts).toEqual([]);
    await removeProfile(stage.services, actor, profileId);
    await followRefund(after(16 * MINUTE), { merchantId, refundId }, apply);
    expect(facts).toMatchObject([{ status: "refund_failed", problem: expect.stringMatching(/was removed/) }]);
    expect(await open(merchantId)).toEqual([]);
    expect(await given()).toBe(0);
  },
);

test.each(providers)(
  "%s: no answer for an hour: told once it is that long, over once it is given back",
  async (provider) => {
    const { merchantId, ask, given, fault, clear } = await paid(provider);
    const { refundId } = await ask(400);
    await fault({ type: "status", status: 503 }, {});
    const { apply } = collectFacts();
    for (const minutes of [0, 10, 50]) await followRefund(after(minutes * MINUTE), { merchantId, refundId }, apply);
    expect(await open(merchantId)).toEqual([]);
    await followRefund(after(61 * MINUTE), { merchantId, refundId }, apply);
    expect(await open(merchantId)).toMatchObject([
      { kind: "refund", severity: "critical", body: expect.stringMatching(/does not answer/) },
    ]);
    await clear();
    for (const minutes of [63, 66]) await followRefund(after(minutes * MINUTE), { merchantId, refundId }, apply);
    expect(await given()).toBe(400);
    expect(await open(merchantId)).toEqual([]);
  },
);

test("Stripe has taken it and does not finish: told after a day, over by its own word", async () => {
  const { merchantId, paymentId, ask, bank, change } = await paid("stripe");
  await change({ refunds: "pending" });
  const { refundId } = await ask(400);
  const { apply } = collectFacts();
  for (const hours of [0, 23]) await followRefund(after(hours * 60 * MINUTE), { merchantId, refundId }, apply);
  expect(await open(merchantId)).toEqual([]);
  await followRefund(after(25 * 60 * MINUTE), { merchantId, refundId }, apply);
  expect(await open(merchantId)).toMatchObject([
    { kind: "refund", severity: "warning", body: expect.stringMatching(/has taken the refund/) },
  ]);
  const [refund] = (await bank()).refunds;
  await stage.sandbox.control("POST", `/payments/refunds/${refund?.id}`, { state: "succeeded" });
  // By its notice, not by the refund's own turn.
  await readPayment(stage.services, { merchantId, paymentId, because: "due" });
  await tellOrder(stage.services, { merchantId, paymentId }, apply);
  expect(await open(merchantId)).toEqual([]);
});
