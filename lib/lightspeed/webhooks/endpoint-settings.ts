import { randomBytes } from "node:crypto";
import type { WebhookSubscription } from "@/db/schema";
import type { WebhookEndpointSettings } from "@/lib/k-series";
import type { WebhookSettings } from "@/lib/services";

/** 192 random bits: nobody guesses it, and it collides with nobody else's. */
export const newEndpointId = (): string => randomBytes(24).toString("base64url");

const subscriptions = [
  // Not documented, but Lightspeed's own sample does so: without it an order's SUCCESS may never come (behaviour page, section 5).
  { resource: "order", name: "DELIVERED" },
  { resource: "item", name: "SALES_RESTRICTION_UPDATED" },
  { resource: "order_api", name: "ONLINE_ORDER_READINESS" },
] as const satisfies WebhookSubscription[];

/** What Lightspeed must have under this id. */
export function wantedEndpoint({ appUrl, credentials }: WebhookSettings, endpointId: string): WebhookEndpointSettings {
  return {
    endpointId,
    url: `${appUrl}/webhook/lightspeed/${endpointId}`,
    withBasicAuth: credentials !== null,
    ...(credentials ? { username: credentials.user, password: credentials.password } : {}),
    provideAccount: true,
    expandTransactions: true,
    expandPayments: true,
    subscribeTo: [...subscriptions],
  };
}

/** The part of it that may be stored: no credentials. */
export function storedSettings(wanted: WebhookEndpointSettings) {
  const { url, withBasicAuth, provideAccount, expandTransactions, expandPayments, subscribeTo } = wanted;
  return { url, withBasicAuth, provideAccount, expandTransactions, expandPayments, subscriptions: subscribeTo };
}
