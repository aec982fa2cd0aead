export type KeysOutcome = "accepted" | "refused" | "no_answer";

const HOUR_MS = 3_600_000;
/** Refused keys are seldom accepted again by themselves; who mends them presses Check again. */
const waits: Record<KeysOutcome, number> = { accepted: 24 * HOUR_MS, refused: 6 * HOUR_MS, no_answer: HOUR_MS / 2 };

/** Up to a fifth earlier, so that what was made together is not asked together for ever. */
export const nextCheck = (outcome: KeysOutcome, now: Date): Date =>
  new Date(now.getTime() + waits[outcome] * (1 - Math.random() / 5));
