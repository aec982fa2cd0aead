import type { OpenEvent } from "@/db/queries/payment-events";
import type { Payment, Taking } from "@/db/schema";
import { isSaidBy } from "./old-news";

/** Signed or not, what comes later may be about money that has gone back since. */
const FRESH_MS = 5 * 60_000;

/**
 * The money that was taken for an open payment, where the provider has signed that and nothing else waits to be asked about: the very amount that was
 * asked for, just now, through the page that we opened. Null for all else, and then the provider is asked. A signature speaks for its sender alone: of
 * what is not signed nothing counts.
 */
export function takenByNotice(
  { status, checkoutId, amountMinor, currency }: Pick<Payment, "status" | "checkoutId" | "amountMinor" | "currency">,
  events: readonly OpenEvent[],
  now: Date,
): Taking | null {
  const telling = events.find(({ taken }) => taken !== null);
  const taken = telling?.taken ?? null;
  if (status !== "open" || !telling || !taken) return null;
  if (taken.amountMinor !== amountMinor || taken.currency !== currency || !isFresh(taken, now)) return null;
  return events.every((event) => isSaidBy(telling, event) && isOfPage(event, checkoutId)) ? taken : null;
}

const isFresh = ({ at }: Taking, now: Date) => Math.abs(now.getTime() - Date.parse(at)) <= FRESH_MS;

const isOfPage = ({ type, objectIds }: OpenEvent, checkoutId: string | null) =>
  !type.startsWith("checkout.session.") || (checkoutId !== null && objectIds.includes(checkoutId));
