import type { OrderBooks } from "@/db/queries/reconciliations";
import type { LedgerAccount, LedgerEntry, Order } from "@/db/schema";
import type { OrderSide, OwnMovement, PaymentSide } from "./day-books";

type Setting = {
  /** Where the location is linked to. */
  placeId: string;
  /** The code for online payments as it stands, and since when. */
  method: string | null;
  methodSince: Date | null;
  now: Date;
};

/** Orders in these states get to the till by themselves, or are looked for there. */
const moving: readonly Order["status"][] = ["paid", "submitting", "submitted", "on_pos", "settling", "unconfirmed"];

/** So long after it was paid, or after the time that it is kept for, an order is missing where it is not. */
export const SETTLES_WITHIN_MS = 2 * 3_600_000;

export function toOrderSides(books: OrderBooks, setting: Setting): OrderSide[] {
  return books.orders.map((order) => {
    const entries = books.entries.filter(({ orderId }) => orderId === order.id);
    const references = books.references.filter(({ orderId }) => orderId === order.id);
    return toOrderSide(order, entries, references, setting);
  });
}

type Reference = OrderBooks["references"][number];

function toOrderSide(order: Order, entries: LedgerEntry[], references: Reference[], setting: Setting): OrderSide {
  const on = (account: LedgerAccount, posting = "") => sumOf(entries, account, posting);
  const movements = movementsOf(entries);
  const total = (kind: OwnMovement["kind"]) => sum(movements.filter((one) => one.kind === kind));
  const wasBooked = entries.some(({ posting }) => posting === "booked");
  return {
    ...{ id: order.id, number: order.number, channel: order.channel, status: order.status, currency: order.currency },
    placeId: order.businessLocationId,
    references: [
      order.reference,
      ...references.filter(({ step }) => step === "order").map(({ reference }) => reference),
    ],
    paymentReferences: [
      order.paymentReference,
      ...references.filter(({ step }) => step === "payment").map(({ reference }) => reference),
    ],
    embedded: order.paymentMode === "embedded",
    method: methodOf(order, setting),
    underWay: isUnderWay(order, movements, setting.now),
    movements,
    ...{ capturedMinor: total("capture"), refundedMinor: total("refund"), heldMinor: on("held") },
    bookedMinor: wasBooked ? on("till", "booked") : null,
    bookedTipMinor: on("till_tip", "booked"),
    refundedFromTillMinor: -(on("till", "refunded:") + on("till", "returned:")),
  };
}

const sum = (movements: readonly OwnMovement[]) => movements.reduce((all, { amountMinor }) => all + amountMinor, 0);

const sumOf = (entries: readonly LedgerEntry[], account: LedgerAccount, posting: string) =>
  entries
    .filter((entry) => entry.account === account && entry.posting.startsWith(posting))
    .reduce((all, { amountMinor }) => all + amountMinor, 0);

/** One a posting, by what its name says. */
function movementsOf(entries: readonly LedgerEntry[]): OwnMovement[] {
  const isReturned = (id: string) => entries.some(({ posting }) => posting === `returned:${id}`);
  return entries.flatMap(({ posting, account, amountMinor, at }): OwnMovement[] => {
    const [what, id = ""] = [posting.split(":")[0], posting.slice(posting.indexOf(":") + 1)];
    if (what === "captured" && account === "held") return [{ kind: "capture", id, amountMinor, at }];
    if (what === "refunded" && account === "refunded" && !isReturned(id))
      return [{ kind: "refund", id, amountMinor, at }];
    return [];
  });
}

/** A code that was chosen anew since says nothing about what was booked before, nor about another place. */
function methodOf({ settledAt, businessLocationId }: Order, { placeId, method, methodSince }: Setting): string | null {
  if (businessLocationId !== null && businessLocationId !== placeId) return null;
  return settledAt !== null && methodSince !== null && methodSince <= settledAt ? method : null;
}

function isUnderWay({ status, scheduledFor }: Order, movements: readonly OwnMovement[], now: Date): boolean {
  if (!moving.includes(status)) return false;
  const times = movements.filter(({ kind }) => kind === "capture").map(({ at }) => at.getTime());
  const wanted = Math.max(scheduledFor?.getTime() ?? 0, ...times);
  return now.getTime() - wanted < SETTLES_WITHIN_MS;
}

/** What went through a profile that cannot be asked is taken for no money of a provider's. */
export function toPaymentSides(
  { payments, refunds }: Pick<OrderBooks, "payments" | "refunds">,
  readable: ReadonlySet<string>,
): PaymentSide[] {
  return payments.map(({ id, orderId, profileId, providerPaymentId }) => ({
    ...{ id, orderId, providerPaymentId },
    profileId: profileId !== null && readable.has(profileId) ? profileId : null,
    refunds: refunds
      .filter(({ paymentId }) => paymentId === id)
      .map((refund) => ({
        ...{ id: refund.id, providerRefundId: refund.providerRefundId },
        underWay: refund.status === "requested" || refund.status === "issued",
      })),
  }));
}
