import { withTenant } from "@/db/client";
import { findPayment } from "@/db/queries/payments";
import type { Payment, PaymentStatus } from "@/db/schema";
import { log } from "@/lib/log";
import type { Services } from "@/lib/services";
import { ProviderError } from "./provider-error";
import { readPayment } from "./read-payment";
import { enqueueRead } from "./tasks";

type Needs = Pick<Services, "db" | "keyring" | "payments" | "now">;

export type ReturnOutcome = {
  status: PaymentStatus;
  /** For the guest: why the card was declined. */
  problem: string | null;
};

/** Reloading the page must not become a way to let us call the provider without end. */
const LEAST_BETWEEN_READS_MS = 3_000;

/**
 * What became of the payment, for a guest who came back from the provider's page: read from the provider, never from the address.
 * The notice may come first, at the same time or never; the order is told once either way. Null when there is no such payment.
 */
export async function confirmReturn(
  services: Needs,
  { merchantId, paymentId }: { merchantId: string; paymentId: string },
): Promise<ReturnOutcome | null> {
  const { db, now } = services;
  const before = await withTenant(db, merchantId, (tx) => findPayment(tx, paymentId));
  if (!before) return null;
  const justRead = before.lastReadAt && now().getTime() - before.lastReadAt.getTime() < LEAST_BETWEEN_READS_MS;
  if (before.status !== "open" || justRead) return outcomeOf(before);
  try {
    const after = await readPayment(services, { merchantId, paymentId, because: "returned" });
    if (after && after.status !== "open")
      await withTenant(db, merchantId, (tx) => enqueueRead(tx, { merchantId, paymentId }));
    return outcomeOf(after ?? before);
  } catch (error) {
    if (!(error instanceof ProviderError)) throw error;
    log.info({ error, paymentId }, "a returning guest's payment could not be read");
    return outcomeOf(before);
  }
}

const outcomeOf = ({ status, problem }: Payment): ReturnOutcome => ({ status, problem });
