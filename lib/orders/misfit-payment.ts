import type { TenantTransaction } from "@/db/client";
import { listPaymentsOfOrder } from "@/db/queries/payments";
import type { Order } from "@/db/schema";
import { formatMoney } from "@/lib/format";
import { regionOf } from "@/lib/locations/region-of";

/** What a guest paid that is not what the order costs, and that has not gone back. */
export type Misfit = { paid: string; asked: string };

type Unpaid = Pick<Order, "id" | "status" | "paidAt" | "locationId" | "totalMinor" | "currency">;

const mayHaveOne: readonly Order["status"][] = ["draft", "awaiting_payment", "cancelled"];

/** Of an order that nothing else has paid; null where there is none. */
export async function findMisfit(tx: TenantTransaction, order: Unpaid): Promise<Misfit | null> {
  if (order.paidAt !== null || !mayHaveOne.includes(order.status)) return null;
  const payments = await listPaymentsOfOrder(tx, order.id);
  const misfit = payments.find(
    ({ status, problem, amountMinor, capturedMinor, refundedMinor }) =>
      status === "captured" && problem !== null && (capturedMinor ?? amountMinor) > refundedMinor,
  );
  if (!misfit) return null;
  const region = await regionOf(tx, order.locationId);
  return {
    paid: formatMoney(misfit.capturedMinor ?? misfit.amountMinor, misfit.capturedCurrency ?? misfit.currency, region),
    asked: formatMoney(order.totalMinor, order.currency, region),
  };
}

/** For the guest, whom nobody may let pay twice without knowing it. */
export function misfitWords({ paid, asked }: Misfit, status: Order["status"]): string {
  if (status === "cancelled")
    return `Your order was cancelled and has not gone to the kitchen. We received ${paid}, which was not what it cost: the restaurant was told to give it back to you.`;
  const why =
    paid === asked ? "in a way that does not fit this order" : `which is not what this order costs (${asked})`;
  return `We received ${paid}, ${why}, so it has not gone to the kitchen. The restaurant was told and gives this money back or settles it with you. Please talk to the staff before you pay again.`;
}
