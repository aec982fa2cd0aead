import { ProviderError } from "../provider-error";

/** Currencies without decimals that Stripe still counts in hundredths (docs.stripe.com/currencies). */
const countedInHundredths = new Set(["ISK", "UGX"]);
/** Three decimals, of which Stripe takes two: the last digit must be 0. */
const roundedToTens = new Set(["BHD", "JOD", "KWD", "OMR", "TND"]);

export const isStripeAmount = (amountMinor: number, currency: string): boolean =>
  !roundedToTens.has(currency) || amountMinor % 10 === 0;

/** What Stripe would refuse is refused as if it had, so that whoever asked ends it in the same way. */
export function toStripeAmount(amountMinor: number, currency: string): number {
  if (countedInHundredths.has(currency)) return amountMinor * 100;
  if (!isStripeAmount(amountMinor, currency))
    throw new ProviderError("stripe", "rejected", `Stripe takes ${currency} amounts whose last digit is 0 only.`);
  return amountMinor;
}

/** Whether an amount of Stripe's is one of ours to the last unit. */
export const isWhole = (amount: number, currency: string): boolean =>
  !countedInHundredths.has(currency) || amount % 100 === 0;

export function fromStripeAmount(amount: number, currency: string): number {
  return countedInHundredths.has(currency) ? Math.round(amount / 100) : amount;
}
