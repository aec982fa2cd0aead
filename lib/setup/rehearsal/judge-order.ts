import type { LedgerAccount, Order, Payment, Rehearsal, TimelineEntry } from "@/db/schema";
import { formatMoney } from "@/lib/format";
import { ahead, broken, type Hop, type HopId, proven, waiting } from "./hops";

/** What is known of a rehearsal's order; all of it is what every order leaves behind. */
export type OrderEvidence = {
  order: Order;
  timeline: readonly TimelineEntry[];
  payments: readonly Payment[];
  sums: Partial<Record<LedgerAccount, number>>;
  rehearsal: Rehearsal;
  /** Whose customs the amounts follow. */
  country: string;
};

const steps: [HopId, (evidence: OrderEvidence) => Hop][] = [
  ["payment", payment],
  ["sent", sent],
  ["order-word", orderWord],
  ["applied", applied],
  ["payment-word", paymentWord],
  ["settled", settled],
  ["voided", voided],
];

/** One hop after the other: what lies behind the first that is not proven was not gone. */
export function judgeOrder(evidence: OrderEvidence): Hop[] {
  const hops: Hop[] = [];
  for (const [id, judge] of steps)
    hops.push(hops.every(({ state }) => state === "proven") ? judge(evidence) : ahead(id));
  return hops;
}

const pageOf = ({ id }: Order) => `/orders/${id}`;
const isOver = ({ status }: Order) => ["completed", "failed", "cancelled", "refunded"].includes(status);

/** Where an order stopped, in the words of its own page. */
function stopped(id: HopId, order: Order, otherwise: string): Hop {
  if (!isOver(order)) return waiting(id, otherwise, { label: `Open ${order.number}`, href: pageOf(order) });
  const cause = order.failureDetail ?? `The order is ${order.status} and went no further.`;
  return broken(id, cause, `Open ${order.number}`, pageOf(order));
}

function payment({ order, payments, country }: OrderEvidence): Hop {
  const paid = payments.find(({ provider, status }) => provider === "test" && status === "captured");
  if (!paid || order.paidAt === null) return stopped("payment", order, "The test payment is being made.");
  const amount = formatMoney(order.totalMinor, order.currency, { country });
  return proven("payment", order.paidAt, `${amount} by the test payment; no money moved.`, pageOf(order));
}

function sent({ order, timeline }: OrderEvidence): Hop {
  const call = accepted(timeline, ["orders.submitLocal", "orders.submitToGo"]);
  if (!call) return stopped("sent", order, "The order is being sent.");
  return proven("sent", call.at, `Lightspeed took ${order.reference}, marked “${order.note ?? ""}”.`, pageOf(order));
}

const accepted = (timeline: readonly TimelineEntry[], kinds: readonly string[]) =>
  timeline.find(
    ({ direction, kind, detail }) =>
      direction === "out" && kinds.includes(kind) && (detail as { outcome?: unknown }).outcome === "accepted",
  );

const word = (timeline: readonly TimelineEntry[], kind: string) =>
  timeline.find((entry) => entry.direction === "in" && entry.kind === kind);

const WEBHOOKS = ["Open the deliveries", "/lightspeed/webhooks/deliveries"] as const;

function orderWord({ order, timeline }: OrderEvidence): Hop {
  const told = word(timeline, "ORDER SUCCESS");
  if (told)
    return proven(
      "order-word",
      told.at,
      `Lightspeed's notification named check ${order.accountIdentifier ?? ""}.`,
      pageOf(order),
    );
  if (order.onPosAt !== null && isOver(order))
    return broken(
      "order-word",
      "The till has the order, but no notification of it came: Upvendo had to look itself.",
      ...WEBHOOKS,
    );
  return stopped("order-word", order, "The till has not confirmed the order yet.");
}

function applied({ order, timeline }: OrderEvidence): Hop {
  if (order.paymentMode === "embedded" && order.onPosAt !== null)
    return proven("applied", order.onPosAt, "The payment travelled with the order.", pageOf(order));
  const call = accepted(timeline, ["payments.apply"]);
  if (!call) return stopped("applied", order, "The payment is being sent to the check.");
  return proven("applied", call.at, `Lightspeed took payment ${order.paymentReference}.`, pageOf(order));
}

function paymentWord({ order, timeline }: OrderEvidence): Hop {
  const told = word(timeline, "PAYMENT SUCCESS");
  if (told)
    return proven("payment-word", told.at, "Lightspeed's notification said that it is on the check.", pageOf(order));
  if (order.paymentMode === "embedded" && order.settledAt !== null)
    return proven(
      "payment-word",
      order.settledAt,
      "The order's notification speaks for the payment that came with it.",
      pageOf(order),
    );
  if (order.settledAt !== null && isOver(order))
    return broken(
      "payment-word",
      "The payment is on the check, but no notification of it came: Upvendo had to look itself.",
      ...WEBHOOKS,
    );
  return stopped("payment-word", order, "The till has not confirmed the payment yet.");
}

function settled({ order, sums, country }: OrderEvidence): Hop {
  if (order.status !== "completed" || order.completedAt === null)
    return stopped("settled", order, "The check is being settled.");
  const money = (minor: number) => formatMoney(minor, order.currency, { country });
  const booked = (sums.till ?? 0) + (sums.till_tip ?? 0);
  const link = [`Open ${order.number}`, pageOf(order)] as const;
  if (order.resolvedAt !== null) return broken("settled", "Somebody marked the order as seen to by hand.", ...link);
  if (order.flag !== null)
    return broken("settled", order.flagDetail ?? "Something about the money needs a person.", ...link);
  if (booked !== order.totalMinor || (sums.held ?? 0) !== 0)
    return broken("settled", `${money(booked)} of ${money(order.totalMinor)} is booked on the check.`, ...link);
  if (order.posTotalMinor === null)
    return broken("settled", "The till has not told the check's total, so nothing says that it agrees.", ...link);
  if (order.posTotalMinor !== order.totalMinor - order.tipMinor)
    return broken(
      "settled",
      `The check is over ${money(order.posTotalMinor)}, the order over ${money(order.totalMinor)}.`,
      ...link,
    );
  return proven(
    "settled",
    order.completedAt,
    `Order, payment and check agree on ${money(order.totalMinor)}.`,
    pageOf(order),
  );
}

function voided({ order, rehearsal, country }: OrderEvidence): Hop {
  if (rehearsal.voidedAt !== null)
    return proven("voided", rehearsal.voidedAt, rehearsal.voidProof ?? "", "/lightspeed/reports");
  const amount = formatMoney(order.totalMinor, order.currency, { country });
  const ask = `Void check ${order.accountIdentifier ?? ""} (${order.number}, ${amount}) at the till.`;
  return waiting("voided", `${ask} ${rehearsal.seen ?? ""}`.trim());
}
