import type { Store } from "./store";

export type Clock = {
  /** What time it is for an account, in milliseconds. */
  now(accountId: string): number;
  shift(accountId: string): number;
  setShift(accountId: string, ms: number): void;
};

/** Real time, moved by what a test wants for its account; kept over a restart. */
export function openClock(store: Store): Clock {
  const shifts = store.collection<number>("clocks");
  const shift = (accountId: string) => shifts.get(accountId) ?? 0;
  return {
    now: (accountId) => Date.now() + shift(accountId),
    shift,
    setShift: (accountId, ms) => shifts.set(accountId, ms),
  };
}
