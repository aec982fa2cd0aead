import type { OpenEvent } from "@/db/queries/payment-events";
import type { Payment, PaymentEvent } from "@/db/schema";

/** Of the several notices that Stripe sends for one payment, those that say no more than that it was made. */
const takings: readonly string[] = [
  "checkout.session.completed",
  "checkout.session.async_payment_succeeded",
  "payment_intent.succeeded",
];

/**
 * Whether a notice says only what was read before: that this very money was taken. Nothing undoes that, so nobody is asked once more. What is not
 * signed is never old news, since nothing that it says counts.
 */
export function isOldNews(
  { verified, type, objectIds }: Pick<PaymentEvent, "verified" | "type" | "objectIds">,
  { status, providerPaymentId }: Pick<Payment, "status" | "providerPaymentId">,
): boolean {
  const isTaken = status === "captured" && providerPaymentId !== null && objectIds.includes(providerPaymentId);
  return verified && isTaken && takings.includes(type);
}

type Said = Omit<OpenEvent, "id">;

/** Whether a notice says no more than that the money was taken of which `other` has told, signed, to the cent. */
export function isSaidBy(other: Said, { verified, type, objectIds, taken: said }: Said): boolean {
  const { taken } = other;
  if (!other.verified || !verified || taken === null || !takings.includes(type)) return false;
  if (!objectIds.includes(taken.providerPaymentId)) return false;
  return said === null || (said.amountMinor === taken.amountMinor && said.currency === taken.currency);
}
