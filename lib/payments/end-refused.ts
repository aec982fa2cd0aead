import type { TenantTransaction } from "@/db/client";
import { holdPayment } from "@/db/queries/payments";
import { findRefund, listRefunds, moveRefund } from "@/db/queries/refunds";
import type { Refund } from "@/db/schema";
import { tellRefundEnded } from "./refund-issue";
import { requestRefund } from "./request-refund";

export const UNDER_WAY = "Another refund of this payment is under way there.";

/**
 * A refund that the provider will not make, for good or (`final: false`) as things are, after its books were read. Where they have less
 * left than it asks for, the guest got the money by another way: nobody is asked to give it once more, and what is left is requested
 * anew, since the same key would get the same refusal. Left as it is where that is not decided yet.
 */
export async function endRefused(
  tx: TenantTransaction,
  refund: Refund,
  { problem, final, at }: { problem: string; final: boolean; at: Date },
): Promise<Refund | null> {
  const { id, paymentId, amountMinor } = refund;
  const payment = await holdPayment(tx, paymentId);
  if (!payment) return null;
  const capturedMinor = payment.capturedMinor ?? payment.amountMinor;
  const leftMinor = capturedMinor - payment.refundedMinor;
  const refunds = await listRefunds(tx, paymentId);
  const promised = refunds.filter((one) => one.id !== id && one.status !== "failed");
  const rest = Math.min(leftMinor, amountMinor, capturedMinor - sum(promised));
  if (leftMinor >= amountMinor) {
    if (!final) return findRefund(tx, id);
    // It was refused for what has failed since.
    if (refund.problem?.endsWith(UNDER_WAY)) return replace(tx, refund, { amountMinor: rest, at });
    return moveRefund(tx, id, { ...ended(at), problem, dueAt: at });
  }
  const known = refunds.filter(({ status, providerRefundId }) => status !== "failed" && providerRefundId !== null);
  // Somebody's refund is under way there: only its end says what is left to give.
  if (payment.refundedMinor > sum(known)) return findRefund(tx, id);
  return replace(tx, refund, { amountMinor: rest, at });
}

/** Ends it without a word to the order, and requests so much in its place. */
async function replace(
  tx: TenantTransaction,
  { id, paymentId, line, reason, requestedById, requestedByName }: Refund,
  { amountMinor, at }: { amountMinor: number; at: Date },
): Promise<Refund | null> {
  const problem =
    amountMinor > 0 ? "Another refund takes its place." : "It was given back already, not by this refund.";
  const gone = await moveRefund(tx, id, { ...ended(at), problem, toldAt: at, dueAt: null });
  if (!gone) return null;
  await tellRefundEnded(tx, gone, at);
  if (amountMinor <= 0) return gone;
  const actor = requestedById === null ? null : { userId: requestedById, userName: requestedByName ?? "" };
  await requestRefund(tx, at, { paymentId, amountMinor, line: line ?? undefined, reason, actor });
  return gone;
}

const ended = (at: Date) =>
  ({ from: ["requested"] as Refund["status"][], status: "failed", settledAt: at, leaseUntil: null }) as const;

const sum = (refunds: readonly Refund[]) => refunds.reduce((total, { amountMinor }) => total + amountMinor, 0);
