import { expect, test } from "vitest";
import { isOldNews } from "./old-news";

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
