import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import { withTenant } from "@/db/client";
import { listPaymentEvents } from "@/db/queries/payment-events";
import { listPaymentsOfOrder } from "@/db/queries/payments";
import {
  type Books,
  collectFacts,
  openPaymentStage,
  type PaymentStage,
  paymentOf,
  type StageMerchant,
  workOff,
} from "@/lib/testing/payment-stage";
import { confirmReturn } from "./confirm-return";
import { followPayment } from "./follow-payment";
import { startPayment } from "./start-payment";

let stage: PaymentStage;
beforeAll(async () => {
  stage = await openPaymentStage();
});
afterAll(() => stage.close());

const wishOf = ({ merchantId, locationId }: StageMerchant, part: object = {}) => ({
  ...{ merchantId, locationId, orderId: randomUUID(), amountMinor: 1_250, currency: "EUR", description: "Lunch" },
  returnUrl: `${stage.services.payments.appUrl}/o/x`,
  ...part,
});
const bank = (account: string) => stage.sandbox.control<Books>("GET", `/payments/accounts/${account}/books`);
const guest = (checkout: string | null | undefined, choice: object) =>
  stage.sandbox.control<{ location: string | null }>("POST", `/payments/checkouts/${checkout}`, choice);
const noticed = (account: string, atLeast: number) =>
  stage.sandbox.control("GET", `/notifications?account=${account}&outcome=delivered&atLeast=${atLeast}`);
const faulty = (account: string, what: object, part: object = {}) =>
  stage.sandbox.control("POST", "/faults", { account, times: 1, ...part, do: what });

async function started(provider: "stripe" | "viva", part: object = {}) {
  const merchant = await stage.merchant();
  const profile = await merchant.payThrough(provider);
  const wish = wishOf(merchant, part);
  const { paymentId, redirectUrl } = await startPayment(stage.services, wish);
  const payment = await paymentOf(stage, merchant.merchantId, paymentId);
  return { merchant, ...profile, wish, paymentId, redirectUrl, checkoutId: payment?.checkoutId };
}

const providers = ["stripe", "viva"] as const;

test.each(providers)(
  "%s: paid, told by notice, read back: one fact, whatever comes again afterwards",
  async (provider) => {
    const { merchant, account, paymentId, checkoutId, redirectUrl } = await started(provider);
    expect(redirectUrl).toContain(stage.sandbox.url);
    expect(checkoutId).toBeTruthy();
    await stage.sandbox.control("POST", "/notifications/faults", { account, do: { type: "duplicate", copies: 2 } });
    await guest(checkoutId, { outcome: "pay" });
    await noticed(account, 3);
    const { facts, apply } = collectFacts();
    await workOff(stage, apply);
    expect(facts).toMatchObject([
      { status: "captured", amountMinor: 1_250, currency: "EUR", problem: null, paymentId },
    ]);
    // An hour late and once more: nothing new.
    await followPayment(stage.services, { merchantId: merchant.merchantId, paymentId }, apply);
    await confirmReturn(stage.services, { merchantId: merchant.merchantId, paymentId });
    await workOff(stage, apply);
    expect(facts).toHaveLength(1);
    const events = await withTenant(stage.services.db, merchant.merchantId, (tx) => listPaymentEvents(tx, paymentId));
    expect(events.every(({ status }) => status === "processed")).toBe(true);
    if (provider === "stripe")
      expect(new Set(events.map(({ providerEventId }) => providerEventId)).size).toBe(events.length);
  },
);

test.each(providers)(
  "%s: the notice never comes; the returning guest's own reading is enough, and the address is not believed",
  async (provider) => {
    const { merchant, account, paymentId, checkoutId } = await started(provider);
    const { merchantId } = merchant;
    await stage.sandbox.control("POST", "/notifications/faults", { account, do: { type: "lose" } });
    // Back without having paid, whatever the address says.
    expect(await confirmReturn(stage.services, { merchantId, paymentId })).toMatchObject({ status: "open" });
    await guest(checkoutId, { outcome: "pay" });
    const later = { ...stage.services, now: () => new Date(Date.now() + 10_000) };
    expect(await confirmReturn(later, { merchantId, paymentId })).toEqual({ status: "captured", problem: null });
    const { facts, apply } = collectFacts();
    await workOff(stage, apply);
    expect(facts).toMatchObject([{ status: "captured", paymentId }]);
  },
);

