import type { Difference } from "@/db/schema";
import type { OrderSide } from "./day-books";

/** A merchant's test order takes no money, and its receipt is voided by design. */
export const isCompared = ({ channel }: Pick<OrderSide, "channel">): boolean => channel !== "test";

type Found = Omit<Difference, "kind" | "order" | "reference" | "currency"> & { reference?: string | null };

export const differenceOf = (
  { id, number, currency }: OrderSide,
  kind: Difference["kind"],
  { reference = null, ...amounts }: Found,
): Difference => ({ kind, order: { id, number }, currency, reference, ...amounts });
