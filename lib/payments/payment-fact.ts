import type { TenantTransaction } from "@/db/client";
import type { Payment, PaymentProvider, Refund, Taking } from "@/db/schema";

/**
 * What is proven about a payment or a refund: read back from the provider, or signed by it to the cent. The same fact may be told
 * several times and late; whoever applies it keeps it to one effect.
 */
export type PaymentFact = {
  merchantId: string;
  orderId: string;
  paymentId: string;
  provider: PaymentProvider;
  /** Stripe's payment intent, Viva Wallet's transaction; the checkout's id where nothing was ever paid. */
  providerPaymentId: string;
  /** `refund_failed`: the provider will not give the money back that way; somebody has to act. */
  status: "captured" | "failed" | "cancelled" | "refunded" | "refund_failed";
  /** What was taken, or given back by this one refund. */
  amountMinor: number;
  currency: string;
  occurredAt: Date;
  /** A mismatch of amount, currency, account or mode, in words: money moved, but not the money that was asked for. */
  problem: string | null;
  /** With `refunded` and `refund_failed`. A refund that was made in the provider's own dashboard has a row too. */
  refund: { refundId: string; providerRefundId: string | null; origin: Refund["origin"] } | null;
};

/**
 * `inSame` writes down that it was told: in the transaction that applies it where there is one, so that neither is there without the other. `within`: the
 * transaction to apply it in; without, one of the receiver's own.
 */
export type ApplyPaymentFact<S> = (
  services: S,
  fact: PaymentFact,
  inSame: (tx: TenantTransaction) => Promise<void>,
  within?: TenantTransaction,
) => Promise<unknown>;

/** Null while nothing is decided. */
export function factOfPayment(payment: Payment): PaymentFact | null {
  const { status } = payment;
  if (status === "starting" || status === "open") return null;
  return {
    ...subject(payment),
    status,
    amountMinor: payment.capturedMinor ?? payment.amountMinor,
    currency: payment.capturedCurrency ?? payment.currency,
    occurredAt: payment.occurredAt ?? payment.updatedAt,
    problem: payment.problem,
    refund: null,
  };
}

/** Of money that is exactly what was asked for. */
export function factOfTaking(payment: Payment, { providerPaymentId, amountMinor, currency, at }: Taking): PaymentFact {
  return {
    ...subject({ ...payment, providerPaymentId }),
    ...{ status: "captured", amountMinor, currency, occurredAt: new Date(at), problem: null, refund: null },
  };
}

/** Null while the refund is under way. */
export function factOfRefund(payment: Payment, refund: Refund): PaymentFact | null {
  if (refund.status !== "succeeded" && refund.status !== "failed") return null;
  return {
    ...subject(payment),
    status: refund.status === "succeeded" ? "refunded" : "refund_failed",
    amountMinor: refund.amountMinor,
    currency: refund.currency,
    occurredAt: refund.settledAt ?? refund.updatedAt,
    problem: refund.problem,
    refund: { refundId: refund.id, providerRefundId: refund.providerRefundId, origin: refund.origin },
  };
}

function subject({ id, merchantId, orderId, provider, providerPaymentId, checkoutId }: Payment) {
  return {
    ...{ merchantId, orderId, provider, paymentId: id },
    providerPaymentId: providerPaymentId ?? checkoutId ?? id,
  };
}