test.each(providers)(
  "%s: redirect and notice race in both orders and at once: one capture, one fact",
  async (provider) => {
    const { facts, apply } = collectFacts();
    for (const order of ["notice first", "redirect first", "at once", "twice at once"]) {
      const { merchant, paymentId, checkoutId } = await started(provider);
      const { merchantId } = merchant;
      await guest(checkoutId, { outcome: "pay" });
      const notice = () => followPayment(stage.services, { merchantId, paymentId }, apply);
      const back = () => confirmReturn(stage.services, { merchantId, paymentId });
      if (order === "notice first") await notice().then(back);
      else if (order === "redirect first") await back().then(notice);
      else await Promise.all([notice(), back(), ...(order === "twice at once" ? [back()] : [])]);
      await workOff(stage, apply);
      const own = facts.filter((fact) => fact.paymentId === paymentId);
      // Two workers may both tell before either has noted it; what they tell is the same, and the order makes one of it.
      expect(new Set(own.map((fact) => JSON.stringify(fact))).size, order).toBe(1);
      expect(await paymentOf(stage, merchantId, paymentId)).toMatchObject({ status: "captured", capturedMinor: 1_250 });
    }
  },
);

const mismatches: [string, object, RegExp][] = [
  ["less than was asked for", { amount: 1_000 }, /amount is €\s10,00 instead of €\s12,50/],
  ["more than was asked for", { amount: 1_251 }, /amount is €\s12,51 instead of €\s12,50/],
  ["another currency", { currency: "GBP" }, /currency is GBP instead of EUR/],
];
test.each(providers.flatMap((provider) => mismatches.map((row) => [provider, ...row] as const)))(
  "%s took %s: a fact that says so, for nobody to release",
  async (provider, _, choice, problem) => {
    const { paymentId, checkoutId, account } = await started(provider);
    await guest(checkoutId, { outcome: "pay", ...choice });
    await noticed(account, 1);
    const { facts, apply } = collectFacts();
    await workOff(stage, apply);
    const [fact] = facts.filter((one) => one.paymentId === paymentId);
    expect(fact?.status).toBe("captured");
    expect(fact?.problem).toMatch(problem);
  },
);

test.each(providers)("%s: a declined card leaves the payment open; a second card pays it", async (provider) => {
  const { merchant, paymentId, checkoutId, account } = await started(provider);
  const { merchantId } = merchant;
  await guest(checkoutId, { outcome: "decline" });
  await noticed(account, 1);
  const { facts, apply } = collectFacts();
  await workOff(stage, apply);
  expect(facts).toEqual([]);
  expect(await paymentOf(stage, merchantId, paymentId)).toMatchObject({
    status: "open",
    problem: expect.stringMatching(/declined/),
  });
  await guest(checkoutId, { outcome: "pay" });
  await noticed(account, 2);
  await workOff(stage, apply);
  expect(facts).toMatchObject([{ status: "captured", problem: null }]);
});

test("the provider is away: the notice is parked with the reason, and done when it is back (C17)", async () => {
  const { merchant, paymentId, checkoutId, account } = await started("viva");
  const { merchantId } = merchant;
  await guest(checkoutId, { outcome: "pay" });
  await noticed(account, 1);
  await faulty(account, { type: "status", status: 503 }, { operation: "viva", times: 1 });
  const { facts, apply } = collectFacts();
  await expect(workOff(stage, apply)).rejects.toMatchObject({ name: "ProviderError", kind: "unavailable" });
  const parked = await withTenant(stage.services.db, merchantId, (tx) => listPaymentEvents(tx, paymentId));
  expect(parked).toMatchObject([{ status: "parked", what: "Viva Wallet does not answer right now." }]);
  expect(facts).toEqual([]);
  // What the queue does by itself after a while.
  await followPayment(stage.services, { merchantId, paymentId }, apply);
  expect(facts).toMatchObject([{ status: "captured" }]);
  const done = await withTenant(stage.services.db, merchantId, (tx) => listPaymentEvents(tx, paymentId));
  expect(done).toMatchObject([{ status: "processed", what: "Paid." }]);
});

test("asked again for the same order the guest gets the same page; another amount closes it; ten at once open one", async () => {
  const { merchant, account, wish, paymentId, redirectUrl, checkoutId } = await started("stripe");
  expect(await startPayment(stage.services, wish)).toEqual({ paymentId, redirectUrl });
  const dearer = await startPayment(stage.services, { ...wish, amountMinor: 1_500 });
  expect(dearer.paymentId).not.toBe(paymentId);
  const { checkouts } = await bank(account);
  expect(checkouts.find(({ id }) => id === checkoutId)?.state).toBe("expired");
  const other = wishOf(merchant);
  const ten = await Promise.all(Array.from({ length: 10 }, () => startPayment(stage.services, other)));
  expect(new Set(ten.map((one) => JSON.stringify(one))).size).toBe(1);
  expect((await bank(account)).checkouts).toHaveLength(3);
});

