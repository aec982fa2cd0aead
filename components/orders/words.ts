import type { Tone } from "@/components/ui/badge";

import type {
  LedgerAccount,
  OrderChannel,
  OrderKind,
  OrderListItem,
  OrderStatus,
  OrderStep,
} from "@/lib/orders/order-view";

type Words = { text: string; tone: Tone };

const statuses: Record<OrderStatus, Words> = {
  draft: { text: "Being placed", tone: "neutral" },
  awaiting_payment: { text: "Waits for the payment", tone: "neutral" },
  paid: { text: "Paid, being sent", tone: "neutral" },
  submitting: { text: "Being sent", tone: "neutral" },
  submitted: { text: "Waits for the till", tone: "neutral" },
  on_pos: { text: "On the till", tone: "neutral" },
  settling: { text: "On the till, being settled", tone: "neutral" },
  completed: { text: "On the till and settled", tone: "positive" },
  failed: { text: "Not on the till", tone: "negative" },
  unconfirmed: { text: "Not confirmed", tone: "warning" },
  cancelled: { text: "Cancelled", tone: "neutral" },
  refunded: { text: "Given back", tone: "neutral" },
};

type Stands = { status: OrderStatus; step: OrderStep; seenTo?: boolean };

/** Green only where the till has the order and the money. */
export function statusWords({ status, step, seenTo = false }: Stands): Words {
  if (status === "completed" && seenTo) return { text: "Seen to by hand", tone: "neutral" };
  if (status === "failed" && step === "payment") return { text: "On the till, not settled", tone: "negative" };
  if (status === "unconfirmed" && step === "payment") return { text: "Payment not confirmed", tone: "warning" };
  return statuses[status];
}

export const channelWords: Record<OrderChannel, string> = {
  kiosk: "Kiosk",
  online: "Online Ordering",
  table_qr: "Table QR",
  in_house: "In-house",
  test: "Test order",
};

export const kindWords: Record<OrderKind, string> = { local: "Dine-in", to_go: "Takeaway" };

export const placeWord = ({ kind, table }: Pick<OrderListItem, "kind" | "table">): string =>
  table ? `Table ${table}` : kindWords[kind];

export const accountWords: Record<LedgerAccount, string> = {
  guest: "The guest owes",
  cart: "Sold",
  tip: "Tip",
  held: "At the payment provider",
  till: "On the till",
  till_tip: "Tip on the till",
  refunded: "Given back",
};

export const flagTitles: Record<string, string> = {
  payment_mismatch: "A payment does not fit",
  paid_twice: "Paid more than once",
  paid_late: "Paid when nobody expected it",
  paid_after_cancel: "Paid after it was called off",
  refunded_in_flight: "Given back while on its way to the kitchen",
  refund_failed: "The money could not be given back",
  till_total_differs: "The till asks for another amount",
  printed_after_resolved: "On the till after it was resolved",
  printed_after_end: "Printed after it was called off",
  printed_twice: "On the till twice",
  paid_on_till_twice: "Booked on the till twice",
  booked_after_end: "Booked on the till after its end",
  till_contradicts: "The till contradicts itself",
  cancelled_on_till: "Cancelled on the till",
  abandoned_by_till: "Abandoned by the till",
  cancelled_here: "Cancelled here: decide about the money",
  cancel_untold: "The kitchen may not know",
};

export const WHO_MAY = "Only owners and managers can send again, cancel, give money back or mark as resolved.";
