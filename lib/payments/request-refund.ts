import type { TenantTransaction } from "@/db/client";
import type { AuditActor } from "@/db/queries/audit";
import { holdPayment } from "@/db/queries/payments";
import { insertRefund, listRefunds } from "@/db/queries/refunds";
import { AppError } from "@/lib/errors";
import { isStripeAmount } from "./stripe/stripe-amount";
import { enqueueRefund } from "./tasks";

export type RefundWish = {
  paymentId: string;
  amountMinor: number;
  /** The order's line that it is for, where it is for one. */
  line?: number | undefined;
  /** For the merchant's eyes: why the money goes back. */
  reason: string;
  /** Null: decided by Upvendo itself. */
  actor: AuditActor | null;
};

/**
 * Decides a refund in the caller's transaction, with the job that will carry it out. The payment is held meanwhile, so that two
 * decisions at once cannot promise more than was taken.
 */
export async function requestRefund(
  tx: TenantTransaction,
  now: Date,
  { paymentId, amountMinor, line, reason, actor }: RefundWish,
): Promise<{ refundId: string }> {
  const payment = await holdPayment(tx, paymentId);
  if (payment?.status !== "captured") throw new AppError("conflict", "Nothing was paid, so nothing can be given back.");
  const promised = (await listRefunds(tx, paymentId))
    .filter(({ status }) => status !== "failed")
    .reduce((sum, refund) => sum + refund.amountMinor, 0);
  const left = (payment.capturedMinor ?? payment.amountMinor) - promised;
  if (!Number.isSafeInteger(amountMinor) || amountMinor <= 0 || amountMinor > left)
    throw new AppError("conflict", "No more can be given back than is left of the payment.");
  const currency = payment.capturedCurrency ?? payment.currency;
  if (payment.provider === "stripe" && !isStripeAmount(amountMinor, currency))
    throw new AppError(
      "conflict",
      `Stripe gives ${currency} back in amounts whose last digit is 0 only. Give back such an amount.`,
    );
  const refund = await insertRefund(tx, {
    ...{ paymentId, orderId: payment.orderId, amountMinor, line: line ?? null, reason, dueAt: now, currency },
    ...{ requestedById: actor?.userId ?? null, requestedByName: actor?.userName ?? null },
  });
  await enqueueRefund(tx, { merchantId: tx.merchantId, refundId: refund.id, paymentId });
  return { refundId: refund.id };
}
