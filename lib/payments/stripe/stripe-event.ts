import Stripe from "stripe";
import { z } from "zod";
import type { Taking } from "@/db/schema";
import { isUuid } from "@/lib/uuid";
import { fromStripeAmount, isWhole } from "./stripe-amount";

const TOLERANCE_SECONDS = 300;

const id = z.string().max(255);
const word = z.string().nullable().catch(null);
const amount = z.int().positive().nullable().catch(null);
const event = z.object({
  id,
  type: z.string().max(100),
  livemode: z.boolean(),
  created: amount,
  account: id.optional(),
  data: z.object({
    object: z.object({
      id,
      object: z.string().max(60),
      client_reference_id: z.string().nullish(),
      payment_intent: z.union([id, z.object({ id })]).nullish(),
      metadata: z.record(z.string(), z.string()).nullish(),
      // Of no event that is ours to refuse: where one of these cannot be read, Stripe is asked.
      status: word,
      currency: word,
      amount_received: amount,
    }),
  }),
});
type Parsed = z.output<typeof event>;
type Subject = Parsed["data"]["object"];

/** What of an event leads to its payment, and what it says was taken; all else is read back. */
export type StripeEvent = {
  id: string;
  type: string;
  livemode: boolean;
  account: string | null;
  objectIds: string[];
  /** Our payment's id, where the object carries it. */
  paymentId: string | null;
  /** The money that it says was taken for that payment. */
  taken: Taking | null;
};

export type StripeDelivery = { rawBody: Uint8Array; signature: string | null; now: Date };

/**
 * The event, if one of these secrets signed exactly these bytes within five minutes of now; null for everything else. The check
 * comes before anything is read, and over the bytes as they came: parsing and printing again would change them.
 */
export function verifyStripeEvent(delivery: StripeDelivery, secrets: readonly string[]): StripeEvent | null {
  const text = exactText(delivery.rawBody);
  if (text === null || !delivery.signature) return null;
  if (!secrets.some((secret) => isSigned(text, delivery, secret))) return null;
  const parsed = event.safeParse(parseJson(text));
  if (!parsed.success) return null;
  const { id: eventId, type, livemode, account, data } = parsed.data;
  const { object } = data;
  const intent = intentOf(object);
  const named = object.metadata?.upvendo_payment ?? object.client_reference_id ?? "";
  return {
    ...{ id: eventId, type, livemode, account: account ?? null },
    objectIds: [object.id, ...(intent ? [intent] : [])],
    paymentId: isUuid(named) ? named : null,
    taken: takenBy(parsed.data),
  };
}

const intentOf = ({ payment_intent: intent }: Subject) => (typeof intent === "object" ? intent?.id : intent);

/** Of the intent alone: a session says what it asked for, and the intent what has been received (docs.stripe.com/api/payment_intents/object). */
function takenBy({ type, created, data: { object } }: Parsed): Taking | null {
  const isPaid = type === "payment_intent.succeeded" && object.object === "payment_intent";
  const { id: providerPaymentId, status, amount_received: received } = object;
  if (!isPaid || status !== "succeeded" || !received || !object.currency || !created) return null;
  const currency = object.currency.toUpperCase();
  if (!isWhole(received, currency)) return null;
  const at = new Date(created * 1_000).toISOString();
  return { providerPaymentId, amountMinor: fromStripeAmount(received, currency), currency, at };
}

function isSigned(text: string, { signature, now }: StripeDelivery, secret: string): boolean {
  const header = signature ?? "";
  // The library lets a time in the future pass.
  const stamps = [...header.matchAll(/(?:^|,)\s*t=(\d+)/g)].map(([, stamp]) => Number(stamp));
  if (stamps.length !== 1 || stamps.some((stamp) => stamp - now.getTime() / 1000 > TOLERANCE_SECONDS)) return false;
  try {
    Stripe.webhooks.constructEvent(text, header, secret, TOLERANCE_SECONDS, undefined, now.getTime());
    return true;
  } catch {
    return false;
  }
}

/** Null where the bytes are no UTF-8: replacing what cannot be read would make one text of many bodies. */
function exactText(bytes: Uint8Array): string | null {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return null;
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
