import type { Order } from "@/db/schema";

/**
 * The two ways of an amount to the till, apart on purpose: inside an order the vendor's amount contains the tip, in a payment of its own
 * it does not. An order uses one of them, never both.
 */
type Money = Pick<Order, "totalMinor" | "tipMinor" | "paymentMode">;

export type EmbeddedPayment = { amountIncludingTipMinor: number; tipMinor?: number };

/** For the body of an order; null where the payment goes its own way. */
export function embeddedPayment({ totalMinor, tipMinor, paymentMode }: Money): EmbeddedPayment | null {
  if (paymentMode !== "embedded") return null;
  return { amountIncludingTipMinor: totalMinor, ...(tipMinor > 0 ? { tipMinor } : {}) };
}

export type SeparatePayment = { amountExcludingTipMinor: number; tipMinor?: number };

/** For a payment call; null where the order carried it. Never more than is due, which the till would refuse. */
export function separatePayment(
  { totalMinor, tipMinor, paymentMode }: Money,
  dueMinor: number | null,
): SeparatePayment | null {
  if (paymentMode !== "separate") return null;
  const owed = totalMinor - tipMinor;
  const amountExcludingTipMinor = dueMinor === null ? owed : Math.min(owed, dueMinor);
  return { amountExcludingTipMinor, ...(tipMinor > 0 ? { tipMinor } : {}) };
}
