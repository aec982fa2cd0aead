import type { PaymentProfile } from "@/db/schema";
import type { Services } from "@/lib/services";
import { openCredentials, type PaymentCredentials } from "./credentials";
import type { ProviderClient } from "./provider-client";
import { createStripeClient } from "./stripe/stripe-client";
import { createVivaClient } from "./viva/viva-client";

type Options = { testMode: boolean; sourceCode: string | null };

/** A client that acts for one profile's account. */
export function clientFor(services: Pick<Services, "keyring" | "payments">, profile: PaymentProfile): ProviderClient {
  return clientWith(services, openCredentials(services.keyring, profile), profile);
}

/** The same for credentials that are not stored yet. */
export function clientWith(
  { payments }: Pick<Services, "payments">,
  credentials: PaymentCredentials,
  { testMode, sourceCode }: Options,
): ProviderClient {
  if (credentials.provider === "stripe") return createStripeClient(credentials, { apiUrl: payments.stripe, testMode });
  return createVivaClient(credentials, { addresses: payments.viva[testMode ? "test" : "live"], testMode, sourceCode });
}
