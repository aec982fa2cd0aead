import type { TenantTransaction } from "@/db/client";
import { findPaymentProfile } from "@/db/queries/payment-profiles";
import { askAgainNow, holdPayment, isAnyToldOf, movePayment } from "@/db/queries/payments";
import { type Payment, type PaymentProfile, paymentStatuses } from "@/db/schema";
import { raiseIssue } from "@/lib/attention/raise-issue";
import { resolveIssue } from "@/lib/attention/resolve-issue";
import { type ProviderError, providerNames } from "./provider-error";

const MINUTE_MS = 60_000;
/** Longer than that nobody is left to wonder where the money is. */
const TELL_AFTER_MS = 15 * MINUTE_MS;
const DAY_MS = 24 * 60 * MINUTE_MS;
/** So often the queue itself comes back, within about a minute and a half: most troubles are over by then. */
const QUICK_TRIES = 5;

const kind = "payment_provider";
const from = [...paymentStatuses];

export const isQuickTry = ({ unanswered }: Pick<Payment, "unanswered">): boolean => unanswered < QUICK_TRIES;

/** Two minutes, doubled up to fifteen; after a day once an hour. It never ends by itself: the money may be there. */
export function pauseAfter(unanswered: number, waitedMs: number): number {
  if (waitedMs >= DAY_MS) return 60 * MINUTE_MS;
  return Math.min(2 ** Math.max(unanswered - QUICK_TRIES + 1, 1), 15) * MINUTE_MS;
}

/** The provider did not say what became of a payment: it is asked again later, and the merchant hears of it once that has lasted. */
export async function noteUnanswered(
  tx: TenantTransaction,
  { id }: Pick<Payment, "id">,
  error: ProviderError,
  at: Date,
): Promise<Payment | null> {
  const payment = await holdPayment(tx, id);
  if (!payment) return null;
  const unanswered = payment.unanswered + 1;
  const unansweredSince = payment.unansweredSince ?? at;
  const waitedMs = at.getTime() - unansweredSince.getTime();
  // What is asked of money that was taken concerns its refunds, which have an issue of their own.
  const isNews = payment.status === "open" && payment.unansweredToldAt === null && waitedMs >= TELL_AFTER_MS;
  const profile = isNews && payment.profileId ? await findPaymentProfile(tx, payment.profileId) : null;
  if (profile) await tell(tx, profile, error, at);
  return movePayment(tx, id, {
    ...{ from, unanswered, unansweredSince, unansweredToldAt: profile ? at : payment.unansweredToldAt },
    readDueAt: new Date(at.getTime() + pauseAfter(unanswered, waitedMs)),
  });
}

/** It answers again: what else waits for it is asked at once, and the trouble is over when none is left that was told of. */
export async function noteAnswered(tx: TenantTransaction, before: Payment, at: Date): Promise<void> {
  const { id, profileId, unanswered } = before;
  if (unanswered === 0 || profileId === null) return;
  await movePayment(tx, id, { from, unanswered: 0, unansweredSince: null, unansweredToldAt: null });
  await movePayment(tx, id, { from: ["failed", "cancelled"], readDueAt: null });
  await askAgainNow(tx, profileId, at);
  if (await isAnyToldOf(tx, profileId)) return;
  const profile = await findPaymentProfile(tx, profileId);
  const who = profile ? providerNames[profile.provider] : "The payment provider";
  const proof = `${who} says what became of the payments again.`;
  await resolveIssue(tx, { merchantId: tx.merchantId, kind, key: profileId, proof, at });
}

async function tell(
  tx: TenantTransaction,
  { id, name, provider }: PaymentProfile,
  { explanation }: ProviderError,
  at: Date,
): Promise<void> {
  const who = providerNames[provider];
  await raiseIssue(tx, {
    ...{ merchantId: tx.merchantId, kind, key: id, severity: "critical", at, href: `/settings/payments/${id}` },
    title: `${who} does not say what became of payments`,
    body: `${explanation} For a quarter of an hour nobody knows whether a guest who went to pay through “${name}” has paid. It is asked again by itself, and no payment is given up: what was paid goes to the kitchen, or back to the guest where the order was called off meanwhile.`,
    remedy: `See ${who}'s status page. Before you ask a guest who says that it was paid to pay again, look for the order's number in ${who}'s own dashboard.`,
  });
}