test("the answer to opening a page is lost: the guest is told, tries again, and there is one page", async () => {
  const merchant = await stage.merchant();
  const { account } = await merchant.payThrough("stripe");
  const wish = wishOf(merchant);
  await faulty(account, { type: "cut", at: "after" }, { operation: "stripe", times: 2 });
  await expect(startPayment(stage.services, wish)).rejects.toMatchObject({ code: "payment_unavailable" });
  await stage.sandbox.control("DELETE", `/faults?account=${account}`);
  await startPayment(stage.services, wish);
  expect((await bank(account)).checkouts).toHaveLength(1);
});

test("a paid order is not paid twice here, a location without a profile is told, and guests return to us only", async () => {
  const { merchant, wish, paymentId, checkoutId } = await started("stripe");
  await guest(checkoutId, { outcome: "pay" });
  await followPayment(stage.services, { merchantId: merchant.merchantId, paymentId }, async () => {});
  await expect(startPayment(stage.services, wish)).rejects.toMatchObject({ code: "conflict" });
  const elsewhere = wishOf(merchant, { returnUrl: "https://evil.example/o" });
  await expect(startPayment(stage.services, elsewhere)).rejects.toMatchObject({ code: "invalid_input" });
  const bare = await stage.merchant();
  await expect(startPayment(stage.services, wishOf(bare))).rejects.toMatchObject({ code: "payment_unavailable" });
});

test("paid twice, by both providers: two facts, so that the order can flag the second (D11)", async () => {
  const { merchant, account, wish, paymentId, checkoutId } = await started("stripe");
  await merchant.payThrough("viva");
  // Otherwise the first page would be closed.
  await faulty(account, { type: "status", status: 503 }, { operation: "stripe" });
  const second = await startPayment(stage.services, wish);
  expect(second.paymentId).not.toBe(paymentId);
  const { merchantId } = merchant;
  const { checkoutId: other } = (await paymentOf(stage, merchantId, second.paymentId)) ?? {};
  await Promise.all([guest(checkoutId, { outcome: "pay" }), guest(other, { outcome: "pay" })]);
  const { facts, apply } = collectFacts();
  for (const id of [paymentId, second.paymentId])
    await followPayment(stage.services, { merchantId, paymentId: id }, apply);
  expect(facts.map(({ provider, orderId, status }) => ({ provider, orderId, status }))).toEqual([
    { provider: "stripe", orderId: wish.orderId, status: "captured" },
    { provider: "viva", orderId: wish.orderId, status: "captured" },
  ]);
});

/** A page at one provider, and the location pays through another since. */
async function movedOn(provider: (typeof providers)[number]) {
  const first = await started(provider);
  const next = await first.merchant.payThrough(provider === "stripe" ? "viva" : "stripe");
  const stateOf = async () => (await bank(first.account)).checkouts.find(({ id }) => id === first.checkoutId)?.state;
  return { ...first, next: next.account, stateOf };
}

test.each(providers)("%s: the location pays through another profile now: the old page is closed", async (provider) => {
  const { merchant, wish, paymentId, next, stateOf } = await movedOn(provider);
  const second = await startPayment(stage.services, wish);
  expect(second.paymentId).not.toBe(paymentId);
  expect(await stateOf()).toMatch(/expired|cancelled/);
  // What was closed is not shown again, even before anybody has read that.
  await merchant.payThrough(provider);
  expect((await startPayment(stage.services, wish)).paymentId).not.toBe(paymentId);
  expect((await bank(next)).checkouts.map(({ state }) => state)).not.toContain("open");
});

test.each(providers)("%s: an old page that could not be closed is closed when it is read", async (provider) => {
  const { merchant, account, wish, paymentId, stateOf } = await movedOn(provider);
  await faulty(account, { type: "status", status: 503 }, { operation: provider, times: 2 });
  await startPayment(stage.services, wish);
  await stage.sandbox.control("DELETE", `/faults?account=${account}`);
  expect(await stateOf()).toBe("open");
  const { merchantId } = merchant;
  expect((await paymentOf(stage, merchantId, paymentId))?.readDueAt?.getTime()).toBeLessThanOrEqual(Date.now());
  for (let times = 0; times < 2; times += 1)
    await followPayment(stage.services, { merchantId, paymentId }, async () => {});
  expect(await stateOf()).toMatch(/expired|cancelled/);
  expect(await paymentOf(stage, merchantId, paymentId)).toMatchObject({ status: "cancelled" });
});

