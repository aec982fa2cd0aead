import type { Payment, PaymentProfile } from "@/db/schema";
import { log } from "@/lib/log";
import type { Services } from "@/lib/services";
import { clientFor } from "./client-for";
import { ProviderError } from "./provider-error";

type Page = { payment: Payment | null; profile: PaymentProfile | null };

/**
 * Through the profile that it was opened with, whatever the location pays through now. False where there is none, or the provider does not answer: it may
 * be payable still. A refusal means that it is over already, one way or the other.
 */
export async function closePage(
  services: Pick<Services, "keyring" | "payments">,
  { payment, profile }: Page,
): Promise<boolean> {
  if (!payment?.checkoutId || !profile) return false;
  try {
    await clientFor(services, profile).closeCheckout(payment.checkoutId);
  } catch (error) {
    if (!(error instanceof ProviderError)) throw error;
    const { merchantId, id: paymentId } = payment;
    log.info({ error, merchantId, paymentId }, "a page to pay on could not be closed");
    return !error.transient;
  }
  return true;
}

/** Its time is over: by the clock, or because another page has taken its place. */
export const isOverdue = ({ expiresAt }: Payment, at: Date): boolean => expiresAt !== null && expiresAt <= at;
