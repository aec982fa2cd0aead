import { createHash } from "node:crypto";
import type { Order } from "@/db/schema";

/** Crockford's base 32: no letter that is misread over the phone. */
const letters = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/** `UPV-001`, `UPV-1000`: as many digits as it takes, at least three. */
export const orderNumber = (sequence: number): string => `UPV-${String(sequence).padStart(3, "0")}`;

type Named = Pick<Order, "id" | "environment" | "number"> & { resubmissions?: number; repayments?: number };

/**
 * What Lightspeed knows the order by: at most 48 characters, and no other merchant's or environment's. It follows from the order alone,
 * so that every process and every attempt makes the same one; only a person's new try after a definite failure makes another.
 */
export function orderReference({ id, environment, number, resubmissions = 0 }: Named): string {
  return `${number}-${suffix("order", environment, id, resubmissions)}`;
}

/** The same for the payment on the check: at most 50 characters. */
export function paymentReference({ id, environment, number, repayments = 0 }: Named): string {
  return `${number}-P${suffix("payment", environment, id, repayments)}`;
}

/** Every one that a payment of the order was ever sent with. */
export const paymentReferences = (order: Named & Pick<Order, "paymentReference">): string[] => [
  order.paymentReference,
  ...Array.from({ length: (order.repayments ?? 0) + 1 }, (_, repayments) => paymentReference({ ...order, repayments })),
];

/** 80 bits. */
function suffix(...parts: (string | number)[]): string {
  const digest = createHash("sha256").update(parts.join("\n")).digest();
  let text = "";
  for (let bit = 0; bit < 80; bit += 5) {
    const [high = 0, low = 0] = [digest[bit >> 3], digest[(bit >> 3) + 1]];
    text += letters[(((high << 8) | low) >> (11 - (bit % 8))) & 31];
  }
  return text;
}
