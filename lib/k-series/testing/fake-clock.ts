import type { Clock } from "../clock";

type Sleeper = { at: number; wake: () => void };

/** Time that moves only when told to, and then wakes its sleepers in order. */
export class FakeClock implements Clock {
  #now = 0;
  #sleepers: Sleeper[] = [];

  now = () => this.#now;

  sleep = (ms: number, signal?: AbortSignal): Promise<void> =>
    new Promise((resolve, reject) => {
      if (signal?.aborted) return reject(signal.reason);
      const sleeper = { at: this.#now + Math.max(0, ms), wake: resolve };
      this.#sleepers.push(sleeper);
      signal?.addEventListener("abort", () => {
        this.#sleepers = this.#sleepers.filter((one) => one !== sleeper);
        reject(signal.reason);
      });
    });

  /** Lets `ms` pass. */
  async pass(ms: number): Promise<void> {
    const until = this.#now + ms;
    for (;;) {
      await settled();
      const next = this.#sleepers.reduce<Sleeper | null>(
        (first, one) => (first && first.at <= one.at ? first : one),
        null,
      );
      if (!next || next.at > until) break;
      this.#sleepers = this.#sleepers.filter((one) => one !== next);
      this.#now = next.at;
      next.wake();
    }
    this.#now = until;
    await settled();
  }

  /** Lets time pass until the work is done; the result. */
  async until<T>(work: Promise<T>): Promise<T> {
    let done = false;
    const finish = () => {
      done = true;
    };
    work.then(finish, finish);
    for (let step = 0; step < 100_000 && !done; step++) {
      await settled();
      const [next] = [...this.#sleepers].sort((one, other) => one.at - other.at);
      if (!done && next) await this.pass(next.at - this.#now);
    }
    return work;
  }
}

/** Everything that is only waiting for promises has gone on. */
async function settled(): Promise<void> {
  for (let turn = 0; turn < 30; turn++) await Promise.resolve();
  await new Promise((resolve) => setImmediate(resolve));
}
