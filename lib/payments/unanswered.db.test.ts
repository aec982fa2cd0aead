import postgres from "postgres";
import { afterAll, beforeAll, beforeEach, expect, test, vi } from "vitest";
import { type TenantTransaction, withTenant } from "@/db/client";
import { holdPayment, movePayment } from "@/db/queries/payments";
import type { Payment } from "@/db/schema";
import { listIssues } from "@/lib/attention/list-issues";
import { raiseIssue } from "@/lib/attention/raise-issue";
import { log } from "@/lib/log";
import {
  collectFacts,
  openPaymentStage,
  type PaymentStage,
  paymentOf,
  type StageMerchant,
  sendToPay,
  workOff,
} from "@/lib/testing/payment-stage";
import { workOnPayment } from "./follow-payment";
import { removeProfile } from "./profiles/remove-profile";
import { ProviderError } from "./provider-error";
import { sweepPayments } from "./sweep-payments";
import { noteAnswered, noteUnanswered } from "./unanswered";

let stage: PaymentStage;
beforeAll(async () => {
  stage = await openPaymentStage();
});
beforeEach(() => void vi.spyOn(log, "info").mockImplementation(() => {}));
afterAll(() => stage.close());

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;

type Case = StageMerchant & { account: string; profileId: string; paymentId: string; checkoutId: string };

async function started(merchant: StageMerchant, through: { account: string; profileId: string }): Promise<Case> {
  return { ...merchant, ...through, ...(await sendToPay(stage, merchant)) };
}

/** Paid at the provider, which says nothing of it any more. */
async function silent(provider: "stripe" | "viva"): Promise<Case> {
  const merchant = await stage.merchant();
  const { account, profileId } = await merchant.payThrough(provider);
  const one = await started(merchant, { account, profileId });
  await stage.sandbox.control("POST", "/notifications/faults", { account, do: { type: "lose" } });
  await stage.sandbox.control("POST", `/payments/checkouts/${one.checkoutId}`, { outcome: "pay" });
  await stage.sandbox.control("POST", "/faults", {
    ...{ account, operation: provider, times: 1_000_000, do: { type: "status", status: 503 } },
  });
  return one;
}

const answerAgain = ({ account }: Case) => stage.sandbox.control("DELETE", `/faults?account=${account}`);
const at = (ms: number) => ({ ...stage.services, now: () => new Date(Date.now() + ms) });
const isDue = async ({ merchantId, paymentId }: Case, ms: number) => {
  const { readDueAt } = (await paymentOf(stage, merchantId, paymentId)) ?? {};
  return readDueAt !== null && readDueAt !== undefined && readDueAt.getTime() <= Date.now() + ms;
};
const issuesOf = async ({ merchantId }: Case) =>
  (await listIssues(stage.services, merchantId)).open.filter(({ kind }) => kind === "payment_provider");

/** What the sweep of each minute does, with the queue's own first tries; how often the provider was asked. */
async function passMinutes(one: Case, from: number, to: number, apply = collectFacts().apply): Promise<number> {
  let asked = 0;
  for (let minute = from; minute < to; minute += 1) {
    if (!(await isDue(one, minute * MINUTE_MS))) continue;
    // Far apart, so that the queue would be at it again.
    for (let tries = 0; tries < 5; tries += 1) {
      asked += 1;
      const failed = await workOnPayment(at(minute * MINUTE_MS), one, apply).then(
        () => false,
        () => true,
      );
      if (!failed) break;
    }
  }
  return asked;
}

test.each(["stripe", "viva"] as const)(
  "%s answers nothing for a day and a half: it is asked ever more seldom, the merchant is told once, and the money is found when it is back",
  async (provider) => {
    const one = await silent(provider);
    expect(await passMinutes(one, 0, 15)).toBeLessThanOrEqual(10);
    expect(await issuesOf(one)).toEqual([]);
    expect(await passMinutes(one, 15, 60)).toBeLessThanOrEqual(5);
    expect(await issuesOf(one)).toMatchObject([
      {
        ...{ severity: "critical", count: 1, title: expect.stringMatching(/does not say what became of payments/) },
        remedy: expect.stringMatching(/dashboard/),
      },
    ]);
    expect(await passMinutes(one, 60, 24 * 60)).toBeLessThanOrEqual(96);
    expect(await passMinutes(one, 24 * 60, 36 * 60)).toBeLessThanOrEqual(13);
    expect(await issuesOf(one)).toMatchObject([{ count: 1 }]);
    expect(await paymentOf(stage, one.merchantId, one.paymentId)).toMatchObject({ status: "open" });
    await answerAgain(one);
    const { facts, apply } = collectFacts();
    expect(await passMinutes(one, 36 * 60, 37 * 60 + 1, apply)).toBe(1);
    expect(facts).toMatchObject([{ status: "captured", amountMinor: 1_250, problem: null }]);
    expect(await paymentOf(stage, one.merchantId, one.paymentId)).toMatchObject({
      ...{ status: "captured", readDueAt: null, unanswered: 0, unansweredSince: null, unansweredToldAt: null },
    });
    expect(await issuesOf(one)).toEqual([]);
  },
  120_000,
);

