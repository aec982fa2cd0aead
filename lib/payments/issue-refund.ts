import { type TenantTransaction, withTenant } from "@/db/client";
import { findPaymentProfile } from "@/db/queries/payment-profiles";
import { findPayment, holdPayment, movePayment } from "@/db/queries/payments";
import { findRefund, leaseRefund, listRefunds, moveRefund } from "@/db/queries/refunds";
import type { Payment, PaymentProfile, Refund } from "@/db/schema";
import type { Services } from "@/lib/services";
import { clientFor } from "./client-for";
import { endRefused, UNDER_WAY } from "./end-refused";
import type { ReadRefund } from "./provider-client";
import { ProviderError } from "./provider-error";
import { readPayment } from "./read-payment";
import { callProvider, recordCall } from "./record-call";
import { settled } from "./store-reading";

type Needs = Pick<Services, "db" | "keyring" | "payments" | "now">;

/** Longer than the provider's own time limit: whoever holds it past that has died. */
const LEASE_MS = 45_000;
/** An answer that was lost may still be at work over there; nothing is sent again before it would show. */
const UNKNOWN_MS = 2 * 60_000;
/** A minute, doubled up to a quarter of an hour: a provider that is away for long is not asked without pause. */
const retryMs = ({ attempts }: Pick<Refund, "attempts">) => Math.min(2 ** Math.max(attempts - 1, 0), 15) * 60_000;
/** It lies with somebody else: a person, or the provider that has taken it. */
const WITH_OTHERS_MS = 15 * 60_000;

/** Not done yet; the queue or the sweep comes back. */
export class RefundPendingError extends Error {
  override readonly name = "RefundPendingError";
}

/**
 * Gives the money back once, however often and by however many this is called. One worker at a time holds the refund; that it is
 * being sent is committed before it is; and after an answer that never came the provider's books are read before anything is sent
 * again. Throws `RefundPendingError` while the outcome is open.
 */
export async function issueRefund(
  services: Needs,
  { merchantId, refundId }: { merchantId: string; refundId: string },
): Promise<Refund | null> {
  const taken = await take(services, merchantId, refundId);
  if (taken.kind === "settled") return taken.refund;
  if (taken.kind === "busy") throw new RefundPendingError("another refund of this payment is under way");
  const { refund, payment, profile, sentBefore } = taken;
  if (!profile) return settle(services, refund, testRefund(refund, services.now()));
  if (sentBefore && refund.providerRefundId === null) {
    const proven = await lookUp(services, { refund, payment, profile }, sentBefore);
    if (proven) return proven;
  }
  if (refund.providerRefundId !== null) return follow(services, refund, payment);
  return send(services, { refund, payment, profile });
}

type Taken =
  | { kind: "settled"; refund: Refund | null }
  | { kind: "busy" }
  | { kind: "ours"; refund: Refund; payment: Payment; profile: PaymentProfile | null; sentBefore: Date | null };

/** Holds the payment, so that of several refunds of one payment only one is on its way at any time. */
function take({ db, now }: Needs, merchantId: string, refundId: string): Promise<Taken> {
  const at = now();
  return withTenant(db, merchantId, async (tx): Promise<Taken> => {
    const found = await findRefund(tx, refundId);
    if (!found || found.status === "succeeded" || found.status === "failed") return { kind: "settled", refund: found };
    const payment = await holdPayment(tx, found.paymentId);
    if (!payment) return { kind: "settled", refund: null };
    const others = (await listRefunds(tx, payment.id)).filter(({ id }) => id !== refundId);
    if (others.some((other) => other.status === "issued" && other.providerRefundId === null)) return { kind: "busy" };
    const before = await findRefund(tx, refundId);
    const leased = await leaseRefund(tx, refundId, { now: at, until: new Date(at.getTime() + LEASE_MS) });
    if (!before || !leased) return { kind: "busy" };
    // Only what was already on its way counts as sent: this try has not left yet.
    const sentBefore = before.status === "issued" ? before.attemptedAt : null;
    const profile = payment.profileId ? await findPaymentProfile(tx, payment.profileId) : null;
    return { kind: "ours", refund: leased, payment, profile, sentBefore };
  });
}

