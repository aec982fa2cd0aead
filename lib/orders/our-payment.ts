import type { Order } from "@/db/schema";
import type { TillView } from "./read-till";

/** Whether our payment is on the check or receipt, by its reference; null where it is not, or where nothing could be seen. */
export function ourPayment(
  { paymentReference }: Pick<Order, "paymentReference">,
  seen: TillView,
): { amountMinor?: number } | null {
  if (seen.kind === "check") {
    const found = (seen.check.payments ?? []).find(
      ({ externalReference, active }) => externalReference === paymentReference && active !== false,
    );
    if (!found) return null;
    return typeof found.paidMinor === "number" ? { amountMinor: found.paidMinor } : {};
  }
  if (seen.kind === "sale") {
    const found = (seen.sale.payments ?? []).some(({ externalReference }) => externalReference === paymentReference);
    return found ? {} : null;
  }
  return null;
}
