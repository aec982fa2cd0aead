/** Keeps one name (a merchant) from taking all workers of a process, and its backlog from going before everybody else's work. */
export type Fairness = {
  run: <T>(names: readonly string[], work: () => Promise<T>) => Promise<T>;
  /** The names that may start nothing more right now. */
  full: () => string[];
  /** These and, while others wait, all who have had their turn: each gets one before anybody gets another. */
  outOfTurn: () => Promise<string[]>;
};

/** Whether there is work for somebody whose name is none of these. */
type OthersWait = (names: readonly string[]) => Promise<boolean>;

/** After a look that found nobody else, the next one may be so far off. */
const LOOK_MS = 100;

/** A kind of work, not a merchant: it has a share of its own, asked for anew each time, and takes no turn. `waits`: nobody's work stands back for it. */
export type Kind = { name: string; share: () => number; waits?: true };

type Options = {
  kinds?: readonly Kind[];
  /** So many at work at once leave nobody waiting: turns are taken only where there are more. */
  roomy?: number;
};

export function createFairness(
  share: number,
  othersWait: OthersWait = async () => false,
  { kinds = [], roomy = 0 }: Options = {},
): Fairness {
  const active = new Map<string, number>();
  let atWork = 0;
  const served = new Set<string>();
  let alone = Number.NEGATIVE_INFINITY;
  const change = (names: readonly string[], by: number) => {
    for (const name of names) {
      const count = (active.get(name) ?? 0) + by;
      if (count > 0) active.set(name, count);
      else active.delete(name);
    }
  };
  const kindOf = (name: string) => kinds.find((kind) => kind.name === name);
  const shareOf = (name: string) => kindOf(name)?.share() ?? share;
  const full = () => [...active].filter(([name, count]) => count >= shareOf(name)).map(([name]) => name);
  const waiting = kinds.filter(({ waits }) => waits).map(({ name }) => name);
  return {
    full,
    run: async (names, work) => {
      atWork += 1;
      change(names, 1);
      for (const name of names) if (!kindOf(name)) served.add(name);
      try {
        return await work();
      } finally {
        atWork -= 1;
        change(names, -1);
      }
    },
    outOfTurn: async () => {
      if (atWork < roomy || served.size === 0 || performance.now() - alone < LOOK_MS) return full();
      const names = [...new Set([...full(), ...served])];
      if (await othersWait([...names, ...waiting])) return names;
      // The round is over; where it had one name only, that one is alone.
      if (served.size === 1) alone = performance.now();
      served.clear();
      return full();
    },
  };
}
