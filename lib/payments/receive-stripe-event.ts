import { createHash } from "node:crypto";
import { type TenantTransaction, withTenant } from "@/db/client";
import { insertPaymentEvent, listOpenEvents, type OpenEvent } from "@/db/queries/payment-events";
import { findPayment, findPaymentByCheckout, findPaymentByProviderId } from "@/db/queries/payments";
import type { Payment, PaymentProfile } from "@/db/schema";
import type { Services } from "@/lib/services";
import { isUuid } from "@/lib/uuid";
import { isOldNews, isSaidBy } from "./old-news";
import { createSenders, type Sender, type Senders } from "./senders";
import { type StripeEvent, verifyStripeEvent } from "./stripe/stripe-event";
import { enqueueRead } from "./tasks";

type Needs = Pick<Services, "db" | "keyring" | "now">;

export type StripeNotice = { profileId: string; rawBody: Uint8Array; signature: string | null };

/** Everything else that Stripe may send is noted and left alone. */
const meaningful =
  /^(checkout\.session\.(completed|expired|async_payment_succeeded|async_payment_failed)|payment_intent\.(succeeded|payment_failed|canceled)|charge\.refunded|refund\.(created|updated|failed)|charge\.refund\.updated)$/;

/**
 * Checks who sent it, for which account and mode, stores it and queues its handling in one commit. Answers before any work is done. `senders`: what is
 * known of them, for whoever takes many notices.
 */
export async function receiveStripeEvent(
  services: Needs & { senders?: Senders },
  { profileId, rawBody, signature }: StripeNotice,
): Promise<"stored" | "duplicate" | "refused"> {
  const { db, now, senders = createSenders(services) } = services;
  if (!isUuid(profileId)) return "refused";
  const at = now();
  const verify = (sender: Sender) => verifyStripeEvent({ rawBody, signature, now: at }, sender.secretsAt(at));
  const found = await senders.find(profileId, (sender) => {
    const event = sender.profile.provider === "stripe" ? verify(sender) : null;
    return event && isForProfile(event, sender.profile) ? event : null;
  });
  if (!found) return "refused";
  const { sender, accepted: event } = found;
  const { merchantId } = sender.profile;
  return withTenant(db, merchantId, async (tx) => {
    const { payment, waiting } = await findSubject(tx, profileId, event);
    const said = { verified: true, type: event.type, objectIds: event.objectIds, taken: event.taken };
    const known = payment ? whatIsKnown(said, payment, waiting) : "Not about a payment of Upvendo.";
    const stored = await insertPaymentEvent(tx, {
      ...{ ...said, profileId, provider: "stripe", providerEventId: event.id, paymentId: payment?.id ?? null },
      bodyHash: createHash("sha256").update(rawBody).digest("hex"),
      ...(known === null ? {} : { status: payment ? "processed" : "ignored", what: known, processedAt: at }),
    });
    if (!stored) return "duplicate";
    await sender.noteEvent(tx, at);
    if (payment && known === null) await enqueueRead(tx, { merchantId, paymentId: payment.id });
    return "stored";
  });
}

/** Null for news. What another notice that still waits says just as well is done with that one. */
function whatIsKnown(said: Omit<OpenEvent, "id">, payment: Payment, waiting: readonly OpenEvent[]): string | null {
  if (isOldNews(said, payment)) return "Known before.";
  return waiting.some((other) => isSaidBy(other, said)) ? "Said by another notice, too." : null;
}

/** The secret proves the endpoint; a test event in production or one of another connected account is still not for us. */
function isForProfile({ livemode, account }: StripeEvent, profile: PaymentProfile): boolean {
  return livemode === !profile.testMode && (account === null || account === profile.accountId);
}

type Subject = { payment: Payment | null; waiting: readonly OpenEvent[] };

/** The payment that it is about, and the other notices of that one that nobody has asked about yet. */
async function findSubject(tx: TenantTransaction, profileId: string, event: StripeEvent): Promise<Subject> {
  if (!meaningful.test(event.type)) return { payment: null, waiting: [] };
  if (event.paymentId) {
    const [named, waiting] = await Promise.all([findPayment(tx, event.paymentId), listOpenEvents(tx, event.paymentId)]);
    if (named?.profileId === profileId) return { payment: named, waiting };
  }
  for (const id of event.objectIds) {
    const found =
      (await findPaymentByCheckout(tx, profileId, id)) ?? (await findPaymentByProviderId(tx, profileId, id));
    if (found) return { payment: found, waiting: await listOpenEvents(tx, found.id) };
  }
  return { payment: null, waiting: [] };
}
