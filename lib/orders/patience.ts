import type { Services } from "@/lib/services";

/** How long each state may last before the order is looked at again, in milliseconds. */
export const patience = {
  /** A payment page is open longer than the provider lets it live. */
  payment: 45 * 60_000,
  /** Between two questions to a payment provider that does not answer, and how long at most an unpaid order waits for that. */
  provider: 120_000,
  proof: 60 * 60_000,
  /** From paid to a worker that sends it, and from on the till to one that pays. */
  pickUp: 20_000,
  /** A question while the guest waits; afterwards the last known counts. */
  question: 300,
  /** One call with all its tries. */
  call: 60_000,
  /** Between two looks while nothing is certain. */
  nextLook: 30_000,
  /** What clocks and networks may add to the vendor's time limit. */
  margin: 30_000,
  /** Orders older than this reach no kitchen without a person. */
  promise: 30 * 60_000,
  /** A failed order is given back so long after, unless somebody repairs it. */
  refund: 10 * 60_000,
  /** Past the last moment at which an order could be printed: how long a till that shows nothing is not believed, and how often it is looked at. */
  blind: 60 * 60_000,
  blindLook: 5 * 60_000,
} as const;

/** No word from the till for so long: it is asked. */
export const askAfterMs = ({ orders }: Pick<Services, "orders">): number => orders?.askAfterMs ?? 120_000;

/** A worker that claimed an order may send only so long afterwards: whoever was frozen meanwhile finds its turn over. */
export const CLAIM_MS = 40_000;

export const after = (now: Date, ms: number): Date => new Date(now.getTime() + ms);

export const later = (a: Date | null, b: Date): Date => (a !== null && a > b ? a : b);

/** Pauses between tries that did not reach Lightspeed or got no answer. */
export function retryPause(attempt: number, askedMs = 0): number {
  const steps = [1_000, 3_000, 7_000, 15_000, 30_000, 60_000];
  return Math.max(askedMs, steps[Math.min(attempt, steps.length) - 1] ?? 1_000);
}
