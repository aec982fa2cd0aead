import { withTenant } from "@/db/client";
import { findOrder } from "@/db/queries/orders";
import type { Order, OrderSubItem } from "@/db/schema";
import type { Services } from "@/lib/services";
import { lineTotal } from "./ledger";
import { findMisfit, type Misfit, misfitWords } from "./misfit-payment";

export const guestStatuses = [
  "awaiting_payment",
  "payment_problem",
  "received",
  "confirming",
  "preparing",
  "ready",
  "out_for_delivery",
  "completed",
  "problem",
  "cancelled",
  "refunded",
] as const;
/** What a guest is told; never greener than what is proven. */
export type GuestStatus = (typeof guestStatuses)[number];

export type GuestOrder = {
  id: string;
  number: string;
  status: GuestStatus;
  message: string;
  totalMinor: number;
  currency: string;
  paymentUrl: string | null;
  collectAt: string | null;
  createdAt: string;
  updatedAt: string;
  type: "dine_in" | "takeaway";
  table: string | null;
  tipMinor: number;
  guestErasedAt: string | null;
  /** The provider has the money that the order costs. */
  paid: boolean;
  /** The till has it, or had it: only then the kitchen knew of it. */
  onTill: boolean;
  /** Nothing about it changes by itself any more; whoever runs the restaurant may still give money back. */
  over: boolean;
  lines: { name: string; quantity: number; totalMinor: number; choices: string[] }[];
};

const messages: Record<GuestStatus, string> = {
  awaiting_payment: "Waiting for your payment.",
  payment_problem:
    "We received money that does not fit this order, so it has not gone to the kitchen. Please talk to the staff before you pay again.",
  received: "Paid. Your order is on its way to the kitchen.",
  confirming: "Paid. The kitchen has not confirmed your order yet; we are checking.",
  preparing: "The kitchen has your order.",
  ready: "Your order is ready.",
  out_for_delivery: "Your order is on its way to you.",
  completed: "The kitchen has your order, and everything is paid. Enjoy!",
  problem:
    "Your order could not be delivered to the kitchen. Please talk to the staff; what you do not get you do not pay for.",
  cancelled: "Your order was cancelled.",
  refunded: "Your money is on its way back.",
};

/** Whether it goes back by itself or a person decides: true of both, and `refunded` follows. */
const CANCELLED_AFTER_PAYING =
  "Your order was cancelled. You had paid for it: the restaurant knows, and this page says when your money is on its way back. If you are unsure, talk to the staff.";

/** It never came to the till, or was called off after it was paid, and somebody said that it was seen to by hand. */
const SEEN_TO = "The restaurant has seen to your order. Please ask the staff if anything is missing.";

export type GuestOrderQuestion = {
  merchantId: string;
  orderId: string;
  locationId?: string;
  /** Only where this caller placed it. */
  placedBy?: string | null;
};

/** Of this merchant; null where there is no such order. */
export async function getGuestOrder(
  { db }: Pick<Services, "db">,
  { merchantId, orderId, locationId, placedBy = null }: GuestOrderQuestion,
): Promise<GuestOrder | null> {
  return withTenant(db, merchantId, async (tx) => {
    const order = await findOrder(tx, orderId);
    if (!order || (locationId !== undefined && order.locationId !== locationId)) return null;
    return placedBy === null || order.apiKeyId === placedBy ? toGuestOrder(order, await findMisfit(tx, order)) : null;
  });
}

/** `misfit`: money that came and does not count; no page to pay on is offered beside it. */
export function toGuestOrder(order: Order, misfit: Misfit | null = null): GuestOrder {
  const plain = guestStatusOf(order);
  const status = misfit && plain === "awaiting_payment" ? "payment_problem" : plain;
  const message = misfit ? misfitWords(misfit, order.status) : messageOf(order);
  const paid = order.paidAt !== null;
  const owesNothing = status === "cancelled" && (!paid || order.resolvedAt !== null) && misfit === null;
  return {
    ...{ id: order.id, number: order.number, status, message },
    ...{ totalMinor: order.totalMinor, currency: order.currency },
    paymentUrl: status === "awaiting_payment" ? order.paymentUrl : null,
    collectAt: order.collectAt?.toISOString() ?? null,
    createdAt: order.createdAt.toISOString(),
    updatedAt: order.updatedAt.toISOString(),
    type: order.kind === "local" ? "dine_in" : "takeaway",
    ...{ table: order.tableNumber, tipMinor: order.tipMinor },
    guestErasedAt: order.guestErasedAt?.toISOString() ?? null,
    ...{ paid, onTill: order.onPosAt !== null, over: status === "completed" || status === "refunded" || owesNothing },
    lines: order.lines.map((line) => ({
      ...{ name: line.name, quantity: line.quantity, totalMinor: lineTotal(line) - line.discountMinor },
      choices: choiceNames(line),
    })),
  };
}

/** What was chosen and wished under a line, in its order. */
export const choiceNames = ({ subItems, modifiers }: OrderSubItem): string[] => [
  ...subItems.flatMap((sub) => [sub.name, ...choiceNames(sub)]),
  ...modifiers.map(({ name }) => name),
];

type Told = Pick<Order, "status" | "posStage" | "onPosAt" | "paidAt" | "channel"> & Partial<Pick<Order, "resolvedAt">>;

/** No money was taken for a test order. */
export const messageOf = (order: Told): string => {
  const status = guestStatusOf(order);
  if (status === "completed" && order.onPosAt === null) return SEEN_TO;
  const isOwed = status === "cancelled" && order.paidAt !== null && order.channel !== "test";
  if (isOwed && order.resolvedAt) return SEEN_TO;
  return isOwed ? CANCELLED_AFTER_PAYING : messages[status];
};

export function guestStatusOf(order: Pick<Order, "status" | "posStage" | "onPosAt">): GuestStatus {
  const { status, posStage } = order;
  if (status === "draft" || status === "awaiting_payment") return "awaiting_payment";
  if (status === "cancelled" || status === "refunded") return status;
  // The staff called it off after it was settled: the order keeps its state, the guest gets nothing.
  if (posStage === "cancelled") return "cancelled";
  if (order.onPosAt !== null) {
    // Whatever is wrong with its payment on the till is no matter of the guest's.
    if (posStage === "ready") return "ready";
    if (posStage === "in_delivery") return "out_for_delivery";
    return posStage === "closed" && status === "completed" ? "completed" : "preparing";
  }
  if (status === "failed") return "problem";
  if (status === "completed") return "completed";
  return status === "unconfirmed" ? "confirming" : "received";
}