type Sending = { refund: Refund; payment: Payment; profile: PaymentProfile };

async function lookUp(services: Needs, { refund, payment, profile }: Sending, sentAt: Date): Promise<Refund | null> {
  const after = await readBack(services, refund, payment);
  if (after.status !== "issued" || after.providerRefundId !== null) return finish(after);
  const age = services.now().getTime() - sentAt.getTime();
  // Under the same key a repetition is the same refund while the provider remembers the key; by the time it is forgotten, what was sent shows in the
  // books that were just read, and it does not.
  const { refundsAreIdempotent } = clientFor(services, profile);
  if (!refundsAreIdempotent && age < UNKNOWN_MS) {
    await postpone(services, refund, { dueInMs: UNKNOWN_MS });
    throw new RefundPendingError("the answer to an earlier try is not known yet");
  }
  return null;
}

async function follow(services: Needs, refund: Refund, payment: Payment): Promise<Refund | null> {
  const after = await readBack(services, refund, payment);
  // The provider is at it, and its notice may bring the end sooner.
  if (after.status === "issued") await postpone(services, refund, { dueInMs: WITH_OTHERS_MS });
  return finish(after);
}

async function readBack(services: Needs, refund: Refund, payment: Payment): Promise<Refund> {
  const { merchantId } = payment;
  await readPayment(services, { merchantId, paymentId: payment.id, because: "refund" }).catch((error) =>
    stayOpen(services, refund, error),
  );
  return (await withTenant(services.db, merchantId, (tx) => findRefund(tx, refund.id))) ?? refund;
}

async function stayOpen(services: Needs, refund: Refund, error: unknown): Promise<never> {
  if (!(error instanceof ProviderError)) throw error;
  await postpone(services, refund, { problem: error.explanation });
  throw new RefundPendingError(error.message, { cause: error });
}

function finish(refund: Refund): Refund {
  if (refund.status === "issued") throw new RefundPendingError("the provider is still at it");
  return refund;
}

async function send(services: Needs, { refund, payment, profile }: Sending): Promise<Refund | null> {
  const { merchantId, providerPaymentId } = payment;
  if (!providerPaymentId) throw new RefundPendingError("the payment's number at the provider is not known");
  // Committed before it leaves: whoever finds the row like this afterwards knows that money may be on its way.
  const attemptedAt = services.now();
  const { attempts } = refund;
  // Whoever has taken it since is at it, or has finished: then nothing leaves here.
  const noted = await withTenant(services.db, merchantId, (tx) =>
    moveRefund(tx, refund.id, { from: ["requested", "issued"], attempts, status: "issued", attemptedAt }),
  );
  if (!noted) throw new RefundPendingError("another worker has this refund");
  // A process that was frozen meanwhile no longer holds the refund.
  if (services.now().getTime() - attemptedAt.getTime() > LEASE_MS / 2)
    throw new RefundPendingError("this try came too late");
  const { amountMinor, currency, id: refundId, requestedByName: actor } = refund;
  const wish = { refundId, paymentId: payment.id, providerPaymentId, amountMinor, currency };
  const call = await callProvider(services, () => clientFor(services, profile).refund(wish));
  const record = (tx: TenantTransaction) =>
    recordCall(tx, payment, call, { operation: "refund", attempt: attempts, actor, detail: wish, told: wordsOfRefund });
  if (call.error === null) return settle(services, refund, call.answer, record);
  await withTenant(services.db, merchantId, async (tx) => record(tx));
  return decline(services, { refund, payment, profile }, call.error);
}

const wordsOfRefund = ({ providerRefundId, status }: ReadRefund) => ({
  message: refundWords[status],
  detail: { providerRefundId, status },
});

const refundWords: Record<ReadRefund["status"], string> = {
  pending: "The refund is on its way.",
  succeeded: "The money was given back.",
  failed: "The refund failed.",
};

