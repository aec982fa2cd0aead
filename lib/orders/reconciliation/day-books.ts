import type { DifferenceKind, OrderChannel, OrderStatus } from "@/db/schema";

/** A capture or a refund of an order in our ledger. */
export type OwnMovement = {
  kind: "capture" | "refund";
  /** Our payment, or our refund. */
  id: string;
  amountMinor: number;
  at: Date;
};

/** One of our orders with what our books say of its money. */
export type OrderSide = {
  id: string;
  number: string;
  channel: OrderChannel;
  status: OrderStatus;
  /** Where it was sent; null: where its location is linked to. */
  placeId: string | null;
  currency: string;
  /** Whatever the till may know it by, and its payment. */
  references: string[];
  paymentReferences: string[];
  /** The payment travelled with the order: the till does not keep its reference. */
  embedded: boolean;
  /** The code under which its payment was booked; null where that cannot be said for sure. */
  method: string | null;
  /** It may still get to the till by itself: nothing is missing yet. */
  underWay: boolean;
  movements: OwnMovement[];
  capturedMinor: number;
  refundedMinor: number;
  heldMinor: number;
  /** On the till by our books; null: never booked. */
  bookedMinor: number | null;
  bookedTipMinor: number;
  /** Given back out of what stands on the till. */
  refundedFromTillMinor: number;
};

/** A payment of ours with what finds it at its provider. */
export type PaymentSide = {
  id: string;
  orderId: string;
  profileId: string | null;
  providerPaymentId: string | null;
  refunds: { id: string; providerRefundId: string | null; underWay: boolean }[];
};

export type ReceiptPayment = {
  reference: string | null;
  code: string | null;
  amountMinor: number;
  tipMinor: number;
};

export type Receipt = {
  identifier: string;
  type: string;
  cancelled: boolean;
  /** Third-party references, without the vendor's prefix. */
  references: string[];
  /** What it takes back. */
  corrects: string | null;
  payments: ReceiptPayment[];
};

/** A line of a provider's books. */
export type BankLine = {
  profileId: string;
  kind: "capture" | "refund";
  providerId: string;
  providerPaymentId: string;
  paymentId: string | null;
  refundId: string | null;
  amountMinor: number;
  currency: string;
  at: Date;
};

/** The three sides of a business day of one location. */
export type DayBooks = {
  window: { from: Date; to: Date };
  currency: string;
  orders: OrderSide[];
  payments: PaymentSide[];
  receipts: Receipt[];
  bank: BankLine[];
  /** Orders of ours whose receipt stands on another business day: they are compared there. */
  soldElsewhere: ReadonlySet<string>;
  /** References that are known of an order of this merchant, here or at another location. */
  knownReferences: ReadonlySet<string>;
  /** Whose lines stand for a location's own, where the payment itself is unknown. */
  isOwnProfile: (profileId: string) => boolean;
};

/** The side that is at odds with ours. */
export const sideOf: Record<DifferenceKind, "till" | "provider" | "books"> = {
  paid_not_on_till: "till",
  sale_without_order: "till",
  sale_twice: "till",
  sale_without_payment: "till",
  till_amount_differs: "till",
  till_tip_differs: "till",
  till_method_differs: "till",
  voided_money_kept: "till",
  refunded_still_sold: "till",
  capture_unknown: "provider",
  capture_missing: "provider",
  capture_amount_differs: "provider",
  refund_unknown: "provider",
  refund_missing: "provider",
  refund_amount_differs: "provider",
  money_left_over: "books",
};
