import { createHash } from "node:crypto";
import { type TenantTransaction, withTenant } from "@/db/client";
import { insertPaymentEvent } from "@/db/queries/payment-events";
import {
  findPaymentProfile,
  findProfileMerchant,
  listWebhookSecrets,
  noteProfileEvent,
} from "@/db/queries/payment-profiles";
import { findPayment, findPaymentByCheckout, findPaymentByProviderId } from "@/db/queries/payments";
import type { Payment, PaymentProfile } from "@/db/schema";
import type { Services } from "@/lib/services";
import { isUuid } from "@/lib/uuid";
import { openWebhookSecret } from "./credentials";
import { isOldNews } from "./old-news";
import { type StripeEvent, verifyStripeEvent } from "./stripe/stripe-event";
import { enqueueRead } from "./tasks";

type Needs = Pick<Services, "db" | "keyring" | "now">;

export type StripeNotice = { profileId: string; rawBody: Uint8Array; signature: string | null };

/** Everything else that Stripe may send is noted and left alone. */
const meaningful =
  /^(checkout\.session\.(completed|expired|async_payment_succeeded|async_payment_failed)|payment_intent\.(succeeded|payment_failed|canceled)|charge\.refunded|refund\.(created|updated|failed)|charge\.refund\.updated)$/;

/** Checks who sent it, for which account and mode, stores it and queues its handling in one commit. Answers before any work is done. */
export async function receiveStripeEvent(
  { db, keyring, now }: Needs,
  { profileId, rawBody, signature }: StripeNotice,
): Promise<"stored" | "duplicate" | "refused"> {
  const merchantId = isUuid(profileId) ? await findProfileMerchant(db, profileId) : null;
  if (!merchantId) return "refused";
  const at = now();
  return withTenant(db, merchantId, async (tx) => {
    const [profile, secrets] = await Promise.all([
      findPaymentProfile(tx, profileId),
      listWebhookSecrets(tx, profileId, at),
    ]);
    if (profile?.provider !== "stripe") return "refused";
    const opened = secrets.map((row) => openWebhookSecret(keyring, row));
    const event = verifyStripeEvent({ rawBody, signature, now: at }, opened);
    if (!event || !isForProfile(event, profile)) return "refused";
    const payment = meaningful.test(event.type) ? await findSubject(tx, profileId, event) : null;
    const said = { verified: true, type: event.type, objectIds: event.objectIds };
    const isOld = payment !== null && isOldNews(said, payment);
    const stored = await insertPaymentEvent(tx, {
      ...{ ...said, profileId, provider: "stripe", providerEventId: event.id, paymentId: payment?.id ?? null },
      bodyHash: createHash("sha256").update(rawBody).digest("hex"),
      ...(payment ? {} : { status: "ignored", what: "Not about a payment of Upvendo.", processedAt: at }),
      ...(isOld ? { status: "processed", what: "Known before.", processedAt: at } : {}),
    });
    if (!stored) return "duplicate";
    await noteProfileEvent(tx, profile, at);
    if (payment && !isOld) await enqueueRead(tx, { merchantId, paymentId: payment.id });
    return "stored";
  });
}

/** The secret proves the endpoint; a test event in production or one of another connected account is still not for us. */
function isForProfile({ livemode, account }: StripeEvent, profile: PaymentProfile): boolean {
  return livemode === !profile.testMode && (account === null || account === profile.accountId);
}

async function findSubject(tx: TenantTransaction, profileId: string, event: StripeEvent): Promise<Payment | null> {
  const named = event.paymentId ? await findPayment(tx, event.paymentId) : null;
  if (named?.profileId === profileId) return named;
  for (const id of event.objectIds) {
    const found =
      (await findPaymentByCheckout(tx, profileId, id)) ?? (await findPaymentByProviderId(tx, profileId, id));
    if (found) return found;
  }
  return null;
}