/** Nothing was done. Why may be that the money went back by another way: the books say so. */
async function decline(
  services: Needs,
  { refund, payment, profile }: Sending,
  error: ProviderError,
): Promise<Refund | null> {
  if (error.kind === "unavailable") return stayOpen(services, refund, error);
  const { merchantId, id: paymentId } = payment;
  // Nothing of it is on its way: somebody else's refund of the same amount is not taken for this one.
  const ours = await withTenant(services.db, merchantId, (tx) =>
    moveRefund(tx, refund.id, {
      ...{ from: ["requested", "issued"], attempts: refund.attempts },
      ...{ status: "requested", attemptedAt: null },
    }),
  );
  // What another worker has sent meanwhile may be on its way.
  if (!ours) throw new RefundPendingError("another worker has this refund");
  await readPayment(services, { merchantId, paymentId, because: "refund" }).catch((unread) =>
    unread instanceof ProviderError && !unread.transient ? null : stayOpen(services, refund, unread),
  );
  // Keys that may be replaced are no end; those of a profile that was removed never are.
  const removed = error.kind === "credentials" && profile.removedAt !== null;
  const problem = `${error.explanation}${removed ? ` “${profile.name}” was removed, so its keys cannot be replaced.` : ""}`;
  const final = error.kind !== "credentials" || removed;
  const ended = await withTenant(services.db, merchantId, async (tx) => {
    const after = await endRefused(tx, refund, { problem, final, at: services.now() });
    return after ?? findRefund(tx, refund.id);
  });
  if (ended?.status !== "requested") return ended;
  const wait = final ? `${problem} ${UNDER_WAY}` : problem;
  await postpone(services, refund, { problem: wait, dueInMs: WITH_OTHERS_MS });
  throw new RefundPendingError(error.message, { cause: error });
}

function settle(
  services: Needs,
  refund: Refund,
  answer: ReadRefund,
  record: (tx: TenantTransaction) => void = () => {},
): Promise<Refund | null> {
  return withTenant(services.db, refund.merchantId, async (tx) => {
    record(tx);
    await holdPayment(tx, refund.paymentId);
    const moved = await moveRefund(tx, refund.id, {
      from: ["requested", "issued"],
      ...settled(answer, services.now()),
    });
    const given = (await listRefunds(tx, refund.paymentId)).filter(
      ({ providerRefundId, status }) => providerRefundId !== null && status !== "failed",
    );
    const refundedMinor = given.reduce((sum, { amountMinor }) => sum + amountMinor, 0);
    await movePayment(tx, refund.paymentId, { from: ["captured"], refundedMinor });
    return moved ?? findRefund(tx, refund.id);
  });
}

type Postponement = { problem?: string; dueInMs?: number };

async function postpone({ db, now }: Needs, refund: Refund, wish: Postponement): Promise<void> {
  const { dueInMs = retryMs(refund), ...change } = wish;
  const dueAt = new Date(now().getTime() + dueInMs);
  await withTenant(db, refund.merchantId, (tx) =>
    moveRefund(tx, refund.id, {
      ...{ from: ["requested", "issued"], attempts: refund.attempts },
      ...{ ...change, dueAt, leaseUntil: null },
    }),
  );
}

const testRefund = (refund: Refund, at: Date): ReadRefund => ({
  ...{ providerRefundId: `test-${refund.id}`, refundId: refund.id, amountMinor: refund.amountMinor },
  ...{ status: "succeeded", problem: null, at },
});

/** The payment that a refund belongs to, for whoever tells the order about it. */
export async function paymentOfRefund(
  { db }: Pick<Services, "db">,
  { merchantId, refundId }: { merchantId: string; refundId: string },
): Promise<Payment | null> {
  return withTenant(db, merchantId, async (tx) => {
    const refund = await findRefund(tx, refundId);
    return refund ? findPayment(tx, refund.paymentId) : null;
  });
}
