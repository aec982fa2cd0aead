import type { OrderStatus, OrderStep } from "@/db/schema";

export type Transition = {
  from: readonly OrderStatus[];
  to: OrderStatus;
  /** Only where the order waits for this: a late word about the order moves nothing once its payment is at work. */
  step?: OrderStep;
  /** What it waits for from then on; otherwise unchanged. */
  nextStep?: OrderStep;
  /** Refused once giving the money back was decided: from then on nothing may reach the kitchen any more. */
  unlessRefundDecided?: true;
};

/** What can happen to an order, with the states in which it may. Everything else changes nothing. */
export const transitions = {
  /** The guest was sent to pay. */
  checkout: { from: ["draft"], to: "awaiting_payment" },
  /** The provider has the money. */
  payment: { from: ["draft", "awaiting_payment"], to: "paid" },
  /** Nobody paid in time. */
  expiry: { from: ["draft", "awaiting_payment"], to: "cancelled" },
  /** Called off before anything was sent. */
  withdrawal: { from: ["draft", "awaiting_payment", "paid"], to: "cancelled" },
  /** A worker is about to send it, for the first time or again with the same reference. */
  claim: { from: ["paid", "submitting", "unconfirmed"], to: "submitting", step: "order", unlessRefundDecided: true },
  /** Lightspeed took it; the till has not. */
  acceptance: { from: ["submitting"], to: "submitted", step: "order" },
  /** The till has it. After a restored backup, or a give-up that was wrong, also from earlier states. */
  landing: {
    from: ["paid", "submitting", "submitted", "unconfirmed", "failed"],
    to: "on_pos",
    step: "order",
    nextStep: "payment",
    unlessRefundDecided: true,
  },
  /** The till refused it. */
  rejection: { from: ["paid", "submitting", "submitted", "unconfirmed"], to: "failed", step: "order" },
  /** It was not sent, nor again, and may or can not be: too old for the kitchen, or something is not set up. */
  holding: { from: ["paid"], to: "failed", step: "order" },
  /** No word in time. */
  silence: { from: ["submitting", "submitted", "settling"], to: "unconfirmed" },
  /** Not on the till, and the till can take it no more. */
  giving_up: { from: ["submitting", "submitted", "unconfirmed"], to: "failed", step: "order" },
  /** All that was paid is back, and the till does not have it: never sent, or past the last moment at which it could be printed. */
  recall: { from: ["paid", "submitting", "submitted", "unconfirmed"], to: "cancelled", step: "order" },
  /** For a day nothing has proven whether it is there: only a person can tell. */
  uncertainty: { from: ["unconfirmed"], to: "failed", step: "order" },
  /** A worker is about to book the payment on the check, for the first time or again with the same reference. */
  settlement: { from: ["on_pos", "settling", "unconfirmed"], to: "settling", step: "payment" },
  /** The payment is on the check. */
  booking: { from: ["on_pos", "settling", "unconfirmed", "failed"], to: "completed", step: "payment" },
  /** The till refused the payment. */
  refusal: { from: ["on_pos", "settling", "unconfirmed"], to: "failed", step: "payment" },
  /** A person sends a failed order again, with a new reference. */
  repair: { from: ["failed"], to: "paid", step: "order", unlessRefundDecided: true },
  /** A person has a refused payment booked again, with a new reference. */
  repayment: { from: ["failed"], to: "on_pos", step: "payment" },
  /** The staff cancelled the check on the till. */
  voiding: { from: ["submitting", "submitted", "on_pos", "settling", "unconfirmed", "failed"], to: "cancelled" },
  /** A person here calls off what was sent; the till is told by a printed message. */
  cancellation: { from: ["paid", "submitted", "on_pos", "unconfirmed", "failed"], to: "cancelled" },
  /** A person says that it was seen to by hand. */
  resolution: { from: ["failed", "unconfirmed"], to: "completed" },
  /** All that was paid has been given back. */
  reimbursement: { from: ["failed", "cancelled", "completed"], to: "refunded" },
} as const satisfies Record<string, Transition>;

export type OrderEvent = keyof typeof transitions;

export type OrderPosition = { status: OrderStatus; step: OrderStep; refundDecided: boolean };

/** Where an order stands after an event; null when the event is not legal there, and then nothing may change. */
export function nextPosition(order: OrderPosition, event: OrderEvent): OrderPosition | null {
  const { from, to, step, nextStep, unlessRefundDecided }: Transition = transitions[event];
  if (!from.includes(order.status)) return null;
  if (step !== undefined && order.step !== step) return null;
  if (unlessRefundDecided && order.refundDecided) return null;
  return { status: to, step: nextStep ?? order.step, refundDecided: order.refundDecided };
}

/** Nothing more is expected; only giving money back leads on. */
export const isOver = (status: OrderStatus): boolean => over.includes(status);
const over: readonly OrderStatus[] = ["completed", "cancelled", "refunded"];
