import { paymentAddresses } from "@/lib/env-payments";
import type { Services } from "@/lib/services";

/** Both payment providers' stand-ins at one address. */
export function paymentsAt(url: string, appUrl = "http://localhost:3999"): Services["payments"] {
  const given = { STRIPE_API_URL: url, VIVA_API_URL: url, VIVA_ACCOUNTS_URL: url };
  return { ...paymentAddresses(given).payments, appUrl };
}
