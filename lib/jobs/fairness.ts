/** Keeps one name (a merchant) from taking all workers of a process: what is at its share is skipped until one of its jobs is done. */
export type Fairness = {
  run: <T>(names: readonly string[], work: () => Promise<T>) => Promise<T>;
  /** The names that may start nothing more right now. */
  full: () => string[];
};

export function createFairness(share: number): Fairness {
  const active = new Map<string, number>();
  const change = (names: readonly string[], by: number) => {
    for (const name of names) {
      const count = (active.get(name) ?? 0) + by;
      if (count > 0) active.set(name, count);
      else active.delete(name);
    }
  };
  return {
    run: async (names, work) => {
      change(names, 1);
      try {
        return await work();
      } finally {
        change(names, -1);
      }
    },
    full: () => [...active].filter(([, count]) => count >= share).map(([name]) => name),
  };
}
