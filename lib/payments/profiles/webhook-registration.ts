import type { Services } from "@/lib/services";
import type { PaymentCredentials } from "../credentials";
import { ProviderError } from "../provider-error";
import { asking, createStripe } from "../stripe/stripe-client";
import { getVivaWebhookKey } from "../viva/viva-client";
import { createVivaHttp } from "../viva/viva-http";

export const webhookUrl = (appUrl: string, provider: "stripe" | "viva", profileId: string): string =>
  `${appUrl}/webhook/${provider}/${profileId}`;

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
