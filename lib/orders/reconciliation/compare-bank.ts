import type { Difference } from "@/db/schema";
import type { BankLine, DayBooks, OrderSide, OwnMovement, PaymentSide } from "./day-books";
import { differenceOf, isCompared } from "./difference";

type Pair = { order: OrderSide; payment: PaymentSide };

/** Our books against those of the payment providers. */
export function compareBank(books: DayBooks): Difference[] {
  const index = indexOf(books);
  const own = books.orders.filter(isCompared).flatMap((order) => missing(order, books, index));
  return [...own, ...unknown(books, index)];
}

type Index = {
  orders: Map<string, OrderSide>;
  payments: Map<string, PaymentSide>;
  refunds: Map<string, PaymentSide>;
  lineOfPayment: (payment: PaymentSide) => BankLine | undefined;
  lineOfRefund: (payment: PaymentSide, refundId: string) => BankLine | undefined;
  paymentOf: (line: BankLine) => PaymentSide | undefined;
};

function indexOf({ orders, payments, bank }: DayBooks): Index {
  const byId = new Map(payments.map((payment) => [payment.id, payment]));
  const byProvider = new Map(payments.map((payment) => [keyOf(payment.profileId, payment.providerPaymentId), payment]));
  const paymentOf = (line: BankLine) =>
    (line.paymentId === null ? undefined : byId.get(line.paymentId)) ??
    byProvider.get(keyOf(line.profileId, line.providerPaymentId));
  return {
    orders: new Map(orders.map((order) => [order.id, order])),
    payments: byId,
    refunds: new Map(payments.flatMap((payment) => payment.refunds.map(({ id }) => [id, payment] as const))),
    paymentOf,
    lineOfPayment: (payment) => bank.find((line) => line.kind === "capture" && paymentOf(line) === payment),
    lineOfRefund: (payment, refundId) => {
      const providerRefundId = payment.refunds.find(({ id }) => id === refundId)?.providerRefundId ?? null;
      return bank.find(
        (line) =>
          line.kind === "refund" &&
          (line.refundId === refundId || (providerRefundId !== null && line.providerId === providerRefundId)),
      );
    },
  };
}

const keyOf = (profileId: string | null, providerPaymentId: string | null) => `${profileId} ${providerPaymentId}`;

/** What our ledger has and the provider has not, or with another amount. */
function missing(order: OrderSide, { window }: DayBooks, index: Index): Difference[] {
  return order.movements
    .filter(({ at }) => at >= window.from && at < window.to)
    .flatMap((movement) => {
      const payment = paymentOfMovement(movement, index);
      // A payment without a profile is the merchant's own test, and no money.
      if (payment && payment.profileId === null) return [];
      const line = payment && lineOf(movement, payment, index);
      const { amountMinor: oursMinor, kind } = movement;
      if (!line)
        return [
          differenceOf(order, kind === "capture" ? "capture_missing" : "refund_missing", {
            ...{ reference: payment?.providerPaymentId ?? null, oursMinor, theirsMinor: 0 },
          }),
        ];
      if (line.amountMinor === oursMinor && line.currency === order.currency) return [];
      return [amountDiffers(order, line, oursMinor)];
    });
}

const paymentOfMovement = ({ kind, id }: OwnMovement, { payments, refunds }: Index) =>
  kind === "capture" ? payments.get(id) : refunds.get(id);

const lineOf = ({ kind, id }: OwnMovement, payment: PaymentSide, index: Index) =>
  kind === "capture" ? index.lineOfPayment(payment) : index.lineOfRefund(payment, id);

const amountDiffers = (order: OrderSide, line: BankLine, oursMinor: number): Difference =>
  differenceOf(order, line.kind === "capture" ? "capture_amount_differs" : "refund_amount_differs", {
    ...{ reference: line.providerId, oursMinor, theirsMinor: line.amountMinor },
    ...(line.currency === order.currency ? {} : { ours: order.currency, theirs: line.currency }),
  });

/** What the provider has and our ledger has not. */
function unknown({ bank, window, isOwnProfile }: DayBooks, index: Index): Difference[] {
  return bank
    .filter(({ at }) => at >= window.from && at < window.to)
    .flatMap((line): Difference[] => {
      const payment = index.paymentOf(line);
      const order = payment && index.orders.get(payment.orderId);
      if (order && !isCompared(order)) return [];
      if (payment && order && isInLedger(line, { order, payment })) return [];
      // Bears a mark of ours that we do not know, as after the restore of a backup; without one it is the merchant's other business.
      if (!payment && (line.paymentId === null || !isOwnProfile(line.profileId))) return [];
      // Another location's.
      if (payment && !order) return [];
      if (order && line.kind === "capture" && line.currency !== order.currency) return [amountDiffers(order, line, 0)];
      return [
        {
          kind: line.kind === "capture" ? "capture_unknown" : "refund_unknown",
          order: order ? { id: order.id, number: order.number } : null,
          reference: line.providerId,
          ...{ oursMinor: 0, theirsMinor: line.amountMinor, currency: line.currency },
        },
      ];
    });
}

function isInLedger(line: BankLine, { order, payment }: Pair): boolean {
  if (line.kind === "capture") return order.movements.some(({ kind, id }) => kind === "capture" && id === payment.id);
  const known = payment.refunds.find(
    ({ id, providerRefundId }) => id === line.refundId || providerRefundId === line.providerId,
  );
  // One that is under way is in the ledger once it is proven.
  return (
    known !== undefined &&
    (known.underWay || order.movements.some(({ kind, id }) => kind === "refund" && id === known.id))
  );
}
