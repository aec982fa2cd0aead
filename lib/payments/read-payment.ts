import { type TenantTransaction, withTenant } from "@/db/client";
import { findPaymentProfile } from "@/db/queries/payment-profiles";
import { findPayment, movePayment } from "@/db/queries/payments";
import { listRefunds } from "@/db/queries/refunds";
import type { Payment, PaymentProfile, Refund } from "@/db/schema";
import type { Services } from "@/lib/services";
import { clientFor } from "./client-for";
import { closePage, isOverdue } from "./close-page";
import type { Reading } from "./provider-client";
import {
  type Because,
  callProvider,
  isNews,
  isToldAgain,
  type ProviderCall,
  recordCall,
  wordsOfReading,
} from "./record-call";
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
  { merchantId, paymentId, because }: { merchantId: string; paymentId: string; because: Because },
): Promise<Payment | null> {
  const { payment } = await readFound(
    services,
    await withTenant(services.db, merchantId, async (tx) => withProfile(tx, await findPayment(tx, paymentId))),
    because,
  );
  return payment;
}

export type ToRead = { payment: Payment | null; profile: PaymentProfile | null };

export async function withProfile(tx: TenantTransaction, payment: Payment | null): Promise<ToRead> {
  return { payment, profile: payment?.profileId ? await findPaymentProfile(tx, payment.profileId) : null };
}

/** A payment and, where they were read with it, all its refunds. */
export type Stored = { payment: Payment | null; refunds?: Refund[] };

/** The same for a payment that was just looked up. Gives what is stored now. */
export async function readFound(services: Needs, { payment, profile }: ToRead, because: Because): Promise<Stored> {
  const { db, now } = services;
  if (!payment || !profile) return { payment };
  const { merchantId, id: paymentId, checkoutId } = payment;
  if (!checkoutId) return { payment: await giveUpUnopened(services, payment) };
  const call = await callProvider(services, () =>
    clientFor(services, profile).read({ id: paymentId, checkoutId, isTaken: payment.status === "captured" }),
  );
  const { error } = call;
  if (error) {
    await withTenant(db, merchantId, async (tx) => {
      await noteUnanswered(tx, payment, error, now());
      recordReading(tx, payment, call, because);
    });
    throw error;
  }
  const reading = call.answer;
  const read = await withTenant(db, merchantId, async (tx) => {
    recordReading(tx, payment, call, because);
    const stored = await storeReading(tx, paymentId, reading, now());
    await noteAnswered(tx, payment, now());
    return { payment: stored, refunds: await listRefunds(tx, paymentId) };
  });
  if (read.payment?.status === "open" && isOverdue(read.payment, now()))
    await closePage(services, { payment: read.payment, profile }, "over");
  return read;
}

function recordReading(tx: TenantTransaction, payment: Payment, call: ProviderCall<Reading>, because: Because): void {
  const { id: paymentId, checkoutId, reads, unanswered } = payment;
  const attempt = (call.error ? unanswered : reads) + 1;
  if (call.error === null && !isNews(call.answer, payment) && !isToldAgain(attempt)) return;
  const detail = { paymentId, checkoutId };
  recordCall(tx, payment, call, { operation: "readPayment", because, attempt, detail, told: wordsOfReading });
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
