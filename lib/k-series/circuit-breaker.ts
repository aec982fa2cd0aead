import type { Random } from "./backoff";

/** `failed`: no answer or a 5xx. `unknown`: says nothing of the host, for instance when no token could be had. */
export type Verdict = "answered" | "failed" | "unknown";

export type Outcome = { failed: boolean; key: string; at: number };

/** Decides from the newest outcomes, oldest first, whether to stop sending. */
export type Trips = (recent: readonly Outcome[]) => boolean;

const REMEMBERED = 20;
const REMEMBERED_MS = 60_000;
const FIRST_PAUSE_MS = 5_000;
const LONGEST_PAUSE_MS = 60_000;

/** One connection fails: five times in a row. */
export const inARow: Trips = (recent) => recent.length >= 5 && recent.slice(-5).every(({ failed }) => failed);

/** The host fails: most of the last calls, of three connections at least; one that fails alone is stopped by its own breaker. */
export const acrossKeys: Trips = (recent) => {
  const failures = recent.filter(({ failed }) => failed);
  return (
    recent.length >= 10 && failures.length * 2 >= recent.length && new Set(failures.map(({ key }) => key)).size > 2
  );
};

/** Closed: calls pass. Open: none does, for a pause that doubles. Half-open after it: one probe decides. */
export class CircuitBreaker {
  #recent: Outcome[] = [];
  #openUntil: number | null = null;
  #probing = false;
  #pauses = 0;

  constructor(
    readonly trips: Trips,
    readonly random: Random,
  ) {}

  /** Nothing worth remembering: may be thrown away. */
  get idle(): boolean {
    return this.#openUntil === null && !this.#recent.some(({ failed }) => failed);
  }

  /** Zero: a call may pass. Otherwise how long to stay away. */
  refusesForMs(now: number): number {
    if (this.#openUntil === null) return 0;
    if (now < this.#openUntil) return this.#openUntil - now;
    return this.#probing ? FIRST_PAUSE_MS : 0;
  }

  /** For a call that passes whatever `refusesForMs` says: an answer ends the pause, a failure counts for nothing. */
  look(): (verdict: Verdict) => void {
    return (verdict) => {
      if (verdict === "answered" && this.#openUntil !== null && !this.#probing) this.#close();
    };
  }

  /** Call only where `refusesForMs` is zero; the result takes the verdict. */
  begin(key: string, clock: () => number): (verdict: Verdict) => void {
    const probe = this.#openUntil !== null;
    if (probe) this.#probing = true;
    return (verdict) => (probe ? this.#endProbe(verdict, clock()) : this.#note(verdict, key, clock()));
  }

  #endProbe(verdict: Verdict, now: number): void {
    this.#probing = false;
    if (verdict === "failed") this.#open(now);
    if (verdict === "answered") this.#close();
  }

  #close(): void {
    this.#openUntil = null;
    this.#pauses = 0;
    this.#recent = [];
  }

  #note(verdict: Verdict, key: string, now: number): void {
    // Stragglers from before the opening decide nothing: that is the probe's part.
    if (verdict === "unknown" || this.#openUntil !== null) return;
    this.#recent.push({ failed: verdict === "failed", key, at: now });
    while (this.#recent.length > REMEMBERED || now - (this.#recent[0]?.at ?? now) > REMEMBERED_MS) this.#recent.shift();
    if (verdict === "failed" && this.trips(this.#recent)) this.#open(now);
  }

  #open(now: number): void {
    const pause = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** this.#pauses);
    this.#pauses += 1;
    this.#openUntil = now + pause * (1 + this.random() / 10);
  }
}
