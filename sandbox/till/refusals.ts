import type { PaymentFailure } from "../webhooks/notify";
import type { Site } from "../world/world";
import { timedOut } from "./perform-payment";
import { nextNumber } from "./till-state";

/** What the staff turns down of what comes next. `error` is one of the vendor's words for a payment that fails. */
export type Refusal = { kind: "orders" | "payments"; reason: string; error?: string | undefined };

/** The next one of its kind that reaches the till meets this; several wait in their order. */
export function refuseNext({ till }: Site, refusal: Refusal): void {
  till.refusals.set(String(nextNumber(till, "refusals")), refusal);
}

/** Gives a refusal that waits for this kind, once. */
export function takeRefusal({ till }: Site, kind: Refusal["kind"]): Refusal | undefined {
  const [first] = till.refusals
    .entries()
    .filter(([, refusal]) => refusal.kind === kind)
    .sort(([a], [b]) => Number(a) - Number(b));
  if (first) till.refusals.delete(first[0]);
  return first?.[1];
}

export function paymentFailureOf({ reason, error }: Refusal): PaymentFailure {
  if (error === "TIMEOUT") return timedOut;
  return { reason, errors: { account: { type: error ?? "UNKNOWN" } } };
}
