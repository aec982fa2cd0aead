import { expect, test } from "vitest";
import type { OpenEvent } from "@/db/queries/payment-events";
import type { Payment, Taking } from "@/db/schema";
import { takenByNotice } from "./taken-by-notice";

const now = new Date("2026-11-27T19:30:00Z");
const secondsAgo = (seconds: number) => new Date(now.getTime() - seconds * 1_000).toISOString();
const payment: Pick<Payment, "status" | "checkoutId" | "amountMinor" | "currency"> = {
  ...{ status: "open", checkoutId: "cs_1", amountMinor: 1_250, currency: "EUR" },
};
const taken: Taking = { providerPaymentId: "pi_1", amountMinor: 1_250, currency: "EUR", at: secondsAgo(2) };
const ofIntent: OpenEvent = {
  ...{ id: "1", verified: true, type: "payment_intent.succeeded", objectIds: ["pi_1"], taken },
};
const ofSession: OpenEvent = {
  ...{ id: "2", verified: true, type: "checkout.session.completed", objectIds: ["cs_1", "pi_1"], taken: null },
};
const telling = (event: OpenEvent, part: Partial<Taking>): OpenEvent => ({ ...event, taken: { ...taken, ...part } });

test.each<[string, OpenEvent[]]>([
  ["the payment's word", [ofIntent]],
  ["the page's beside it", [ofIntent, ofSession]],
  ["whichever came first", [ofSession, ofIntent]],
  ["one of a clock that is ahead of ours", [telling(ofIntent, { at: secondsAgo(-60) })]],
])("money that the provider has signed for is taken without asking: %s", (_, events) => {
  expect(takenByNotice(payment, events, now)).toMatchObject({ providerPaymentId: "pi_1", amountMinor: 1_250 });
});

test.each<[string, OpenEvent[], Partial<typeof payment>?]>([
  ["nothing was said", []],
  ["only the page was told of, which says what it asked for", [ofSession]],
  ["it is not signed", [{ ...ofIntent, verified: false }]],
  ["one of two is not signed", [ofIntent, { ...ofSession, verified: false }]],
  ["something else waits beside it", [ofIntent, { ...ofSession, type: "charge.refunded" }]],
  ["it is a cent less", [telling(ofIntent, { amountMinor: 1_249 })]],
  ["it is a cent more", [telling(ofIntent, { amountMinor: 1_251 })]],
  ["it is another currency", [telling(ofIntent, { currency: "USD" })]],
  ["two payments are told of", [ofIntent, { ...ofSession, objectIds: ["cs_1", "pi_2"] }]],
  ["two amounts are told of", [ofIntent, telling(ofIntent, { amountMinor: 1_200 })]],
  ["two currencies are told of", [ofIntent, telling(ofIntent, { currency: "USD" })]],
  ["it is of another page", [ofIntent, { ...ofSession, objectIds: ["cs_2", "pi_1"] }]],
  ["it comes late, so that the money may be back", [telling(ofIntent, { at: secondsAgo(301) })]],
  ["it is far ahead of time", [telling(ofIntent, { at: secondsAgo(-301) })]],
  ["it is known already", [ofIntent], { status: "captured" }],
  ["the payment was given up", [ofIntent], { status: "cancelled" }],
  ["the payment had failed", [ofIntent], { status: "failed" }],
  ["no page was opened yet", [ofIntent], { status: "starting", checkoutId: null }],
])("the provider is asked where %s", (_, events, change = {}) => {
  expect(takenByNotice({ ...payment, ...change }, events, now)).toBeNull();
});
