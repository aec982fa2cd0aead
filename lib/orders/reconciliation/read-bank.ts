import type { Stray } from "@/db/queries/payment-events";
import type { Payment, PaymentProfile } from "@/db/schema";
import { clientFor } from "@/lib/payments/client-for";
import type { ProviderClient, Reading } from "@/lib/payments/provider-client";
import { ProviderError } from "@/lib/payments/provider-error";
import type { Services } from "@/lib/services";
import type { BankLine } from "./day-books";

type Window = { from: Date; to: Date };
type Needs = Pick<Services, "keyring" | "payments">;

/**
 * A provider's books of a business day: as a whole where it shows them so, otherwise payment by payment. What bears no mark of ours and is no
 * payment of ours stays in the list and is left aside by who compares.
 */
export async function readBank(
  services: Needs,
  profile: PaymentProfile,
  window: Window,
  { payments, strays }: { payments: readonly Payment[]; strays: readonly Stray[] },
): Promise<BankLine[]> {
  const client = clientFor(services, profile);
  if (client.listEntries === null)
    return [...(await readEach(client, profile, payments)), ...(await readStrays(client, profile, strays))];
  const entries = await client.listEntries(window.from, window.to);
  return entries.map(({ checkoutId: _, ...entry }) => ({ ...entry, profileId: profile.id }));
}

/** What the provider says of these payments now, whenever it happened. */
export async function readPayments(
  services: Needs,
  profile: PaymentProfile,
  payments: readonly Payment[],
): Promise<BankLine[]> {
  return readEach(clientFor(services, profile), profile, payments);
}

/** What notices named that we have no payment of: only what the provider itself says to bear that mark. */
const readStrays = (client: ProviderClient, profile: PaymentProfile, strays: readonly Stray[]) =>
  readEach(
    client,
    profile,
    strays.map(({ paymentId: id, checkoutId }) => ({ id, checkoutId })),
    ({ mismatches }) => mismatches.length === 0,
  );

async function readEach(
  client: ProviderClient,
  { id: profileId }: PaymentProfile,
  payments: readonly Pick<Payment, "id" | "checkoutId">[],
  counts: (reading: Reading) => boolean = () => true,
): Promise<BankLine[]> {
  const lines: BankLine[] = [];
  for (const { id, checkoutId } of payments) {
    if (checkoutId === null) continue;
    const reading = await client.read({ id, checkoutId, isTaken: true }).catch(orNone);
    if (!reading?.capture || !counts(reading)) continue;
    const { providerPaymentId, amountMinor, currency, at } = reading.capture;
    const line = { profileId, providerPaymentId, paymentId: id, currency };
    lines.push({ ...line, kind: "capture", providerId: providerPaymentId, refundId: null, amountMinor, at });
    for (const refund of reading.refunds.filter(({ status }) => status !== "failed"))
      lines.push({
        ...{ ...line, kind: "refund", providerId: refund.providerRefundId, refundId: refund.refundId },
        ...{ amountMinor: refund.amountMinor, at: refund.at },
      });
  }
  return lines;
}

/** What the provider does not know is not in its books. */
function orNone(error: unknown): null {
  if (error instanceof ProviderError && error.kind === "not_found") return null;
  throw error;
}
