import type { Services } from "@/lib/services";
import type { PaymentCredentials } from "../credentials";
import { ProviderError } from "../provider-error";
import { asking, createStripe } from "../stripe/stripe-client";
import { getVivaWebhookKey } from "../viva/viva-client";
import { createVivaHttp } from "../viva/viva-http";

export const webhookUrl = (appUrl: string, provider: "stripe" | "viva", profileId: string): string =>
  `${appUrl}/webhook/${provider}/${profileId}`;

/**
 * `payment_intent.succeeded` says what the session's end says in the same moment, on purpose: where one of the two is lost on the way, the kitchen hears of the
 * order all the same, and not only once the guest comes back or the payment is asked about by itself.
 */
const events = [
  "checkout.session.completed",
  "checkout.session.expired",
  "checkout.session.async_payment_succeeded",
  "checkout.session.async_payment_failed",
  "payment_intent.succeeded",
  "payment_intent.payment_failed",
  "charge.refunded",
  "refund.created",
  "refund.updated",
  "refund.failed",
] as const;

export type Registration = {
  /** The provider's id of the endpoint; null where the merchant has to make it by hand. */
  endpointId: string | null;
  secret: string | null;
};

type Profile = { id: string; testMode: boolean };

/**
 * A webhook endpoint at Stripe, made through its API; the secret is shown this once. Viva Wallet's is made by hand in its app, and the
 * secret is the key that it wants to read there. Without permission to make one the profile is saved all the same and the page says how.
 */
export async function registerWebhook(
  { payments }: Pick<Services, "payments">,
  profile: Profile,
  credentials: PaymentCredentials,
): Promise<Registration> {
  try {
    if (credentials.provider === "viva") {
      const http = createVivaHttp(credentials, payments.viva[profile.testMode ? "test" : "live"]);
      return { endpointId: null, secret: await getVivaWebhookKey(http) };
    }
    const stripe = createStripe(credentials.secretKey, payments.stripe);
    const endpoint = await asking(() =>
      stripe.webhookEndpoints.create({
        url: webhookUrl(payments.appUrl, "stripe", profile.id),
        enabled_events: [...events],
        description: "Upvendo",
      }),
    );
    return { endpointId: endpoint.id, secret: endpoint.secret ?? null };
  } catch (error) {
    if (!(error instanceof ProviderError)) throw error;
    return { endpointId: null, secret: null };
  }
}

/**
 * What is wrong with the endpoint that Upvendo made at Stripe; null: nothing. Undefined where nobody can say: no answer, or keys that may not
 * look. Stripe itself switches off an endpoint that did not answer for days, and anybody with the dashboard can remove it.
 */
export async function findWebhookFault(
  { payments }: Pick<Services, "payments">,
  { id, endpointId }: { id: string; endpointId: string },
  credentials: PaymentCredentials,
): Promise<string | null | undefined> {
  if (credentials.provider !== "stripe") return undefined;
  const stripe = createStripe(credentials.secretKey, payments.stripe);
  try {
    const { status, url, enabled_events } = await asking(() => stripe.webhookEndpoints.retrieve(endpointId));
    if (status === "disabled") return "The webhook is switched off in your Stripe account.";
    if (url !== webhookUrl(payments.appUrl, "stripe", id))
      return "The webhook in your Stripe account leads to another address.";
    const told = new Set<string>(enabled_events);
    if (!told.has("*") && events.some((event) => !told.has(event)))
      return "The webhook in your Stripe account leaves out events that Upvendo needs.";
    return null;
  } catch (error) {
    if (!(error instanceof ProviderError)) throw error;
    return error.kind === "not_found" ? "The webhook is not in your Stripe account any more." : undefined;
  }
}

/** Best effort: an endpoint that stays behind only sends what nobody accepts any more. */
export async function unregisterWebhook(
  { payments }: Pick<Services, "payments">,
  endpointId: string,
  credentials: PaymentCredentials,
): Promise<void> {
  if (credentials.provider !== "stripe") return;
  const stripe = createStripe(credentials.secretKey, payments.stripe);
  await asking(() => stripe.webhookEndpoints.del(endpointId)).catch((error: unknown) => {
    if (!(error instanceof ProviderError)) throw error;
  });
}
