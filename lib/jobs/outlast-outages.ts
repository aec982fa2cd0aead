import { RETRYABLE_ERROR_CODES } from "graphile-worker/dist/lib.js";

const PAUSES = { minDelay: 500, maxDelay: 30_000 };

/** The database is away, full, or has no connection left; the last is a connection that broke, which has no code. */
const outages = [
  ...["ECONNREFUSED", "ECONNRESET", "EPIPE", "57P01", "57P02", "57P03", "57014", "55P03"],
  ...["53000", "53100", "53200", "53300", "53400", "08000", "08003", "08006", "58030", "XX000", "undefined"],
];

/**
 * The queue writes down that a job is over without waiting for it, tries again for a few faults only, and lets any other end the process.
 * Writing it down is safe to repeat.
 */
export function outlastOutages(): void {
  for (const code of outages) RETRYABLE_ERROR_CODES[code] = PAUSES;
}
