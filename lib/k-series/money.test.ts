import fc from "fast-check";
import { expect, test } from "vitest";
import { z } from "zod";
import { scaleToInteger } from "./decimal";
import { currencyExponent, fromMinorUnits, micros, microsToMinorUnits, perCurrency, toMinorUnits } from "./money";
import { parseJson, printJson } from "./wire";

const currencies = fc.constantFrom("JPY", "EUR", "KWD");
const amounts = fc.integer({ min: -Number.MAX_SAFE_INTEGER, max: Number.MAX_SAFE_INTEGER });

test.each([
  ["EUR", 2],
  ["CHF", 2],
  ["USD", 2],
  ["JPY", 0],
  ["XPF", 0],
  ["KWD", 3],
  ["TND", 3],
])("%s has %d decimals", (currency, exponent) => {
  expect(currencyExponent(currency)).toBe(exponent);
});

test.each(["", "eur", "EURO", "E1R", "P J"])("%j is no currency", (currency) => {
  expect(() => currencyExponent(currency)).toThrow(RangeError);
});

test("every amount in a currency of 0, 2 or 3 decimals survives printing and reading to the last unit", () => {
  fc.assert(
    fc.property(amounts, currencies, (minor, currency) => {
      expect(toMinorUnits(fromMinorUnits(minor, currency), currency)).toBe(minor);
    }),
    { numRuns: 5_000 },
  );
});

test("every amount comes through the wire as a JSON number, and back from a number or a text, without a float between", () => {
  const schema = perCurrency(({ read, write }) => z.object({ read, write }).partial());
  fc.assert(
    fc.property(amounts, currencies, (minor, currency) => {
      const exponent = currencyExponent(currency);
      const wire = printJson(schema(exponent).parse({ write: minor }));
      expect(wire).toBe(`{"write":${fromMinorUnits(minor, currency)}}`);
      const asNumber = parseJson(wire.replace("write", "read"));
      const asText = { read: fromMinorUnits(minor, currency) };
      expect([schema(exponent).parse(asNumber), schema(exponent).parse(asText)]).toEqual([
        { read: minor },
        { read: minor },
      ]);
    }),
    { numRuns: 5_000 },
  );
});

test.each([
  ["7.5", "EUR", 750],
  [7.5, "EUR", 750],
  [1.005, "EUR", 100],
  ["1.015", "EUR", 102],
  ["-1.005", "EUR", -100],
  ["0.8035714285714286", "EUR", 80],
  ["1.0E2", "EUR", 10_000],
  ["1200", "JPY", 1200],
  ["1200.5", "JPY", 1200],
  ["1201.5", "JPY", 1202],
  ["1.234", "KWD", 1234],
  ["-0.00", "EUR", 0],
])("%j %s is %d, half to even", (amount, currency, minor) => {
  expect(toMinorUnits(amount, currency)).toBe(minor);
});

test.each(["", "abc", "1,50", "0x10", "Infinity", "99999999999999999999", "1e99"])("%j is no amount", (amount) => {
  expect(() => toMinorUnits(amount, "EUR")).toThrow(RangeError);
});

test("the short way of reading agrees with the long one", () => {
  const digits = fc.integer({ min: 0, max: 6 });
  fc.assert(
    fc.property(
      fc.integer({ min: -99_999_999, max: 99_999_999 }),
      fc.stringMatching(/^\d{1,9}$/),
      digits,
      (whole, fraction, scale) => {
        // A sign of plus leads round the short way.
        const short = scaleToInteger(`${Math.abs(whole)}.${fraction}`, scale);
        expect(short).toBe(scaleToInteger(`+${Math.abs(whole)}.${fraction}`, scale));
      },
    ),
  );
});

test("lines of six decimals add up to the cent when they are rounded once, after the sum", () => {
  const third = micros.parse("3.333333");
  expect(microsToMinorUnits(third * 2 + micros.parse("3.333334"), "EUR")).toBe(1_000);
  expect([1, 2, 3].reduce((sum) => sum + microsToMinorUnits(third, "EUR"), 0)).toBe(999);
});

test("without a currency an amount is left out, and none can be sent", () => {
  const schema = perCurrency(({ read, write }) => z.object({ read, write }).partial());
  expect(schema(undefined).parse({ read: 7.5 })).toEqual({});
  expect(schema(undefined).safeParse({ write: 750 }).success).toBe(false);
});
