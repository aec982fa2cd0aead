import { expect, test } from "vitest";
import { fromStripeAmount, toStripeAmount } from "./stripe-amount";

test.each([
  ["EUR", 1_250, 1_250],
  ["JPY", 1_250, 1_250],
  ["ISK", 1_250, 125_000],
  ["KWD", 1_250, 1_250],
])("%s: %i smallest units are %i at Stripe, and back", (currency, ours, theirs) => {
  expect(toStripeAmount(ours, currency)).toBe(theirs);
  expect(fromStripeAmount(theirs, currency)).toBe(ours);
});

test("a third decimal that Stripe does not take is refused in words, not rounded", () => {
  expect(() => toStripeAmount(1_255, "KWD")).toThrow("Stripe takes KWD amounts whose last digit is 0 only.");
});
