import { type Random, retryDelay } from "./backoff";
import { acrossKeys, CircuitBreaker, inARow, type Trips, type Verdict } from "./circuit-breaker";
import { type Clock, systemClock } from "./clock";
import { KSeriesError, KSeriesHttpError, KSeriesNetworkError, KSeriesNotSentError } from "./errors";
import { Lane, LaneFullError } from "./lane";
import { RetryBudget } from "./retry-budget";

export type TrafficOptions = {
  clock?: Clock;
  random?: Random;
  /** Calls at a time per key. */
  concurrency?: number;
  /** The longest that a call waits for its turn. */
  maxWaitMs?: number;
  /** How often a call is sent at most. */
  attempts?: number;
  /** A longer `Retry-After` is handed to the caller instead of being waited for. */
  maxRetryAfterMs?: number;
  /** When the host as a whole counts as failing. */
  hostTrips?: Trips;
};

/** What one call is to the traffic rules. `key` is the caller's: whoever shares one shares its limits. */
export type Journey = {
  operation: string;
  host: string;
  key: string;
  repeatable: boolean;
  /** Has an effect at the vendor, so it matters whether it arrived. */
  write: boolean;
  /** Someone asks whether the vendor answers: sent once, also through an open breaker. */
  probe?: boolean;
  signal?: AbortSignal;
};

type Host = { breaker: CircuitBreaker; budget: RetryBudget };
type Way = { lane: Lane; breaker: CircuitBreaker };

/** How the clients of one process treat the vendor; they share one, since limits kept apart are no limits. */
export class Traffic {
  readonly #clock: Clock;
  readonly #now = () => this.#clock.now();
  readonly #random: Random;
  readonly #limits: { concurrency: number; maxWaitMs: number };
  readonly #hosts = new Map<string, Host>();
  readonly #ways = new Map<string, Way>();

  constructor(readonly options: TrafficOptions = {}) {
    this.#clock = options.clock ?? systemClock;
    this.#random = options.random ?? Math.random;
    this.#limits = { concurrency: options.concurrency ?? 6, maxWaitMs: options.maxWaitMs ?? 10_000 };
  }

  /** Sends, and where the call may be repeated and the budget allows, sends again. `attempt` counts from 1. */
  async run<T>(journey: Journey, send: (attempt: number) => Promise<T>): Promise<T> {
    const { budget } = this.#host(journey.host);
    let earlier: unknown = null;
    for (let attempt = 1; ; attempt++) {
      try {
        const result = await this.#once(journey, () => send(attempt));
        budget.earn();
        return result;
      } catch (error) {
        earlier = weightier(journey, earlier, error);
        const delay = this.#delayBeforeRetry(journey, attempt, error);
        if (delay === null || !budget.spend()) throw earlier;
        await this.#clock.sleep(delay, journey.signal);
      }
    }
  }

  #delayBeforeRetry({ repeatable, probe }: Journey, attempt: number, error: unknown): number | null {
    if (!repeatable || probe || attempt >= (this.options.attempts ?? 3)) return null;
    if (!(error instanceof KSeriesError) || !error.transient || error instanceof KSeriesNotSentError) return null;
    const asked = error instanceof KSeriesHttpError ? error.retryAfterMs : undefined;
    return retryDelay(attempt, this.#random, asked, this.options.maxRetryAfterMs ?? 8_000);
  }

