export type HoldView = { id: string; arrived: number; waiting: number; released: boolean };

type Hold = {
  account: string | undefined;
  arrived: number;
  waiting: (() => void)[];
  released: boolean;
  watchers: (() => void)[];
};

export type Holds = {
  open(id: string, account: string | undefined): void;
  /** Waits at the barrier until it is released. */
  arrive(id: string): Promise<void>;
  view(id: string): HoldView | undefined;
  /** Resolves as soon as so many requests have arrived. */
  reached(id: string, count: number, signal: AbortSignal): Promise<void>;
  /** Lets the first `count` go on; without a count all of them, and everyone who comes later. */
  release(id: string, count?: number): void;
  /** All holds, or those set for one account. */
  releaseAll(account?: string): void;
};

/** Barriers that stop requests where a race wants them stopped. */
export function createHolds(): Holds {
  const holds = new Map<string, Hold>();

  const arrive = (id: string) =>
    new Promise<void>((resolve) => {
      const hold = holds.get(id);
      if (!hold) return resolve();
      hold.arrived += 1;
      if (hold.released) resolve();
      else hold.waiting.push(resolve);
      for (const watcher of hold.watchers) watcher();
    });

  const reached = (id: string, count: number, signal: AbortSignal) =>
    new Promise<void>((resolve) => {
      const hold = holds.get(id);
      if (!hold || hold.arrived >= count || signal.aborted) return resolve();
      const look = () => {
        if (hold.arrived >= count || signal.aborted) resolve();
      };
      hold.watchers.push(look);
      signal.addEventListener("abort", look, { once: true });
    });

  const release = (id: string, count?: number) => {
    const hold = holds.get(id);
    if (!hold) return;
    if (count === undefined) hold.released = true;
    for (const go of hold.waiting.splice(0, count ?? hold.waiting.length)) go();
  };

  return {
    open: (id, account) => holds.set(id, { account, arrived: 0, waiting: [], released: false, watchers: [] }),
    arrive,
    reached,
    view: (id) => {
      const hold = holds.get(id);
      return hold && { id, arrived: hold.arrived, waiting: hold.waiting.length, released: hold.released };
    },
    release,
    releaseAll: (account) => {
      for (const [id, hold] of holds) if (account === undefined || hold.account === account) release(id);
    },
  };
}
