export type Random = () => number;

/** Full jitter: anywhere between nothing and the doubling bound, so that callers who failed together do not return together. */
export function fullJitter(attempt: number, random: Random, { baseMs = 200, mostMs = 8_000 } = {}): number {
  return random() * Math.min(mostMs, baseMs * 2 ** Math.min(attempt, 30));
}

/** How long to wait before a retry; null where the vendor asked for longer than a caller should be kept waiting. */
export function retryDelay(
  attempt: number,
  random: Random,
  asked: number | undefined,
  mostAskedMs: number,
): number | null {
  if (asked === undefined) return fullJitter(attempt, random);
  // Never earlier than asked, and not all at the same moment.
  return asked > mostAskedMs ? null : asked + random() * Math.min(1_000, asked / 10 + 50);
}
