import { toMinorUnits } from "@/lib/k-series";
import type { Reading, ReadRefund } from "../provider-client";
import { stillTaken } from "../provider-error";
import type { VivaHttp } from "./viva-http";
import { currencyOfNumber, orderState, readInstant, refundState, transaction, transactionList } from "./viva-wire";

/** Taken, and perhaps given back or disputed since. */
const taken = new Set(["F", "C", "R", "X", "M", "MA", "MI", "ML", "MS", "MW"]);

type Payment = { id: string; checkoutId: string };

/**
 * What became of a payment order, found by its own code: a notice that names some other transaction leads nowhere. The one that
 * took money is then read by itself and compared.
 */
export async function readVivaOrder(http: VivaHttp, payment: Payment): Promise<Reading> {
  const { Transactions: all } = await http.withKey(
    "GET",
    `/api/transactions?ordercode=${payment.checkoutId}`,
    transactionList,
  );
  const attempts = all.filter(({ ParentId }) => !ParentId);
  const success = attempts.find(({ StatusId }) => taken.has(StatusId));
  const declined = attempts.some(({ StatusId }) => StatusId === "E");
  const reason = declined ? "The card was declined." : null;
  if (!success) {
    const ended = await hasEnded(http, payment.checkoutId);
    return {
      ...{ state: ended ? (declined ? "failed" : "cancelled") : "open" },
      ...{ reason, capture: null, mismatches: [], refunds: [] },
    };
  }
  const read = await http
    .withToken("GET", `/checkout/v2/transactions/${success.TransactionId}`, transaction)
    .catch(stillTaken);
  const currency = currencyOfNumber(read.currencyCode);
  const children = all.filter(({ ParentId }) => ParentId === success.TransactionId);
  return {
    state: taken.has(read.statusId) ? "captured" : "open",
    reason,
    capture: {
      providerPaymentId: success.TransactionId,
      amountMinor: fromVivaAmount(read.amount, currency),
      currency,
      at: readInstant(read.insDate) ?? new Date(),
    },
    mismatches: [
      ...(isOf(payment, read.orderCode) && isOf(payment, success.Order?.OrderCode)
        ? []
        : ["the transaction belongs to another payment order"]),
      ...(read.merchantTrns && read.merchantTrns !== payment.id ? ["the transaction belongs to another payment"] : []),
    ],
    refunds: children.flatMap(({ TransactionId, StatusId, Amount, InsDate }): ReadRefund[] => {
      const status = refundState(StatusId);
      if (status === null) return [];
      const problem = status === "failed" ? "Viva Wallet declined the refund." : null;
      const amountMinor = Math.abs(fromVivaAmount(Amount, currency));
      const at = readInstant(InsDate) ?? new Date();
      return [{ providerRefundId: TransactionId, refundId: null, status, problem, amountMinor, at }];
    }),
  };
}

const isOf = ({ checkoutId }: Payment, orderCode: string | null | undefined) =>
  (orderCode ?? checkoutId) === checkoutId;

async function hasEnded(http: VivaHttp, orderCode: string): Promise<boolean> {
  const { StateId } = await http.withKey("GET", `/api/orders/${orderCode}`, orderState);
  return StateId === "1" || StateId === "2";
}

/** Exact: the decimal's text becomes whole minor units. A currency that we do not know shows as a mismatch, not as a crash. */
export const fromVivaAmount = (decimal: string, currency: string): number =>
  toMinorUnits(decimal, /^[A-Z]{3}$/.test(currency) ? currency : "EUR");
