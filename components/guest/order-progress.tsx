import clsx from "clsx";
import type { ReadGuestOrder } from "@/lib/guest/read-guest-order";

const steps = [
  { label: "Ordered", from: 0 },
  { label: "Paid", from: 1 },
  { label: "In the kitchen", from: 2 },
] as const;

/** How far it has come; never further than what is proven. */
const reached: Record<ReadGuestOrder["status"], number> = {
  ...{ awaiting_payment: 0, received: 1, confirming: 1, preparing: 2, ready: 2, out_for_delivery: 2, completed: 2 },
  ...{ payment_problem: 0, problem: 1, cancelled: 0, refunded: 1 },
};

export function OrderProgress({ status, paid, onTill }: Pick<ReadGuestOrder, "status" | "paid" | "onTill">) {
  // Seen to by hand: the restaurant calls it done, and the kitchen never had it.
  const byHand = status === "completed" && !onTill;
  const now = (status === "cancelled" && paid) || byHand ? 1 : reached[status];
  return (
    <ol className="grid grid-cols-3 gap-2" aria-label="Progress of your order">
      {steps.map(({ label, from }) => {
        const isReached = from <= now;
        return (
          <li
            key={label}
            aria-current={from === now ? "step" : undefined}
            className={clsx(
              "border-t-4 pt-2 text-sm",
              isReached ? "border-positive font-medium" : "border-line-strong text-muted",
            )}
          >
            {label}
            <span className="sr-only">{isReached ? ": reached" : ": not yet"}</span>
          </li>
        );
      })}
    </ol>
  );
}
