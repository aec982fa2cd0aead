import { createHmac } from "node:crypto";
import type { Sandbox } from "../sandbox";
import type { Endpoint } from "../webhooks/endpoint";
import { randomId, type StripeAccount, type VivaAccount } from "./accounts";
import { printDigits } from "./wire";

const endpoint = (endpointId: string, url: string): Endpoint => ({
  ...{ endpointId, url, withBasicAuth: false, subscribeTo: [] },
  ...{ provideAccount: false, expandTransactions: false, expandPayments: false },
});

/** `t=…,v1=…`: HMAC-SHA-256 over time, dot and body with the endpoint's secret (docs.stripe.com/webhooks). */
export function stripeSignature(body: string, secret: string, at = Math.floor(Date.now() / 1000)): string {
  return `t=${at},v1=${createHmac("sha256", secret).update(`${at}.${body}`).digest("hex")}`;
}

/** One event to every endpoint that asked for its type, each signed with its own secret. */
export function tellStripe(sandbox: Sandbox, account: StripeAccount, type: string, object: { id: string }): void {
  const body = JSON.stringify({
    ...{ id: randomId("evt_"), object: "event", api_version: "2026-10-28.endive", type, livemode: account.livemode },
    ...{ created: Math.floor(Date.now() / 1000), pending_webhooks: account.endpoints.length, data: { object } },
    request: { id: null, idempotency_key: null },
  });
  for (const { id, url, events, secret, disabled } of account.endpoints) {
    if (disabled) continue;
    if (!events.includes("*") && !events.includes(type)) continue;
    sandbox.world.outbox.send({
      ...{ account: account.id, endpoint: endpoint(id, url), type: "STRIPE", status: type, reference: object.id, body },
      sign: (text) => ({ "stripe-signature": stripeSignature(text, secret) }),
      behaviour: sandbox.settings.get(),
    });
  }
}

const vivaEvents = { payment: 1796, reversal: 1797, failure: 1798 } as const;

/** Unsigned: whoever receives it has to ask. */
export function tellViva(
  sandbox: Sandbox,
  account: VivaAccount,
  event: keyof typeof vivaEvents,
  data: { orderCode: string } & Record<string, unknown>,
): void {
  if (!account.webhookUrl) return;
  const { orderCode, ...rest } = data;
  const body = printDigits({
    ...{ Url: account.webhookUrl, EventTypeId: vivaEvents[event], MessageId: randomId("", 16), MessageTypeId: 512 },
    ...{ Created: new Date().toISOString(), CorrelationId: randomId("", 8), Delay: null, RecipientId: account.id },
    EventData: { ...rest, MerchantId: account.id, OrderCode: { digits: orderCode } },
  });
  sandbox.world.outbox.send({
    ...{ account: account.id, endpoint: endpoint("viva", account.webhookUrl), body, behaviour: sandbox.settings.get() },
    ...{ type: "VIVA", status: event, reference: orderCode },
  });
}
