import type { KSeriesClient, Sale } from "@/lib/k-series";
import type { Receipt } from "./day-books";

export type TillDay = { complete: boolean; nextStart: string | null; receipts: Receipt[] };

/** The till's receipts of a business day. V1 files corrections on the day that they correct. */
export async function readReceipts(
  client: Pick<KSeriesClient, "sales">,
  { placeId, day, currency }: { placeId: string; day: string; currency: string },
): Promise<TillDay> {
  const answer = await client.sales.getDay({
    businessLocationId: placeId,
    query: { include: ["payments"], date: day },
  });
  return {
    complete: answer.dataComplete === true,
    nextStart: answer.nextStartOfDay ?? null,
    receipts: answer.sales.map((sale) => receiptOf(sale, { placeId, currency })),
  };
}

function receiptOf(sale: Sale, { placeId, currency }: { placeId: string; currency: string }): Receipt {
  const prefix = `TASK:OO-${placeId}-`;
  return {
    identifier: sale.accountIdentifier ?? "",
    type: sale.type ?? "SALE",
    cancelled: sale.cancelled === true,
    references: (sale.externalReferences ?? [])
      .filter((one) => one.startsWith(prefix))
      .map((one) => one.slice(prefix.length)),
    corrects: sale.source?.previousAccountId ?? null,
    payments: (sale.payments ?? [])
      // In another currency than the location's it is no payment of ours.
      .filter((payment) => payment.currency === currency)
      .map(({ externalReference, code, paidMinor, tipMinor }) => ({
        ...{ reference: externalReference ?? null, code: code ?? null },
        ...{ amountMinor: paidMinor ?? 0, tipMinor: tipMinor ?? 0 },
      })),
  };
}