test("the first answer has all that waits for this provider asked at once", async () => {
  const one = await silent("stripe");
  const other = await startedBeside(one);
  for (const each of [one, other]) await passMinutes(each, 0, 60);
  await answerAgain(one);
  const { facts, apply } = collectFacts();
  const late = 2 * DAY_MS;
  await workOnPayment(at(late), one, apply);
  expect(await isDue(other, late)).toBe(true);
  await sweepPayments(at(late));
  expect(
    await stage.services.db
      .$client`select 1 from graphile_worker.jobs where key = ${`payment:${other.paymentId}:calm`}`,
  ).toHaveLength(1);
  // Told of both: not over before both are known.
  expect(await issuesOf(one)).toHaveLength(1);
  await workOnPayment(at(late), other, apply);
  expect(await issuesOf(one)).toEqual([]);
  expect(facts).toHaveLength(2);
});

/** A second guest of the same location, whose page was opened before the trouble. */
async function startedBeside(one: Case): Promise<Case> {
  await answerAgain(one);
  const other = await started(one, one);
  await stage.sandbox.control("POST", `/payments/checkouts/${other.checkoutId}`, { outcome: "pay" });
  await stage.sandbox.control("POST", "/faults", {
    ...{ account: one.account, operation: "stripe", times: 1_000_000, do: { type: "status", status: 503 } },
  });
  return other;
}

test("a moment's trouble is over with the queue's next try: nobody is told, and nothing waits for minutes", async () => {
  const one = await silent("stripe");
  const { facts, apply } = collectFacts();
  await expect(workOnPayment(at(0), one, apply)).rejects.toMatchObject({ name: "ProviderError" });
  await answerAgain(one);
  await workOnPayment(at(3_000), one, apply);
  expect(facts).toMatchObject([{ status: "captured" }]);
  expect(await issuesOf(one)).toEqual([]);
});

const providers = ["stripe", "viva"] as const;
const HOUR = 60;

/** A guest went to pay and left the page open. */
async function abandoned(provider: "stripe" | "viva"): Promise<Case> {
  const merchant = await stage.merchant();
  return started(merchant, await merchant.payThrough(provider));
}

const revoke = ({ account }: Case, keysRevoked: boolean) =>
  stage.sandbox.control("PATCH", `/payments/accounts/${account}`, { keysRevoked });
const refuse = ({ account }: Case, provider: "stripe" | "viva", part: object) =>
  stage.sandbox.control("POST", "/faults", {
    ...{ account, operation: provider, ...part, do: { type: "status", status: 404 } },
  });

/** Part of what was paid, in the provider's own dashboard. */
async function giveBackElsewhere({ account, checkoutId }: Case, amount: number): Promise<void> {
  type Books = { charges: { id: string; checkout: string }[] };
  const { charges } = await stage.sandbox.control<Books>("GET", `/payments/accounts/${account}/books`);
  const charge = charges.find(({ checkout }) => checkout === checkoutId);
  await stage.sandbox.control("POST", `/payments/charges/${charge?.id}/refund`, { amount });
}

