import type { ReactNode } from "react";
import { Badge } from "@/components/ui/badge";
import { Card } from "@/components/ui/card";
import { StatGrid } from "@/components/ui/stat-grid";
import { formatInstant, formatLogInstant, type Region, zoneName } from "@/lib/format";
import type { FailureExplanation } from "@/lib/orders/explain-failure";
import type { OrderDetail } from "@/lib/orders/order-view";
import { FailureAlert } from "./failure-alert";
import { KitchenSlip } from "./kitchen-slip";
import { OpenRefunds } from "./open-refunds";
import { channelWords, flagTitles, kindWords, statusWords } from "./words";

type OrderSummaryProps = {
  order: OrderDetail;
  failure: FailureExplanation | null;
  flag: FailureExplanation | null;
  actions: ReactNode;
  region: Region;
};

export function OrderSummary({ order, failure, flag, actions, region }: OrderSummaryProps) {
  const state = statusWords(order);
  const { reached } = order;
  const at = (iso: string | null) => (iso ? formatLogInstant(iso, region) : "–");
  return (
    <Card id="order" title="Where it stands" description={`Times are in ${zoneName(region)}.`} footer={actions}>
      <div className="grid gap-4">
        <div className="flex flex-wrap gap-1.5">
          <Badge tone={state.tone}>{state.text}</Badge>
          {order.resolved && <Badge>Resolved by {order.resolved.by}</Badge>}
          {order.posStage && <Badge>Till: {order.posStage.replaceAll("_", " ")}</Badge>}
        </div>
        {failure && <FailureAlert tone="negative" title="Why did this fail?" failure={failure} />}
        {flag && <FailureAlert tone="warning" title={flagTitles[order.flag ?? ""] ?? "The money"} failure={flag} />}
        <OpenRefunds refunds={order.openRefunds} region={region} />
        {order.slips.map((slip) => (
          <KitchenSlip key={slip.kind} slip={slip} region={region} />
        ))}
        <Waiting order={order} region={region} />
        <StatGrid
          className="grid grid-cols-2 gap-x-6 gap-y-4 md:grid-cols-4"
          stats={[
            ["Placed", at(order.createdAt)],
            ["Paid", at(reached.paidAt)],
            ["Taken by Lightspeed", at(reached.submittedAt)],
            ["On the till", at(reached.onPosAt)],
            ["Settled", at(reached.settledAt)],
            ["Channel", channelWords[order.channel]],
            ["Kind", kindWords[order.kind]],
            ["Table", order.table ?? "–"],
            ["Location", order.location.name],
            order.collectAt !== null && ["Pick-up", formatInstant(order.collectAt, region)],
            ["Check on the till", order.accountIdentifier ?? "–"],
            ["Reference", order.reference],
            ["Payment reference", order.paymentReference],
          ]}
        />
      </div>
    </Card>
  );
}

/** What happens next by itself, and when. */
function Waiting({ order, region }: { order: OrderDetail; region: Region }) {
  const sentence = nextSentence(order, region);
  return sentence && <p className="text-sm text-pretty">{sentence}</p>;
}

function nextSentence(
  { status, step, refundDueAt, deliverableUntil, actions: { refundAfter } }: OrderDetail,
  region: Region,
): string | null {
  const at = (iso: string) => formatLogInstant(iso, region);
  if (refundDueAt && status === "cancelled") return `The guest's money goes back by itself at ${at(refundDueAt)}.`;
  if (refundDueAt)
    return `The guest's money goes back by itself at ${at(refundDueAt)}, unless somebody sends the order again or marks it as resolved.`;
  if (status === "unconfirmed")
    return step === "order"
      ? "No word came from the till in time. It is looked for there before anything else is done; it is not sent twice, and no money goes back while the till may still print it."
      : "No word about the payment came in time. The check is read before anything else is done; it is not paid twice.";
  if (status === "submitted" && deliverableUntil)
    return `Lightspeed has queued it; the till has not confirmed it yet. It can be printed until ${at(deliverableUntil)}.`;
  if (refundAfter) return `The till may still print it: money can be given back from ${at(refundAfter)} on.`;
  return null;
}
