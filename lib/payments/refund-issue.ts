import { type TenantTransaction, withTenant } from "@/db/client";
import { findPaymentProfile } from "@/db/queries/payment-profiles";
import { findPayment } from "@/db/queries/payments";
import { findRefund } from "@/db/queries/refunds";
import type { PaymentProfile, Refund } from "@/db/schema";
import { raiseIssue } from "@/lib/attention/raise-issue";
import { resolveIssue } from "@/lib/attention/resolve-issue";
import { formatMoney } from "@/lib/format";
import { publishLive } from "@/lib/live/publish";
import { regionOf } from "@/lib/locations/region-of";
import type { Services } from "@/lib/services";
import { checkSoon } from "./profiles/check-due-keys";
import { ProviderError, providerNames } from "./provider-error";

const kind = "refund";
const HOUR_MS = 3_600_000;
/** One that the provider has taken may wait for the balance or the guest's bank; one that it has not taken should be gone. */
const waits = { taken: 24 * HOUR_MS, untaken: HOUR_MS };

type Target = { merchantId: string; refundId: string };

/** A refund is still open: told to a person at once where the keys stand in the way, otherwise once that is too long. */
export async function tellRefundOpen(
  services: Pick<Services, "db" | "now">,
  { merchantId, refundId }: Target,
  cause: unknown,
): Promise<void> {
  const refused = cause instanceof ProviderError && cause.kind === "credentials";
  const profile = await withTenant(services.db, merchantId, async (tx) => {
    const refund = await findRefund(tx, refundId);
    const payment = refund && (await findPayment(tx, refund.paymentId));
    const found = payment?.profileId ? await findPaymentProfile(tx, payment.profileId) : null;
    if (!refund || !payment || !found || refund.settledAt !== null) return null;
    const at = services.now();
    const wait = refund.providerRefundId === null ? waits.untaken : waits.taken;
    if (!refused && at.getTime() - refund.createdAt.getTime() < wait) return found;
    const { locationId, orderId, description } = payment;
    const amount = formatMoney(refund.amountMinor, refund.currency, await regionOf(tx, locationId));
    const told = { refund, amount, profile: found, description };
    await raiseIssue(tx, {
      ...{ merchantId, kind, key: refundId, locationId, href: `/orders/${orderId}`, at },
      ...(refused ? wordsOfRefusal(told) : wordsOfWaiting(told)),
    });
    await publishLive(tx, merchantId, "orders");
    return found;
  });
  if (refused && profile) await checkSoon(services, profile);
}

/** It has ended, well or not: what failed is told by the order. */
export async function tellRefundEnded(
  tx: TenantTransaction,
  { id, status, problem }: Pick<Refund, "id" | "status" | "problem">,
  at: Date,
): Promise<void> {
  const proof = status === "succeeded" ? "The money was given back." : (problem ?? "It will not be tried again.");
  await resolveIssue(tx, { merchantId: tx.merchantId, kind, key: id, proof, at });
}

const ONCE = "Do not give it back another way meanwhile, or the guest may get it twice.";

type Told = { refund: Refund; amount: string; profile: PaymentProfile; description: string };

function wordsOfRefusal({ refund, amount, profile, description }: Told) {
  const { id, name, provider, removedAt } = profile;
  const who = providerNames[provider];
  const words = {
    severity: "critical" as const,
    title: `${amount} could not be given back (${description})`,
    body: `${refund.problem ?? ""} ${standing(refund)} It is tried again every quarter of an hour.`.trim(),
  };
  if (removedAt === null)
    return {
      ...words,
      remedy: `Open “${name}” in Settings › Payments and replace its keys with ones that may give money back: then it goes out by itself. ${ONCE}`,
      href: `/settings/payments/${id}#keys`,
    };
  const remedy = `“${name}” was removed, so its keys cannot be replaced. Look in ${who}'s own dashboard whether this refund is there; only if it is not, give the money back there.`;
  return { ...words, remedy };
}

function wordsOfWaiting({ refund, amount, profile, description }: Told) {
  const who = providerNames[profile.provider];
  if (refund.providerRefundId !== null)
    return {
      severity: "warning" as const,
      title: `${who} has not finished giving ${amount} back (${description})`,
      body: `${who} has taken the refund (${refund.providerRefundId}) and has not given it out for more than a day.`,
      remedy: `Look for it in ${who}'s own dashboard: it may wait until your balance there covers it. ${ONCE}`,
    };
  return {
    severity: "critical" as const,
    title: `${amount} could not be given back yet (${description})`,
    body: `${refund.problem ?? `${who} has not said what became of it.`} ${standing(refund)} It is tried again by itself.`,
    remedy: `Wait, or ask ${who}'s support if everything else works there. ${ONCE}`,
  };
}

/** Whether any of it may have left. */
const standing = ({ status }: Refund) =>
  status === "requested" ? "The guest has not got it back." : "Nobody knows yet whether the guest has got it back.";