test.each(providers)(
  "%s refuses the keys of a profile that was removed: no longer asked a day later, the issue is over, and a late notice is still heard",
  async (provider) => {
    const one = await abandoned(provider);
    await revoke(one, true);
    await removeProfile(stage.services, one.actor, one.profileId);
    const { facts, apply } = collectFacts();
    await passMinutes(one, 0, HOUR, apply);
    const [issue] = await issuesOf(one);
    expect(issue?.remedy).toMatch(/was removed, so its keys cannot be replaced.*dashboard/);
    expect(issue?.remedy).not.toMatch(/status page/);
    expect(issue?.href).toBe("/settings/payments");
    await passMinutes(one, 23 * HOUR, 24 * HOUR, apply);
    expect(await paymentOf(stage, one.merchantId, one.paymentId)).toMatchObject({ status: "open" });
    expect(facts).toEqual([]);
    await passMinutes(one, 26 * HOUR, 27 * HOUR, apply);
    expect(await paymentOf(stage, one.merchantId, one.paymentId)).toMatchObject({
      ...{ status: "cancelled", readDueAt: null, problem: expect.stringMatching(/was removed.*dashboard/) },
    });
    expect(facts).toMatchObject([{ status: "cancelled", problem: expect.stringMatching(/dashboard/) }]);
    expect(await issuesOf(one)).toEqual([]);
    expect(await passMinutes(one, 27 * HOUR, 28 * HOUR, apply)).toBe(0);
    await revoke(one, false);
    await stage.sandbox.control("POST", `/payments/checkouts/${one.checkoutId}`, { outcome: "pay" });
    await stage.sandbox.control("GET", `/notifications?account=${one.account}&outcome=delivered&atLeast=1`);
    await workOff({ services: at(28 * HOUR * MINUTE_MS) }, apply, one.merchantId);
    expect(facts.slice(1)).toMatchObject([{ status: "captured", amountMinor: 1_250, problem: null }]);
  },
);

test.each(providers)(
  "%s refuses the keys of a profile in use: told to replace them, and never given up",
  async (provider) => {
    const one = await abandoned(provider);
    await revoke(one, true);
    await passMinutes(one, 0, HOUR);
    expect(await issuesOf(one)).toMatchObject([
      { remedy: expect.stringMatching(/replace its keys/), href: `/settings/payments/${one.profileId}#keys` },
    ]);
    await passMinutes(one, 50 * HOUR, 51 * HOUR);
    expect(await paymentOf(stage, one.merchantId, one.paymentId)).toMatchObject({ status: "open" });
    expect(await issuesOf(one)).toHaveLength(1);
  },
);

test.each(providers)("%s does not know a payment: no longer asked once that has lasted for a day", async (provider) => {
  const one = await abandoned(provider);
  await refuse(one, provider, { times: 1_000_000 });
  const { facts, apply } = collectFacts();
  await passMinutes(one, 0, HOUR, apply);
  expect(await issuesOf(one)).toHaveLength(1);
  await passMinutes(one, 26 * HOUR, 27 * HOUR, apply);
  expect(facts).toMatchObject([{ status: "cancelled", problem: expect.stringMatching(/dashboard/) }]);
  expect(await issuesOf(one)).toEqual([]);
  expect(await passMinutes(one, 27 * HOUR, 28 * HOUR, apply)).toBe(0);
});

test.each(providers)(
  "%s lists a payment as paid and refuses the rest of it: it is never given up",
  async (provider) => {
    const one = await abandoned(provider);
    await stage.sandbox.control("POST", "/notifications/faults", { account: one.account, do: { type: "lose" } });
    await stage.sandbox.control("POST", `/payments/checkouts/${one.checkoutId}`, { outcome: "pay" });
    // What Stripe is asked in a second call is the list of refunds, where there are any.
    if (provider === "stripe") await giveBackElsewhere(one, 50);
    const { facts, apply } = collectFacts();
    for (const hours of [1, 30]) {
      await refuse(one, provider, { skip: 1, times: 1 });
      await expect(workOnPayment(at(hours * HOUR * MINUTE_MS), one, apply)).rejects.toMatchObject({
        kind: "not_found",
      });
      await answerAgain(one);
    }
    expect(facts).toEqual([]);
    await workOnPayment(at(31 * HOUR * MINUTE_MS), one, apply);
    expect(facts[0]).toMatchObject({ status: "captured", amountMinor: 1_250 });
    expect(facts.slice(1).map(({ status, amountMinor }) => ({ status, amountMinor }))).toEqual(
      provider === "stripe" ? [{ status: "refunded", amountMinor: 50 }] : [],
    );
  },
);

