import { withTenant } from "@/db/client";
import type { Payment, PaymentProfile } from "@/db/schema";
import { log } from "@/lib/log";
import type { Services } from "@/lib/services";
import { clientFor } from "./client-for";
import { type Because, callProvider, recordCall } from "./record-call";

type Page = { payment: Payment | null; profile: PaymentProfile | null };

/**
 * Through the profile that it was opened with, whatever the location pays through now. False where there is none, or the provider does not answer: it may
 * be payable still. A refusal means that it is over already, one way or the other.
 */
export async function closePage(
  services: Pick<Services, "db" | "keyring" | "payments" | "now">,
  { payment, profile }: Page,
  because: Because,
): Promise<boolean> {
  const checkoutId = payment?.checkoutId;
  if (!checkoutId || !profile) return false;
  const { merchantId, id: paymentId } = payment;
  const call = await callProvider(services, () => clientFor(services, profile).closeCheckout(checkoutId));
  await withTenant(services.db, merchantId, async (tx) => {
    const told = () => ({ message: "The page to pay on was closed." });
    recordCall(tx, payment, call, {
      ...{ operation: "closePage", because, times: payment.reads },
      ...{ detail: { paymentId, checkoutId }, told },
    });
  });
  if (call.error === null) return true;
  log.info({ error: call.error, merchantId, paymentId }, "a page to pay on could not be closed");
  return !call.error.transient;
}

/** Its time is over: by the clock, or because another page has taken its place. */
export const isOverdue = ({ expiresAt }: Payment, at: Date): boolean => expiresAt !== null && expiresAt <= at;
