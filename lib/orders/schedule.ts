import { Temporal } from "temporal-polyfill";

/** How long before the guest comes the kitchen gets it. */
export const PREPARATION_MINUTES = 20;

/**
 * The moment that a guest means by a time. With an offset it is that moment; without one it is the clock on the restaurant's wall. In the
 * night when clocks go forward, a time that does not exist is moved past the gap; when they go back, the first of the two is meant.
 */
export function readPickUp(text: string, timeZone: string): Date {
  if (/(Z|[+-]\d{2}:\d{2})$/.test(text)) return new Date(Temporal.Instant.from(text).epochMilliseconds);
  const zoned = Temporal.PlainDateTime.from(text).toZonedDateTime(timeZone, { disambiguation: "compatible" });
  return new Date(zoned.epochMilliseconds);
}

/** When the till gets an order that is collected then; null where that is now. Counted in real minutes, whatever the clocks do. */
export function releaseTime(collectAt: Date, now: Date): Date | null {
  const release = new Date(collectAt.getTime() - PREPARATION_MINUTES * 60_000);
  return release > now ? release : null;
}
