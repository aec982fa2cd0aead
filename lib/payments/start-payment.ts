import { type TenantTransaction, withTenant } from "@/db/client";
import { findPaymentProfile, findProfileOfLocation } from "@/db/queries/payment-profiles";
import { holdOrderPayments, holdPayment, insertPayment, listPaymentsOfOrder, movePayment } from "@/db/queries/payments";
import type { Payment, PaymentProfile } from "@/db/schema";
import { AppError } from "@/lib/errors";
import { log } from "@/lib/log";
import type { Services } from "@/lib/services";
import { clientFor } from "./client-for";
import { closePage, isOverdue } from "./close-page";
import { checkSoon } from "./profiles/check-due-keys";
import { ProviderError, providerNames } from "./provider-error";
import { readFound, type ToRead } from "./read-payment";
import { callProvider, recordCall } from "./record-call";
import { returnAddress } from "./return-address";
import { enqueueRead } from "./tasks";

type Needs = Pick<Services, "db" | "keyring" | "payments" | "now">;

export type PaymentWish = {
  merchantId: string;
  orderId: string;
  locationId: string;
  amountMinor: number;
  currency: string;
  /** A page of ours; the payment's id is added as `payment`. */
  returnUrl: string;
  /** The guest reads it at the provider. */
  description: string;
  /** Only for the merchant's own test orders: no profile, no provider, no money. Every other channel pays for real. */
  channel?: "test";
};

/** How long a guest may take on the provider's page; Stripe's own least is thirty minutes. */
const OPEN_MS = 31 * 60_000;
const FIRST_READ_MS = 2 * 60_000;
/** Less than this left: a new page rather than one that closes under the guest's hands. */
const LEAST_LEFT_MS = 60_000;
/** A page that was asked for and never came: with less than this left Stripe opens none any more, and another payment takes its place. */
const STRIPE_LEAST_OPEN_MS = 30 * 60_000 + 15_000;

/**
 * A page at the provider on which the guest pays this order. The payment's row is committed before the provider hears of it; asked
 * again for the same order and amount it answers with the same page while that is open.
 */
export async function startPayment(
  services: Needs,
  wish: PaymentWish,
): Promise<{ paymentId: string; redirectUrl: string }> {
  if (!Number.isSafeInteger(wish.amountMinor) || wish.amountMinor <= 0)
    throw new AppError("invalid_input", "There is nothing to pay for this order.");
  if (new URL(wish.returnUrl).origin !== new URL(services.payments.appUrl).origin)
    throw new AppError("invalid_input", "Guests can only return to a page of Upvendo.");
  if (wish.channel === "test") return startTestPayment(services, wish);

  const { payment, profile, outdated } = await withTenant(services.db, wish.merchantId, (tx) =>
    prepare(services, tx, wish),
  );
  for (const old of outdated) await giveUpPage(services, old);
  if (payment.status === "open" && payment.redirectUrl)
    return { paymentId: payment.id, redirectUrl: payment.redirectUrl };
  return openCheckout(services, profile, payment);
}

type Prepared = { payment: Payment; profile: PaymentProfile; outdated: ToRead[] };

async function prepare({ now }: Needs, tx: TenantTransaction, wish: PaymentWish): Promise<Prepared> {
  const { orderId, locationId, amountMinor, currency, returnUrl, description } = wish;
  await holdOrderPayments(tx, orderId);
  const profile = await findProfileOfLocation(tx, locationId);
  if (!profile)
    throw new AppError(
      "payment_unavailable",
      "This location has no payment profile yet. Assign one under Settings, Payments.",
    );
  const earlier = await listPaymentsOfOrder(tx, orderId);
  const taken = earlier.filter(({ status }) => status === "captured");
  if (taken.some(({ problem }) => problem === null)) throw new AppError("conflict", "This order is paid already.");
  // What did not fit and was given back is as if it had never come.
  if (taken.some(({ capturedMinor, refundedMinor }) => (capturedMinor ?? 0) > refundedMinor))
    throw new AppError(
      "conflict",
      "A payment arrived that does not fit this order. No other is asked for until it was given back.",
    );
  const at = now();
  const pending = earlier.filter(({ status }) => status === "starting" || status === "open");
  const same = pending.find(
    (one) =>
      one.profileId === profile.id &&
      one.amountMinor === amountMinor &&
      one.currency === currency &&
      one.returnUrl === returnUrl &&
      (one.expiresAt?.getTime() ?? 0) - at.getTime() > leastLeftMs(one),
  );
  const outdated: ToRead[] = [];
  for (const { id, profileId } of pending.filter((one) => one !== same)) {
    // Over from here on: never shown again, and looked at soon, so that what cannot be closed now is closed then.
    const over = { expiresAt: at, readDueAt: at, reads: 0 };
    const old = await movePayment(tx, id, { from: ["starting", "open"], ...over });
    if (old) outdated.push({ payment: old, profile: profileId ? await findPaymentProfile(tx, profileId) : null });
  }
  const payment =
    same ??
    (await insertPayment(tx, {
      ...{ orderId, locationId, amountMinor, currency, returnUrl, description },
      ...{ profileId: profile.id, provider: profile.provider, testMode: profile.testMode },
      expiresAt: new Date(at.getTime() + OPEN_MS),
      readDueAt: new Date(at.getTime() + FIRST_READ_MS),
    }));
  return { payment, profile, outdated };
}

