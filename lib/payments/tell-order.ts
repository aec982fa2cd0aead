import { type TenantTransaction, withTenant } from "@/db/client";
import { findPayment, noteTold } from "@/db/queries/payments";
import { listRefunds, noteRefundTold } from "@/db/queries/refunds";
import type { Payment } from "@/db/schema";
import type { Services } from "@/lib/services";
import { type ApplyPaymentFact, factOfPayment, factOfRefund, type PaymentFact } from "./payment-fact";
import type { Stored } from "./read-payment";
import { tellRefundEnded } from "./refund-issue";

type Write = (tx: TenantTransaction, payment: Payment | null) => Promise<void>;

/**
 * Hands what is proven about a payment and its refunds to whoever keeps the orders, until that has succeeded once for each. A crash
 * in between tells it again, which the receiver makes harmless. `then` is written when all is told, with the last of it where it can. `stored`: as it
 * was just written; otherwise it is looked up.
 */
export async function tellOrder<S extends Pick<Services, "db" | "now">>(
  services: S,
  { merchantId, paymentId, stored = null }: { merchantId: string; paymentId: string; stored?: Stored | null },
  apply: ApplyPaymentFact<S> | null,
  then: Write = async () => {},
): Promise<void> {
  const { payment, refunds } = isWhole(stored)
    ? stored
    : await withTenant(services.db, merchantId, async (tx) => ({
        payment: await findPayment(tx, paymentId),
        refunds: await listRefunds(tx, paymentId),
      }));
  const end = (tx: TenantTransaction) => then(tx, payment);
  if (!apply || !payment) return withTenant(services.db, merchantId, end);
  const { changedAt, toldAt } = payment;
  const news = changedAt !== null && (toldAt === null || toldAt < changedAt);
  const fact = news ? factOfPayment(payment) : null;
  const untold = refunds.flatMap((refund) => {
    const refundFact = refund.toldAt === null ? factOfRefund(payment, refund) : null;
    return refundFact ? [{ refund, fact: refundFact }] : [];
  });
  const tell = tellingOnce(services, apply);
  if (fact && changedAt)
    await tell(fact, async (tx) => {
      await noteTold(tx, paymentId, changedAt);
      if (untold.length === 0) await end(tx);
    });
  for (const { refund, fact: refundFact } of untold)
    await tell(refundFact, async (tx) => {
      await noteRefundTold(tx, refund.id, services.now());
      await tellRefundEnded(tx, refund, services.now());
    });
  if (!fact || untold.length > 0) await withTenant(services.db, merchantId, end);
}

/** A reading that moved nothing gives no payment. */
const isWhole = (stored: Stored | null): stored is Required<Stored> =>
  stored !== null && stored.payment !== null && stored.refunds !== undefined;

/** Tells a fact and writes that down: by the receiver's own transaction, or after it; with `within` in that one. */
export const tellingOnce =
  <S extends Pick<Services, "db">>(services: S, apply: ApplyPaymentFact<S>, within?: TenantTransaction) =>
  async (fact: PaymentFact, note: (tx: TenantTransaction) => Promise<void>): Promise<void> => {
    let noted = false;
    const noteOnce = async (tx: TenantTransaction) => {
      await note(tx);
      noted = true;
    };
    await apply(services, fact, noteOnce, within);
    if (noted) return;
    if (within) await note(within);
    else await withTenant(services.db, fact.merchantId, note);
  };
