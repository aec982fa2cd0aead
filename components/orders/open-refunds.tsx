import { Alert } from "@/components/ui/alert";
import { formatLogInstant, formatMoney, type Region } from "@/lib/format";
import type { OpenRefundView } from "@/lib/orders/order-view";

/** Money that is to go back and has not been proven to have: with what stands in its way. */
export function OpenRefunds({ refunds, region }: { refunds: readonly OpenRefundView[]; region: Region }) {
  return refunds.map((refund) => {
    const { id, amountMinor, currency, at, taken, problem } = refund;
    const amount = formatMoney(amountMinor, currency, region);
    const stuck = problem !== null && !taken;
    const since = `decided ${formatLogInstant(at, region)}`;
    return (
      <Alert
        key={id}
        tone={stuck ? "warning" : "neutral"}
        title={
          stuck ? `${amount} could not be given back yet (${since})` : `${amount} is going back to the guest (${since})`
        }
      >
        {nextOf(refund)}
      </Alert>
    );
  });
}

function nextOf({ taken, problem }: OpenRefundView): string {
  const once = "Do not give it back another way meanwhile, or the guest may get it twice.";
  if (taken) return `The payment provider has taken it and has not finished. ${once}`;
  return problem === null ? "It is being given back." : `${problem} It is tried again by itself. ${once}`;
}