test.each(providers)("%s: an old page that cannot be closed because it was paid: no other opens", async (provider) => {
  const { merchant, account, wish, checkoutId, next } = await movedOn(provider);
  await stage.sandbox.control("POST", "/notifications/faults", { account, do: { type: "lose" } });
  await guest(checkoutId, { outcome: "pay" });
  await expect(startPayment(stage.services, wish)).rejects.toMatchObject({ code: "conflict" });
  expect((await bank(next)).checkouts.map(({ state }) => state)).not.toContain("open");
  const { facts, apply } = collectFacts();
  await workOff(stage, apply, merchant.merchantId);
  expect(facts).toMatchObject([{ status: "captured" }]);
});

test("a page that opens after the location has moved to another profile is not shown", async () => {
  const merchant = await stage.merchant();
  const { account } = await merchant.payThrough("stripe");
  const wish = wishOf(merchant);
  const { id } = await stage.sandbox.control<{ id: string }>("POST", "/faults", {
    ...{ account, operation: "stripe", times: 1, do: { type: "hold", at: "after" } },
  });
  const early = startPayment(stage.services, wish).catch((error: unknown) => error);
  await expect.poll(async () => (await bank(account)).checkouts).toHaveLength(1);
  await merchant.payThrough("viva");
  await startPayment(stage.services, wish);
  await stage.sandbox.control("DELETE", `/faults/${id}`);
  expect(await early).toMatchObject({ code: "conflict" });
  expect((await bank(account)).checkouts).toMatchObject([{ state: "expired" }]);
});

test("a page that is never paid ends as cancelled; money that comes all the same still counts", async () => {
  const { merchant, paymentId, checkoutId, account } = await started("viva");
  const { merchantId } = merchant;
  const { facts, apply } = collectFacts();
  await withTenant(stage.services.db, merchantId, async (tx) => {
    await tx.execute(`update payments set status = 'cancelled', changed_at = now() where id = '${paymentId}'`);
  });
  await followPayment(stage.services, { merchantId, paymentId }, apply);
  await guest(checkoutId, { outcome: "pay" });
  await noticed(account, 1);
  await workOff(stage, apply, merchantId);
  expect(facts.map(({ status }) => status)).toEqual(["cancelled", "captured"]);
});

test("a test order pays with the built-in provider and nothing else does", async () => {
  const merchant = await stage.merchant();
  const { paymentId, redirectUrl } = await startPayment(stage.services, wishOf(merchant, { channel: "test" }));
  expect(redirectUrl).toBe(`${stage.services.payments.appUrl}/o/x?payment=${paymentId}`);
  const { facts, apply } = collectFacts();
  await workOff(stage, apply, merchant.merchantId);
  expect(facts).toMatchObject([{ provider: "test", status: "captured", amountMinor: 1_250 }]);
});

test("a page that could not be opened is asked for again as another payment once Stripe would not take its end any more", async () => {
  const merchant = await stage.merchant();
  const { account } = await merchant.payThrough("stripe");
  const wish = wishOf(merchant);
  const before = { ...stage.services, now: () => new Date(Date.now() - 2 * 60_000) };
  await faulty(account, { type: "cut", at: "before" }, { operation: "stripe", times: 2 });
  await expect(startPayment(before, wish)).rejects.toMatchObject({ code: "payment_unavailable" });
  await stage.sandbox.control("DELETE", `/faults?account=${account}`);
  const { paymentId, redirectUrl } = await startPayment(stage.services, wish);
  expect(await startPayment(stage.services, wish)).toEqual({ paymentId, redirectUrl });
  const all = await withTenant(stage.services.db, merchant.merchantId, (tx) => listPaymentsOfOrder(tx, wish.orderId));
  expect(all.map(({ status }) => status).sort()).toEqual(["open", "starting"]);
});

test("a page that could not be opened a moment ago is asked for once more, and is no other payment", async () => {
  const merchant = await stage.merchant();
  const { account } = await merchant.payThrough("stripe");
  const wish = wishOf(merchant);
  await faulty(account, { type: "cut", at: "before" }, { operation: "stripe", times: 2 });
  await expect(startPayment(stage.services, wish)).rejects.toMatchObject({ code: "payment_unavailable" });
  await stage.sandbox.control("DELETE", `/faults?account=${account}`);
  await startPayment(stage.services, wish);
  const all = await withTenant(stage.services.db, merchant.merchantId, (tx) => listPaymentsOfOrder(tx, wish.orderId));
  expect(all.map(({ status }) => status)).toEqual(["open"]);
});
