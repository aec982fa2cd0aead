import { AppError } from "@/lib/errors";

/** Currencies without decimals that Stripe still counts in hundredths (docs.stripe.com/currencies). */
const countedInHundredths = new Set(["ISK", "UGX"]);
/** Three decimals, of which Stripe takes two: the last digit must be 0. */
const roundedToTens = new Set(["BHD", "JOD", "KWD", "OMR", "TND"]);

export function toStripeAmount(amountMinor: number, currency: string): number {
  if (countedInHundredths.has(currency)) return amountMinor * 100;
  if (roundedToTens.has(currency) && amountMinor % 10 !== 0)
    throw new AppError("invalid_input", `Stripe takes ${currency} amounts whose last digit is 0 only.`);
  return amountMinor;
}

export function fromStripeAmount(amount: number, currency: string): number {
  return countedInHundredths.has(currency) ? Math.round(amount / 100) : amount;
}
