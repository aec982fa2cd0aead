import { expect, test } from "vitest";
import { isOldNews, isSaidBy } from "./old-news";

const taken = { status: "captured", providerPaymentId: "pi_1" } as const;
const said = { verified: true, type: "payment_intent.succeeded", objectIds: ["pi_1"] };

test("only a signed word of this very money's being taken, once that is known, is old news", () => {
  expect(isOldNews(said, taken)).toBe(true);
  expect(isOldNews({ ...said, type: "checkout.session.completed", objectIds: ["cs_1", "pi_1"] }, taken)).toBe(true);
  expect(isOldNews({ ...said, verified: false }, taken)).toBe(false);
  expect(isOldNews({ ...said, objectIds: ["pi_2"] }, taken)).toBe(false);
  expect(isOldNews({ ...said, type: "charge.refunded" }, taken)).toBe(false);
  expect(isOldNews(said, { status: "cancelled", providerPaymentId: "pi_1" })).toBe(false);
  expect(isOldNews(said, { status: "captured", providerPaymentId: null })).toBe(false);
});

const telling = {
  ...{ verified: true, type: "payment_intent.succeeded", objectIds: ["pi_1"] },
  taken: { providerPaymentId: "pi_1", amountMinor: 1_250, currency: "EUR", at: "2026-11-27T19:30:00.000Z" },
};
const session = {
  ...{ verified: true, type: "checkout.session.completed", objectIds: ["cs_1", "pi_1"], taken: null },
};

test("a notice beside one that tells of the money, to the cent, says no more where it is signed and of that money", () => {
  expect(isSaidBy(telling, session)).toBe(true);
  expect(isSaidBy(telling, telling)).toBe(true);
  expect(isSaidBy(session, telling)).toBe(false);
  expect(isSaidBy({ ...telling, verified: false }, session)).toBe(false);
  expect(isSaidBy(telling, { ...session, verified: false })).toBe(false);
  expect(isSaidBy(telling, { ...session, objectIds: ["cs_1", "pi_2"] })).toBe(false);
  expect(isSaidBy(telling, { ...session, type: "charge.refunded" })).toBe(false);
  expect(isSaidBy(telling, { ...telling, taken: { ...telling.taken, amountMinor: 1_200 } })).toBe(false);
});
