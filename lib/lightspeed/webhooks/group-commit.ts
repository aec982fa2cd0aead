export type GroupCommitOptions = {
  /** Writes under way at once. */
  flights?: number;
  /** Items in one write. */
  batch?: number;
  /** Items that may wait for a write; more are refused. */
  waiting?: number;
  /** A write that takes longer counts as failed, and `onStuck` is told. */
  limitMs: number;
  onStuck?: () => void;
  /** The write failed for what one item holds: the items are tried one by one. */
  isItemFault?: (error: unknown) => boolean;
};

type Waiting<T, R> = { item: T; resolve: (result: R) => void; reject: (error: unknown) => void };

/** What arrives while a write is under way goes into the next one together; every caller waits for the write that took its own item. */
export function createGroupCommit<T, R>(
  write: (items: T[]) => Promise<R[]>,
  { flights = 1, batch = 250, waiting = 5_000, limitMs, onStuck, isItemFault }: GroupCommitOptions,
): (item: T) => Promise<R> {
  const queue: Waiting<T, R>[] = [];
  let flying = 0;

  const attempt = async (group: Waiting<T, R>[]): Promise<void> => {
    try {
      const results = await within(limitMs, write(group.map(({ item }) => item)), onStuck);
      for (const [n, { resolve, reject }] of group.entries()) {
        const result = results[n];
        if (result === undefined) reject(new Error("the write said nothing about this item"));
        else resolve(result);
      }
    } catch (error) {
      if (group.length > 1 && isItemFault?.(error)) for (const one of group) await attempt([one]);
      else for (const { reject } of group) reject(error);
    }
  };
  const takeOff = (): void => {
    while (flying < flights && queue.length > 0) {
      flying += 1;
      void attempt(queue.splice(0, batch)).finally(() => {
        flying -= 1;
        takeOff();
      });
    }
  };
  return (item) =>
    new Promise((resolve, reject) => {
      if (queue.length >= waiting) return reject(new Error("too many items wait to be written"));
      queue.push({ item, resolve, reject });
      // After this turn of the event loop, so that what was read from several sockets in it flies together.
      if (flying < flights) setImmediate(takeOff);
      return undefined;
    });
}

async function within<T>(limitMs: number, work: Promise<T>, onStuck?: () => void): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const tooLate = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      onStuck?.();
      reject(new Error(`no answer within ${limitMs} ms`));
    }, limitMs);
  });
  try {
    return await Promise.race([work, tooLate]);
  } finally {
    clearTimeout(timer);
  }
}
