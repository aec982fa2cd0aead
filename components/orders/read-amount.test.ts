import { expect, test } from "vitest";
import { readAmount } from "./read-amount";

test.each([
  ["12.50", "EUR", 1250],
  ["12,5", "EUR", 1250],
  [" 12 ", "EUR", 1200],
  ["0.07", "EUR", 7],
  ["1250", "JPY", 1250],
  ["1.234", "KWD", 1234],
  ["12.505", "EUR", null],
  ["12.5", "JPY", null],
  ["0", "EUR", null],
  ["-1", "EUR", null],
  ["1e3", "EUR", null],
  ["", "EUR", null],
])("%j in %s is %j", (text, currency, minor) => {
  expect(readAmount(text, currency)).toBe(minor);
});
