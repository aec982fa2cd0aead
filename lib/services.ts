import type { Database } from "@/db/client";
import type { Keyring } from "./crypto/keyring";
import { database } from "./database";
import { type Env, getEnv } from "./env";
import { webhookCredentials } from "./env-lightspeed";
import type { PaymentAddresses } from "./env-payments";
import { createTraffic, OAuthClient, type Traffic } from "./k-series";
import { processClock } from "./process-clock";

/** Where Lightspeed is for this process. One environment per process: clients of two do not cross. */
export type LightspeedSettings = {
  environment: Env["LIGHTSPEED_ENVIRONMENT"];
  apiUrl: string;
  /** Keys the signature of the OAuth state (product document). */
  clientSecret: string;
  webhooks: WebhookSettings;
};

/** Where Lightspeed is told to send notifications, and what it must say there. */
export type WebhookSettings = {
  appUrl: string;
  /** Null: not configured, and only the endpoint's id speaks for a delivery. */
  credentials: { user: string; password: string } | null;
};

/** What the verbs work with. A route passes `services()`, a test passes its own. */
export type Services = {
  db: Database;
  keyring: Keyring;
  oauth: OAuthClient;
  lightspeed: LightspeedSettings;
  /** Retries, limits and circuit breakers at Lightspeed; one for the whole process. */
  traffic: Traffic;
  /** Where Stripe and Viva Wallet are, and where they find us. */
  payments: PaymentAddresses & { appUrl: string };
  /** How long the till may be silent about an order before it is asked; two minutes unless told otherwise. */
  orders?: { askAfterMs: number };
  /** How long names and contact details of guests are kept; ninety days unless told otherwise. */
  guests?: { keptDays: number };
  now: () => Date;
};

let cached: Services | undefined;

/** The process's services, built on first use. What one process dates another one judges, so all go by the database's clock. */
export function services(): Services {
  cached ??= { ...createServices(getEnv(), database()), now: processClock().now };
  return cached;
}

export function createServices(env: Env, db: Database): Services {
  return {
    db,
    keyring: env.TOKEN_ENCRYPTION_KEYS,
    oauth: new OAuthClient({
      authorizationUrl: env.LIGHTSPEED_AUTHORIZATION_URL,
      tokenUrl: env.LIGHTSPEED_TOKEN_URL,
      revocationUrl: env.LIGHTSPEED_REVOCATION_URL,
      clientId: env.LIGHTSPEED_CLIENT_ID,
      clientSecret: env.LIGHTSPEED_CLIENT_SECRET,
      tokenAuth: env.LIGHTSPEED_TOKEN_AUTH,
      redirectUri: env.LIGHTSPEED_REDIRECT_URI,
      scopes: env.LIGHTSPEED_SCOPES,
    }),
    lightspeed: {
      environment: env.LIGHTSPEED_ENVIRONMENT,
      apiUrl: env.LIGHTSPEED_API_URL,
      clientSecret: env.LIGHTSPEED_CLIENT_SECRET,
      webhooks: { appUrl: env.APP_URL, credentials: webhookCredentials(env) },
    },
    traffic: createTraffic(),
    payments: { ...env.payments, appUrl: env.APP_URL },
    guests: { keptDays: env.GUEST_DATA_DAYS },
    orders: { askAfterMs: env.ORDER_ASK_AFTER_MS },
    now: () => new Date(),
  };
}
