import type { TenantTransaction } from "@/db/client";
import { holdPayment, movePayment } from "@/db/queries/payments";
import { insertRefund, listRefunds, moveRefund } from "@/db/queries/refunds";
import type { Payment, Refund, Taking } from "@/db/schema";
import { formatMoney } from "@/lib/format";
import { regionOf } from "@/lib/locations/region-of";
import type { Reading, ReadRefund } from "./provider-client";

/** Slower the longer it takes: 2, 4, 8, then every 15 minutes. */
const nextReadMs = (reads: number) => Math.min(2 ** (reads + 1), 15) * 60_000;

/**
 * Brings a payment to what the provider says, whoever asked: notice, returning guest or sweep. Two at once take turns on the row
 * and end the same. Money that was taken counts even where the payment had been given up; nothing undoes a capture.
 */
export async function storeReading(
  tx: TenantTransaction,
  paymentId: string,
  reading: Reading,
  at: Date,
): Promise<Payment | null> {
  const payment = await holdPayment(tx, paymentId);
  if (!payment) return null;
  const read = { lastReadAt: at, reads: payment.reads + 1 };
  if (payment.status === "captured") {
    const readDueAt = await nextLook(tx, payment, reading.refunds, at);
    await storeRefunds(tx, payment, reading.refunds, at);
    return movePayment(tx, paymentId, {
      from: ["captured"],
      ...read,
      readDueAt,
      refundedMinor: sum(reading.refunds),
    });
  }
  if (reading.state === "captured" && reading.capture) {
    const { capture } = reading;
    const captured = await movePayment(tx, paymentId, {
      from: ["starting", "open", "failed", "cancelled"],
      ...{ status: "captured", problem: await problemOf(tx, payment, reading), ...read },
      readDueAt: await nextLook(tx, payment, reading.refunds, at),
      ...{ providerPaymentId: capture.providerPaymentId, occurredAt: capture.at, changedAt: at },
      ...{
        capturedMinor: capture.amountMinor,
        capturedCurrency: capture.currency,
        refundedMinor: sum(reading.refunds),
      },
    });
    if (captured) await storeRefunds(tx, captured, reading.refunds, at);
    return captured;
  }
  if (reading.state === "open") {
    const readDueAt = new Date(at.getTime() + nextReadMs(payment.reads));
    return movePayment(tx, paymentId, { from: ["open"], ...read, readDueAt, problem: reading.reason });
  }
  const ended = await movePayment(tx, paymentId, {
    from: ["starting", "open"],
    ...{ status: reading.state === "failed" ? "failed" : "cancelled", problem: reading.reason, ...read },
    ...{ occurredAt: at, changedAt: at, readDueAt: null },
  });
  return ended ?? payment;
}

/**
 * The same for money that the provider has told of by itself, and that is exactly what was asked for. Null where it is known already. The order has to be
 * told in the same transaction.
 */
export async function storeTaking(
  tx: TenantTransaction,
  paymentId: string,
  { providerPaymentId, amountMinor, currency, at: takenAt }: Taking,
  at: Date,
): Promise<Payment | null> {
  return movePayment(tx, paymentId, {
    from: ["starting", "open", "failed", "cancelled"],
    ...{ status: "captured", problem: null, readDueAt: null, providerPaymentId },
    ...{ capturedMinor: amountMinor, capturedCurrency: currency },
    ...{ occurredAt: new Date(takenAt), changedAt: at, toldAt: at },
  });
}

/** In words, when the money that was taken is not the money that was asked for. */
async function problemOf(
  tx: TenantTransaction,
  payment: Payment,
  { capture, mismatches }: Reading,
): Promise<string | null> {
  const found = [...mismatches];
  if (capture && capture.currency !== payment.currency)
    found.push(`the currency is ${capture.currency} instead of ${payment.currency}`);
  if (capture && capture.amountMinor !== payment.amountMinor) {
    const region = await regionOf(tx, payment.locationId);
    const taken = formatMoney(capture.amountMinor, capture.currency, region);
    found.push(`the amount is ${taken} instead of ${formatMoney(payment.amountMinor, payment.currency, region)}`);
  }
  return found.length === 0 ? null : `The payment does not match the order: ${found.join(", ")}.`;
}

