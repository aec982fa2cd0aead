import { paymentReferences } from "./order-number";
import type { TillView } from "./read-till";

export type OurPayment = { reference: string; amountMinor?: number };

/**
 * Our payments on the check or receipt, by their references: none where there is none, or where nothing could be seen. One that was thought
 * lost, and that a person's new try was to replace, counts like any other; a second one is one too many.
 */
export function ourPayments(order: Parameters<typeof paymentReferences>[0], seen: TillView): OurPayment[] {
  const ours = new Set(paymentReferences(order));
  const of = (reference: string | null | undefined) => (reference && ours.has(reference) ? reference : null);
  if (seen.kind === "check")
    return (seen.check.payments ?? []).flatMap(({ externalReference, active, paidMinor }) => {
      const reference = active === false ? null : of(externalReference);
      if (reference === null) return [];
      return [typeof paidMinor === "number" ? { reference, amountMinor: paidMinor } : { reference }];
    });
  if (seen.kind === "sale")
    return (seen.sale.payments ?? []).flatMap(({ externalReference }) => {
      const reference = of(externalReference);
      return reference === null ? [] : [{ reference }];
    });
  return [];
}
