import { Alert } from "@/components/ui/alert";
import { formatLogInstant, type Region } from "@/lib/format";
import type { SlipView } from "@/lib/orders/order-view";

const said: Record<SlipView["kind"], string> = {
  not_on_till: "that this order is not on the till",
  now_on_till: "that this order is on the till after all",
  cancelled: "that this order was cancelled",
};

/** What the kitchen was told on paper; where nobody knows that it was, in a colour that asks for somebody. */
export function KitchenSlip({ slip: { kind, state, at, reason }, region }: { slip: SlipView; region: Region }) {
  const what = said[kind];
  if (state === "waiting" || state === "leaving")
    return <p className="text-sm text-pretty">The kitchen is being told by a printed message {what}.</p>;
  if (state === "told")
    return (
      <p className="text-sm text-pretty">
        The kitchen was told by a printed message {what} ({formatLogInstant(at, region)}). Lightspeed does not say
        whether anybody read it.
      </p>
    );
  return (
    <Alert tone="warning" title="Tell the kitchen yourself">
      {state === "untold"
        ? `It could not be told by a printed message ${what}.`
        : `The printed message ${what} may not have arrived; it is not printed twice.`}
      {reason && ` ${reason}`}
    </Alert>
  );
}
