import Stripe from "stripe";
import { noteExchange } from "../exchanges";
import type { Checkout, CheckoutRequest, ProviderClient, ProviderEntry, ReadRefund } from "../provider-client";
import { ProviderError, stillTaken } from "../provider-error";
import { fromStripeAmount, toStripeAmount } from "./stripe-amount";
import { readSession } from "./stripe-reading";

export type StripeCredentials = { secretKey: string };

const TIMEOUT_MS = 10_000;

/** By address and key: the SDK sets up all of its resources for each, which takes longer than a call. */
const made = new Map<string, Stripe>();
const MADE_MAX = 200;

/** The official SDK for one account, at the address that the environment names. It tries once: our queue is the one place that retries. */
export function createStripe(secretKey: string, apiUrl: string): Stripe {
  const name = `${apiUrl} ${secretKey}`;
  const known = made.get(name);
  if (known) return known;
  if (made.size >= MADE_MAX) made.clear();
  const stripe = makeStripe(secretKey, apiUrl);
  made.set(name, stripe);
  return stripe;
}

function makeStripe(secretKey: string, apiUrl: string): Stripe {
  const { protocol, hostname, port } = new URL(apiUrl);
  const stripe = new Stripe(secretKey, {
    protocol: protocol === "http:" ? "http" : "https",
    host: hostname,
    ...(port ? { port } : {}),
    timeout: TIMEOUT_MS,
    maxNetworkRetries: 0,
    telemetry: false,
  });
  stripe.on("response", ({ method, path, status, elapsed, request_id }: Stripe.ResponseEvent) =>
    noteExchange({ method, path, status, durationMs: elapsed, requestId: request_id || null }),
  );
  return stripe;
}

export function createStripeClient(
  { secretKey }: StripeCredentials,
  { apiUrl, testMode }: { apiUrl: string; testMode: boolean },
): ProviderClient {
  const stripe = createStripe(secretKey, apiUrl);
  return {
    refundsAreIdempotent: true,
    checkAccount: () =>
      asking(async () => {
        const [account, balance] = await Promise.all([stripe.accounts.retrieveCurrent(), stripe.balance.retrieve()]);
        const name = account.settings?.dashboard.display_name || account.business_profile?.name || null;
        return { accountId: account.id, name, testMode: !balance.livemode };
      }),
    checkKeys: () =>
      asking(async () => {
        await stripe.balance.retrieve();
      }),
    createCheckout: (request) => asking(() => createSession(stripe, request)),
    read: (payment) =>
      asking(async () => {
        const session = await stripe.checkout.sessions.retrieve(payment.checkoutId, {
          expand: ["payment_intent.latest_charge"],
        });
        const intent = typeof session.payment_intent === "string" ? null : session.payment_intent;
        const refunded = intent && mayHaveRefunds(intent, payment) ? await refundsOfTaken(stripe, intent.id) : [];
        return readSession(session, intent, refunded, { ...payment, testMode });
      }),
    closeCheckout: (checkoutId) =>
      asking(async () => {
        await stripe.checkout.sessions.expire(checkoutId);
      }),
    refund: ({ refundId, paymentId, providerPaymentId, amountMinor, currency }) =>
      asking(async () => {
        const refund = await stripe.refunds.create(
          {
            payment_intent: providerPaymentId,
            amount: toStripeAmount(amountMinor, currency),
            metadata: { upvendo_refund: refundId, upvendo_payment: paymentId },
          },
          { idempotencyKey: `upvendo-refund-${refundId}` },
        );
        return readRefund(refund);
      }),
    listEntries: (from, to) => asking(() => listEntries(stripe, from, to)),
  };
}

async function createSession(stripe: Stripe, request: CheckoutRequest): Promise<Checkout> {
  const { paymentId, orderId, amountMinor, currency, description, successUrl, cancelUrl, expiresAt } = request;
  const metadata = { upvendo_payment: paymentId, upvendo_order: orderId };
  const session = await stripe.checkout.sessions.create(
    {
      mode: "payment",
      client_reference_id: paymentId,
      line_items: [
        {
          quantity: 1,
          price_data: {
            currency: currency.toLowerCase(),
            unit_amount: toStripeAmount(amountMinor, currency),
            product_data: { name: description },
          },
        },
      ],
      metadata,
      payment_intent_data: { metadata, description },
      success_url: successUrl,
      cancel_url: cancelUrl,
      expires_at: Math.floor(expiresAt.getTime() / 1000),
    },
    { idempotencyKey: `upvendo-checkout-${paymentId}` },
  );
  if (!session.url) throw new ProviderError("stripe", "rejected", "Stripe gave no page to pay on.");
  return { checkoutId: session.id, redirectUrl: session.url, expiresAt: new Date(session.expires_at * 1000) };
}

