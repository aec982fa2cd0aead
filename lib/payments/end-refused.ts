import type { TenantTransaction } from "@/db/client";
import { holdPayment } from "@/db/queries/payments";
import { findRefund, listRefunds, moveRefund } from "@/db/queries/refunds";
import type { Refund } from "@/db/schema";
import { tellRefundEnded } from "./refund-issue";
import { requestRefund } from "./request-refund";

/**
 * A refund that the provider will not make, for good or (`final: false`) as things are, after its books were read. Where it has less left than this refund asks for, the guest
 * got the money by another way: nobody is asked to give it once more, and what is left is requested anew, since the same key would get
 * the same refusal.
 */
export async function endRefused(
  tx: TenantTransaction,
  { id, paymentId, amountMinor, line, reason, requestedById, requestedByName }: Refund,
  { problem, final, at }: { problem: string; final: boolean; at: Date },
): Promise<Refund | null> {
  const payment = await holdPayment(tx, paymentId);
  if (!payment) return null;
  const capturedMinor = payment.capturedMinor ?? payment.amountMinor;
  const leftMinor = capturedMinor - payment.refundedMinor;
  const end = { from: ["requested"] as Refund["status"][], status: "failed", settledAt: at, leaseUntil: null } as const;
  if (leftMinor >= amountMinor) return final ? moveRefund(tx, id, { ...end, problem, dueAt: at }) : findRefund(tx, id);
  const told = { toldAt: at, dueAt: null };
  const ended = await moveRefund(tx, id, {
    ...end,
    ...told,
    problem: "It was given back already, not by this refund.",
  });
  if (!ended) return null;
  await tellRefundEnded(tx, ended, at);
  const promisedMinor = (await listRefunds(tx, paymentId))
    .filter(({ status }) => status !== "failed")
    .reduce((sum, refund) => sum + refund.amountMinor, 0);
  const rest = Math.min(leftMinor, capturedMinor - promisedMinor);
  if (rest <= 0) return ended;
  const actor = requestedById === null ? null : { userId: requestedById, userName: requestedByName ?? "" };
  await requestRefund(tx, at, { paymentId, amountMinor: rest, line: line ?? undefined, reason, actor });
  return ended;
}
