import { createHmac } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import { withTenant } from "@/db/client";
import { listPaymentEvents } from "@/db/queries/payment-events";
import { listIssues } from "@/lib/attention/list-issues";
import type { Services } from "@/lib/services";
import {
  collectFacts,
  openPaymentStage,
  type PaymentStage,
  paymentOf,
  sendToPay,
  workOff,
} from "@/lib/testing/payment-stage";
import { workOnPayment } from "./follow-payment";
import type { ApplyPaymentFact } from "./payment-fact";
import { rotateWebhookSecret } from "./profiles/rotate-webhook-secret";
import { receiveStripeEvent } from "./receive-stripe-event";
import { createSenders } from "./senders";

let stage: PaymentStage;
beforeAll(async () => {
  stage = await openPaymentStage();
});
afterAll(() => stage.close());

async function started() {
  const merchant = await stage.merchant();
  const { merchantId, actor } = merchant;
  const through = await merchant.payThrough("stripe");
  const { account } = through;
  const { paymentId, checkoutId } = await sendToPay(stage, merchant);
  const { control, requests } = stage.sandbox;
  const who = { merchantId, paymentId };
  return {
    ...{ ...through, actor, who },
    pay: async (choice: object = {}) => {
      await control("POST", `/payments/checkouts/${checkoutId}`, { outcome: "pay", ...choice });
      await control("GET", `/notifications?account=${account}&outcome=delivered&atLeast=2`);
    },
    silence: () =>
      control("POST", "/faults", {
        ...{ account, operation: "stripe", times: 1_000_000, do: { type: "status", status: 503 } },
      }),
    asked: async () => (await requests({ account, operation: "stripe" })).length,
    payment: () => paymentOf(stage, merchantId, paymentId),
    another: () => sendToPay(stage, merchant),
    events: () => withTenant(stage.services.db, merchantId, (tx) => listPaymentEvents(tx, paymentId)),
    issues: async () => (await listIssues(stage.services, merchantId)).open.map(({ kind }) => kind),
  };
}

/** A notice that is signed as Stripe signs this account's. */
async function sayAs(account: string, profileId: string, { type, object }: { type: string; object: object }) {
  const accounts = await stage.sandbox.control<{ id: string; endpoints?: { secret: string }[] }[]>(
    "GET",
    "/payments/accounts",
  );
  const secret = accounts.find(({ id }) => id === account)?.endpoints?.at(-1)?.secret ?? "";
  const created = Math.floor(Date.now() / 1000);
  const body = JSON.stringify({ id: `evt_${account}_said`, type, created, livemode: false, data: { object } });
  const signature = `t=${created},v1=${createHmac("sha256", secret).update(`${created}.${body}`).digest("hex")}`;
  return receiveStripeEvent(stage.services, { profileId, rawBody: Buffer.from(body), signature });
}

test("an order is paid by Stripe's signed word alone, also while Stripe answers nothing", async () => {
  const { who, pay, silence, asked, payment, events } = await started();
  await silence();
  const before = await asked();
  await pay();
  const { facts, apply } = collectFacts();
  await workOff(stage, apply, who.merchantId);
  expect(facts).toMatchObject([{ ...who, status: "captured", amountMinor: 1_250, currency: "EUR", problem: null }]);
  expect(facts[0]?.providerPaymentId).toMatch(/^pi_/);
  expect(await payment()).toMatchObject({
    ...{ status: "captured", capturedMinor: 1_250, capturedCurrency: "EUR", refundedMinor: 0, problem: null },
    ...{ readDueAt: null, providerPaymentId: facts[0]?.providerPaymentId },
  });
  expect((await events()).map(({ status }) => status)).toEqual(["processed", "processed"]);
  await workOnPayment(stage.services, who, apply);
  expect(facts).toHaveLength(1);
  expect(await asked()).toBe(before);
});

test.each([
  ["another amount", { amount: 1_200 }, /12,00 instead of .*12,50/],
  ["another currency", { currency: "USD" }, /USD/],
])("%s than was asked for is asked about, and told", async (_, choice, problem) => {
  const { who, pay, asked } = await started();
  const before = await asked();
  await pay(choice);
  const { facts, apply } = collectFacts();
  await workOff(stage, apply, who.merchantId);
  expect(facts).toMatchObject([{ status: "captured", problem: expect.stringMatching(problem) }]);
  expect(await asked()).toBeGreaterThan(before);
});

