import { LosslessNumber, parse, stringify } from "lossless-json";
import { z } from "zod";
import { canonicalDecimal } from "./decimal";

/** A number of sixteen characters or more where a value may stand: only those can be beyond what a double holds. */
const longNumber = /[:[,]\s*-?\d[\d.eE+-]{15}/;

/** JSON without rounding: a number that JavaScript would round comes back as its text. Throws SyntaxError. */
export function parseJson(text: string): unknown {
  return longNumber.test(text) || /^\s*-?\d/.test(text) ? parse(text, undefined, readNumber) : JSON.parse(text);
}

function readNumber(digits: string): number | string {
  const value = Number(digits);
  if (digits.length <= 15) return value;
  const exact = canonicalDecimal(digits);
  // Whole numbers beyond 2^53 are ids, and text even where a double happens to hold them.
  const faithful = exact === canonicalDecimal(value) && (Number.isSafeInteger(value) || !Number.isInteger(value));
  return exact === null || faithful ? value : exact;
}

/** The counterpart of `parseJson`: a bigint and a `wireNumber` are printed as plain numbers. */
export function printJson(value: unknown): string {
  return stringify(value) ?? "null";
}

/** A decimal text that goes out as a JSON number, digit for digit. */
export const wireNumber = (decimal: string) => new LosslessNumber(decimal);

const INT64_MAX = 9_223_372_036_854_775_807n;

/** Number or text on the wire, looked at once: a union would try each in turn, for every id of a large menu. */
const numberOrText = z.unknown() as unknown as z.ZodType<number | string, number | string>;

/** An int64 of the wire; text in our code, since JavaScript numbers would round it. */
export const int64 = numberOrText.transform((value, context) => {
  if (Number.isSafeInteger(value)) return String(value);
  if (typeof value === "string" && /^-?\d{1,19}$/.test(value)) {
    const exact = BigInt(value);
    if (exact <= INT64_MAX && exact >= -INT64_MAX - 1n) return String(exact);
  }
  context.issues.push({ code: "custom", message: "is not an int64", input: value });
  return z.NEVER;
});

/** An id that a caller gives: digits in text, as `int64` hands them out. */
export const id = z
  .string()
  .refine((digits) => /^\d{1,19}$/.test(digits) && BigInt(digits) <= INT64_MAX, "is not an id");

/** An id in a body: text of digits to the number that the wire wants. */
export const int64ToWire = id.transform(BigInt);

/** A rate, a percentage or a quantity: exact, as the shortest decimal text. Number or text on the wire. */
export const decimal = numberOrText.transform((value, context) => {
  const text = typeof value === "number" || typeof value === "string" ? canonicalDecimal(value) : null;
  if (text !== null) return text;
  context.issues.push({ code: "custom", message: "is not a decimal", input: value });
  return z.NEVER;
});

export const decimalToWire = decimal.transform(wireNumber);