  async #once<T>(journey: Journey, send: () => Promise<T>): Promise<T> {
    const host = this.#host(journey.host).breaker;
    const { lane, breaker } = this.#way(journey);
    this.#refuseIfOpen(journey, host, breaker);
    const startedAt = await this.#enter(lane, journey);
    let outcome: unknown = null;
    try {
      // Again: the breakers may have opened while this call waited.
      this.#refuseIfOpen(journey, host, breaker);
      const endAtHost = this.#begin(host, journey);
      const endOnWay = this.#begin(breaker, journey);
      try {
        return await send();
      } catch (error) {
        outcome = error;
        throw error;
      } finally {
        const verdict = verdictOn(outcome);
        endAtHost(verdict);
        endOnWay(verdict);
        this.#adapt(lane, startedAt, outcome);
      }
    } finally {
      lane.leave();
      if (lane.idle && breaker.idle) this.#ways.delete(wayKey(journey));
    }
  }

  #enter(lane: Lane, { operation, signal }: Journey): number | Promise<number> {
    const startedAt = lane.enterAtOnce();
    if (startedAt !== null) return startedAt;
    return lane.enter(signal).catch((error) => {
      if (!(error instanceof LaneFullError)) throw error;
      throw new KSeriesNotSentError(operation, error.message, error.retryAfterMs);
    });
  }

  #begin(breaker: CircuitBreaker, { probe, key }: Journey): (verdict: Verdict) => void {
    return probe ? breaker.look() : breaker.begin(key, this.#now);
  }

  #adapt(lane: Lane, startedAt: number, outcome: unknown): void {
    if (outcome instanceof KSeriesHttpError && outcome.status === 429) lane.refused(startedAt, outcome.retryAfterMs);
    else if (verdictOn(outcome) === "answered") lane.answered();
  }

  #refuseIfOpen({ operation, probe }: Journey, ...breakers: CircuitBreaker[]): void {
    if (probe) return;
    let wait = 0;
    for (const breaker of breakers) wait = Math.max(wait, breaker.refusesForMs(this.#clock.now()));
    if (wait > 0) throw new KSeriesNotSentError(operation, "held back, the last calls failed", Math.ceil(wait));
  }

  #host(host: string): Host {
    const known = this.#hosts.get(host);
    if (known) return known;
    const made = {
      breaker: new CircuitBreaker(this.options.hostTrips ?? acrossKeys, this.#random),
      budget: new RetryBudget(),
    };
    this.#hosts.set(host, made);
    return made;
  }

  #way(journey: Journey): Way {
    const known = this.#ways.get(wayKey(journey));
    if (known) return known;
    const lane = new Lane(this.#clock, this.#random, this.#limits);
    const made = { lane, breaker: new CircuitBreaker(inARow, this.#random) };
    this.#ways.set(wayKey(journey), made);
    return made;
  }
}

const wayKey = ({ host, key }: Journey) => `${host} ${key}`;

function verdictOn(outcome: unknown): Verdict {
  if (outcome === null) return "answered";
  if (outcome instanceof KSeriesNetworkError) return outcome instanceof KSeriesNotSentError ? "unknown" : "failed";
  if (outcome instanceof KSeriesHttpError) return outcome.status >= 500 ? "failed" : "answered";
  // An unreadable body is an answer; anything else (no token, the caller gave up) says nothing of the vendor.
  return outcome instanceof KSeriesError ? "answered" : "unknown";
}

/** Of a call's attempts, the error that tells its outcome: once a write may have arrived, only a definite answer to it ends the doubt. */
function weightier({ write }: Journey, earlier: unknown, error: unknown): unknown {
  if (earlier === null) return error;
  if (error instanceof KSeriesNotSentError) return earlier;
  if (!write || !leavesDoubt(earlier)) return error;
  const definite =
    error instanceof KSeriesHttpError && !error.transient && error.status !== 401 && error.status !== 403;
  if (!definite) return earlier;
  error.afterDoubt = true;
  return error;
}

/** A gateway's 502 or 504 says no more of the request behind it than a line that broke. */
const leavesDoubt = (error: unknown): boolean =>
  error instanceof KSeriesNetworkError
    ? error.mayHaveArrived
    : error instanceof KSeriesHttpError && error.status >= 500;

/** Create one per process and hand it to every client. */
export const createTraffic = (options?: TrafficOptions): Traffic => new Traffic(options);
