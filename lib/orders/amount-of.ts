import type { TenantTransaction } from "@/db/client";
import { findClaimedAmount } from "@/db/queries/order-timeline";
import type { Order } from "@/db/schema";
import type { OurPayment } from "./our-payment";

/**
 * What a payment came to on the check, without the tip. Of several that were sent each went with an amount of its own, since money may have been given
 * back between them: the one that was committed before its call counts, not what the newest was to be.
 */
export async function amountOf(
  tx: TenantTransaction,
  { id, repayments, tillAmountMinor, totalMinor, tipMinor }: Order,
  { reference, amountMinor }: Partial<OurPayment>,
): Promise<number> {
  const owed = totalMinor - tipMinor;
  if (reference === undefined || repayments === 0) return tillAmountMinor ?? amountMinor ?? owed;
  const claimed = await findClaimedAmount(tx, id, reference);
  return claimed ?? amountMinor ?? tillAmountMinor ?? owed;
}
