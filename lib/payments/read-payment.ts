import { type TenantTransaction, withTenant } from "@/db/client";
import { findPaymentProfile } from "@/db/queries/payment-profiles";
import { findPayment, movePayment } from "@/db/queries/payments";
import type { Payment, PaymentProfile } from "@/db/schema";
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
  return readFound(services, await withTenant(services.db, merchantId, (tx) => findToRead(tx, paymentId)));
}

export type ToRead = { payment: Payment | null; profile: PaymentProfile | null };

export async function findToRead(tx: TenantTransaction, paymentId: string): Promise<ToRead> {
  const payment = await findPayment(tx, paymentId);
  return { payment, profile: payment?.profileId ? await findPaymentProfile(tx, payment.profileId) : null };
}

/** The same for a payment that was just looked up. */
export async function readFound(services: Needs, { payment, profile }: ToRead): Promise<Payment | null> {
  const { db, now } = services;
  if (!payment || !profile) return payment;
  const { merchantId, id: paymentId } = payment;
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
