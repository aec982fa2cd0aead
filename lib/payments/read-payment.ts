import { withTenant } from "@/db/client";
import { findPaymentProfile } from "@/db/queries/payment-profiles";
import { findPayment, movePayment } from "@/db/queries/payments";
import type { Payment } from "@/db/schema";
import type { Services } from "@/lib/services";
import { clientFor } from "./client-for";
import { ProviderError } from "./provider-error";
import { storeReading } from "./store-reading";
import { noteAnswered, noteUnanswered } from "./unanswered";

type Needs = Pick<Services, "db" | "keyring" | "payments" | "now">;

/** Whoever was refused a page to pay on has none to come back from. */
const UNOPENED_MS = 60 * 60_000;

/**
 * Asks the provider what became of a payment and stores it; null when there is no such payment. Safe at any time and from several
 * at once. Throws `ProviderError` when the provider does not say.
 */
export async function readPayment(
  services: Needs,
  { merchantId, paymentId }: { merchantId: string; paymentId: string },
): Promise<Payment | null> {
  const { db, now } = services;
  const found = await withTenant(db, merchantId, async (tx) => {
    const payment = await findPayment(tx, paymentId);
    const profile = payment?.profileId ? await findPaymentProfile(tx, payment.profileId) : null;
    return { payment, profile };
  });
  const { payment, profile } = found;
  if (!payment || !profile) return payment;
  if (!payment.checkoutId) return giveUpUnopened(services, payment);
  const reading = await clientFor(services, profile)
    .read({ id: payment.id, checkoutId: payment.checkoutId })
    .catch(async (error: unknown) => {
      if (error instanceof ProviderError)
        await withTenant(db, merchantId, (tx) => noteUnanswered(tx, payment, error, now()));
      throw error;
    });
  return withTenant(db, merchantId, async (tx) => {
    const stored = await storeReading(tx, paymentId, reading, now());
    await noteAnswered(tx, payment, now());
    return stored;
  });
}

function giveUpUnopened({ db, now }: Needs, payment: Payment): Promise<Payment> | Payment {
  const at = now();
  if (payment.status !== "starting" || at.getTime() - payment.createdAt.getTime() < UNOPENED_MS) return payment;
  const change = { status: "cancelled", occurredAt: at, changedAt: at, readDueAt: null } as const;
  return withTenant(db, payment.merchantId, async (tx) => {
    const ended = await movePayment(tx, payment.id, { from: ["starting"], ...change });
    return ended ?? payment;
  });
}