const given = (refunds: ReadRefund[]) => refunds.filter(({ status }) => status !== "failed");
const sum = (refunds: ReadRefund[]) => given(refunds).reduce((total, { amountMinor }) => total + amountMinor, 0);

const UNDER_WAY_MS = 15 * 60_000;

/** Of what somebody else gives back, and what is not over yet, nobody may tell us; ours have a time of their own. */
async function nextLook(tx: TenantTransaction, { id }: Payment, read: ReadRefund[], at: Date): Promise<Date | null> {
  const pending = read.filter(({ status }) => status === "pending");
  if (pending.length === 0) return null;
  const known = await listRefunds(tx, id);
  return pending.some((one) => !match(known, one)) ? new Date(at.getTime() + UNDER_WAY_MS) : null;
}

/** Our refunds get the provider's last word; one that nobody of us asked for gets a row of its own. */
async function storeRefunds(tx: TenantTransaction, payment: Payment, read: ReadRefund[], at: Date): Promise<void> {
  if (read.length === 0) return;
  const known = await listRefunds(tx, payment.id);
  // What says itself that it is ours goes first: somebody's of the same amount is not taken for it.
  const isNamed = ({ refundId, providerRefundId }: ReadRefund) =>
    known.some((refund) => refund.id === refundId || refund.providerRefundId === providerRefundId);
  for (const one of [...read.filter(isNamed), ...read.filter((other) => !isNamed(other))]) {
    const ours = match(known, one);
    if (!ours && one.status === "succeeded") await insertRefund(tx, external(payment, one, at));
    else if (ours && (one.status !== "pending" || ours.providerRefundId === null)) {
      ours.providerRefundId = one.providerRefundId;
      await moveRefund(tx, ours.id, { from: ["requested", "issued"], ...settled(one, at) });
      // The guest's bank may send it back days after it was proven; that is told like any other failure.
      if (one.status === "failed")
        await moveRefund(tx, ours.id, { from: ["succeeded"], ...settled(one, at), settledAt: at, toldAt: null });
    }
  }
}

function match(known: Refund[], one: ReadRefund): Refund | undefined {
  return (
    known.find(({ providerRefundId }) => providerRefundId === one.providerRefundId) ??
    known.find(({ id }) => id === one.refundId) ??
    // Where the provider carries no id of ours: one that was sent, whose answer was lost, of exactly this amount.
    known.find(
      (refund) =>
        one.refundId === null &&
        // A failed one may be anybody's; ours is then sent again, and fails by its own answer.
        one.status !== "failed" &&
        refund.origin === "upvendo" &&
        refund.status === "issued" &&
        refund.providerRefundId === null &&
        refund.amountMinor === one.amountMinor,
    )
  );
}

/** How a refund's row stands after the provider said this. */
export function settled(one: ReadRefund, at: Date) {
  const { providerRefundId, problem } = one;
  if (one.status === "pending")
    return {
      status: "issued",
      providerRefundId,
      problem,
      leaseUntil: null,
      dueAt: new Date(at.getTime() + 15 * 60_000),
    } as const;
  return { status: one.status, providerRefundId, problem, settledAt: one.at, leaseUntil: null, dueAt: at } as const;
}

function external(payment: Payment, one: ReadRefund, at: Date): Parameters<typeof insertRefund>[1] {
  return {
    paymentId: payment.id,
    orderId: payment.orderId,
    amountMinor: one.amountMinor,
    currency: payment.capturedCurrency ?? payment.currency,
    reason: "Given back in the payment provider's own dashboard.",
    origin: "provider",
    status: "succeeded",
    providerRefundId: one.providerRefundId,
    settledAt: one.at,
    dueAt: at,
  };
}
