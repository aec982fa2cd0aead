import type Stripe from "stripe";
import type { Reading, ReadRefund } from "../provider-client";
import { fromStripeAmount } from "./stripe-amount";

/** What a Checkout Session with its payment intent says. */
export function readSession(
  session: Stripe.Checkout.Session,
  intent: Stripe.PaymentIntent | null,
  refunds: ReadRefund[],
  paymentId: string,
): Reading {
  const captured = intent?.status === "succeeded";
  const refusal = intent?.last_payment_error;
  const reason = refusal
    ? `The card was declined (${(refusal.decline_code ?? refusal.code ?? "no reason given").replaceAll("_", " ")}).`
    : null;
  const ended = session.status === "expired" || intent?.status === "canceled";
  return {
    state: captured ? "captured" : ended ? (reason ? "failed" : "cancelled") : "open",
    reason,
    capture: captured ? captureOf(intent) : null,
    mismatches: session.client_reference_id === paymentId ? [] : ["the checkout belongs to another payment"],
    refunds,
  };
}

function captureOf(intent: Stripe.PaymentIntent): NonNullable<Reading["capture"]> {
  const currency = intent.currency.toUpperCase();
  const charge = typeof intent.latest_charge === "string" ? null : intent.latest_charge;
  return {
    providerPaymentId: intent.id,
    amountMinor: fromStripeAmount(intent.amount_received, currency),
    currency,
    at: new Date((charge?.created ?? intent.created) * 1000),
  };
}