test("a word that waited is asked about: the money may have gone back since", async () => {
  const { who, pay, asked } = await started();
  await pay();
  const before = await asked();
  const { facts, apply } = collectFacts();
  await workOff(
    { services: { ...stage.services, now: () => new Date(Date.now() + 6 * 60_000) } },
    apply,
    who.merchantId,
  );
  expect(facts).toMatchObject([{ status: "captured" }]);
  expect(await asked()).toBeGreaterThan(before);
});

test("a payment that Stripe said nothing about for long is paid by its word, and the trouble is over with it", async () => {
  const { who, pay, silence, payment, issues } = await started();
  await silence();
  const { facts, apply } = collectFacts();
  for (const minutes of [0, 8, 16]) {
    const services = { ...stage.services, now: () => new Date(Date.now() + minutes * 60_000) };
    for (let tries = 0; tries < 5; tries += 1) await workOnPayment(services, who, apply).catch(() => {});
  }
  expect(await issues()).toContain("payment_provider");
  await pay();
  await workOff(stage, apply, who.merchantId);
  expect(facts).toMatchObject([{ status: "captured" }]);
  expect(await payment()).toMatchObject({ status: "captured", unanswered: 0, unansweredToldAt: null });
  expect(await issues()).not.toContain("payment_provider");
});

test("one payment of Stripe's pays one of ours: a signed word that names another one with it makes nothing paid", async () => {
  const { who, pay, profileId, account, payment, another } = await started();
  await pay();
  const { facts, apply } = collectFacts();
  await workOff(stage, apply, who.merchantId);
  const other = await another();
  const intent = {
    ...{ id: (await payment())?.providerPaymentId, object: "payment_intent", status: "succeeded", currency: "eur" },
    ...{ amount_received: 1_250, metadata: { upvendo_payment: other.paymentId } },
  };
  expect(await sayAs(account, profileId, { type: "payment_intent.succeeded", object: intent })).toBe("stored");
  const otherOne = { merchantId: who.merchantId, paymentId: other.paymentId };
  // An order that is told writes in the transaction that stores the payment, and is undone with it.
  let isInOne = false;
  const tellInOne: ApplyPaymentFact<Services> = async (_, _fact, inSame, within) => {
    isInOne = within !== undefined;
    if (within) await inSame(within);
  };
  await expect(workOnPayment(stage.services, otherOne, tellInOne)).rejects.toMatchObject({ cause: { code: "23505" } });
  expect(await paymentOf(stage, who.merchantId, other.paymentId)).toMatchObject({
    status: "open",
    capturedMinor: null,
  });
  expect(await payment()).toMatchObject({ status: "captured", capturedMinor: 1_250 });
  expect(isInOne).toBe(true);
  expect(facts).toHaveLength(1);
});

test("whoever keeps what is known of a profile takes a new secret at once, and an old one no longer than it lives", async () => {
  const { account, profileId, actor } = await started();
  const { services } = stage;
  const senders = createSenders(services);
  const secretOf = async () => {
    const accounts = await stage.sandbox.control<{ id: string; endpoints?: { secret: string }[] }[]>(
      "GET",
      "/payments/accounts",
    );
    return accounts.find(({ id }) => id === account)?.endpoints?.at(-1)?.secret ?? "";
  };
  let sent = 0;
  const send = (secret: string, now = services.now) => {
    sent += 1;
    const object = { id: `ch_${sent}`, object: "charge" };
    const body = JSON.stringify({
      id: `evt_${account}_${sent}`,
      type: "charge.refunded",
      livemode: false,
      data: { object },
    });
    const seconds = Math.floor(now().getTime() / 1000);
    const signature = `t=${seconds},v1=${createHmac("sha256", secret).update(`${seconds}.${body}`).digest("hex")}`;
    return receiveStripeEvent({ ...services, now, senders }, { profileId, rawBody: Buffer.from(body), signature });
  };
  const old = await secretOf();
  expect(await send(old)).toBe("stored");
  expect(await send("whsec_of_somebody_else")).toBe("refused");
  await rotateWebhookSecret(services, actor, profileId);
  const fresh = await secretOf();
  expect(fresh).not.toBe(old);
  expect([await send(fresh), await send(old)]).toEqual(["stored", "stored"]);
  const nextDay = () => new Date(Date.now() + 25 * 3_600_000);
  expect([await send(fresh, nextDay), await send(old, nextDay)]).toEqual(["stored", "refused"]);
});
