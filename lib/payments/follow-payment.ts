import { type TenantTransaction, withTenant } from "@/db/client";
import { listOpenEvents, type OpenEvent, settleEvents } from "@/db/queries/payment-events";
import { findPayment } from "@/db/queries/payments";
import type { Payment, Taking } from "@/db/schema";
import { log } from "@/lib/log";
import type { Services } from "@/lib/services";
import { isOldNews } from "./old-news";
import { type ApplyPaymentFact, factOfTaking } from "./payment-fact";
import { ProviderError } from "./provider-error";
import { readFound, type Stored, withProfile } from "./read-payment";
import { storeTaking } from "./store-reading";
import { takenByNotice } from "./taken-by-notice";
import { tellingOnce, tellOrder } from "./tell-order";
import { isQuickTry, noteAnswered } from "./unanswered";

/**
 * The job behind a notice: asks the provider, stores the answer, tells the order; where signed notices say all that is to be known, nobody is asked.
 * Notices that were there before the question are answered by it; with the provider away they are parked and the queue comes back.
 */
export async function followPayment(
  services: Services,
  { merchantId, paymentId }: { merchantId: string; paymentId: string },
  apply: ApplyPaymentFact<Services> | null,
): Promise<void> {
  const { db, now } = services;
  const asked = await withTenant(db, merchantId, async (tx) => {
    const [events, payment] = await Promise.all([listOpenEvents(tx, paymentId), findPayment(tx, paymentId)]);
    const taken = payment ? takenByNotice(payment, events, now()) : null;
    if (payment && taken && apply) return followTaking(services, tx, { payment, events, taken }, apply);
    return { events, found: await withProfile(tx, payment) };
  });
  if (!asked) return;
  const { events, found } = asked;
  const { payment: before } = found;
  let stored: Stored | null = null;
  const isAsked = events.some((event) => before === null || !isOldNews(event, before));
  if (before && (isAsked || isUndecided(before) || before.readDueAt !== null)) {
    try {
      stored = await readFound(services, found, events.length > 0 ? "notice" : "due");
    } catch (error) {
      if (error instanceof ProviderError) {
        const parked = { status: "parked", what: error.explanation, processedAt: null } as const;
        await withTenant(db, merchantId, (tx) => settleEvents(tx, events, parked));
        // What is known without that answer, and that none will come any more, is no less news.
        await tellOrder(services, { merchantId, paymentId }, apply);
      }
      throw error;
    }
  }
  await tellOrder(services, { merchantId, paymentId, stored }, apply, (tx, after) =>
    settleEvents(tx, events, { status: "processed", what: wordsFor(after), processedAt: now() }),
  );
}

type Told = { payment: Payment; events: readonly OpenEvent[]; taken: Taking };

/** Stored and told in one. Should somebody else have read it meanwhile, they tell it, too: the order takes it once. */
async function followTaking(
  services: Services,
  tx: TenantTransaction,
  { payment, events, taken }: Told,
  apply: ApplyPaymentFact<Services>,
): Promise<null> {
  const at = services.now();
  const tell = tellingOnce(services, apply, tx);
  await tell(factOfTaking(payment, taken), async () => {
    const [stored] = await Promise.all([
      storeTaking(tx, payment.id, taken, at),
      settleEvents(tx, events, { status: "processed", what: words.captured, processedAt: at }),
    ]);
    if (stored) await noteAnswered(tx, payment, at);
  });
  return null;
}

/** The same for the queue, which comes back soon after a failure, and later leaves it to the time that stands in the row. */
export async function workOnPayment(
  services: Services,
  { merchantId, paymentId }: { merchantId: string; paymentId: string },
  apply: ApplyPaymentFact<Services> | null,
): Promise<void> {
  try {
    await followPayment(services, { merchantId, paymentId }, apply);
  } catch (error) {
    if (!(error instanceof ProviderError)) throw error;
    const payment = await withTenant(services.db, merchantId, (tx) => findPayment(tx, paymentId));
    if (!payment || isQuickTry(payment)) throw error;
    log.info({ error, merchantId, paymentId }, "the provider does not say what became of a payment");
  }
}

const isUndecided = ({ status }: Payment) => status === "starting" || status === "open";

const words = {
  starting: "The guest has not been sent to pay yet.",
  open: "Not paid yet.",
  captured: "Paid.",
  failed: "The payment failed.",
  cancelled: "The payment was not made.",
} as const;

function wordsFor(payment: Payment | null): string {
  if (!payment) return "There is no such payment.";
  return payment.problem ? `${words[payment.status]} ${payment.problem}` : words[payment.status];
}
