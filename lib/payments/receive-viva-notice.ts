import { createHash } from "node:crypto";
import type { z } from "zod";
import { type TenantTransaction, withTenant } from "@/db/client";
import { insertPaymentEvent, listOpenEvents, listStrays, STRAY } from "@/db/queries/payment-events";
import { findPayment, findPaymentByCheckout } from "@/db/queries/payments";
import type { Services } from "@/lib/services";
import { isUuid } from "@/lib/uuid";
import { createSenders, type Sender, type Senders } from "./senders";
import { enqueueRead } from "./tasks";
import { notice, parseLossless } from "./viva/viva-wire";

const MOST_WAITING = 20;

/** Payment made, payment given back, payment failed. */
const eventTypes: Record<string, string> = { "1796": "payment", "1797": "reversal", "1798": "failure" };

/**
 * Viva Wallet signs nothing, so a notice only says where to look: it is kept where its order code is one of ours, and the
 * transaction is then read. A stranger's notice leads nowhere; one that bears a mark of ours is kept for the daily comparison. `senders`: what is known of
 * the profiles, for whoever takes many notices.
 */
export async function receiveVivaNotice(
  services: Pick<Services, "db" | "keyring" | "now"> & { senders?: Senders },
  { profileId, rawBody }: { profileId: string; rawBody: string },
): Promise<"stored" | "ignored" | "malformed" | "refused"> {
  const { db, now, senders = createSenders(services) } = services;
  const found = isUuid(profileId) ? await senders.find(profileId, isOfViva) : null;
  if (!found) return "refused";
  const parsed = notice.safeParse(parseLossless(rawBody));
  if (!parsed.success) return "malformed";
  const { EventTypeId, EventData } = parsed.data;
  const type = eventTypes[EventTypeId];
  if (!type) return "ignored";
  const isForAccount = ({ profile }: Sender) => !EventData.MerchantId || EventData.MerchantId === profile.accountId;
  const ours = await senders.find(profileId, (sender) => isForAccount(sender) || null);
  if (!ours) return "ignored";

  const { merchantId } = ours.sender.profile;
  return withTenant(db, merchantId, async (tx) => {
    const payment = await findPaymentByCheckout(tx, profileId, EventData.OrderCode);
    if (!payment) return type === "payment" ? noteStray(tx, profileId, EventData, rawBody) : "ignored";
    await ours.sender.noteEvent(tx, now());
    // Anybody could send these without end. More of them waiting could say nothing more: one reading answers all.
    if ((await listOpenEvents(tx, payment.id)).length < MOST_WAITING)
      await insertPaymentEvent(tx, {
        ...{ profileId, provider: "viva", verified: false, type, paymentId: payment.id },
        objectIds: [EventData.OrderCode, ...(EventData.TransactionId ? [EventData.TransactionId] : [])],
        bodyHash: hashOf(rawBody),
      });
    await enqueueRead(tx, { merchantId, paymentId: payment.id });
    return "stored";
  });
}

const isOfViva = ({ profile }: Sender) => profile.provider === "viva" || null;

const hashOf = (rawBody: string) => createHash("sha256").update(rawBody).digest("hex");

/**
 * It names a payment as we name ours, and we have none: as after the restore of a backup. Viva Wallet shows its books one payment order at a time,
 * so the order code is kept; whether money was taken under our mark is what Viva Wallet says then.
 */
async function noteStray(
  tx: TenantTransaction,
  profileId: string,
  { OrderCode: checkoutId, MerchantTrns }: z.output<typeof notice>["EventData"],
  rawBody: string,
): Promise<"stored" | "ignored"> {
  const named = MerchantTrns ?? "";
  if (!isUuid(named) || (await findPayment(tx, named))) return "ignored";
  const known = await listStrays(tx, profileId);
  if (known.length >= MOST_WAITING || known.some((stray) => stray.checkoutId === checkoutId)) return "ignored";
  await insertPaymentEvent(tx, {
    ...{ profileId, provider: "viva", verified: false, type: STRAY, objectIds: [checkoutId, named] },
    bodyHash: hashOf(rawBody),
  });
  return "stored";
}