/**
 * The list is a second call. Before we have ever heard of the money we have asked for no refund, and of those made elsewhere only one that
 * left something in the charge's sum counts (docs.stripe.com/api/charges/object); one that failed is in that sum no more.
 */
function mayHaveRefunds({ status, latest_charge: charge }: Stripe.PaymentIntent, { isTaken }: { isTaken: boolean }) {
  if (status !== "succeeded") return false;
  return isTaken || charge === null || typeof charge === "string" || charge.amount_refunded !== 0;
}

const refundsOfTaken = (stripe: Stripe, intent: string) => asking(() => refundsOf(stripe, intent)).catch(stillTaken);

async function refundsOf(stripe: Stripe, paymentIntent: string): Promise<ReadRefund[]> {
  const found = await stripe.refunds.list({ payment_intent: paymentIntent, limit: 100 }).autoPagingToArray({
    limit: 1_000,
  });
  return found.map(readRefund);
}

function readRefund(refund: Stripe.Refund): ReadRefund {
  const failed = refund.status === "failed" || refund.status === "canceled";
  return {
    providerRefundId: refund.id,
    refundId: refund.metadata?.upvendo_refund ?? null,
    amountMinor: fromStripeAmount(refund.amount, refund.currency.toUpperCase()),
    status: failed ? "failed" : refund.status === "succeeded" ? "succeeded" : "pending",
    problem: failed ? `Stripe: ${(refund.failure_reason ?? "the refund was cancelled").replaceAll("_", " ")}.` : null,
    at: new Date(refund.created * 1000),
  };
}

async function listEntries(stripe: Stripe, from: Date, to: Date): Promise<ProviderEntry[]> {
  const created = { gte: Math.floor(from.getTime() / 1000), lt: Math.ceil(to.getTime() / 1000) };
  const [charges, refunds] = await Promise.all([
    stripe.charges.list({ created, limit: 100 }).autoPagingToArray({ limit: 10_000 }),
    stripe.refunds.list({ created, limit: 100 }).autoPagingToArray({ limit: 10_000 }),
  ]);
  const idOf = (value: string | { id: string } | null) => (typeof value === "string" ? value : (value?.id ?? ""));
  const entry = (one: Stripe.Charge | Stripe.Refund, kind: ProviderEntry["kind"], amount: number): ProviderEntry => {
    const currency = one.currency.toUpperCase();
    return {
      ...{ kind, currency, providerId: one.id, providerPaymentId: idOf(one.payment_intent), checkoutId: null },
      paymentId: one.metadata?.upvendo_payment ?? null,
      refundId: one.metadata?.upvendo_refund ?? null,
      amountMinor: fromStripeAmount(amount, currency),
      at: new Date(one.created * 1000),
    };
  };
  const captures = charges.filter(({ paid, captured }) => paid && captured);
  const given = refunds.filter(({ status }) => status !== "failed" && status !== "canceled");
  return [
    ...captures.map((charge) => entry(charge, "capture", charge.amount_captured)),
    ...given.map((refund) => entry(refund, "refund", refund.amount)),
  ].sort((a, b) => a.at.getTime() - b.at.getTime());
}

/** The SDK's errors in our words: they hold the request and headers, so nothing of them travels on but a code. */
export async function asking<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof Stripe.errors.StripeError)) throw error;
    throw explain(error);
  }
}

function explain(error: InstanceType<typeof Stripe.errors.StripeError>): ProviderError {
  const status = error.statusCode ?? 0;
  const code = error.code ?? (status > 0 ? String(status) : null);
  const of = (kind: ProviderError["kind"], explanation: string) => new ProviderError("stripe", kind, explanation, code);
  if (status === 401) return of("credentials", "Stripe does not accept the secret key.");
  if (status === 403)
    return of("credentials", "The Stripe key has no permission for this. Use a key with full access.");
  if (status === 404 || code === "resource_missing") return of("not_found", "Stripe does not know this any more.");
  if (status === 0 || status === 409 || status === 429 || status >= 500)
    return of("unavailable", "Stripe does not answer right now.");
  return of("rejected", `Stripe declined this${code ? ` (${code.replaceAll("_", " ")})` : ""}.`);
}
