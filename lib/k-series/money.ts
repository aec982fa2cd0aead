import { z } from "zod";
import { printScaled, scaleDecimal, scaleToInteger } from "./decimal";
import { wireNumber } from "./wire";

/** ISO 4217: the currencies whose smallest unit is not a hundredth. */
const exponents: Record<string, string> = {
  0: "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF",
  3: "BHD IQD JOD KWD LYD OMR TND",
  4: "CLF UYW",
};

/** How many decimals the currency has: 2 for EUR, 0 for JPY, 3 for KWD. Throws RangeError for what is no currency code. */
export function currencyExponent(currency: string): number {
  if (!/^[A-Z]{3}$/.test(currency)) throw new RangeError("not a currency code of ISO 4217");
  return Number(Object.keys(exponents).find((key) => exponents[key]?.includes(currency)) ?? 2);
}

/** A decimal in major units as integer minor units, half to even; throws RangeError for what is no amount. */
export function toMinorUnits(amount: string | number, currency: string): number {
  const minor = scaleToInteger(amount, currencyExponent(currency));
  if (minor === null) throw new RangeError("not an amount of money");
  return minor;
}

/** Integer minor units as a decimal in major units: 790 EUR reads "7.90". */
export function fromMinorUnits(minor: number, currency: string): string {
  return printScaled(minor, currencyExponent(currency));
}

const MICRO_DIGITS = 6;

/** Millionths of a major unit to minor units, half to even. Sum first, round once. */
export function microsToMinorUnits(micros: number, currency: string): number {
  return toMinorUnits(printScaled(micros, MICRO_DIGITS), currency);
}

/** The two ways of an amount through the wire, for a currency's exponent; without one amounts cannot be told. */
export type MoneyWire = ReturnType<typeof moneyWire>;

const wireDecimal = z.union([z.number(), z.string()]);

/** Amounts with up to six decimals, as on sales lines: integer millionths of a major unit, so that sums stay exact. */
export const micros = readScaled(MICRO_DIGITS);

function readScaled(digits: number) {
  return wireDecimal.transform((value, context): number => {
    const units = scaleToInteger(value, digits);
    if (units !== null) return units;
    context.issues.push({ code: "custom", message: "is not an amount", input: value });
    return z.NEVER;
  });
}

function moneyWire(exponent: number | undefined) {
  const read: z.ZodType<number | undefined, string | number> =
    exponent === undefined ? wireDecimal.transform(() => undefined) : readScaled(exponent);
  const minor = z.number().int();
  const write = minor.transform((value, context) => {
    if (exponent !== undefined) return wireNumber(printScaled(value, exponent));
    context.issues.push({ code: "custom", message: "needs a currency", input: value });
    return z.NEVER;
  });
  return { read, write };
}

/** A schema with amounts in it; `exponent` is undefined where the caller named no currency. */
export type PerCurrency<S extends z.ZodType = z.ZodType> = (exponent: number | undefined) => S;

/** Builds the schema once per exponent: schemas are compiled on first use. */
export function perCurrency<S extends z.ZodType>(build: (money: MoneyWire) => S): PerCurrency<S> {
  const built = new Map<number | undefined, S>();
  return (exponent) => {
    const schema = built.get(exponent) ?? build(moneyWire(exponent));
    built.set(exponent, schema);
    return schema;
  };
}

/** For an amount whose currency stands beside it in the answer; null where that is no currency or no amount. */
export function readOwnCurrency(value: string | number, currency: string): number | null {
  return /^[A-Z]{3}$/.test(currency) && scaleDecimal(value, 0) !== null ? toMinorUnits(value, currency) : null;
}