/** Two payments of one profile that the merchant was told of, or only the first. */
async function twoSilent({ toldOfBoth }: { toldOfBoth: boolean }): Promise<[Case, Case]> {
  const one = await silent("stripe");
  await answerAgain(one);
  const other = await started(one, one);
  const { merchantId } = one;
  await withTenant(stage.services.db, merchantId, async (tx) => {
    for (const { paymentId } of [one, other]) {
      const unansweredToldAt = paymentId === one.paymentId || toldOfBoth ? new Date() : null;
      const waiting = { unanswered: 6, unansweredSince: new Date(), unansweredToldAt };
      await movePayment(tx, paymentId, { from: ["open"], ...waiting });
    }
    await raiseIssue(tx, {
      ...{ merchantId, kind: "payment_provider", key: one.profileId, severity: "critical", at: new Date() },
      ...{ href: "/settings/payments", title: "Silent", body: "Silent.", remedy: "Wait." },
    });
  });
  return [one, other];
}

type Word = (tx: TenantTransaction, payment: Payment) => Promise<unknown>;

const answered: Word = (tx, payment) => noteAnswered(tx, payment, new Date());
const refused = new ProviderError("stripe", "not_found", "Stripe knows no such payment.");
const unansweredFor =
  (ms: number): Word =>
  (tx, payment) =>
    noteUnanswered(tx, payment, refused, new Date(Date.now() + ms));

/** Each has its payment before either goes on; the second one writes while what the first has written is not committed yet. */
async function atOnce(...words: [{ of: Case; say: Word }, { of: Case; say: Word }]): Promise<void> {
  const owner = postgres(stage.ownerUrl, { max: 1, onnotice: () => {} });
  const [firstHolds, secondHolds, firstIsWritten] = [signal(), signal(), signal()];
  let secondIsOver = false;
  const note = async (
    { of, say }: { of: Case; say: Word },
    [holds, ...before]: Signal[],
    then: () => Promise<void> = async () => {},
  ) =>
    withTenant(stage.services.db, of.merchantId, async (tx) => {
      const payment = await holdPayment(tx, of.paymentId);
      if (!payment) throw new Error("the payment is gone");
      holds?.give();
      for (const one of before) await one.given;
      await say(tx, payment);
      await then();
    });
  // Until the second one has come to its end or waits for the first one's.
  const first = note(words[0], [firstHolds, secondHolds], async () => {
    firstIsWritten.give();
    const waits = () =>
      owner`select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`;
    await expect.poll(async () => secondIsOver || (await waits()).length > 0).toBe(true);
  });
  const second = note(words[1], [secondHolds, firstHolds, firstIsWritten]).then(() => {
    secondIsOver = true;
  });
  await Promise.all([first, second]).finally(() => owner.end());
}

const countsOf = async ({ merchantId, paymentId }: Case) => paymentOf(stage, merchantId, paymentId);

test("the provider answers for two payments at the same moment: neither answer is lost, and the trouble is over", async () => {
  const [one, other] = await twoSilent({ toldOfBoth: true });
  await atOnce({ of: one, say: answered }, { of: other, say: answered });
  for (const each of [one, other]) expect(await countsOf(each)).toMatchObject({ unanswered: 0 });
  expect(await issuesOf(one)).toEqual([]);
});

test.each([
  ["given up while the other is", "answered", unansweredFor(2 * DAY_MS), answered],
  ["answered while the other is", "given up", answered, unansweredFor(2 * DAY_MS)],
  ["given up while the other is", "given up, too", unansweredFor(2 * DAY_MS), unansweredFor(2 * DAY_MS)],
])(
  "of two payments one is %s %s: nothing is left to ask about, and nobody is told so any more",
  async (_, __, ...say) => {
    const [one, other] = await twoSilent({ toldOfBoth: true });
    await atOnce({ of: one, say: say[0] }, { of: other, say: say[1] });
    for (const each of [one, other]) expect(await countsOf(each)).toMatchObject({ unansweredToldAt: null });
    expect(await issuesOf(one)).toEqual([]);
  },
);

test.each(["before", "after"])(
  "a quarter of an hour is over for one payment a moment %s the provider answers for another: the merchant hears of it",
  async (when) => {
    const [one, other] = await twoSilent({ toldOfBoth: false });
    const told = { of: other, say: unansweredFor(16 * MINUTE_MS) };
    const over = { of: one, say: answered };
    await (when === "before" ? atOnce(told, over) : atOnce(over, told));
    expect(await countsOf(other)).toMatchObject({ unansweredToldAt: expect.any(Date) });
    expect(await issuesOf(one)).toHaveLength(1);
  },
);

type Signal = { given: Promise<void>; give: () => void };

function signal(): Signal {
  let give = () => {};
  const given = new Promise<void>((resolve) => {
    give = resolve;
  });
  return { given, give };
}
