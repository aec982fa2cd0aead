import { fullJitter, type Random } from "./backoff";
import type { Clock } from "./clock";

const FIRST_GAP_MS = 100;
const LONGEST_GAP_MS = 10_000;
const LONGEST_PAUSE_MS = 300_000;
/** Calls per second won back by each answer. */
const REGAINED_RATE = 0.05;

/** Thrown to a caller who would wait longer than `maxWaitMs`. */
export class LaneFullError extends Error {
  override readonly name = "LaneFullError";
  constructor(readonly retryAfterMs: number) {
    super("too many calls are waiting");
  }
}

/**
 * One connection's way to the vendor: at most `concurrency` calls at a time, first come first served.
 * After a 429 all wait as long as asked, and calls then start at a distance that doubles with each
 * further 429 and shrinks slowly with each answer (additive increase, multiplicative decrease of the rate).
 */
export class Lane {
  #active = 0;
  #waiting: (() => void)[] = [];
  #gapMs = 0;
  #nextStart = Number.NEGATIVE_INFINITY;
  #slowedAt = Number.NEGATIVE_INFINITY;
  #refusals = 0;

  constructor(
    readonly clock: Clock,
    readonly random: Random,
    readonly limits: { concurrency: number; maxWaitMs: number },
  ) {}

  get idle(): boolean {
    return this.#active === 0 && this.#waiting.length === 0 && this.#gapMs === 0 && this.#nextStart <= this.clock.now();
  }

  /** Waits for a turn; every turn must be given back with `leave`. Resolves with the start time. */
  async enter(signal?: AbortSignal): Promise<number> {
    const deadline = this.clock.now() + this.limits.maxWaitMs;
    if (this.#active < this.limits.concurrency) this.#active += 1;
    else await this.#waitForSlot(signal);
    try {
      return await this.#waitForStart(deadline, signal);
    } catch (error) {
      this.leave();
      throw error;
    }
  }

  /** A turn for a call that finds the way free, which is nearly every one; null where it has to wait. */
  enterAtOnce(): number | null {
    const now = this.clock.now();
    if (this.#active >= this.limits.concurrency || this.#nextStart > now) return null;
    this.#active += 1;
    this.#nextStart = now + this.#gapMs;
    return now;
  }

  leave(): void {
    const next = this.#waiting.shift();
    if (next) next();
    else this.#active -= 1;
  }

  answered(): void {
    this.#refusals = 0;
    if (this.#gapMs === 0) return;
    const gap = 1_000 / (1_000 / this.#gapMs + REGAINED_RATE);
    this.#gapMs = gap < 10 ? 0 : gap;
  }

  /** A 429 for a call that began at `startedAt`; of calls already under way together only one slows the lane. */
  refused(startedAt: number, retryAfterMs?: number): void {
    const now = this.clock.now();
    if (startedAt >= this.#slowedAt) {
      this.#gapMs = Math.min(LONGEST_GAP_MS, Math.max(FIRST_GAP_MS, this.#gapMs * 2));
      this.#slowedAt = now;
      this.#refusals += 1;
    }
    const pause = retryAfterMs ?? fullJitter(this.#refusals, this.random, { baseMs: 500, mostMs: 30_000 });
    this.#nextStart = Math.max(this.#nextStart, now + Math.min(pause, LONGEST_PAUSE_MS));
  }

  #waitForSlot(signal?: AbortSignal): Promise<void> {
    const { concurrency, maxWaitMs } = this.limits;
    if (this.#waiting.length >= concurrency * 100) throw new LaneFullError(maxWaitMs);
    const over = new AbortController();
    let turn = () => {};
    const slot = new Promise<void>((resolve) => {
      turn = resolve;
    });
    this.#waiting.push(turn);
    const patience = this.clock.sleep(maxWaitMs, signal ? AbortSignal.any([signal, over.signal]) : over.signal);
    const tooLong = patience.then(() => {
      throw new LaneFullError(maxWaitMs);
    });
    return Promise.race([slot, tooLong]).then(
      () => over.abort(),
      (error) => {
        // Gone from the queue, or else the turn that came at the same moment is passed on.
        const place = this.#waiting.indexOf(turn);
        if (place >= 0) this.#waiting.splice(place, 1);
        else this.leave();
        throw error;
      },
    );
  }

  async #waitForStart(deadline: number, signal?: AbortSignal): Promise<number> {
    for (;;) {
      const now = this.clock.now();
      if (this.#nextStart <= now) {
        this.#nextStart = now + this.#gapMs;
        return now;
      }
      if (this.#nextStart > deadline) throw new LaneFullError(this.#nextStart - now);
      await this.clock.sleep(this.#nextStart - now, signal);
    }
  }
}
