import fc from "fast-check";
import { expect, test } from "vitest";
import { printAmount, readAmount } from "./amounts";

const countries = ["BE", "IE", "FR", "CH", "US", "IN", "JP", "PT", ""];

test.each([
  [750, "EUR", "BE", "7,50"],
  [750, "EUR", "IE", "7.50"],
  [123_450, "EUR", "BE", "1234,50"],
  [5, "EUR", "FR", "0,05"],
  [-750, "EUR", "BE", "-7,50"],
  [1250, "JPY", "JP", "1250"],
  [1234, "TND", "TN", "1,234"],
  [1234, "KWD", "KW", "1.234"],
  [750, "EUR", "", "7.50"],
])("%j in %s stands in a field of %s as %j", (minor, currency, country, text) => {
  expect(printAmount(minor, currency, { country })).toBe(text);
});

test.each([
  ["7,50", "EUR", "BE", 750],
  ["7.50", "EUR", "BE", 750],
  ["7,5", "EUR", "IE", 750],
  ["7.5", "EUR", "IE", 750],
  [" 12 ", "EUR", "BE", 1200],
  ["0,07", "EUR", "BE", 7],
  ["-2,50", "EUR", "BE", -250],
  ["-0", "EUR", "BE", 0],
  ["1250", "JPY", "JP", 1250],
  // With groups, as people write them there.
  ["1.234,50", "EUR", "BE", 123_450],
  ["1.234.567", "EUR", "BE", 123_456_700],
  ["1 234,50", "EUR", "FR", 123_450],
  ["1,234.50", "EUR", "IE", 123_450],
  ["1'234.50", "CHF", "CH", 123_450],
  ["1,23,456.50", "INR", "IN", 12_345_650],
  // Either one and a bit or more than a thousand.
  ["1.234", "EUR", "BE", null],
  ["1,234", "EUR", "IE", null],
  ["1.234", "TND", "TN", null],
  ["1,234", "TND", "TN", 1234],
  ["1.234", "KWD", "KW", 1234],
  ["1,234", "KWD", "KW", null],
  // No amount at all.
  ["12,505", "EUR", "BE", null],
  ["12.5", "JPY", "JP", null],
  ["1,234.50", "EUR", "BE", null],
  ["12.34,50", "EUR", "BE", null],
  ["1e3", "EUR", "BE", null],
  ["7,", "EUR", "BE", null],
  ["", "EUR", "BE", null],
  ["€ 7,50", "EUR", "BE", null],
  ["12345678901", "EUR", "BE", null],
])("%j in %s typed in %s is %j", (text, currency, country, minor) => {
  expect(readAmount(text, currency, { country })).toBe(minor);
});

test("whatever a field was filled in with is read from it again, to the last unit", () => {
  const minor = fc.integer({ min: -99_999_999_999, max: 99_999_999_999 });
  fc.assert(
    fc.property(minor, fc.constantFrom("EUR", "JPY"), fc.constantFrom(...countries), (amount, currency, country) => {
      const most = currency === "JPY" ? amount % 1_000_000_000 : amount;
      expect(readAmount(printAmount(most, currency, { country }), currency, { country })).toBe(most + 0);
    }),
    { numRuns: 2_000 },
  );
});
