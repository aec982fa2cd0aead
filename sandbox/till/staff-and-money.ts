import { paymentMethodsOf, profilesOf } from "../world/back-office";
import { staff } from "../world/reference";
import { block, type Profile } from "../world/venue";
import type { Site } from "../world/world";
import { type Check, type CheckPayment, dueCents, roundedCash } from "./check";
import { statusOf } from "./status";
import { nextNumber } from "./till-state";

/** Numbers for the lines of checks, apart from those of the history. */
export function nextLineId({ venue, till }: Site): string {
  return (BigInt(venue.id(block.accounts)) * 100n + 5_000_000n + BigInt(nextNumber(till, "lines"))).toString();
}

/** Who it is booked on: the member named, or the one mapped for online orders. */
export function staffFor(site: Site, staffId: string | undefined): number | "STAFF_NOT_FOUND" | "MISSING_STAFF" {
  if (staffId !== undefined) return staff.find(({ id }) => String(id) === staffId)?.id ?? "STAFF_NOT_FOUND";
  return statusOf(site).staffMapped ? (staff[0]?.id ?? "MISSING_STAFF") : "MISSING_STAFF";
}

export function methodFor(site: Site, code: string | undefined): string | "PAYMENT_METHOD_NOT_FOUND" {
  const wanted = code ?? (site.behaviour.missingPaymentMethod === "fail" ? "" : site.behaviour.missingPaymentMethod);
  return paymentMethodsOf(site).some((method) => method.code === wanted) ? wanted : "PAYMENT_METHOD_NOT_FOUND";
}

type Payment = { code: string; cents: number; tipCents: number; staffId: number; reference?: string | undefined };

/** Books a payment; cash may be rounded to five cents when it settles the rest. */
export function withPayment(site: Site, check: Check, payment: Payment): Check {
  const due = dueCents(check);
  const rounds = site.behaviour.cashRounding && payment.code === "CASH" && payment.cents === due;
  const cents = rounds ? roundedCash(payment.cents) : payment.cents;
  const number = nextNumber(site.till, "payments");
  const booked: CheckPayment = { ...payment, cents, roundingCents: cents - payment.cents, at: site.now(), number };
  return { ...check, payments: [...check.payments, booked] };
}

export const profileFor = (site: Site, code: string | undefined, otherwise: string): Profile | undefined =>
  profilesOf(site).find((profile) => profile.code === (code ?? otherwise));
