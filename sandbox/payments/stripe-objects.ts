import type { StripeAccount } from "./accounts";
import type { Books, Charge, Checkout, Refund } from "./books";

const seconds = (ms: number) => Math.floor(ms / 1000);

export function chargeObject(charge: Charge, { livemode }: StripeAccount) {
  const paid = charge.state === "paid";
  return {
    ...{ id: charge.id, object: "charge", livemode, paid, captured: paid, created: seconds(charge.createdAt) },
    ...{ amount: charge.amount, amount_captured: paid ? charge.amount : 0, amount_refunded: charge.refunded },
    ...{ currency: charge.currency.toLowerCase(), payment_intent: charge.intent, metadata: charge.metadata },
    ...{ refunded: charge.refunded >= charge.amount, status: paid ? "succeeded" : "failed" },
  };
}

export function intentObject(charge: Charge, account: StripeAccount) {
  const paid = charge.state === "paid";
  return {
    ...{ id: charge.intent, object: "payment_intent", livemode: account.livemode, created: seconds(charge.createdAt) },
    ...{ amount: charge.amount, amount_received: paid ? charge.amount : 0, currency: charge.currency.toLowerCase() },
    ...{ metadata: charge.metadata, latest_charge: charge.id, status: paid ? "succeeded" : "requires_payment_method" },
    last_payment_error: paid
      ? null
      : {
          ...{ type: "card_error", code: "card_declined", decline_code: "insufficient_funds" },
          message: "Your card has insufficient funds.",
        },
  };
}

export function sessionObject(
  checkout: Checkout,
  account: StripeAccount,
  { books, url }: { books: Books; url: string },
) {
  const [latest] = books.chargesOfCheckout(checkout.id).slice(-1);
  const paid = checkout.state === "paid";
  const open = checkout.state === "open";
  return {
    ...{ id: checkout.id, object: "checkout.session", livemode: account.livemode, mode: "payment" },
    ...{ amount_total: checkout.amount, amount_subtotal: checkout.amount, currency: checkout.currency.toLowerCase() },
    ...{ client_reference_id: checkout.reference, metadata: checkout.metadata, created: seconds(checkout.createdAt) },
    ...{ expires_at: seconds(checkout.expiresAt), success_url: checkout.successUrl, cancel_url: checkout.cancelUrl },
    ...{ payment_status: paid ? "paid" : "unpaid", status: paid ? "complete" : open ? "open" : "expired" },
    ...{ payment_intent: latest?.intent ?? null, url: open ? `${url}/stripe/checkout/${checkout.id}` : null },
  };
}

export function refundObject(refund: Refund, charge: Charge | undefined) {
  return {
    ...{ id: refund.id, object: "refund", amount: refund.amount, currency: refund.currency.toLowerCase() },
    ...{ charge: refund.charge, payment_intent: charge?.intent ?? null, created: seconds(refund.createdAt) },
    ...{ metadata: refund.metadata, status: refund.state },
    ...(refund.state === "failed" ? { failure_reason: "expired_or_canceled_card" } : {}),
  };
}
