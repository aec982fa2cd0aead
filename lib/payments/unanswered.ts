import type { TenantTransaction } from "@/db/client";
import { findPaymentProfile } from "@/db/queries/payment-profiles";
import { askAgainNow, holdAnswers, holdPayment, isAnyToldOf, movePayment } from "@/db/queries/payments";
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

/** Two minutes, doubled up to fifteen; after a day once an hour. An outage never ends a payment: the money may be there. */
export function pauseAfter(unanswered: number, waitedMs: number): number {
  if (waitedMs >= DAY_MS) return 60 * MINUTE_MS;
  return Math.min(2 ** Math.max(unanswered - QUICK_TRIES + 1, 1), 15) * MINUTE_MS;
}

/**
 * The provider did not say what became of a payment: it is asked again later, and the merchant hears of it once that has lasted. Where
 * no later answer can be another, asking ends a day after the page to pay on has closed; a notice that still comes has it asked once more.
 */
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
  const profile = payment.profileId ? await findPaymentProfile(tx, payment.profileId) : null;
  if (profile && waitedMs >= DAY_MS && isLongClosed(payment, at) && isBeyondAsking(profile, error))
    return stopAsking(tx, profile, { error, at, payment: { id, unanswered, unansweredSince } });
  const told = isNews && profile !== null;
  if (told) await tell(tx, profile, error, at);
  return movePayment(tx, id, {
    ...{ from, unanswered, unansweredSince, unansweredToldAt: told ? at : payment.unansweredToldAt },
    readDueAt: new Date(at.getTime() + pauseAfter(unanswered, waitedMs)),
  });
}

const isLongClosed = ({ expiresAt, createdAt }: Payment, at: Date) =>
  at.getTime() - (expiresAt ?? createdAt).getTime() >= DAY_MS;

/** The provider has no such payment, or refuses keys that can never be replaced. */
const isBeyondAsking = ({ removedAt }: PaymentProfile, { kind: why, transient, taken }: ProviderError) =>
  !transient && !taken && (why === "not_found" || removedAt !== null);

type Unanswered = Pick<Payment, "id" | "unanswered" | "unansweredSince">;

/** Still counted as unanswered: should the provider answer again for this profile, it is asked with the others. */
async function stopAsking(
  tx: TenantTransaction,
  profile: PaymentProfile,
  { error, at, payment: { id, ...counted } }: { error: ProviderError; at: Date; payment: Unanswered },
): Promise<Payment | null> {
  const who = providerNames[profile.provider];
  const why = error.kind === "not_found" ? "" : ` ${removedWords(profile)}`;
  const change = { ...counted, unansweredToldAt: null, readDueAt: null };
  const ended = await movePayment(tx, id, {
    ...{ from: ["starting", "open"], ...change, status: "cancelled", occurredAt: at, changedAt: at },
    problem: `${error.explanation}${why} Nobody can ask any more whether it was paid: look for it in ${who}'s own dashboard.`,
  });
  const stopped = ended ?? (await movePayment(tx, id, { from, ...change }));
  const proof = `${who} is not asked any more: it refused for a day after the page to pay on had closed. Look for these payments in ${who}'s own dashboard.`;
  await holdAnswers(tx, profile.id);
  await tellOver(tx, profile.id, proof, at);
  return stopped;
}

async function tellOver(tx: TenantTransaction, profileId: string, proof: string, at: Date): Promise<void> {
  if (await isAnyToldOf(tx, profileId)) return;
  await resolveIssue(tx, { merchantId: tx.merchantId, kind, key: profileId, proof, at });
}

/** It answers again: what else waits for it is asked at once, and the trouble is over when none is left that was told of. */
export async function noteAnswered(tx: TenantTransaction, before: Payment, at: Date): Promise<void> {
  const { id, profileId, unanswered } = before;
  if (unanswered === 0 || profileId === null) return;
  await movePayment(tx, id, { from, unanswered: 0, unansweredSince: null, unansweredToldAt: null });
  await movePayment(tx, id, { from: ["failed", "cancelled"], readDueAt: null });
  await holdAnswers(tx, profileId);
  await askAgainNow(tx, profileId, at);
  const profile = await findPaymentProfile(tx, profileId);
  const who = profile ? providerNames[profile.provider] : "The payment provider";
  await tellOver(tx, profileId, `${who} says what became of the payments again.`, at);
}

async function tell(tx: TenantTransaction, profile: PaymentProfile, error: ProviderError, at: Date): Promise<void> {
  const { id, name, provider } = profile;
  const who = providerNames[provider];
  await holdAnswers(tx, id);
  const again = isBeyondAsking(profile, error)
    ? "It is asked again by itself until a day after the page to pay on has closed."
    : "It is asked again by itself, and no payment is given up: what was paid goes to the kitchen, or back to the guest where the order was called off meanwhile.";
  await raiseIssue(tx, {
    ...{ merchantId: tx.merchantId, kind, key: id, severity: "critical", at },
    // A removed profile has no page any more.
    href: profile.removedAt === null ? `/settings/payments/${id}` : "/settings/payments",
    title: `${who} does not say what became of payments`,
    body: `${error.explanation} For a quarter of an hour nobody knows whether a guest who went to pay through “${name}” has paid. ${again}`,
    ...remedyFor(profile, error),
  });
}

function remedyFor(profile: PaymentProfile, { kind: why, transient }: ProviderError) {
  const { id, name, provider, removedAt } = profile;
  const who = providerNames[provider];
  const look = `Before you ask a guest who says that it was paid to pay again, look for the order's number in ${who}'s own dashboard.`;
  if (transient) return { remedy: `See ${who}'s status page. ${look}` };
  if (removedAt !== null) return { remedy: `${removedWords(profile)} ${look} What was paid is given back there.` };
  if (why !== "credentials") return { remedy: look };
  return {
    remedy: `Open “${name}” in Settings › Payments and replace its keys: then it is asked again by itself. ${look}`,
    href: `/settings/payments/${id}#keys`,
  };
}

const removedWords = ({ name }: Pick<PaymentProfile, "name">) =>
  `“${name}” was removed, so its keys cannot be replaced.`;
