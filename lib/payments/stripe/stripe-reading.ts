import type Stripe from "stripe";
import type { Reading, ReadRefund } from "../provider-client";
import { fromStripeAmount } from "./stripe-amount";

/** Of which payment it was asked, and whether the account is one for test money. */
type Asked = { id: string; checkoutId: string; testMode: boolean };

/** What a Checkout Session with its payment intent says. */
export function readSession(
  session: Stripe.Checkout.Session,
  intent: Stripe.PaymentIntent | null,
  refunds: ReadRefund[],
  asked: Asked,
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
    mismatches: [...mismatchesOf(session, asked), ...(intent ? mismatchesOfIntent(intent, asked) : [])],
    refunds,
  };
}

function mismatchesOf(session: Stripe.Checkout.Session, { id, checkoutId, testMode }: Asked): string[] {
  return [
    ...(session.id === checkoutId ? [] : ["Stripe names another payment page"]),
    ...(session.client_reference_id === id && isOurs(session, id)
      ? []
      : ["the payment page belongs to another payment"]),
    ...modeOf("payment page", session, testMode),
  ];
}

const mismatchesOfIntent = (intent: Stripe.PaymentIntent, { id, testMode }: Asked) => [
  ...(isOurs(intent, id) ? [] : ["the money was paid for another payment"]),
  ...modeOf("payment", intent, testMode),
];

/** What bears no mark contradicts nothing. */
const isOurs = ({ metadata }: { metadata: Stripe.Metadata | null }, id: string) =>
  (metadata?.upvendo_payment ?? id) === id;

const modeOf = (what: string, { livemode }: { livemode: boolean }, testMode: boolean): string[] =>
  livemode === !testMode ? [] : [`the ${what} is one with ${livemode ? "real" : "test"} money`];

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