const leastLeftMs = ({ status, provider }: Payment): number =>
  status === "starting" && provider === "stripe" ? STRIPE_LEAST_OPEN_MS : LEAST_LEFT_MS;

async function openCheckout(services: Needs, profile: PaymentProfile, payment: Payment) {
  const { id, orderId, amountMinor, currency, description, returnUrl } = payment;
  const now = services.now();
  const call = await callProvider(services, () =>
    clientFor(services, profile).createCheckout({
      ...{ paymentId: id, orderId, amountMinor, currency, description },
      successUrl: returnAddress(returnUrl, id),
      cancelUrl: returnAddress(returnUrl, id, "cancelled"),
      now,
      expiresAt: payment.expiresAt ?? new Date(now.getTime() + OPEN_MS),
    }),
  );
  const record = (tx: TenantTransaction) =>
    recordCall(tx, payment, call, {
      ...{ operation: "openPage", detail: { paymentId: id, amountMinor, currency } },
      told: ({ checkoutId, expiresAt }) => ({
        message: "A page to pay on was opened for the guest.",
        detail: { checkoutId, expiresAt },
      }),
    });
  const { error } = call;
  if (error) {
    log.warn({ error, merchantId: payment.merchantId, paymentId: id }, "a payment could not be started");
    await withTenant(services.db, payment.merchantId, async (tx) => record(tx));
    if (error.kind === "credentials") await checkSoon(services, profile);
    throw new AppError(
      "payment_unavailable",
      error.transient
        ? `${providerNames[error.provider]} does not answer right now. Try again in a moment.`
        : `Paying is not possible here right now. ${error.explanation}`,
    );
  }
  const checkout = call.answer;
  const moved = await withTenant(services.db, payment.merchantId, async (tx) => {
    record(tx);
    const held = await holdPayment(tx, id);
    const replaced = held && isOverdue(held, services.now());
    const expiresAt = replaced ? held.expiresAt : checkout.expiresAt;
    const opened = await movePayment(tx, id, { from: ["starting"], status: "open", ...checkout, expiresAt });
    // Another request for the same order was quicker: one page for both.
    return opened ?? held;
  });
  if (moved && isOverdue(moved, services.now())) {
    await giveUpPage(services, { payment: moved, profile });
    throw new AppError("conflict", "Another page to pay this order on was opened meanwhile. Try again.");
  }
  return { paymentId: id, redirectUrl: moved?.redirectUrl ?? checkout.redirectUrl };
}

/**
 * One page at a time for an order, and none after one that was paid a moment ago. Where the provider does not answer, the old page is closed when it is
 * looked at next; should it be paid before that, the order hears of a second payment and that one is flagged.
 */
async function giveUpPage(services: Needs, old: ToRead): Promise<void> {
  if (!old.payment || !(await closePage(services, old, "replaced"))) return;
  const { merchantId, id: paymentId } = old.payment;
  const read = await readFound(services, old, "replaced").catch((error: unknown) => {
    if (!(error instanceof ProviderError)) throw error;
    log.info({ error, merchantId, paymentId }, "a page to pay on that was given up could not be read");
    return null;
  });
  if (!read?.payment || read.payment.changedAt === null) return;
  await withTenant(services.db, merchantId, (tx) => enqueueRead(tx, { merchantId, paymentId }));
  if (read.payment.status === "captured") throw new AppError("conflict", "This order is paid already.");
}

async function startTestPayment({ db, now }: Needs, wish: PaymentWish) {
  const { merchantId, orderId, locationId, amountMinor, currency, returnUrl, description } = wish;
  return withTenant(db, merchantId, async (tx) => {
    await holdOrderPayments(tx, orderId);
    const at = now();
    const earlier = (await listPaymentsOfOrder(tx, orderId)).find(({ provider }) => provider === "test");
    const payment =
      earlier ??
      (await insertPayment(tx, {
        ...{ orderId, locationId, amountMinor, currency, returnUrl, description, provider: "test", testMode: true },
        ...{
          status: "captured",
          capturedMinor: amountMinor,
          capturedCurrency: currency,
          occurredAt: at,
          changedAt: at,
        },
      }));
    await enqueueRead(tx, { merchantId, paymentId: payment.id });
    return { paymentId: payment.id, redirectUrl: returnAddress(returnUrl, payment.id) };
  });
}
